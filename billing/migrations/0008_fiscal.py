"""What the Kenya Revenue Authority is told of bills, and the codes that ask for their payment."""

import django.db.models.deletion
from django.db import migrations, models

import core.fields


class Migration(migrations.Migration):
    dependencies = [
        ("billing", "0007_subscription_guards"),
        ("users", "0003_letterhead"),
    ]

    operations = [
        migrations.CreateModel(
            name="FiscalDocument",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "state",
                    core.fields.KindField(
                        choices=[
                            ("QUEUED", "waits to be sent"),
                            ("SENT", "was begun; the outcome is not written down yet"),
                            ("UNKNOWN", "was sent, and nobody knows whether it was taken"),
                            ("SIGNED", "the control unit has signed it"),
                            ("REFUSED", "the control unit does not take it as it is"),
                            ("CANCELLED", "its invoice became void before it was sent"),
                        ],
                        default="QUEUED",
                        max_length=9,
                    ),
                ),
                (
                    "number",
                    models.BigIntegerField(
                        help_text="invcNo: 1, 2, 3 ... of what may have been taken", null=True
                    ),
                ),
                ("claims", models.IntegerField(default=0)),
                ("due_at", core.fields.MomentField()),
                ("begun_at", core.fields.MomentField(null=True)),
                ("settled_at", core.fields.MomentField(null=True)),
                (
                    "reason",
                    models.CharField(
                        blank=True, help_text="a code: why it was refused or waits", max_length=40
                    ),
                ),
                (
                    "told",
                    models.CharField(blank=True, help_text="the control unit's own words", max_length=200),
                ),
                (
                    "control_unit",
                    models.CharField(blank=True, help_text="of the unit that signed", max_length=40),
                ),
                ("receipt_number", models.CharField(blank=True, help_text="the unit's own", max_length=20)),
                ("internal_data", models.CharField(blank=True, max_length=60)),
                ("signature", models.CharField(blank=True, max_length=60)),
                (
                    "signed_at",
                    models.CharField(blank=True, help_text="the unit's clock, YYYYMMDDhhmmss", max_length=14),
                ),
                (
                    "qr_text",
                    models.CharField(blank=True, help_text="the address behind the QR code", max_length=300),
                ),
                ("created_at", core.fields.MomentField(auto_now_add=True)),
                (
                    "business",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="fiscal_documents",
                        to="users.business",
                    ),
                ),
                (
                    "credit_note",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="fiscal",
                        to="billing.creditnote",
                    ),
                ),
                (
                    "invoice",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="fiscal",
                        to="billing.invoice",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["business", "-id"], name="fiscal_by_business"),
                    models.Index(
                        condition=models.Q(("state__in", ["QUEUED", "UNKNOWN"])),
                        fields=["due_at", "id"],
                        name="fiscal_due",
                    ),
                    models.Index(
                        condition=models.Q(("state", "SENT")), fields=["begun_at"], name="fiscal_begun"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("business", "number"), name="fiscal_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("credit_note", None), ("invoice__isnull", False)),
                            models.Q(("credit_note__isnull", False), ("invoice", None)),
                            _connector="OR",
                        ),
                        name="fiscal_of_one",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["QUEUED", "REFUSED", "CANCELLED"]),
                            ("number__gt", 0),
                            _connector="OR",
                        ),
                        name="fiscal_numbered_when_sent",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("control_unit__gt", ""),
                                ("qr_text__gt", ""),
                                ("signature__gt", ""),
                                ("state", "SIGNED"),
                            ),
                            models.Q(
                                models.Q(("state", "SIGNED"), _negated=True),
                                ("control_unit", ""),
                                ("qr_text", ""),
                                ("signature", ""),
                            ),
                            _connector="OR",
                        ),
                        name="fiscal_signature_when_signed",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PaymentCode",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("shortcode", models.CharField(max_length=10)),
                ("amount", core.fields.CentsField(help_text="cents that it asks for: whole shillings")),
                ("png", models.BinaryField(max_length=200000)),
                ("asked_at", core.fields.MomentField()),
                (
                    "invoice",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payment_code",
                        to="billing.invoice",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount__gt", 0)), name="payment_code_amount_positive"
                    )
                ],
            },
        ),
    ]
