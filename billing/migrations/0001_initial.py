import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.lookups
from django.conf import settings
from django.db import migrations, models

import core.fields
from core.tables import Tables


class Migration(Tables):
    initial = True

    dependencies = [
        ("core", "0002_guards"),
        ("ledger", "0002_guards"),
        ("messaging", "0002_guards"),
        ("mpesa", "0002_guards"),
        ("users", "0002_guards"),
        ("users", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="Receivable",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("not_due", models.BigIntegerField(help_text="cents whose day is today or later")),
                ("late_30", models.BigIntegerField(help_text="cents that are 1 to 30 days late")),
                ("late_60", models.BigIntegerField(help_text="cents that are 31 to 60 days late")),
                ("late_90", models.BigIntegerField(help_text="cents that are 61 to 90 days late")),
                ("late_more", models.BigIntegerField(help_text="cents that are more than 90 days late")),
                ("due", models.BigIntegerField(help_text="cents due of issued invoices")),
                ("credit", models.BigIntegerField(help_text="cents left of their payments")),
                ("balance", models.BigIntegerField(help_text="cents; below zero where the credit is more")),
            ],
            options={
                "db_table": "billing_receivable",
                "managed": False,
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
                ("day", models.DateField(help_text="the accounting day of the entry")),
                ("at", models.DateTimeField()),
                ("debit", models.BigIntegerField(help_text="cents by which more is owed")),
                ("credit", models.BigIntegerField(help_text="cents by which less is owed")),
                ("balance", models.BigIntegerField(help_text="cents that are owed after it")),
            ],
            options={
                "db_table": "billing_statementline",
                "managed": False,
            },
        ),
        migrations.CreateModel(
            name="BillingRun",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("until_on", core.fields.DayField(help_text="periods that begin on this day or before")),
                (
                    "state",
                    core.fields.KindField(
                        choices=[("RUNNING", "Running"), ("DONE", "Done")], default="RUNNING", max_length=7
                    ),
                ),
                ("due", models.IntegerField(help_text="subscriptions with something to bill when it began")),
                ("invoices", models.IntegerField(default=0)),
                ("total", core.fields.CentsSumField(default=0, help_text="cents of the invoices")),
                ("skipped", models.IntegerField(default=0)),
                ("started_at", core.fields.MomentField(auto_now_add=True)),
                ("ended_at", core.fields.MomentField(null=True)),
                (
                    "business",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="billing_runs",
                        to="users.business",
                    ),
                ),
                (
                    "started_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["business", "-id"], name="billing_run_by_business")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "RUNNING")),
                        fields=("business",),
                        name="billing_run_one_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at", None), ("state", "RUNNING")),
                            models.Q(("ended_at__isnull", False), ("state", "DONE")),
                            _connector="OR",
                        ),
                        name="billing_run_ended_when_done",
                    ),
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
                ("series", models.CharField(max_length=20)),
                ("last", models.BigIntegerField(default=0)),
                (
                    "business",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="users.business"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("business", "series"), name="counter_once")],
            },
        ),
        migrations.CreateModel(
            name="CreditNote",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "serial_year",
                    models.PositiveSmallIntegerField(
                        help_text="year of the accounting day of issue", null=True
                    ),
                ),
                (
                    "serial_count",
                    models.PositiveIntegerField(help_text="1, 2, 3 ... within the year", null=True),
                ),
                ("key", models.CharField(max_length=100)),
                ("key_hash", models.BinaryField(max_length=32)),
                ("reason", models.CharField(max_length=200)),
                ("net", core.fields.CentsField(help_text="cents without VAT")),
                ("vat", core.fields.CentsField(default=0, help_text="cents of VAT")),
                ("total", core.fields.CentsField(help_text="cents")),
                ("issued_on", core.fields.DayField(help_text="the accounting day of its entry")),
                ("issued_at", core.fields.MomentField()),
                (
                    "business",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="credit_notes",
                        to="users.business",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
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
                    "account_number",
                    models.CharField(
                        help_text="what the payer types; its last digit is a check digit", max_length=12
                    ),
                ),
                ("name_sealed", models.BinaryField()),
                (
                    "name_words",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BinaryField(), default=list, editable=False, size=None
                    ),
                ),
                ("kra_pin_sealed", models.BinaryField(null=True)),
                ("kra_pin_index", models.BinaryField(null=True)),
                ("kra_pin_masked", models.CharField(blank=True, max_length=16)),
                ("email_sealed", models.BinaryField(null=True)),
                ("email_masked", models.CharField(blank=True, max_length=260)),
                (
                    "external_ref",
                    models.CharField(
                        help_text="their account in the system that was used before", max_length=40, null=True
                    ),
                ),
                (
                    "tags",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=24), default=list, size=None
                    ),
                ),
                (
                    "credit_limit",
                    core.fields.CentsField(help_text="cents that may be due at most; null: any", null=True),
                ),
                (
                    "is_walk_in",
                    models.BooleanField(
                        default=False, help_text="nobody in particular: sales at the counter"
                    ),
                ),
                (
                    "archived_at",
                    core.fields.MomentField(
                        help_text="billed no more, and in no list to choose from", null=True
                    ),
                ),
                ("key", models.CharField(max_length=100, null=True)),
                ("key_hash", models.BinaryField(max_length=32, null=True)),
                ("created_at", core.fields.MomentField(auto_now_add=True)),
                (
                    "business",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="customers",
                        to="users.business",
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
                (
                    "merged_into",
                    models.ForeignKey(
                        help_text="who they turned out to be: all that was theirs is that customer's",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merged",
                        to="billing.customer",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["business", "-id"], name="customer_by_business"),
                    models.Index(fields=["business", "kra_pin_index"], name="customer_by_kra_pin"),
                    django.contrib.postgres.indexes.GinIndex(fields=["name_words"], name="customer_by_name"),
                    django.contrib.postgres.indexes.GinIndex(fields=["tags"], name="customer_by_tag"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("business", "account_number"), name="customer_account_number_once"
                    ),
                    models.UniqueConstraint(fields=("business", "key"), name="customer_key_once"),
                    models.UniqueConstraint(
                        fields=("business", "external_ref"), name="customer_external_ref_once"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("is_walk_in", True)),
                        fields=("business",),
                        name="customer_walk_in_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("merged_into", None),
                            models.Q(("archived_at__isnull", False), ("is_walk_in", False)),
                            _connector="OR",
                        ),
                        name="customer_merged_is_away",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("credit_limit__gte", 0)), name="customer_credit_limit_positive"
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.IsNull(
                            models.Func(
                                models.F("tags"),
                                models.Value(None, models.CharField()),
                                function="array_position",
                                output_field=models.IntegerField(),
                            ),
                            True,
                        ),
                        name="customer_tags_are_texts",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ContactPreference",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "language",
                    core.fields.KindField(
                        blank=True, choices=[("en", "English"), ("sw", "Kiswahili")], max_length=2
                    ),
                ),
                (
                    "by_email",
                    models.BooleanField(default=False, help_text="receipts and bills by e-mail, not by SMS"),
                ),
                ("opted_out", models.BooleanField(default=False, help_text="is told and asked nothing")),
                (
                    "customer",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contact_preference",
                        to="billing.customer",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CustomerPhone",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(help_text="0 is the first")),
                ("phone_sealed", models.BinaryField(help_text="under the customer's key")),
                ("phone_index", models.BinaryField()),
                ("phone_masked", models.CharField(max_length=16)),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="phones",
                        to="billing.customer",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["phone_index"], name="customer_phone_by_number")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("customer", "position"), name="customer_phone_position_once"
                    ),
                    models.UniqueConstraint(fields=("customer", "phone_index"), name="customer_phone_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="DunningRule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("days", models.IntegerField(help_text="after the invoice is due; below zero before")),
                (
                    "action",
                    core.fields.KindField(
                        choices=[("SMS", "SMS"), ("EMAIL", "e-mail"), ("STK", "prompt on the phone")],
                        max_length=5,
                    ),
                ),
                ("removed_at", core.fields.MomentField(null=True)),
                ("created_at", core.fields.MomentField(auto_now_add=True)),
                (
                    "business",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="dunning_rules",
                        to="users.business",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("removed_at", None)),
                        fields=("business", "days", "action"),
                        name="dunning_rule_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("days__range", (-366, 366))), name="dunning_rule_bounded"
                    ),
                ],
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
                    "serial_year",
                    models.PositiveSmallIntegerField(
                        help_text="year of the accounting day of issue", null=True
                    ),
                ),
                (
                    "serial_count",
                    models.PositiveIntegerField(help_text="1, 2, 3 ... within the year", null=True),
                ),
                (
                    "kind",
                    core.fields.KindField(
                        choices=[
                            ("INVOICE", "Invoice"),
                            ("SALE", "Sale at the counter"),
                            ("OPENING", "What was owed when the books were opened"),
                        ],
                        default="INVOICE",
                        max_length=8,
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
                            ("VOID", "Void"),
                        ],
                        default="DRAFT",
                        max_length=16,
                    ),
                ),
                ("prices_include_vat", models.BooleanField(default=True)),
                ("net", core.fields.CentsField(help_text="cents without VAT")),
                ("vat", core.fields.CentsField(default=0, help_text="cents of VAT")),
                ("total", core.fields.CentsField(help_text="cents")),
                ("line_count", models.PositiveSmallIntegerField()),
                ("paid", core.fields.CentsField(default=0, help_text="cents; the sum of the allocations")),
                (
                    "credited",
                    core.fields.CentsField(default=0, help_text="cents; the sum of its credit notes"),
                ),
                ("note", models.CharField(blank=True, help_text="printed below the lines", max_length=500)),
                ("due_on", core.fields.DayField(null=True)),
                ("issued_on", core.fields.DayField(help_text="the accounting day of its entry", null=True)),
                ("issued_at", core.fields.MomentField(null=True)),
                ("created_at", core.fields.MomentField(auto_now_add=True)),
                (
                    "business",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invoices",
                        to="users.business",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
            ],
            options={
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
                    models.Index(
                        condition=models.Q(("state__in", ["UNPAID", "PARTIALLY_PAID"])),
                        fields=["customer", "id"],
                        name="invoice_open_of_customer",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("business", "number"), name="invoice_number_once"),
                    models.UniqueConstraint(fields=("business", "key"), name="invoice_key_once"),
                    models.UniqueConstraint(
                        fields=("business", "serial_year", "serial_count"), name="invoice_serial_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("net__gt", 0), ("total__gt", 0), ("vat__gte", 0)),
                        name="invoice_total_positive",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "total",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("net"), "+", models.F("vat")
                                ),
                            )
                        ),
                        name="invoice_total_with_vat",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("paid__gte", 0), ("paid__lte", models.F("total"))),
                        name="invoice_paid_within_total",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("credited__gte", 0), ("credited__lte", models.F("total"))),
                        name="invoice_credited_within_total",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("paid", 0), ("state__in", ["DRAFT", "UNPAID", "VOID"])),
                            models.Q(
                                ("paid__gt", 0), ("paid__lt", models.F("total")), ("state", "PARTIALLY_PAID")
                            ),
                            models.Q(("paid", models.F("total")), ("state", "PAID")),
                            _connector="OR",
                        ),
                        name="invoice_state_follows_paid",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("credited", 0),
                                ("issued_at", None),
                                ("issued_on", None),
                                ("serial_count", None),
                                ("serial_year", None),
                                ("state__in", ["DRAFT", "VOID"]),
                            ),
                            models.Q(
                                ("issued_at__isnull", False),
                                ("issued_on__isnull", False),
                                ("serial_count__gt", 0),
                                ("serial_year__isnull", False),
                                models.Q(("state", "DRAFT"), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="invoice_serial_when_issued",
                    ),
                ],
            },
        ),
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
                (
                    "perhaps_taken",
                    models.BooleanField(
                        default=False, help_text="it was sent once and not answered: the number stays its own"
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
                    models.Index(
                        condition=models.Q(("state__in", ["QUEUED", "SENT", "UNKNOWN", "REFUSED"])),
                        fields=["business"],
                        name="fiscal_open",
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
                                models.Q(("state", "UNKNOWN"), _negated=True),
                                ("perhaps_taken", True),
                                _connector="OR",
                            ),
                            models.Q(("perhaps_taken", False), ("number__gt", 0), _connector="OR"),
                        ),
                        name="fiscal_perhaps_taken_numbered",
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
        migrations.AddField(
            model_name="creditnote",
            name="invoice",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="credit_notes", to="billing.invoice"
            ),
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
                ("position", models.PositiveSmallIntegerField(help_text="0, 1, 2 ...")),
                ("description", models.CharField(max_length=200)),
                ("quantity", models.DecimalField(decimal_places=3, max_digits=12)),
                (
                    "unit_cents",
                    core.fields.CentsField(
                        help_text="cents of one, with VAT where the invoice's prices include it"
                    ),
                ),
                (
                    "discount",
                    core.fields.CentsField(default=0, help_text="cents off the line, as its price is"),
                ),
                (
                    "vat_code",
                    core.fields.KindField(
                        blank=True,
                        choices=[
                            ("STANDARD", "Standard"),
                            ("ZERO_RATED", "Zero Rated"),
                            ("EXEMPT", "Exempt"),
                        ],
                        max_length=12,
                    ),
                ),
                ("net", core.fields.CentsField(help_text="cents without VAT")),
                ("vat", core.fields.CentsField(default=0, help_text="cents of VAT")),
                ("cents", core.fields.CentsField(help_text="net and VAT")),
                (
                    "account_code",
                    models.CharField(default="4000", help_text="where the net is credited", max_length=40),
                ),
                (
                    "invoice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="billing.invoice",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("invoice", "position"), name="invoice_line_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "cents",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("net"), "+", models.F("vat")
                                ),
                            ),
                            ("discount__gte", 0),
                            ("net__gte", 0),
                            ("vat__gte", 0),
                        ),
                        name="invoice_line_with_vat",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CreditNoteLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("net", core.fields.CentsField(help_text="cents without VAT")),
                ("vat", core.fields.CentsField(default=0, help_text="cents of VAT")),
                ("cents", core.fields.CentsField(help_text="net and VAT")),
                (
                    "note",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="billing.creditnote",
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="credited_by",
                        to="billing.invoiceline",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("note", "line"), name="credit_note_line_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "cents",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("net"), "+", models.F("vat")
                                ),
                            ),
                            ("cents__gt", 0),
                            ("net__gte", 0),
                            ("vat__gte", 0),
                        ),
                        name="credit_note_line_with_vat",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Payment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    core.fields.KindField(
                        choices=[
                            ("MPESA", "M-Pesa receipt"),
                            ("CASH", "Cash"),
                            ("CHEQUE", "Cheque"),
                            ("BANK", "Paid into the bank"),
                            ("VAT_WITHHELD", "VAT withheld by the customer"),
                            ("INCOME_TAX_WITHHELD", "Income tax withheld by the customer"),
                            ("CREDIT_NOTE", "Credit note"),
                            ("WRITE_OFF", "Written off"),
                        ],
                        max_length=20,
                    ),
                ),
                ("amount", core.fields.CentsField(help_text="cents")),
                (
                    "allocated",
                    core.fields.CentsField(default=0, help_text="cents; the sum of its allocations"),
                ),
                ("taken_back", core.fields.CentsField(default=0, help_text="cents: nothing, or all of it")),
                ("receipt_id", models.BigIntegerField(help_text="of MPESA", null=True)),
                ("receipt_number", models.CharField(blank=True, max_length=20)),
                (
                    "reference",
                    models.CharField(
                        blank=True, help_text="of the cheque, the transfer or the certificate", max_length=60
                    ),
                ),
                (
                    "account_code",
                    models.CharField(blank=True, help_text="what was debited, if by hand", max_length=40),
                ),
                ("received_on", core.fields.DayField(help_text="the day on which it was paid")),
                ("note", models.CharField(blank=True, max_length=200)),
                ("key", models.CharField(max_length=100, null=True)),
                ("key_hash", models.BinaryField(max_length=32, null=True)),
                ("created_at", core.fields.MomentField(auto_now_add=True)),
                (
                    "business",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="customer_payments",
                        to="users.business",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="all_payments",
                        to="billing.customer",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["business", "-id"], name="payment_by_business"),
                    models.Index(
                        condition=models.Q(
                            (
                                "amount__gt",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("allocated"), "+", models.F("taken_back")
                                ),
                            )
                        ),
                        fields=["customer", "id"],
                        name="payment_with_credit",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("receipt_id",), name="payment_receipt_once"),
                    models.UniqueConstraint(fields=("business", "key"), name="payment_key_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "MPESA"), ("receipt_id__isnull", False)),
                            models.Q(models.Q(("kind", "MPESA"), _negated=True), ("receipt_id", None)),
                            _connector="OR",
                        ),
                        name="payment_receipt_if_mpesa",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("allocated__gte", 0),
                            ("amount__gt", 0),
                            models.Q(
                                models.Q(("allocated__lte", models.F("amount")), ("taken_back", 0)),
                                models.Q(("allocated", 0), ("taken_back", models.F("amount"))),
                                _connector="OR",
                            ),
                        ),
                        name="payment_allocated_within_amount",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CustomerNotice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    core.fields.KindField(
                        choices=[("ISSUED", "Issued"), ("PAID", "Paid"), ("DUNNING", "Dunning")], max_length=7
                    ),
                ),
                (
                    "action",
                    core.fields.KindField(
                        choices=[("SMS", "SMS"), ("EMAIL", "e-mail"), ("STK", "prompt on the phone")],
                        max_length=5,
                    ),
                ),
                (
                    "state",
                    core.fields.KindField(
                        choices=[("WAITING", "Waiting"), ("SENT", "Sent"), ("SKIPPED", "Skipped")],
                        max_length=7,
                    ),
                ),
                (
                    "code",
                    models.CharField(blank=True, help_text="why it waits or was skipped", max_length=40),
                ),
                ("tried_at", core.fields.MomentField()),
                ("created_at", core.fields.MomentField(auto_now_add=True)),
                (
                    "business",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="customer_notices",
                        to="users.business",
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notices",
                        to="billing.customer",
                    ),
                ),
                (
                    "message",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="messaging.message",
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="mpesa.paymentrequest",
                    ),
                ),
                (
                    "rule",
                    models.ForeignKey(
                        help_text="of DUNNING",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notices",
                        to="billing.dunningrule",
                    ),
                ),
                (
                    "invoice",
                    models.ForeignKey(
                        help_text="of PAID none",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notices",
                        to="billing.invoice",
                    ),
                ),
                (
                    "payment",
                    models.OneToOneField(
                        help_text="of PAID",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notice",
                        to="billing.payment",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["business", "-id"], name="notice_by_business"),
                    models.Index(
                        models.F("tried_at"), condition=models.Q(("state", "WAITING")), name="notice_waiting"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "DUNNING")),
                        fields=("rule", "invoice"),
                        name="notice_of_rule_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "ISSUED")),
                        fields=("invoice",),
                        name="notice_of_issue_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("invoice__isnull", False),
                                ("kind", "ISSUED"),
                                ("payment", None),
                                ("rule", None),
                            ),
                            models.Q(
                                ("invoice", None),
                                ("kind", "PAID"),
                                ("payment__isnull", False),
                                ("rule", None),
                            ),
                            models.Q(
                                ("invoice__isnull", False),
                                ("kind", "DUNNING"),
                                ("payment", None),
                                ("rule__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="notice_about_one_thing",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("code", ""),
                                ("state", "SENT"),
                                models.Q(("message", None), ("request", None), _negated=True),
                            ),
                            models.Q(
                                models.Q(("state", "SENT"), _negated=True),
                                models.Q(("code", ""), _negated=True),
                                ("message", None),
                                ("request", None),
                            ),
                            _connector="OR",
                        ),
                        name="notice_says_why_not",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="creditnote",
            name="payment",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="credit_note", to="billing.payment"
            ),
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
                ("cents", core.fields.CentsField()),
                ("allocated_at", core.fields.MomentField(auto_now_add=True)),
                (
                    "takes_back",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="taken_back_by",
                        to="billing.allocation",
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
                (
                    "payment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="allocations",
                        to="billing.payment",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("cents__gt", 0), ("takes_back", None)),
                            models.Q(("cents__lt", 0), ("takes_back__isnull", False)),
                            _connector="OR",
                        ),
                        name="allocation_positive",
                    )
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
        migrations.CreateModel(
            name="Plan",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=100)),
                (
                    "frequency",
                    core.fields.KindField(
                        choices=[("DAILY", "Daily"), ("WEEKLY", "Weekly"), ("MONTHLY", "Monthly")],
                        max_length=7,
                    ),
                ),
                ("every", models.IntegerField(default=1, help_text="so many days, weeks or months")),
                (
                    "trial_days",
                    models.IntegerField(default=0, help_text="not billed, for whom none else are named"),
                ),
                (
                    "days_until_due",
                    models.IntegerField(default=0, help_text="from the first day of a period"),
                ),
                ("archived_at", core.fields.MomentField(null=True)),
                ("key", models.CharField(max_length=100)),
                ("key_hash", models.BinaryField(max_length=32)),
                ("created_at", core.fields.MomentField(auto_now_add=True)),
                (
                    "business",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="plans", to="users.business"
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["business", "-id"], name="plan_by_business")],
                "constraints": [
                    models.UniqueConstraint(fields=("business", "key"), name="plan_key_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("archived_at", None)),
                        fields=("business", "name"),
                        name="plan_name_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("days_until_due__gte", 0),
                            ("days_until_due__lte", 366),
                            ("every__gte", 1),
                            ("every__lte", 366),
                            ("trial_days__gte", 0),
                            ("trial_days__lte", 366),
                        ),
                        name="plan_bounded",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PlanPrice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("from_on", core.fields.DayField()),
                ("prices_include_vat", models.BooleanField(default=True)),
                ("created_at", core.fields.MomentField(auto_now_add=True)),
                (
                    "created_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="prices", to="billing.plan"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["plan", "-from_on", "-id"], name="plan_price_by_plan")],
            },
        ),
        migrations.CreateModel(
            name="PlanLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.IntegerField()),
                ("description", models.CharField(max_length=150)),
                ("quantity", models.DecimalField(decimal_places=3, max_digits=12)),
                ("unit_cents", core.fields.CentsField()),
                (
                    "vat_code",
                    core.fields.KindField(
                        blank=True,
                        choices=[
                            ("STANDARD", "Standard"),
                            ("ZERO_RATED", "Zero Rated"),
                            ("EXEMPT", "Exempt"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "account_code",
                    models.CharField(default="4000", help_text="where the net is credited", max_length=40),
                ),
                (
                    "price",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="billing.planprice",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("price", "position"), name="plan_line_position_once"),
                    models.CheckConstraint(
                        condition=models.Q(("quantity__gt", 0), ("unit_cents__gt", 0)),
                        name="plan_line_positive",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Product",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                (
                    "code",
                    models.CharField(
                        blank=True, help_text="barcode or SKU; once among those for sale", max_length=40
                    ),
                ),
                ("price", core.fields.CentsField(help_text="cents, VAT included")),
                (
                    "cost",
                    core.fields.CentsField(
                        default=0, help_text="cents that one cost when it was last bought"
                    ),
                ),
                ("income_code", models.CharField(default="4000", max_length=40)),
                (
                    "vat_code",
                    core.fields.KindField(
                        choices=[
                            ("STANDARD", "Standard"),
                            ("ZERO_RATED", "Zero Rated"),
                            ("EXEMPT", "Exempt"),
                        ],
                        default="STANDARD",
                        max_length=16,
                    ),
                ),
                ("is_stocked", models.BooleanField(default=False)),
                ("on_hand", models.DecimalField(decimal_places=3, default=0, max_digits=14)),
                (
                    "stock_cents",
                    core.fields.CentsField(default=0, help_text="what the stock cost; its part of 1300"),
                ),
                ("key", models.CharField(max_length=100)),
                ("key_hash", models.BinaryField(max_length=32)),
                ("created_at", core.fields.MomentField(auto_now_add=True)),
                ("archived_at", core.fields.MomentField(null=True)),
                (
                    "business",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="products",
                        to="users.business",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["business", "name"], name="product_by_name")],
                "constraints": [
                    models.UniqueConstraint(fields=("business", "key"), name="product_key_once"),
                    models.UniqueConstraint(
                        condition=models.Q(models.Q(("code", ""), _negated=True), ("archived_at", None)),
                        fields=("business", "code"),
                        name="product_code_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("price__gt", 0)), name="product_price_positive"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("cost__gte", 0)), name="product_cost_not_negative"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_stocked", True),
                            models.Q(("on_hand", 0), ("stock_cents", 0)),
                            _connector="OR",
                        ),
                        name="product_stock_if_stocked",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("on_hand__gt", 0), ("stock_cents__gte", 0)),
                            models.Q(("on_hand__lt", 0), ("stock_cents__lte", 0)),
                            models.Q(("on_hand", 0), ("stock_cents", 0)),
                            _connector="OR",
                        ),
                        name="product_stock_has_its_sign",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Refund",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("amount", core.fields.CentsField(help_text="cents")),
                (
                    "account_code",
                    models.CharField(blank=True, help_text="what was credited, of cash", max_length=40),
                ),
                ("reason", models.CharField(blank=True, max_length=200)),
                ("key", models.CharField(max_length=100, null=True)),
                ("key_hash", models.BinaryField(max_length=32, null=True)),
                ("created_at", core.fields.MomentField(auto_now_add=True)),
                (
                    "business",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="customer_refunds",
                        to="users.business",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="refunds",
                        to="billing.customer",
                    ),
                ),
                (
                    "payout",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="of_credit",
                        to="mpesa.payout",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("business", "key"), name="refund_key_once"),
                    models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="refund_positive"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("account_code__gt", ""), ("payout", None)),
                            models.Q(("account_code", ""), ("payout__isnull", False)),
                            _connector="OR",
                        ),
                        name="refund_one_way",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CustomerEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reference", models.CharField(max_length=120)),
                (
                    "business",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="users.business"
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="billing.customer",
                    ),
                ),
                (
                    "invoice",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="billing.invoice",
                    ),
                ),
                (
                    "payment",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="billing.payment",
                    ),
                ),
                (
                    "refund",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="billing.refund",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("business", "reference"), name="customer_entry_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="RefundPart",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("cents", core.fields.CentsField()),
                (
                    "payment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="refunded_by",
                        to="billing.payment",
                    ),
                ),
                (
                    "refund",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="parts", to="billing.refund"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("refund", "payment"), name="refund_part_once"),
                    models.CheckConstraint(condition=models.Q(("cents__gt", 0)), name="refund_part_positive"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Register",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=60)),
                ("created_at", core.fields.MomentField(auto_now_add=True)),
                (
                    "account",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="register",
                        to="ledger.account",
                    ),
                ),
                (
                    "business",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="registers",
                        to="users.business",
                    ),
                ),
                (
                    "till",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="registers",
                        to="mpesa.till",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("business", "name"), name="register_name_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="ReminderSettings",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "tells_issued_since",
                    core.fields.MomentField(help_text="invoices that were issued", null=True),
                ),
                (
                    "tells_paid_since",
                    core.fields.MomentField(help_text="payments that were received", null=True),
                ),
                ("reminds_since", core.fields.MomentField(help_text="by the dunning rules", null=True)),
                ("quiet_from", models.IntegerField(default=1200)),
                ("quiet_until", models.IntegerField(default=480)),
                (
                    "business",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reminder_settings",
                        to="users.business",
                    ),
                ),
                (
                    "till",
                    models.ForeignKey(
                        db_index=False,
                        help_text="that customers pay to and are asked by; null: the first one in use",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="mpesa.till",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("quiet_from__gte", 0),
                            ("quiet_from__lt", 1440),
                            ("quiet_until__gte", 0),
                            ("quiet_until__lt", 1440),
                        ),
                        name="reminder_quiet_hours",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Sale",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("on_account", models.BooleanField(default=False, help_text="the customer pays later")),
                ("goods_at", core.fields.MomentField(null=True)),
                ("key", models.CharField(max_length=100)),
                ("key_hash", models.BinaryField(max_length=32)),
                ("at", core.fields.MomentField(auto_now_add=True)),
                (
                    "business",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="sales", to="users.business"
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "invoice",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="sale", to="billing.invoice"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SaleItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(help_text="of the line of the bill")),
                ("quantity", models.DecimalField(decimal_places=3, max_digits=12)),
                (
                    "product",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sale_items",
                        to="billing.product",
                    ),
                ),
                (
                    "sale",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="items", to="billing.sale"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("sale", "position"), name="sale_item_once")],
            },
        ),
        migrations.CreateModel(
            name="SaleRefund",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "cash",
                    core.fields.CentsField(default=0, help_text="cents that went back out of the drawer"),
                ),
                (
                    "mpesa",
                    core.fields.CentsField(default=0, help_text="cents that were asked to be sent back"),
                ),
                ("goods_back", models.BooleanField(help_text="whether the goods came back to the stock")),
                ("key", models.CharField(max_length=100)),
                ("key_hash", models.BinaryField(max_length=32)),
                ("at", core.fields.MomentField(auto_now_add=True)),
                (
                    "business",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="users.business",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "cash_refund",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="billing.refund",
                    ),
                ),
                (
                    "note",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sale_refund",
                        to="billing.creditnote",
                    ),
                ),
                (
                    "payout",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="mpesa.payout",
                    ),
                ),
                (
                    "sale",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="refunds", to="billing.sale"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SaleRefundItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(help_text="of the line of the bill")),
                ("quantity", models.DecimalField(decimal_places=3, max_digits=12)),
                (
                    "refund",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="billing.salerefund",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("refund", "position"), name="sale_refund_item_once"),
                    models.CheckConstraint(
                        condition=models.Q(("quantity__gt", 0)), name="sale_refund_item_positive"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Shift",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.IntegerField()),
                (
                    "state",
                    core.fields.KindField(
                        choices=[("OPEN", "Open"), ("CLOSED", "Closed")], default="OPEN", max_length=16
                    ),
                ),
                ("opened_at", core.fields.MomentField()),
                ("opening_counted", core.fields.CentsField(help_text="cents: the float")),
                ("opening_expected", core.fields.CentsField()),
                (
                    "opening_carried",
                    core.fields.CentsField(
                        default=0, help_text="cents that the shift before was closed with"
                    ),
                ),
                ("closed_at", core.fields.MomentField(null=True)),
                ("closing_counted", core.fields.CentsField(null=True)),
                ("closing_expected", core.fields.CentsField(null=True)),
                (
                    "seen_line",
                    models.BigIntegerField(
                        help_text="the last line of the drawer when it was closed", null=True
                    ),
                ),
                (
                    "denominations",
                    core.fields.FactsField(
                        default=dict, help_text="how many of each note and coin were counted"
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=200)),
                ("report", models.JSONField(help_text="the Z-report; amounts in cents", null=True)),
                ("report_digest", models.BinaryField(max_length=32, null=True)),
                ("key", models.CharField(max_length=100)),
                ("key_hash", models.BinaryField(max_length=32)),
                (
                    "business",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="shifts",
                        to="users.business",
                    ),
                ),
                (
                    "cashier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "closed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "register",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="shifts",
                        to="billing.register",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["business", "-id"], name="shift_by_business")],
                "constraints": [
                    models.UniqueConstraint(fields=("register", "number"), name="shift_number_once"),
                    models.UniqueConstraint(fields=("business", "key"), name="shift_key_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "OPEN")),
                        fields=("register",),
                        name="shift_open_once_per_register",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "OPEN")),
                        fields=("business", "cashier"),
                        name="shift_open_once_per_cashier",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("opening_counted__gte", 0),
                            models.Q(("closing_counted", None), ("closing_counted__gte", 0), _connector="OR"),
                        ),
                        name="shift_counts_what_is_there",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("closed_at", None),
                                ("closed_by", None),
                                ("closing_counted", None),
                                ("closing_expected", None),
                                ("report", None),
                                ("report_digest", None),
                                ("state", "OPEN"),
                            ),
                            models.Q(
                                ("closed_at__isnull", False),
                                ("closing_counted__isnull", False),
                                ("closing_expected__isnull", False),
                                ("report__isnull", False),
                                ("report_digest__isnull", False),
                                ("state", "CLOSED"),
                            ),
                            _connector="OR",
                        ),
                        name="shift_reported_when_closed",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="salerefund",
            name="shift",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="refunds", to="billing.shift"
            ),
        ),
        migrations.AddField(
            model_name="sale",
            name="shift",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="sales", to="billing.shift"
            ),
        ),
        migrations.CreateModel(
            name="DrawerMove",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    core.fields.KindField(
                        choices=[
                            ("OPENING", "Opening"),
                            ("SALE", "Sale"),
                            ("IN", "In"),
                            ("OUT", "Out"),
                            ("REFUND", "Refund"),
                            ("CLOSING", "Closing"),
                        ],
                        max_length=7,
                    ),
                ),
                ("cents", core.fields.CentsField()),
                ("tendered", core.fields.CentsField(null=True)),
                (
                    "account_code",
                    models.CharField(blank=True, help_text="the other side of the entry", max_length=40),
                ),
                ("reason", models.CharField(blank=True, max_length=200)),
                (
                    "reference",
                    models.CharField(
                        blank=True, help_text="of its entry; none where none moved", max_length=120
                    ),
                ),
                ("key", models.CharField(max_length=100, null=True)),
                ("key_hash", models.BinaryField(max_length=32)),
                ("at", core.fields.MomentField(auto_now_add=True)),
                (
                    "business",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="users.business",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "invoice",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="drawer_moves",
                        to="billing.invoice",
                    ),
                ),
                (
                    "shift",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="moves", to="billing.shift"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["shift", "id"], name="drawer_move_by_shift")],
                "constraints": [
                    models.UniqueConstraint(fields=("business", "key"), name="drawer_move_key_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("invoice", None), ("kind__in", ["OPENING", "CLOSING"]), ("tendered", None)
                            ),
                            models.Q(
                                ("cents__gt", 0),
                                ("invoice__isnull", False),
                                ("kind", "SALE"),
                                ("tendered__gte", models.F("cents")),
                            ),
                            models.Q(
                                ("cents__lt", 0),
                                ("invoice__isnull", False),
                                ("kind", "REFUND"),
                                ("tendered", None),
                            ),
                            models.Q(("cents__gt", 0), ("invoice", None), ("kind", "IN"), ("tendered", None)),
                            models.Q(
                                ("cents__lt", 0), ("invoice", None), ("kind", "OUT"), ("tendered", None)
                            ),
                            _connector="OR",
                        ),
                        name="drawer_move_has_its_sign",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CounterClaim",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("cents", core.fields.CentsField()),
                (
                    "placing",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="claim",
                        to="mpesa.counterplacing",
                    ),
                ),
                (
                    "sale",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="counter_claims",
                        to="billing.sale",
                    ),
                ),
                (
                    "shift",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="counter_claims",
                        to="billing.shift",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="StockMove",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    core.fields.KindField(
                        choices=[
                            ("OPENING", "Opening"),
                            ("RECEIVED", "Received"),
                            ("SOLD", "Sold"),
                            ("RETURNED", "Returned"),
                            ("COUNTED", "Counted"),
                        ],
                        max_length=8,
                    ),
                ),
                ("quantity", models.DecimalField(decimal_places=3, max_digits=14)),
                ("cents", core.fields.CentsField()),
                ("adjusted", core.fields.CentsField(default=0)),
                ("on_hand", models.DecimalField(decimal_places=3, help_text="after it", max_digits=14)),
                ("stock_cents", core.fields.CentsField(help_text="after it")),
                (
                    "reference",
                    models.CharField(
                        help_text="of the entry that it is part of, if it has one", max_length=120
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=200)),
                ("key", models.CharField(max_length=100, null=True)),
                ("key_hash", models.BinaryField(max_length=32, null=True)),
                ("at", core.fields.MomentField(auto_now_add=True)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "invoice",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stock_moves",
                        to="billing.invoice",
                    ),
                ),
                (
                    "product",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="moves",
                        to="billing.product",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["product", "-id"], name="stock_move_by_product")],
                "constraints": [
                    models.UniqueConstraint(fields=("product", "reference"), name="stock_move_once"),
                    models.UniqueConstraint(fields=("product", "key"), name="stock_move_key_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("cents__lte", 0),
                                ("invoice__isnull", False),
                                ("kind", "SOLD"),
                                ("quantity__lt", 0),
                            ),
                            models.Q(("invoice__isnull", False), ("kind", "RETURNED"), ("quantity__gt", 0)),
                            models.Q(
                                ("invoice", None), ("kind__in", ["OPENING", "RECEIVED"]), ("quantity__gt", 0)
                            ),
                            models.Q(("invoice", None), ("kind", "COUNTED")),
                            _connector="OR",
                        ),
                        name="stock_move_has_its_sign",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Subscription",
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
                            ("TRIAL", "Trial"),
                            ("ACTIVE", "Active"),
                            ("PAUSED", "Paused"),
                            ("CANCELLED", "Cancelled"),
                        ],
                        max_length=9,
                    ),
                ),
                ("starts_on", core.fields.DayField()),
                ("billed_from", core.fields.DayField(help_text="the day after the trial, or the first day")),
                ("next_on", core.fields.DayField(help_text="the first day that is not billed yet")),
                ("next_number", models.IntegerField(default=1)),
                (
                    "ends_on",
                    core.fields.DayField(help_text="its last day; null while none is set", null=True),
                ),
                (
                    "reason",
                    models.CharField(blank=True, help_text="why it is paused or cancelled", max_length=200),
                ),
                ("key", models.CharField(max_length=100)),
                ("key_hash", models.BinaryField(max_length=32)),
                ("created_at", core.fields.MomentField(auto_now_add=True)),
                (
                    "business",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="subscriptions",
                        to="users.business",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="subscriptions",
                        to="billing.customer",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        help_text="of its newest terms",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="subscriptions",
                        to="billing.plan",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["business", "-id"], name="subscription_by_business"),
                    models.Index(
                        condition=models.Q(("state__in", ["TRIAL", "ACTIVE"])),
                        fields=["business", "next_on", "id"],
                        name="subscription_due",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("business", "key"), name="subscription_key_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("billed_from__gte", models.F("starts_on")),
                            ("next_on__gte", models.F("billed_from")),
                        ),
                        name="subscription_billed_after_start",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("next_number__gte", 1)), name="subscription_number_positive"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BillingSkip",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("period_on", core.fields.DayField(help_text="the first day of the period")),
                ("code", models.CharField(max_length=40)),
                ("at", core.fields.MomentField(auto_now_add=True)),
                (
                    "run",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="skips",
                        to="billing.billingrun",
                    ),
                ),
                (
                    "subscription",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="skips",
                        to="billing.subscription",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("run", "subscription"), name="billing_skip_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="SubscriptionPeriod",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.IntegerField()),
                ("starts_on", core.fields.DayField()),
                ("ends_on", core.fields.DayField()),
                ("whole_starts_on", core.fields.DayField(help_text="of the period that the days are of")),
                ("whole_ends_on", core.fields.DayField()),
                ("billed_at", core.fields.MomentField(auto_now_add=True)),
                (
                    "invoice",
                    models.OneToOneField(
                        help_text="null where the days cost less than a cent",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="period",
                        to="billing.invoice",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        help_text="that billed it",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="periods",
                        to="billing.billingrun",
                    ),
                ),
                (
                    "subscription",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="periods",
                        to="billing.subscription",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("subscription", "number"), name="subscription_period_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("starts_on__lte", models.F("ends_on")),
                            ("whole_ends_on__gte", models.F("ends_on")),
                            ("whole_starts_on__lte", models.F("starts_on")),
                        ),
                        name="subscription_period_in_its_whole",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SubscriptionTerms",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("from_on", core.fields.DayField()),
                ("anchor_on", core.fields.DayField(help_text="on this day a whole period begins")),
                (
                    "quantity",
                    models.DecimalField(
                        decimal_places=3, help_text="times each line of the plan", max_digits=12
                    ),
                ),
                (
                    "amount",
                    core.fields.CentsField(
                        help_text="cents, in the place of the first line's price of one", null=True
                    ),
                ),
                ("created_at", core.fields.MomentField(auto_now_add=True)),
                (
                    "created_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="billing.plan",
                    ),
                ),
                (
                    "subscription",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="terms",
                        to="billing.subscription",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["subscription", "-from_on", "-id"], name="terms_by_subscription")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("quantity__gt", 0),
                            models.Q(("amount", None), ("amount__gt", 0), _connector="OR"),
                        ),
                        name="terms_positive",
                    )
                ],
            },
        ),
        migrations.AddIndex(
            model_name="creditnote",
            index=models.Index(fields=["business", "-id"], name="credit_note_by_business"),
        ),
        migrations.AddConstraint(
            model_name="creditnote",
            constraint=models.UniqueConstraint(fields=("business", "key"), name="credit_note_key_once"),
        ),
        migrations.AddConstraint(
            model_name="creditnote",
            constraint=models.UniqueConstraint(
                fields=("business", "serial_year", "serial_count"), name="credit_note_serial_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="creditnote",
            constraint=models.CheckConstraint(
                condition=models.Q(("serial_count__gt", 0), ("serial_year__isnull", False)),
                name="credit_note_numbered",
            ),
        ),
        migrations.AddConstraint(
            model_name="creditnote",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("net__gte", 0),
                    (
                        "total",
                        django.db.models.expressions.CombinedExpression(
                            models.F("net"), "+", models.F("vat")
                        ),
                    ),
                    ("total__gt", 0),
                    ("vat__gte", 0),
                ),
                name="credit_note_total_with_vat",
            ),
        ),
        migrations.AddConstraint(
            model_name="salerefund",
            constraint=models.UniqueConstraint(fields=("business", "key"), name="sale_refund_key_once"),
        ),
        migrations.AddConstraint(
            model_name="salerefund",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("cash__gte", 0),
                    ("mpesa__gte", 0),
                    models.Q(
                        models.Q(("cash", 0), ("cash_refund", None)),
                        models.Q(("cash__gt", 0), ("cash_refund__isnull", False)),
                        _connector="OR",
                    ),
                    models.Q(
                        models.Q(("mpesa", 0), ("payout", None)),
                        models.Q(("mpesa__gt", 0), ("payout__isnull", False)),
                        _connector="OR",
                    ),
                ),
                name="sale_refund_ways",
            ),
        ),
        migrations.AddIndex(
            model_name="sale",
            index=models.Index(fields=["shift", "id"], name="sale_by_shift"),
        ),
        migrations.AddIndex(
            model_name="sale",
            index=models.Index(fields=["business", "-id"], name="sale_by_business"),
        ),
        migrations.AddIndex(
            model_name="sale",
            index=models.Index(condition=models.Q(("goods_at", None)), fields=["id"], name="sale_goods_due"),
        ),
        migrations.AddConstraint(
            model_name="sale",
            constraint=models.UniqueConstraint(fields=("business", "key"), name="sale_key_once"),
        ),
    ]
