import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models

import core.fields


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("core", "0001_initial"),
        ("users", "0001_initial"),
        ("users", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="Customer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "business",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="customers",
                        to="users.business",
                    ),
                ),
                (
                    "account_number",
                    models.CharField(
                        help_text="what the payer types; its last digit is a check digit", max_length=12
                    ),
                ),
                (
                    "data_key",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        to="core.datakey",
                    ),
                ),
                ("name_sealed", models.BinaryField()),
                ("phone_sealed", models.BinaryField(null=True)),
                ("phone_index", models.BinaryField(null=True)),
                ("phone_masked", models.CharField(blank=True, max_length=16)),
                (
                    "name_words",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BinaryField(), default=list, editable=False, size=None
                    ),
                ),
                ("key", models.CharField(max_length=100, null=True)),
                ("key_hash", models.BinaryField(max_length=32, null=True)),
                ("created_at", core.fields.MomentField(auto_now_add=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("business", "account_number"), name="customer_account_number_once"
                    ),
                    models.UniqueConstraint(fields=("business", "key"), name="customer_key_once"),
                ],
                "indexes": [
                    models.Index(fields=["business", "-id"], name="customer_by_business"),
                    models.Index(fields=["business", "phone_index"], name="customer_by_phone"),
                    django.contrib.postgres.indexes.GinIndex(fields=["name_words"], name="customer_by_name"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Counter",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "business",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="users.business"
                    ),
                ),
                ("series", models.CharField(max_length=20)),
                ("last", models.BigIntegerField(default=0)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("business", "series"), name="counter_once")],
            },
        ),
        migrations.CreateModel(
            name="Invoice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "business",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invoices",
                        to="users.business",
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invoices",
                        to="billing.customer",
                    ),
                ),
                ("number", models.CharField(max_length=12)),
                ("key", models.CharField(max_length=100)),
                ("key_hash", models.BinaryField(max_length=32)),
                (
                    "state",
                    core.fields.KindField(
                        choices=[
                            ("DRAFT", "Draft"),
                            ("UNPAID", "Unpaid"),
                            ("PARTIALLY_PAID", "Partially Paid"),
                            ("PAID", "Paid"),
                        ],
                        default="DRAFT",
                        max_length=16,
                    ),
                ),
                ("total", core.fields.CentsField(help_text="cents")),
                ("paid", core.fields.CentsField(default=0, help_text="cents; the sum of the allocations")),
                ("due_on", core.fields.DayField(null=True)),
                ("issued_at", core.fields.MomentField(null=True)),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("created_at", core.fields.MomentField(auto_now_add=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("business", "number"), name="invoice_number_once"),
                    models.UniqueConstraint(fields=("business", "key"), name="invoice_key_once"),
                    models.CheckConstraint(
                        condition=models.Q(("total__gt", 0)), name="invoice_total_positive"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("paid__gte", 0), ("paid__lte", models.F("total"))),
                        name="invoice_paid_within_total",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("paid", 0), ("state__in", ["DRAFT", "UNPAID"])),
                            models.Q(
                                ("paid__gt", 0), ("paid__lt", models.F("total")), ("state", "PARTIALLY_PAID")
                            ),
                            models.Q(("paid", models.F("total")), ("state", "PAID")),
                            _connector="OR",
                        ),
                        name="invoice_state_follows_paid",
                    ),
                ],
                "indexes": [
                    models.Index(fields=["business", "-id"], name="invoice_by_business"),
                    models.Index(
                        models.F("business"),
                        django.db.models.expressions.CombinedExpression(
                            models.F("total"), "-", models.F("paid")
                        ),
                        condition=models.Q(("state__in", ["UNPAID", "PARTIALLY_PAID"])),
                        name="invoice_open_by_due",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="InvoiceLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "invoice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="billing.invoice",
                    ),
                ),
                ("description", models.CharField(max_length=200)),
                ("quantity", models.DecimalField(decimal_places=3, max_digits=12)),
                ("unit_cents", core.fields.CentsField()),
                ("cents", core.fields.CentsField()),
            ],
        ),
        migrations.CreateModel(
            name="Credit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="credits",
                        to="billing.customer",
                    ),
                ),
                ("receipt_number", models.CharField(max_length=20)),
                ("receipt_id", models.BigIntegerField()),
                ("cents", core.fields.CentsField()),
                ("credited_at", core.fields.MomentField(auto_now_add=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("receipt_id",), name="credit_once"),
                    models.CheckConstraint(condition=models.Q(("cents__gt", 0)), name="credit_positive"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Allocation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "invoice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="allocations",
                        to="billing.invoice",
                    ),
                ),
                ("receipt_number", models.CharField(max_length=20)),
                ("receipt_id", models.BigIntegerField()),
                ("cents", core.fields.CentsField()),
                (
                    "takes_back",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="taken_back_by",
                        to="billing.allocation",
                    ),
                ),
                ("allocated_at", core.fields.MomentField(auto_now_add=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("takes_back", None)),
                        fields=("receipt_id", "invoice"),
                        name="allocation_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("cents__gt", 0), ("takes_back", None)),
                            models.Q(("cents__lt", 0), ("takes_back__isnull", False)),
                            _connector="OR",
                        ),
                        name="allocation_positive",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StatementLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("debit", models.BigIntegerField(help_text="cents that were billed")),
                ("credit", models.BigIntegerField(help_text="cents that were paid")),
                ("balance", models.BigIntegerField(help_text="cents that are due after it")),
            ],
            options={"db_table": "billing_statementline", "managed": False},
        ),
    ]
