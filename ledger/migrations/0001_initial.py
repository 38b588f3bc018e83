import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.fields
from core.tables import Tables


class Migration(Tables):
    initial = True

    dependencies = [
        ("core", "0001_initial"),
        ("users", "0001_initial"),
        ("users", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="Account",
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
                        related_name="accounts",
                        to="users.business",
                    ),
                ),
                ("code", models.CharField(max_length=40)),
                ("name", models.CharField(max_length=120)),
                (
                    "kind",
                    core.fields.KindField(
                        choices=[
                            ("ASSET", "Asset"),
                            ("LIABILITY", "Liability"),
                            ("EQUITY", "Equity"),
                            ("INCOME", "Income"),
                            ("EXPENSE", "Expense"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="ledger.account",
                    ),
                ),
                ("has_floor", models.BooleanField(default=False)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("business", "code"), name="account_code_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("has_floor", False),
                            models.Q(("kind__in", ("ASSET", "EXPENSE")), _negated=True),
                            _connector="OR",
                        ),
                        name="account_floor_on_credit_side",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Floor",
            fields=[
                (
                    "account",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="floor",
                        serialize=False,
                        to="ledger.account",
                    ),
                ),
                ("balance", core.fields.CentsSumField(default=0)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("balance__gte", 0)), name="floor_not_negative")
                ],
            },
        ),
        migrations.CreateModel(
            name="Wallet",
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
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="wallets",
                        to="users.business",
                    ),
                ),
                (
                    "player",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="wallets",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "account",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="wallet",
                        to="ledger.account",
                    ),
                ),
                ("opened_at", core.fields.MomentField(auto_now_add=True)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("business", "player"), name="wallet_once")],
            },
        ),
        migrations.CreateModel(
            name="Entry",
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
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="users.business",
                    ),
                ),
                ("effective_on", core.fields.DayField(by_trigger=True)),
                ("occurred_at", core.fields.MomentField(by_trigger=True)),
                ("posted_at", core.fields.MomentField(by_trigger=True)),
                (
                    "kind",
                    core.fields.KindField(
                        by_trigger=True,
                        choices=[
                            ("RECEIPT", "M-Pesa receipt"),
                            ("ROUTE", "Receipt routed"),
                            ("SUSPENSE", "Receipt to suspense"),
                            ("CHARGE", "M-Pesa charge"),
                            ("SWEEP", "M-Pesa sweep"),
                            ("OPENING", "Opening balance"),
                            ("TAKEN_BACK", "Receipt taken back by M-Pesa"),
                            ("CORRECTION", "Reconciliation correction"),
                            ("PAYOUT", "Payout"),
                            ("INVOICE", "Invoice issued"),
                            ("PAYMENT", "Customer payment"),
                            ("ALLOCATION", "Customer credit moved"),
                            ("CREDIT_NOTE", "Credit note"),
                            ("WRITE_OFF", "Debt written off"),
                            ("REFUND", "Refund to a customer"),
                            ("STOCK", "Stock and cost of sales"),
                            ("DRAWER", "Cash drawer"),
                            ("WALLET", "Wallet movement"),
                            ("MANUAL", "Journal voucher"),
                            ("CLOSING", "Year-end closing"),
                            ("REVERSAL", "Reversal"),
                        ],
                        max_length=16,
                    ),
                ),
                ("description", models.CharField(blank=True, max_length=200)),
                ("reference", models.CharField(max_length=120)),
                ("content_hash", models.BinaryField(max_length=32)),
                (
                    "reverses",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reversed_by",
                        to="ledger.entry",
                    ),
                ),
                (
                    "actor",
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
                "verbose_name_plural": "entries",
                "constraints": [
                    models.UniqueConstraint(fields=("business", "reference"), name="entry_reference_once")
                ],
                "indexes": [
                    models.Index(fields=["business", "id"], name="entry_of_business"),
                    models.Index(
                        condition=models.Q(("kind", "CLOSING")),
                        fields=["business", "effective_on"],
                        name="entry_closing_year",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Line",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="ledger.entry",
                    ),
                ),
                (
                    "account",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="ledger.account",
                    ),
                ),
                ("debit", core.fields.CentsField(by_trigger=True, default=0)),
                ("credit", core.fields.CentsField(by_trigger=True, default=0)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("credit__gte", 0),
                            ("debit__gte", 0),
                            models.Q(
                                models.Q(("credit__gt", 0), ("debit", 0)),
                                models.Q(("credit", 0), ("debit__gt", 0)),
                                _connector="OR",
                            ),
                        ),
                        name="line_has_one_side",
                    )
                ],
                "indexes": [
                    models.Index(fields=["entry"], name="line_by_entry"),
                    models.Index(fields=["account", "id"], name="line_by_account"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Unsealed",
            fields=[
                (
                    "entry",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        serialize=False,
                        to="ledger.entry",
                    ),
                ),
                (
                    "business",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="users.business",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["business", "entry"], name="unsealed_by_business")],
            },
        ),
        migrations.CreateModel(
            name="AwaitingLines",
            fields=[
                (
                    "entry",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        serialize=False,
                        to="ledger.entry",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Seal",
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
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="seals",
                        to="users.business",
                    ),
                ),
                ("number", models.BigIntegerField()),
                (
                    "entry",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="seal",
                        to="ledger.entry",
                    ),
                ),
                ("digest", models.BinaryField(max_length=32)),
                ("chain", models.BinaryField(max_length=32)),
                ("sealed_at", core.fields.MomentField(auto_now_add=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        models.F("business"), models.F("number"), name="seal_number_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("number__gte", 1)), name="seal_number_positive"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Period",
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
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="periods",
                        to="users.business",
                    ),
                ),
                ("first_day", core.fields.DayField()),
                ("last_day", core.fields.DayField()),
                (
                    "state",
                    core.fields.KindField(
                        choices=[("OPEN", "Open"), ("CLOSED", "Closed")], default="CLOSED", max_length=8
                    ),
                ),
                ("seal", models.BigIntegerField()),
                ("comment", models.CharField(blank=True, max_length=500)),
                ("closed_at", core.fields.MomentField()),
                (
                    "closed_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "opened_by",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="users.approval",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("business", "last_day"), name="period_once"),
                    models.CheckConstraint(
                        condition=models.Q(("last_day__gte", models.F("first_day"))), name="period_has_days"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DayTurnover",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "account",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ledger.account",
                    ),
                ),
                ("effective_on", core.fields.DayField()),
                ("debit", core.fields.CentsSumField()),
                ("credit", core.fields.CentsSumField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("account", "effective_on"), name="day_turnover_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="TurnoverHead",
            fields=[
                (
                    "business",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="turnover_head",
                        serialize=False,
                        to="users.business",
                    ),
                ),
                ("number", models.BigIntegerField(default=0)),
                ("newest_entry", models.BigIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="VatRate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "of",
                    core.fields.KindField(
                        choices=[
                            ("STANDARD", "Standard rate"),
                            ("WITHHOLDING", "Withheld by appointed agents, of the taxable value"),
                        ],
                        max_length=12,
                    ),
                ),
                ("valid_from", core.fields.DayField()),
                ("basis_points", models.IntegerField()),
            ],
            options={
                "verbose_name": "VAT rate",
                "constraints": [
                    models.UniqueConstraint(fields=("of", "valid_from"), name="vat_rate_once"),
                    models.CheckConstraint(
                        condition=models.Q(("basis_points__gte", 0), ("basis_points__lte", 10000)),
                        name="vat_rate_is_a_rate",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="VoucherTemplate",
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
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="voucher_templates",
                        to="users.business",
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                ("description", models.CharField(blank=True, max_length=200)),
                ("lines", core.fields.LinesField()),
                ("changed_at", core.fields.MomentField(auto_now=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("business", "name"), name="template_name_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="RecurringVoucher",
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
                        related_name="recurring_vouchers",
                        to="users.business",
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                ("description", models.CharField(max_length=200)),
                ("lines", core.fields.LinesField()),
                ("amount", core.fields.CentsSumField(help_text="cents, each time")),
                (
                    "frequency",
                    core.fields.KindField(
                        choices=[("WEEKLY", "Weekly"), ("MONTHLY", "Monthly")], max_length=8
                    ),
                ),
                ("first_on", core.fields.DayField()),
                ("last_on", core.fields.DayField(null=True)),
                ("next_index", models.IntegerField(default=0)),
                ("next_on", core.fields.DayField()),
                ("paused", models.BooleanField(default=False)),
                ("problem_code", models.CharField(blank=True, max_length=40)),
                ("problem", models.CharField(blank=True, max_length=300)),
                ("key", models.CharField(max_length=100)),
                ("key_hash", models.BinaryField(max_length=32)),
                (
                    "maker",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "approval",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="users.approval",
                    ),
                ),
                ("active", models.BooleanField(default=False, help_text="it was approved")),
                ("created_at", core.fields.MomentField(auto_now_add=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("business", "key"), name="recurring_key_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("last_on__isnull", True), ("last_on__gte", models.F("first_on")), _connector="OR"
                        ),
                        name="recurring_ends_after_it_begins",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("next_index__gte", 0), ("next_index__lte", 20000)),
                        name="recurring_times_bounded",
                    ),
                ],
                "indexes": [
                    models.Index(
                        condition=models.Q(("active", True), ("paused", False)),
                        fields=["next_on"],
                        name="recurring_due",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Voucher",
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
                        related_name="vouchers",
                        to="users.business",
                    ),
                ),
                (
                    "kind",
                    core.fields.KindField(
                        choices=[
                            ("MANUAL", "Journal voucher"),
                            ("OPENING", "Opening balance"),
                            ("REVERSAL", "Reversal"),
                        ],
                        max_length=16,
                    ),
                ),
                ("effective_on", core.fields.DayField()),
                ("description", models.CharField(max_length=200)),
                ("amount", core.fields.CentsSumField()),
                (
                    "reverses",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ledger.entry",
                    ),
                ),
                (
                    "recurring",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="vouchers",
                        to="ledger.recurringvoucher",
                    ),
                ),
                ("key", models.CharField(blank=True, max_length=100)),
                ("key_hash", models.BinaryField(max_length=32)),
                (
                    "maker",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "approval",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="users.approval",
                    ),
                ),
                (
                    "entry",
                    models.OneToOneField(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="voucher",
                        to="ledger.entry",
                    ),
                ),
                ("created_at", core.fields.MomentField(auto_now_add=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("key", ""), _negated=True),
                        fields=("business", "key"),
                        name="voucher_key_once",
                    ),
                    models.UniqueConstraint(
                        fields=("recurring", "effective_on"), name="voucher_of_recurring_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("recurring__isnull", True), ("key", ""), _connector="XOR"),
                        name="voucher_has_a_key_or_a_plan",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "REVERSAL"), ("reverses__isnull", False)),
                            models.Q(("kind__in", ["MANUAL", "OPENING"]), ("reverses__isnull", True)),
                            _connector="OR",
                        ),
                        name="voucher_kind_known",
                    ),
                ],
                "indexes": [models.Index(fields=["business", "-id"], name="voucher_by_business")],
            },
        ),
        migrations.CreateModel(
            name="VoucherLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "voucher",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="ledger.voucher"
                    ),
                ),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ledger.account"
                    ),
                ),
                ("debit", core.fields.CentsField(default=0)),
                ("credit", core.fields.CentsField(default=0)),
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
                ("vat", core.fields.CentsField(default=0)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("credit__gt", 0), ("debit", 0)),
                            models.Q(("credit", 0), ("debit__gt", 0)),
                            _connector="OR",
                        ),
                        name="voucher_line_has_one_side",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("vat", 0), models.Q(("vat__gt", 0), ("vat_code", "STANDARD")), _connector="OR"
                        ),
                        name="voucher_line_vat_has_a_code",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="VoucherAttachment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("media_type", models.CharField(max_length=20)),
                ("size", models.IntegerField(help_text="bytes")),
                ("sha256", models.CharField(max_length=64)),
                ("file_sealed", models.BinaryField()),
                (
                    "voucher",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attachments",
                        to="ledger.voucher",
                    ),
                ),
                (
                    "data_key",
                    models.ForeignKey(
                        editable=False, on_delete=django.db.models.deletion.PROTECT, to="core.datakey"
                    ),
                ),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("added_at", core.fields.MomentField(auto_now_add=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("voucher", "sha256"), name="attachment_once")
                ],
            },
        ),
    ]
