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
        ("ledger", "0001_initial"),
        ("mpesa", "0001_initial"),
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
                (
                    "invoice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="credit_notes",
                        to="billing.invoice",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["business", "-id"], name="credit_note_by_business")],
                "constraints": [
                    models.UniqueConstraint(fields=("business", "key"), name="credit_note_key_once"),
                    models.UniqueConstraint(
                        fields=("business", "serial_year", "serial_count"), name="credit_note_serial_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("serial_count__gt", 0), ("serial_year__isnull", False)),
                        name="credit_note_numbered",
                    ),
                    models.CheckConstraint(
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
    ]
