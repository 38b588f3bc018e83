import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models

import core.fields
from core.tables import Tables


class Migration(Tables):
    initial = True

    dependencies = [
        ("core", "0001_initial"),
        ("ledger", "0001_initial"),
        ("users", "0001_initial"),
        ("users", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="DarajaApp",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "digest",
                    models.CharField(
                        editable=False, help_text="of the consumer key", max_length=64, unique=True
                    ),
                ),
                (
                    "slow_until",
                    core.fields.MomentField(
                        help_text="Safaricom wants us slower; until then it is left alone", null=True
                    ),
                ),
                ("strikes", models.SmallIntegerField(default=0, help_text="how often in a row")),
                ("token_got_at", core.fields.MomentField(null=True)),
                ("token_failed_at", core.fields.MomentField(null=True)),
                (
                    "token_failure",
                    models.CharField(blank=True, help_text="code of the last failure", max_length=40),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Till",
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="tills", to="users.business"
                    ),
                ),
                ("name", models.CharField(max_length=80)),
                (
                    "kind",
                    core.fields.KindField(
                        choices=[("PAYBILL", "PayBill"), ("TILL", "Buy Goods till")], max_length=8
                    ),
                ),
                ("shortcode", models.CharField(max_length=10)),
                ("store_number", models.CharField(blank=True, max_length=10)),
                (
                    "environment",
                    core.fields.KindField(
                        choices=[
                            ("LOCAL", "the local Daraja of this machine"),
                            ("SANDBOX", "Safaricom's sandbox"),
                            ("PRODUCTION", "production"),
                        ],
                        max_length=10,
                    ),
                ),
                ("deactivated_at", core.fields.MomentField(null=True)),
                (
                    "refuses_unknown_accounts",
                    models.BooleanField(
                        default=False,
                        help_text="M-Pesa is told to take no payment for an account that nobody has",
                    ),
                ),
                ("hook_token", models.CharField(max_length=32, unique=True)),
                (
                    "app",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tills",
                        to="mpesa.darajaapp",
                    ),
                ),
                (
                    "data_key",
                    models.ForeignKey(
                        editable=False, on_delete=django.db.models.deletion.PROTECT, to="core.datakey"
                    ),
                ),
                ("consumer_key_sealed", models.BinaryField()),
                ("consumer_secret_sealed", models.BinaryField()),
                ("passkey_sealed", models.BinaryField()),
                ("credentials_set_at", core.fields.MomentField()),
                (
                    "initiator_name",
                    models.CharField(blank=True, help_text="API operator who asks Safaricom", max_length=100),
                ),
                ("initiator_password_sealed", models.BinaryField(null=True)),
                ("initiator_set_at", core.fields.MomentField(null=True)),
                (
                    "initiator_problem",
                    models.CharField(
                        blank=True,
                        help_text="Safaricom's code, since it refused the operator; nothing is asked",
                        max_length=40,
                    ),
                ),
                ("urls_registered_at", core.fields.MomentField(null=True)),
                ("pull_registered_at", core.fields.MomentField(null=True)),
                ("nominated_number_sealed", models.BinaryField(null=True)),
                ("created_at", core.fields.MomentField(auto_now_add=True)),
                ("paused_at", core.fields.MomentField(null=True)),
                ("pause_reason", models.CharField(blank=True, max_length=200)),
                (
                    "paused_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("shortcode__regex", "^[0-9]{5,10}$")), name="shortcode_digits"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "PAYBILL"), ("store_number", "")),
                            models.Q(("kind", "TILL"), ("store_number__regex", "^[0-9]{5,10}$")),
                            _connector="OR",
                        ),
                        name="store_number_of_till",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("pause_reason", ""), ("paused_at", None), ("paused_by", None)),
                            models.Q(
                                ("paused_at__isnull", False), models.Q(("pause_reason", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="till_pause_says_why",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Tariff",
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
                            ("PAY_BILL", "Payments to a PayBill that the business pays for"),
                            ("BUY_GOODS", "Payments to a Buy Goods till"),
                            ("B2C", "Payments to phones"),
                            ("B2B", "Payments to businesses"),
                        ],
                        max_length=10,
                    ),
                ),
                ("from_day", core.fields.DayField()),
                ("set_at", core.fields.MomentField(auto_now_add=True)),
                (
                    "business",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tariffs",
                        to="users.business",
                    ),
                ),
                (
                    "set_by",
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
                "indexes": [
                    models.Index(fields=["business", "kind", "from_day", "id"], name="tariff_by_business")
                ],
            },
        ),
        migrations.CreateModel(
            name="TariffBand",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("up_to", core.fields.CentsField(help_text="cents")),
                ("fee", core.fields.CentsField(help_text="cents")),
                (
                    "tariff",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bands",
                        to="mpesa.tariff",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("tariff", "up_to"), name="tariff_band_once"),
                    models.CheckConstraint(
                        condition=models.Q(("fee__gte", 0), ("up_to__gt", 0)), name="tariff_band_positive"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RequestRules",
            fields=[
                (
                    "business",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="request_rules",
                        serialize=False,
                        to="users.business",
                    ),
                ),
                ("transaction_limit", core.fields.CentsField(default=25000000, help_text="cents at a time")),
                (
                    "customer_day_limit",
                    core.fields.CentsField(
                        default=50000000,
                        help_text="cents of one customer in an accounting day: paid, and asked for and open",
                    ),
                ),
                (
                    "phone_minute",
                    models.IntegerField(default=5, help_text="requests to one phone in any minute"),
                ),
                ("business_minute", models.IntegerField(default=1000, help_text="requests in any minute")),
                (
                    "business_day",
                    models.IntegerField(default=20000, help_text="requests in an accounting day"),
                ),
                ("paused_at", core.fields.MomentField(null=True)),
                ("pause_reason", models.CharField(blank=True, max_length=200)),
                (
                    "paused_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "request rules",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("transaction_limit__gte", 100), ("transaction_limit__lte", 25000000)
                        ),
                        name="request_rules_transaction_limit",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("customer_day_limit__gte", 100), ("customer_day_limit__lte", 10000000000)
                        ),
                        name="request_rules_customer_day_limit",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("phone_minute__gte", 1), ("phone_minute__lte", 1000)),
                        name="request_rules_phone_minute",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("business_minute__gte", 1), ("business_minute__lte", 100000)),
                        name="request_rules_business_minute",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("business_day__gte", 1), ("business_day__lte", 1000000)),
                        name="request_rules_business_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("pause_reason", ""), ("paused_at", None), ("paused_by", None)),
                            models.Q(
                                ("paused_at__isnull", False), models.Q(("pause_reason", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="request_rules_pause_says_why",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TillNumber",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "environment",
                    core.fields.KindField(
                        choices=[
                            ("LOCAL", "the local Daraja of this machine"),
                            ("SANDBOX", "Safaricom's sandbox"),
                            ("PRODUCTION", "production"),
                        ],
                        max_length=10,
                    ),
                ),
                ("number", models.CharField(max_length=10)),
                (
                    "till",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="numbers", to="mpesa.till"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("number", "environment"), name="shortcode_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="FormerHookToken",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("token", models.CharField(editable=False, max_length=32, unique=True)),
                ("replaced_at", core.fields.MomentField()),
                ("retired_at", core.fields.MomentField(null=True)),
                (
                    "till",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="former_tokens",
                        to="mpesa.till",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("retired_at", None)),
                        fields=("till",),
                        name="one_former_token_in_use",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="UrlRegistration",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", core.fields.KindField(choices=[("v1", "V1"), ("v2", "V2")], max_length=2)),
                (
                    "when_unreachable",
                    core.fields.KindField(
                        choices=[("Completed", "Completed"), ("Cancelled", "Cancelled")], max_length=9
                    ),
                ),
                (
                    "address",
                    models.CharField(help_text="the public origin, without the token", max_length=200),
                ),
                (
                    "token_mark",
                    models.CharField(editable=False, help_text="digest of the token in it", max_length=16),
                ),
                ("done", models.BooleanField()),
                ("code", models.CharField(blank=True, help_text="why not; ours and stable", max_length=40)),
                (
                    "answer",
                    models.CharField(blank=True, help_text="Safaricom's words, scrubbed", max_length=300),
                ),
                ("at", core.fields.MomentField()),
                (
                    "till",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="url_registrations",
                        to="mpesa.till",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["till", "-id"], name="registration_newest")],
            },
        ),
        migrations.CreateModel(
            name="Callback",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "till",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="callbacks",
                        to="mpesa.till",
                    ),
                ),
                (
                    "former_token",
                    models.ForeignKey(
                        db_index=False,
                        help_text="it came to a former address of the till",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="callbacks",
                        to="mpesa.formerhooktoken",
                    ),
                ),
                (
                    "kind",
                    core.fields.KindField(
                        choices=[
                            ("stk", "Stk"),
                            ("c2b/validation", "C2B Validation"),
                            ("c2b/confirmation", "C2B Confirmation"),
                            ("result", "Result"),
                            ("timeout", "Timeout"),
                        ],
                        max_length=20,
                    ),
                ),
                ("ref", models.CharField(blank=True, max_length=80)),
                (
                    "data_key",
                    models.ForeignKey(
                        db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, to="core.datakey"
                    ),
                ),
                ("body_sealed", models.BinaryField()),
                ("headers", core.fields.FactsField()),
                ("address", models.GenericIPAddressField(null=True)),
                ("received_at", core.fields.MomentField(auto_now_add=True)),
                (
                    "digest",
                    models.BinaryField(
                        help_text="keyed, of the bytes and of where they came", max_length=32, null=True
                    ),
                ),
                (
                    "could_be_money",
                    models.BooleanField(
                        db_default=True,
                        default=True,
                        help_text="kept whatever else a till's address was sent",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("digest",), name="callback_body_once")],
                "indexes": [
                    models.Index(fields=["till", "kind", "received_at"], name="callback_last"),
                    models.Index(
                        condition=models.Q(("former_token__isnull", False)),
                        fields=["former_token", "received_at"],
                        name="callback_at_former",
                    ),
                    models.Index(
                        condition=models.Q(("could_be_money", False)),
                        fields=["till", "received_at"],
                        name="callback_unread",
                    ),
                    django.contrib.postgres.indexes.BrinIndex(
                        autosummarize=True,
                        fields=["received_at"],
                        name="callback_by_moment",
                        pages_per_range=16,
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HookCount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "till",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hook_counts",
                        to="mpesa.till",
                    ),
                ),
                ("day", core.fields.DayField()),
                (
                    "what",
                    core.fields.KindField(
                        choices=[
                            ("aborted", "the sender hung up in mid-body"),
                            ("repeated", "the same bytes are kept already"),
                            ("too large", "longer than any callback"),
                            ("no room", "nobody can read it, and too many of those are kept"),
                        ],
                        max_length=10,
                    ),
                ),
                ("count", models.BigIntegerField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("till", "day", "what"), name="hook_count_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="CallbackWork",
            fields=[
                (
                    "callback",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="work",
                        serialize=False,
                        to="mpesa.callback",
                    ),
                ),
                (
                    "state",
                    core.fields.KindField(
                        choices=[
                            ("DUE", "Due"),
                            ("DONE", "Done"),
                            ("MALFORMED", "Malformed"),
                            ("DEAD", "Dead"),
                        ],
                        default="DUE",
                        max_length=10,
                    ),
                ),
                ("claims", models.IntegerField(default=0)),
                ("note", models.CharField(blank=True, max_length=200)),
                ("due_at", core.fields.MomentField()),
                ("done_at", core.fields.MomentField(null=True)),
            ],
            options={
                "verbose_name": "work on callbacks",
                "verbose_name_plural": "work on callbacks",
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "DUE")),
                        fields=["due_at", "callback"],
                        name="callback_due",
                    ),
                    models.Index(
                        condition=models.Q(
                            ("state__in", ("MALFORMED", "DEAD")),
                            models.Q(("claims__gt", 0), ("state", "DUE")),
                            _connector="OR",
                        ),
                        fields=["callback"],
                        name="callback_dead",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Payer",
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
                        related_name="payers",
                        to="users.business",
                    ),
                ),
                ("phone_index", models.BinaryField()),
                ("phone_masked", models.CharField(blank=True, max_length=16)),
                (
                    "shortcode",
                    models.CharField(
                        blank=True, help_text="of a PayBill or a till, not a phone", max_length=10
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
                ("phone_sealed", models.BinaryField(null=True)),
                (
                    "name_sealed",
                    models.BinaryField(
                        help_text="whose phone M-Pesa says it is, as a payout to it told", null=True
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("business", "phone_index"), name="payer_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("shortcode", ""),
                            models.Q(
                                ("phone_masked", models.F("shortcode")),
                                ("phone_sealed", None),
                                ("shortcode__regex", "^[0-9]{5,10}$"),
                            ),
                            _connector="OR",
                        ),
                        name="payer_shortcode_or_phone",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Receipt",
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
                        related_name="receipts",
                        to="users.business",
                    ),
                ),
                (
                    "till",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="receipts", to="mpesa.till"
                    ),
                ),
                ("number", models.CharField(max_length=20)),
                ("amount", core.fields.CentsField(help_text="cents")),
                ("occurred_at", core.fields.MomentField()),
                (
                    "account_reference",
                    models.CharField(blank=True, help_text="as the payer typed it", max_length=64),
                ),
                (
                    "payer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="receipts",
                        to="mpesa.payer",
                    ),
                ),
                ("payer_masked", models.CharField(blank=True, max_length=16)),
                (
                    "first_channel",
                    core.fields.KindField(
                        choices=[
                            ("STK", "STK callback"),
                            ("C2B", "C2B confirmation"),
                            ("PULL", "Pull Transactions"),
                            ("STATUS", "Transaction Status"),
                            ("STATEMENT", "statement"),
                        ],
                        max_length=10,
                    ),
                ),
                ("recorded_at", core.fields.MomentField(auto_now_add=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("till", "number"), name="receipt_once_per_till"),
                    models.CheckConstraint(
                        condition=models.Q(("amount__gt", 0)), name="receipt_amount_positive"
                    ),
                ],
                "indexes": [
                    models.Index(fields=["business", "-id"], name="receipt_by_business"),
                    models.Index(
                        fields=["business", "occurred_at"], include=("amount",), name="receipt_by_moment"
                    ),
                    models.Index(
                        fields=["business", "number"],
                        name="receipt_by_number",
                        opclasses=["int8_ops", "varchar_pattern_ops"],
                    ),
                    models.Index(
                        fields=["payer", "occurred_at"], include=("amount",), name="receipt_by_payer"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PaymentRequest",
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
                        related_name="payment_requests",
                        to="users.business",
                    ),
                ),
                (
                    "till",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payment_requests",
                        to="mpesa.till",
                    ),
                ),
                ("ref", models.CharField(max_length=32, unique=True)),
                ("key", models.CharField(max_length=100)),
                ("key_hash", models.BinaryField(max_length=32)),
                (
                    "payer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payment_requests",
                        to="mpesa.payer",
                    ),
                ),
                ("amount", core.fields.CentsField(help_text="cents, whole shillings")),
                ("account_reference", models.CharField(max_length=12)),
                ("description", models.CharField(blank=True, max_length=13)),
                (
                    "state",
                    core.fields.KindField(
                        choices=[
                            ("INITIATED", "Initiated"),
                            ("PENDING", "Pending"),
                            ("CONFIRMED", "Confirmed"),
                            ("PAID", "Paid"),
                            ("FAILED", "Failed"),
                            ("CANCELLED", "Cancelled"),
                            ("EXPIRED", "Expired"),
                            ("UNKNOWN", "Unknown"),
                        ],
                        default="INITIATED",
                        max_length=10,
                    ),
                ),
                (
                    "flagged",
                    models.BooleanField(
                        default=False, help_text="a success came after a failure, or the amount differs"
                    ),
                ),
                (
                    "claims",
                    models.IntegerField(
                        default=0, help_text="how often the push was begun; it is sent at most once"
                    ),
                ),
                ("checkout_request_id", models.CharField(max_length=80, null=True, unique=True)),
                ("merchant_request_id", models.CharField(blank=True, max_length=80)),
                ("result_code", models.CharField(blank=True, max_length=40)),
                ("result_text", models.CharField(blank=True, max_length=200)),
                (
                    "said",
                    models.CharField(
                        blank=True, help_text="Safaricom's own words of the end, scrubbed", max_length=300
                    ),
                ),
                (
                    "requested_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("created_at", core.fields.MomentField(auto_now_add=True)),
                ("sent_at", core.fields.MomentField(null=True)),
                ("next_query_at", core.fields.MomentField(null=True)),
                ("queries", models.IntegerField(default=0)),
                ("settled_at", core.fields.MomentField(null=True)),
                (
                    "receipt",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="request",
                        to="mpesa.receipt",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("business", "key"), name="payment_request_key_once"),
                    models.CheckConstraint(
                        condition=models.Q(("amount__gt", 0)), name="payment_request_amount_positive"
                    ),
                ],
                "indexes": [
                    models.Index(fields=["business", "-id"], name="request_by_business"),
                    models.Index(fields=["payer", "created_at"], name="request_by_payer"),
                    models.Index(fields=["business", "created_at"], name="request_by_moment"),
                    models.Index(
                        condition=models.Q(("state", "INITIATED")), fields=["id"], name="request_to_send"
                    ),
                    models.Index(
                        condition=models.Q(("state__in", ("INITIATED", "PENDING", "CONFIRMED", "UNKNOWN"))),
                        fields=["business"],
                        include=("amount",),
                        name="request_open",
                    ),
                    models.Index(
                        condition=models.Q(("next_query_at__isnull", False)),
                        fields=["next_query_at"],
                        name="request_to_query",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PaymentRequestStep",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "before",
                    core.fields.KindField(
                        choices=[
                            ("INITIATED", "Initiated"),
                            ("PENDING", "Pending"),
                            ("CONFIRMED", "Confirmed"),
                            ("PAID", "Paid"),
                            ("FAILED", "Failed"),
                            ("CANCELLED", "Cancelled"),
                            ("EXPIRED", "Expired"),
                            ("UNKNOWN", "Unknown"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "after",
                    core.fields.KindField(
                        choices=[
                            ("INITIATED", "Initiated"),
                            ("PENDING", "Pending"),
                            ("CONFIRMED", "Confirmed"),
                            ("PAID", "Paid"),
                            ("FAILED", "Failed"),
                            ("CANCELLED", "Cancelled"),
                            ("EXPIRED", "Expired"),
                            ("UNKNOWN", "Unknown"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "cause",
                    core.fields.KindField(
                        choices=[
                            ("PUSH", "what Safaricom answered to the push"),
                            ("CALLBACK", "its callback"),
                            ("QUERY", "a query"),
                            ("RECEIPT", "a receipt that another channel brought"),
                            ("PERSON", "a person"),
                            ("SYSTEM", "the system itself"),
                        ],
                        max_length=10,
                    ),
                ),
                ("code", models.CharField(blank=True, max_length=40)),
                ("at", core.fields.MomentField(auto_now_add=True)),
                (
                    "callback",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="mpesa.callback",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="mpesa.paymentrequest",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("callback__isnull", False), ("cause", "CALLBACK")),
                            models.Q(
                                models.Q(("cause", "CALLBACK"), _negated=True), ("callback__isnull", True)
                            ),
                            _connector="OR",
                        ),
                        name="request_step_callback",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("cause", "PERSON"), ("person__isnull", False)),
                            models.Q(models.Q(("cause", "PERSON"), _negated=True), ("person__isnull", True)),
                            _connector="OR",
                        ),
                        name="request_step_person",
                    ),
                ],
                "indexes": [
                    django.contrib.postgres.indexes.BrinIndex(
                        autosummarize=True, fields=["at"], name="request_step_by_moment", pages_per_range=16
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="StatusAnswer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="status_answers",
                        to="mpesa.paymentrequest",
                    ),
                ),
                ("state", models.CharField(max_length=12)),
                ("code", models.CharField(blank=True, max_length=40)),
                ("at", core.fields.MomentField(auto_now_add=True)),
            ],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.BrinIndex(
                        autosummarize=True, fields=["at"], name="status_answer_by_moment", pages_per_range=16
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Evidence",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "receipt",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="evidence",
                        to="mpesa.receipt",
                    ),
                ),
                (
                    "channel",
                    core.fields.KindField(
                        choices=[
                            ("STK", "STK callback"),
                            ("C2B", "C2B confirmation"),
                            ("PULL", "Pull Transactions"),
                            ("STATUS", "Transaction Status"),
                            ("STATEMENT", "statement"),
                        ],
                        max_length=10,
                    ),
                ),
                ("facts_hash", models.BinaryField(max_length=32)),
                ("amount", core.fields.CentsField()),
                ("agrees", models.BooleanField()),
                (
                    "callback",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="evidence",
                        to="mpesa.callback",
                    ),
                ),
                ("source", models.CharField(blank=True, max_length=80)),
                (
                    "balance",
                    core.fields.CentsField(
                        help_text="cents that the till's account held after it, where that was told",
                        null=True,
                    ),
                ),
                ("at", core.fields.MomentField(auto_now_add=True)),
            ],
            options={
                "verbose_name_plural": "evidence",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("receipt", "channel", "facts_hash"), name="evidence_once_per_channel"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Reversal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(help_text="of the receipt that was taken back", max_length=20)),
                (
                    "own_number",
                    models.CharField(
                        blank=True, help_text="of the reversal itself, where told", max_length=20
                    ),
                ),
                (
                    "amount",
                    core.fields.CentsField(
                        help_text="cents; null where only told that the receipt was reversed", null=True
                    ),
                ),
                ("occurred_at", core.fields.MomentField()),
                (
                    "channel",
                    core.fields.KindField(
                        choices=[
                            ("STK", "STK callback"),
                            ("C2B", "C2B confirmation"),
                            ("PULL", "Pull Transactions"),
                            ("STATUS", "Transaction Status"),
                            ("STATEMENT", "statement"),
                        ],
                        max_length=10,
                    ),
                ),
                ("source", models.CharField(blank=True, max_length=80)),
                ("recorded_at", core.fields.MomentField(auto_now_add=True)),
                (
                    "taken_back",
                    core.fields.CentsField(
                        default=0,
                        help_text="cents that left the M-Pesa account; 0 before, and of a report of too much",
                    ),
                ),
                (
                    "held",
                    core.fields.CentsField(
                        default=0,
                        help_text="cents of these that only a statement tells of: on 2890, nobody's bill is touched",
                    ),
                ),
                (
                    "business",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reversals",
                        to="users.business",
                    ),
                ),
                (
                    "callback",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="mpesa.callback",
                    ),
                ),
                (
                    "receipt",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reversal",
                        to="mpesa.receipt",
                    ),
                ),
                (
                    "till",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reversals",
                        to="mpesa.till",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("till", "number"), name="reversal_once_per_receipt"),
                    models.CheckConstraint(
                        condition=models.Q(("amount", None), ("amount__gt", 0), _connector="OR"),
                        name="reversal_amount_positive",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("taken_back", 0),
                            models.Q(("receipt__isnull", False), ("taken_back__gt", 0)),
                            _connector="OR",
                        ),
                        name="reversal_taken_back_of_receipt",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("held__gte", 0), ("held__lte", models.F("taken_back"))),
                        name="reversal_held_of_taken_back",
                    ),
                ],
                "indexes": [
                    models.Index(
                        condition=models.Q(("receipt", None)),
                        fields=["till", "number"],
                        name="reversal_waiting",
                    ),
                    models.Index(fields=["till", "own_number"], name="reversal_by_own_number"),
                    models.Index(condition=models.Q(("held__gt", 0)), fields=["till"], name="reversal_held"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReversalEvidence",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "channel",
                    core.fields.KindField(
                        choices=[
                            ("STK", "STK callback"),
                            ("C2B", "C2B confirmation"),
                            ("PULL", "Pull Transactions"),
                            ("STATUS", "Transaction Status"),
                            ("STATEMENT", "statement"),
                        ],
                        max_length=10,
                    ),
                ),
                ("facts_hash", models.BinaryField(max_length=32)),
                ("own_number", models.CharField(blank=True, max_length=20)),
                ("amount", core.fields.CentsField(null=True)),
                ("occurred_at", core.fields.MomentField()),
                ("agrees", models.BooleanField()),
                ("source", models.CharField(blank=True, max_length=80)),
                ("at", core.fields.MomentField(auto_now_add=True)),
                (
                    "callback",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="mpesa.callback",
                    ),
                ),
                (
                    "reversal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="evidence",
                        to="mpesa.reversal",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("reversal", "channel", "facts_hash"), name="reversal_evidence_once"
                    )
                ],
                "verbose_name_plural": "evidence of reversals",
            },
        ),
        migrations.CreateModel(
            name="ReversalRuling",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "ruling",
                    core.fields.KindField(
                        choices=[
                            ("RELEASED", "people let it count with no second source"),
                            ("RETRACTED", "the statement that told of it stands no longer"),
                        ],
                        max_length=10,
                    ),
                ),
                ("why", models.CharField(blank=True, max_length=80)),
                ("at", core.fields.MomentField(auto_now_add=True)),
                (
                    "approval",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="users.approval",
                    ),
                ),
                (
                    "evidence",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rulings",
                        to="mpesa.reversalevidence",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("evidence", "ruling"), name="reversal_ruling_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ruling", "RELEASED"), _negated=True),
                            ("approval__isnull", False),
                            _connector="OR",
                        ),
                        name="reversal_released_by_approval",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReceiptRoute",
            fields=[
                (
                    "receipt",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="route",
                        serialize=False,
                        to="mpesa.receipt",
                    ),
                ),
                (
                    "state",
                    core.fields.KindField(
                        choices=[
                            ("HELD", "Held"),
                            ("DUE", "Due"),
                            ("ROUTED", "Routed"),
                            ("SUSPENSE", "Suspense"),
                            ("PLACED", "Placed"),
                            ("REVERSED", "Reversed"),
                        ],
                        default="DUE",
                        max_length=10,
                    ),
                ),
                ("owner", models.CharField(blank=True, max_length=80)),
                ("note", models.CharField(blank=True, max_length=200)),
                (
                    "parts",
                    core.fields.FactsField(
                        default=dict, help_text="what became of it, for people, each with its cents"
                    ),
                ),
                ("claims", models.IntegerField(default=0)),
                (
                    "due_at",
                    core.fields.MomentField(
                        help_text="when it is tried again; null before it fails and when it is given up",
                        null=True,
                    ),
                ),
                ("routed_at", core.fields.MomentField(null=True)),
                (
                    "approval",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="users.approval",
                    ),
                ),
                (
                    "release",
                    models.ForeignKey(
                        db_index=False,
                        help_text="the decision that let it go with no second source",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="users.approval",
                    ),
                ),
                (
                    "reference",
                    models.CharField(
                        blank=True,
                        help_text="what the payer typed, where a second source says otherwise",
                        max_length=64,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("approval__isnull", False), ("state", "PLACED")),
                            models.Q(
                                models.Q(("state", "PLACED"), _negated=True), ("approval__isnull", True)
                            ),
                            ("state", "REVERSED"),
                            _connector="OR",
                        ),
                        name="route_approval_if_placed",
                    )
                ],
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "HELD")), fields=["receipt"], name="route_held"
                    ),
                    models.Index(condition=models.Q(("state", "DUE")), fields=["receipt"], name="route_due"),
                    models.Index(
                        condition=models.Q(("state", "SUSPENSE")),
                        fields=["receipt"],
                        name="route_in_suspense",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BalanceHole",
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
                        related_name="balance_holes",
                        to="users.business",
                    ),
                ),
                (
                    "till",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="balance_holes",
                        to="mpesa.till",
                    ),
                ),
                ("since", core.fields.MomentField()),
                ("until", core.fields.MomentField()),
                ("after_receipt", models.CharField(max_length=20)),
                ("before_receipt", models.CharField(max_length=20)),
                (
                    "missing",
                    core.fields.CentsField(
                        help_text="cents that came in and nobody reported; below zero: that went out"
                    ),
                ),
                ("noticed_at", core.fields.MomentField(auto_now_add=True)),
                ("pulled_at", core.fields.MomentField(null=True)),
                ("filled_at", core.fields.MomentField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("till", "after_receipt", "before_receipt"), name="balance_hole_once"
                    )
                ],
                "indexes": [
                    models.Index(
                        condition=models.Q(("filled_at", None)), fields=["till"], name="balance_hole_open"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PullRun",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("from_at", core.fields.MomentField()),
                ("to_at", core.fields.MomentField()),
                ("scheduled", models.BooleanField(help_text="by the clock; else somebody asked for it")),
                (
                    "state",
                    core.fields.KindField(
                        choices=[("DUE", "Due"), ("DONE", "Done"), ("FAILED", "Failed")],
                        default="DUE",
                        max_length=10,
                    ),
                ),
                ("offset", models.BigIntegerField(default=0, help_text="rows of the window that are read")),
                ("found", models.BigIntegerField(default=0, help_text="payments that it showed")),
                (
                    "added",
                    models.BigIntegerField(default=0, help_text="payments that nobody had reported before"),
                ),
                ("tries", models.IntegerField(default=0, help_text="since the last page")),
                ("error_code", models.CharField(blank=True, max_length=40)),
                ("due_at", core.fields.MomentField()),
                ("created_at", core.fields.MomentField(auto_now_add=True)),
                ("done_at", core.fields.MomentField(null=True)),
                (
                    "business",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pull_runs",
                        to="users.business",
                    ),
                ),
                (
                    "requested_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "till",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="pull_runs", to="mpesa.till"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("from_at__lt", models.F("to_at"))), name="pull_run_window"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "DUE")),
                        fields=("till", "scheduled"),
                        name="pull_run_one_due",
                    ),
                ],
                "indexes": [
                    models.Index(fields=["till", "-id"], name="pull_run_by_till"),
                    models.Index(
                        condition=models.Q(("state", "DUE")), fields=["due_at", "id"], name="pull_run_due"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PullPage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("offset", models.BigIntegerField()),
                ("rows_sealed", models.BinaryField()),
                ("at", core.fields.MomentField(auto_now_add=True)),
                (
                    "data_key",
                    models.ForeignKey(
                        db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, to="core.datakey"
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="pages", to="mpesa.pullrun"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Discrepancy",
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
                        related_name="discrepancies",
                        to="users.business",
                    ),
                ),
                (
                    "till",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="discrepancies",
                        to="mpesa.till",
                    ),
                ),
                ("code", models.CharField(max_length=40)),
                ("subject", models.CharField(max_length=120)),
                ("detail", models.CharField(max_length=300)),
                (
                    "receipt",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="discrepancies",
                        to="mpesa.receipt",
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="discrepancies",
                        to="mpesa.paymentrequest",
                    ),
                ),
                ("created_at", core.fields.MomentField(auto_now_add=True)),
            ],
            options={
                "verbose_name_plural": "discrepancies",
                "constraints": [
                    models.UniqueConstraint(fields=("till", "code", "subject"), name="discrepancy_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="DiscrepancyClosing",
            fields=[
                (
                    "discrepancy",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="closing",
                        serialize=False,
                        to="mpesa.discrepancy",
                    ),
                ),
                ("comment", models.CharField(max_length=500)),
                ("at", core.fields.MomentField(auto_now_add=True)),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("comment", ""), _negated=True),
                        name="discrepancy_closing_says_why",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PayoutLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "till",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payout_lines",
                        to="mpesa.till",
                    ),
                ),
                (
                    "way",
                    core.fields.KindField(
                        choices=[("B2C", "B2C"), ("B2B", "B2B")], default="B2C", max_length=3
                    ),
                ),
                ("stopped_at", core.fields.MomentField(null=True)),
                ("stopped_code", models.CharField(blank=True, help_text="Safaricom's code", max_length=40)),
                (
                    "doubted_at",
                    core.fields.MomentField(help_text="since then it has to prove that it pays", null=True),
                ),
                (
                    "proved_at",
                    core.fields.MomentField(
                        help_text="when Safaricom last looked at a payout of it", null=True
                    ),
                ),
                (
                    "short_since",
                    core.fields.MomentField(help_text="its float does not suffice for what waits", null=True),
                ),
                (
                    "funds",
                    core.fields.CentsField(
                        help_text="cents that Safaricom last said are in the paying account", null=True
                    ),
                ),
                ("funds_at", core.fields.MomentField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("till", "way"), name="payout_line_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("stopped_at", None), ("stopped_code", "")),
                            models.Q(
                                ("stopped_at__isnull", False), models.Q(("stopped_code", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="payout_line_stopped_by_code",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PayoutRules",
            fields=[
                (
                    "business",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="payout_rules",
                        serialize=False,
                        to="users.business",
                    ),
                ),
                ("transaction_limit", core.fields.CentsField(default=25000000, help_text="cents at a time")),
                (
                    "payee_day_limit",
                    core.fields.CentsField(
                        default=50000000,
                        help_text="cents to one phone in an accounting day; what is more waits a day",
                    ),
                ),
                (
                    "day_limit",
                    core.fields.CentsField(
                        default=10000000000, help_text="cents in an accounting day; what is more waits a day"
                    ),
                ),
                (
                    "cooling_off_hours",
                    models.IntegerField(default=0, help_text="so long the first payout to a phone waits"),
                ),
                (
                    "float_buffer",
                    core.fields.CentsField(default=0, help_text="cents that stay in the paying account"),
                ),
                ("paused_at", core.fields.MomentField(null=True)),
                ("pause_reason", models.CharField(blank=True, max_length=200)),
                (
                    "paused_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("batch_limit", core.fields.CentsField(default=10000000000, help_text="cents of a batch")),
                (
                    "withdrawal_limit",
                    core.fields.CentsField(
                        default=0,
                        help_text="cents of a day up to which a player's withdrawals need nobody's yes",
                    ),
                ),
                (
                    "tells_receivers",
                    models.BooleanField(default=False, help_text="by SMS, of each payout to them"),
                ),
            ],
            options={
                "verbose_name_plural": "payout rules",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("transaction_limit__gte", 1000), ("transaction_limit__lte", 25000000)
                        ),
                        name="payout_rules_transaction_limit",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("payee_day_limit__gte", 1000), ("payee_day_limit__lte", 10000000000)
                        ),
                        name="payout_rules_payee_day_limit",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("day_limit__gte", 1000), ("day_limit__lte", 1000000000000)),
                        name="payout_rules_day_limit",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("cooling_off_hours__gte", 0), ("cooling_off_hours__lte", 720)),
                        name="payout_rules_cooling_off_hours",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("float_buffer__gte", 0), ("float_buffer__lte", 10000000000)),
                        name="payout_rules_float_buffer",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("pause_reason", ""), ("paused_at", None), ("paused_by", None)),
                            models.Q(
                                ("paused_at__isnull", False), models.Q(("pause_reason", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="payout_rules_pause_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("batch_limit__gte", 1000), ("batch_limit__lte", 1000000000000)),
                        name="payout_rules_batch_limit",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("withdrawal_limit__gte", 0), ("withdrawal_limit__lte", 25000000)),
                        name="payout_rules_withdrawal_limit",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PayoutBatch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("ref", models.CharField(max_length=32, unique=True)),
                ("name", models.CharField(help_text="what people call it", max_length=120)),
                ("file_name", models.CharField(blank=True, max_length=200)),
                (
                    "sha256",
                    models.CharField(help_text="of the file, and of what was said beside it", max_length=64),
                ),
                ("rows", models.IntegerField()),
                ("amount", core.fields.CentsField(help_text="cents, of all its payouts")),
                ("smallest", core.fields.CentsField(help_text="cents of its smallest payout")),
                ("middle", core.fields.CentsField(help_text="cents: half of its payouts are larger")),
                ("odd", models.IntegerField(help_text="many times larger than the middle")),
                (
                    "fresh",
                    models.IntegerField(help_text="to phones that were never paid, when it was brought in"),
                ),
                ("repeated", models.IntegerField(help_text="to phones that get more than one of it")),
                (
                    "state",
                    core.fields.KindField(
                        choices=[
                            ("DRAFT", "Draft"),
                            ("PENDING_APPROVAL", "Pending Approval"),
                            ("APPROVED", "Approved"),
                            ("CANCELLED", "Cancelled"),
                        ],
                        default="DRAFT",
                        max_length=16,
                    ),
                ),
                ("code", models.CharField(blank=True, help_text="why it was cancelled", max_length=40)),
                ("paused_at", core.fields.MomentField(null=True)),
                ("pause_reason", models.CharField(blank=True, max_length=200)),
                ("created_at", core.fields.MomentField(auto_now_add=True)),
                ("approved_at", core.fields.MomentField(null=True)),
                (
                    "approval",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payout_batches",
                        to="users.approval",
                    ),
                ),
                (
                    "business",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payout_batches",
                        to="users.business",
                    ),
                ),
                (
                    "paused_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "requested_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "till",
                    models.ForeignKey(
                        db_index=False,
                        help_text="that pays",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payout_batches",
                        to="mpesa.till",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "payout batches",
                "indexes": [models.Index(fields=["business", "-id"], name="batch_by_business")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "CANCELLED"), _negated=True),
                        fields=("business", "sha256"),
                        name="batch_file_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount__gt", 0), ("rows__gt", 0)), name="batch_holds_something"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("approval__isnull", False),
                                ("approved_at__isnull", False),
                                ("state", "APPROVED"),
                            ),
                            models.Q(
                                models.Q(("state", "APPROVED"), _negated=True),
                                ("approval__isnull", True),
                                ("approved_at__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="batch_approved_by_approval",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("pause_reason", ""), ("paused_at", None), ("paused_by", None)),
                            models.Q(
                                ("paused_at__isnull", False), models.Q(("pause_reason", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="batch_pause_says_why",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Payout",
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
                        related_name="payouts",
                        to="users.business",
                    ),
                ),
                (
                    "till",
                    models.ForeignKey(
                        help_text="that pays",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payouts",
                        to="mpesa.till",
                    ),
                ),
                (
                    "batch",
                    models.ForeignKey(
                        help_text="it came with",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payouts",
                        to="mpesa.payoutbatch",
                    ),
                ),
                ("ref", models.CharField(max_length=32, unique=True)),
                ("key", models.CharField(max_length=100)),
                ("key_hash", models.BinaryField(max_length=32)),
                (
                    "kind",
                    core.fields.KindField(
                        choices=[
                            ("PHONE", "a phone"),
                            ("PAYBILL", "the PayBill of another business, for an account there"),
                            ("TILL", "the Buy Goods till of another business"),
                            ("FLOAT", "the till's own paying account for phones, out of its Working account"),
                            ("BULK", "another shortcode of the business that pays phones"),
                        ],
                        default="PHONE",
                        max_length=8,
                    ),
                ),
                (
                    "payee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="payouts", to="mpesa.payer"
                    ),
                ),
                (
                    "account_number",
                    models.CharField(blank=True, help_text="at the PayBill that is paid", max_length=13),
                ),
                (
                    "name_sealed",
                    models.BinaryField(
                        help_text="whose phone or till it should be, under the payee's key", null=True
                    ),
                ),
                ("amount", core.fields.CentsField(help_text="cents, whole shillings")),
                (
                    "residue",
                    core.fields.CentsField(
                        default=0, help_text="cents that were asked for besides, and stay where they are"
                    ),
                ),
                (
                    "tax",
                    core.fields.CentsField(
                        default=0, help_text="cents that are withheld besides, at what it is paid from"
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        db_index=False,
                        help_text="what it is paid from",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ledger.account",
                    ),
                ),
                (
                    "command",
                    core.fields.KindField(
                        blank=True,
                        choices=[
                            ("BusinessPayment", "payment by a business"),
                            ("SalaryPayment", "salary"),
                            ("PromotionPayment", "promotion"),
                        ],
                        default="BusinessPayment",
                        help_text="of a payment to a phone",
                        max_length=16,
                    ),
                ),
                ("description", models.CharField(help_text="what the receiver reads", max_length=100)),
                (
                    "state",
                    core.fields.KindField(
                        choices=[
                            ("DRAFT", "Draft"),
                            ("PENDING_APPROVAL", "Pending Approval"),
                            ("APPROVED", "Approved"),
                            ("RESERVED", "Reserved"),
                            ("IN_FLIGHT", "In Flight"),
                            ("PAID", "Paid"),
                            ("FAILED", "Failed"),
                            ("HELD", "Held"),
                            ("CANCELLED", "Cancelled"),
                            ("REVERSED", "Reversed"),
                        ],
                        default="DRAFT",
                        max_length=16,
                    ),
                ),
                (
                    "code",
                    models.CharField(
                        blank=True, help_text="why it failed, is held or was cancelled", max_length=40
                    ),
                ),
                ("text", models.CharField(blank=True, max_length=200)),
                (
                    "flagged",
                    models.BooleanField(
                        default=False, help_text="paid after it had failed, twice, or to another name"
                    ),
                ),
                ("reserves", models.IntegerField(default=0, help_text="how often its money was reserved")),
                (
                    "reserve",
                    models.OneToOneField(
                        help_text="that holds its money on 2400",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ledger.entry",
                    ),
                ),
                ("due_at", core.fields.MomentField(help_text="it is not sent before", null=True)),
                (
                    "released",
                    models.BooleanField(default=False, help_text="people let it go though a check held it"),
                ),
                (
                    "approval",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payouts",
                        to="users.approval",
                    ),
                ),
                (
                    "requested_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("created_at", core.fields.MomentField(auto_now_add=True)),
                (
                    "not_before",
                    core.fields.MomentField(
                        help_text="who asked wants it sent then, and not before", null=True
                    ),
                ),
                (
                    "refunds",
                    models.ForeignKey(
                        help_text="what it gives back",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="refunds",
                        to="mpesa.receipt",
                    ),
                ),
                ("reserved_at", core.fields.MomentField(null=True)),
                ("settled_at", core.fields.MomentField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["business", "-id"], name="payout_by_business"),
                    models.Index(fields=["payee", "reserved_at"], name="payout_by_payee"),
                    models.Index(
                        condition=models.Q(("state", "RESERVED")), fields=["id"], name="payout_to_send"
                    ),
                    models.Index(
                        condition=models.Q(("state", "HELD")), fields=["due_at"], name="payout_held"
                    ),
                    models.Index(
                        condition=models.Q(("state", "FAILED")),
                        fields=["business", "settled_at"],
                        name="payout_failed",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("business", "key"), name="payout_key_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("amount__gt", 0),
                            (
                                "amount",
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        models.F("amount"), "/", models.Value(100)
                                    ),
                                    "*",
                                    models.Value(100),
                                ),
                            ),
                        ),
                        name="payout_whole_shillings",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("residue__gte", 0),
                            ("tax__gte", 0),
                            models.Q(
                                ("residue__lt", 100),
                                models.Q(("residue__lt", 200), ("tax__gt", 0)),
                                _connector="OR",
                            ),
                        ),
                        name="payout_residue",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("reserve__isnull", False), ("state__in", ("RESERVED", "IN_FLIGHT", "HELD"))
                            ),
                            models.Q(
                                models.Q(("state__in", ("RESERVED", "IN_FLIGHT", "HELD")), _negated=True),
                                ("reserve__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="payout_reserve_while_it_may_be_sent",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ("DRAFT", "PENDING_APPROVAL", "CANCELLED")),
                            ("approval__isnull", False),
                            _connector="OR",
                        ),
                        name="payout_approved_by_approval",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "PHONE"), models.Q(("command", ""), _negated=True)),
                            models.Q(
                                models.Q(("kind", "PHONE"), _negated=True), ("command", ""), ("refunds", None)
                            ),
                            _connector="OR",
                        ),
                        name="payout_command_of_phones",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "PAYBILL"), models.Q(("account_number", ""), _negated=True)),
                            models.Q(models.Q(("kind", "PAYBILL"), _negated=True), ("account_number", "")),
                            _connector="OR",
                        ),
                        name="payout_account_number_of_paybill",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PayoutAttempt",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "payout",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attempts",
                        to="mpesa.payout",
                    ),
                ),
                (
                    "business",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payout_attempts",
                        to="users.business",
                    ),
                ),
                (
                    "till",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payout_attempts",
                        to="mpesa.till",
                    ),
                ),
                (
                    "way",
                    core.fields.KindField(
                        choices=[("B2C", "B2C"), ("B2B", "B2B")], default="B2C", max_length=3
                    ),
                ),
                ("number", models.IntegerField(help_text="1 is the first one of its payout")),
                ("ref", models.CharField(max_length=32, unique=True)),
                (
                    "originator_id",
                    models.CharField(blank=True, help_text="OriginatorConversationID", max_length=128),
                ),
                ("amount", core.fields.CentsField(help_text="cents")),
                (
                    "fee",
                    core.fields.CentsField(help_text="cents that Safaricom will take for it, by the tariff"),
                ),
                (
                    "state",
                    core.fields.KindField(
                        choices=[
                            ("SENDING", "Sending"),
                            ("SENT", "Sent"),
                            ("PAID", "Paid"),
                            ("FAILED", "Failed"),
                            ("UNKNOWN", "Unknown"),
                        ],
                        default="SENDING",
                        max_length=8,
                    ),
                ),
                ("late", models.BooleanField(default=False)),
                (
                    "conversation_id",
                    models.CharField(blank=True, help_text="of Safaricom's acknowledgement", max_length=128),
                ),
                ("receipt", models.CharField(blank=True, max_length=20)),
                ("paid_at", core.fields.MomentField(help_text="when M-Pesa paid it", null=True)),
                (
                    "charge",
                    core.fields.CentsField(
                        help_text="cents that Safaricom took for it, where that was told", null=True
                    ),
                ),
                ("result_code", models.CharField(blank=True, max_length=40)),
                ("result_text", models.CharField(blank=True, max_length=200)),
                (
                    "decided_by",
                    core.fields.KindField(
                        blank=True,
                        choices=[
                            ("ANSWER", "what Safaricom answered to the order"),
                            ("RESULT", "its result"),
                            ("TIMEOUT", "its notice of a queue timeout"),
                            ("QUERY", "Transaction Status"),
                            ("STATEMENT", "the verified statement"),
                            ("PEOPLE", "two people"),
                            ("SYSTEM", "the system itself"),
                        ],
                        max_length=9,
                    ),
                ),
                ("created_at", core.fields.MomentField(auto_now_add=True)),
                ("sent_at", core.fields.MomentField(help_text="when Safaricom took it", null=True)),
                (
                    "look_at",
                    core.fields.MomentField(
                        help_text="when it is asked about, if nothing has come by then", null=True
                    ),
                ),
                (
                    "book_at",
                    core.fields.MomentField(
                        help_text="of the verified statement by which it was last judged", null=True
                    ),
                ),
                ("settled_at", core.fields.MomentField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ("SENDING", "SENT", "UNKNOWN"))),
                        fields=["till", "way"],
                        include=("amount", "fee"),
                        name="attempt_live",
                    ),
                    models.Index(
                        condition=models.Q(("way", "B2B")),
                        fields=["till", "originator_id"],
                        name="attempt_by_their_id",
                    ),
                    models.Index(
                        condition=models.Q(("state", "SENDING")), fields=["id"], name="attempt_sending"
                    ),
                    models.Index(
                        condition=models.Q(("look_at__isnull", False)),
                        fields=["look_at"],
                        name="attempt_to_look_at",
                    ),
                    models.Index(
                        condition=models.Q(("state", "UNKNOWN")),
                        fields=["business", "created_at"],
                        name="attempt_unknown",
                    ),
                    models.Index(fields=["till", "settled_at"], name="attempt_by_end"),
                    models.Index(
                        fields=["business", "created_at"], include=("amount", "state"), name="attempt_by_day"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("payout", "number"), name="attempt_number_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("way", "B2C")),
                        fields=("originator_id",),
                        name="attempt_own_id_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("way", "B2B"), models.Q(("originator_id", ""), _negated=True), _connector="OR"
                        ),
                        name="attempt_own_id",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(models.Q(("state", "FAILED"), _negated=True), ("late", False)),
                        fields=("payout",),
                        name="attempt_alone_unless_failed",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("receipt", ""), _negated=True),
                        fields=("till", "receipt"),
                        name="attempt_receipt_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("paid_at__isnull", False),
                                ("state", "PAID"),
                                models.Q(("receipt", ""), _negated=True),
                            ),
                            models.Q(
                                models.Q(("state", "PAID"), _negated=True),
                                ("late", False),
                                ("paid_at__isnull", True),
                                ("receipt", ""),
                            ),
                            _connector="OR",
                        ),
                        name="attempt_receipt_if_paid",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("decided_by", ""),
                                ("settled_at__isnull", True),
                                ("state__in", ("SENDING", "SENT", "UNKNOWN")),
                            ),
                            models.Q(
                                ("settled_at__isnull", False),
                                ("state__in", ("PAID", "FAILED")),
                                models.Q(("decided_by", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="attempt_decided_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount__gt", 0), ("fee__gte", 0)), name="attempt_amount_positive"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Enquiry",
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
                            ("STATUS", "Transaction Status of a receipt"),
                            ("BALANCE", "Account Balance of a till"),
                            ("PAYOUT", "Transaction Status of a payout"),
                        ],
                        max_length=8,
                    ),
                ),
                ("ref", models.CharField(max_length=32, unique=True)),
                (
                    "number",
                    models.CharField(
                        blank=True,
                        help_text="of the receipt; empty for a balance, and for a payout without one",
                        max_length=20,
                    ),
                ),
                ("why", models.CharField(help_text="code of what made us ask", max_length=40)),
                (
                    "state",
                    core.fields.KindField(
                        choices=[
                            ("WAITING", "Waiting"),
                            ("ASKING", "Asking"),
                            ("ASKED", "Asked"),
                            ("BOOKED", "Booked"),
                            ("ANSWERED", "Answered"),
                            ("FAILED", "Failed"),
                            ("UNANSWERED", "Unanswered"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "said_amount",
                    core.fields.CentsField(help_text="cents, of the doubted callback", null=True),
                ),
                (
                    "said_reference",
                    models.CharField(blank=True, help_text="of the doubted callback", max_length=64),
                ),
                ("tries", models.IntegerField(default=0)),
                ("due_at", core.fields.MomentField(null=True)),
                (
                    "conversation_ids",
                    core.fields.TextsField(default=list, help_text="of the acknowledgements, newest last"),
                ),
                (
                    "verdict",
                    core.fields.KindField(
                        blank=True,
                        choices=[
                            ("COMPLETED", "the money came to this till"),
                            ("NOT_COMPLETED", "no money moved"),
                            ("ELSEWHERE", "the money did not come to this till"),
                            ("REVERSED", "the money came and went back"),
                            ("NOT_FOUND", "Safaricom does not know this receipt"),
                            ("UNREADABLE", "the answer names no amount or no receiver"),
                        ],
                        max_length=13,
                    ),
                ),
                ("result_code", models.CharField(blank=True, max_length=40)),
                ("result_text", models.CharField(blank=True, max_length=200)),
                ("created_at", core.fields.MomentField(auto_now_add=True)),
                ("begun_at", core.fields.MomentField(help_text="when it was last asked for")),
                ("asked_at", core.fields.MomentField(help_text="when Safaricom last took it", null=True)),
                ("settled_at", core.fields.MomentField(null=True)),
                ("claimed_at", core.fields.MomentField(null=True)),
                ("key", models.CharField(blank=True, max_length=100)),
                (
                    "business",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="enquiries",
                        to="users.business",
                    ),
                ),
                (
                    "callback",
                    models.ForeignKey(
                        help_text="that is doubted",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="enquiries",
                        to="mpesa.callback",
                    ),
                ),
                (
                    "claimed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "receipt",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="enquiries",
                        to="mpesa.receipt",
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="enquiries",
                        to="mpesa.paymentrequest",
                    ),
                ),
                (
                    "till",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="enquiries", to="mpesa.till"
                    ),
                ),
                (
                    "attempt",
                    models.OneToOneField(
                        help_text="of a payout",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="enquiry",
                        to="mpesa.payoutattempt",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "enquiries",
                "indexes": [
                    models.Index(
                        condition=models.Q(("due_at__isnull", False)), fields=["due_at"], name="enquiry_due"
                    ),
                    models.Index(
                        condition=models.Q(("claimed_at__isnull", False)),
                        fields=["business", "-id"],
                        name="claim_by_business",
                    ),
                    models.Index(
                        condition=models.Q(("kind", "BALANCE")),
                        fields=["till", "-id"],
                        name="balance_by_till",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "STATUS")),
                        fields=("till", "number"),
                        name="enquiry_once_per_receipt",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("key", ""), _negated=True),
                        fields=("business", "key"),
                        name="claim_key_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("attempt", None), ("kind", "STATUS"), models.Q(("number", ""), _negated=True)
                            ),
                            models.Q(("attempt", None), ("kind", "BALANCE"), ("number", "")),
                            models.Q(("attempt__isnull", False), ("kind", "PAYOUT")),
                            _connector="OR",
                        ),
                        name="enquiry_number_if_status",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BalanceSnapshot",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "account",
                    core.fields.KindField(
                        blank=True,
                        choices=[
                            ("utility", "Utility Account"),
                            ("working", "Working Account"),
                            ("charges", "Charges Paid Account"),
                            ("settlement", "Organization Settlement Account"),
                            ("merchant", "Merchant Account"),
                        ],
                        max_length=10,
                    ),
                ),
                ("name", models.CharField(max_length=80)),
                ("currency", models.CharField(blank=True, max_length=8)),
                ("current", core.fields.CentsField(null=True)),
                ("available", core.fields.CentsField(null=True)),
                ("reserved", core.fields.CentsField(null=True)),
                ("uncleared", core.fields.CentsField(null=True)),
                ("stamp", models.BigIntegerField()),
                ("taken_at", core.fields.MomentField()),
                ("recorded_at", core.fields.MomentField(auto_now_add=True)),
                (
                    "business",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="balance_snapshots",
                        to="users.business",
                    ),
                ),
                (
                    "callback",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="balances",
                        to="mpesa.callback",
                    ),
                ),
                (
                    "till",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="balance_snapshots",
                        to="mpesa.till",
                    ),
                ),
                (
                    "enquiry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="balances",
                        to="mpesa.enquiry",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["till", "name", "-id"], name="balance_newest")],
                "constraints": [
                    models.UniqueConstraint(fields=("callback", "name"), name="balance_once_per_result")
                ],
            },
        ),
        migrations.CreateModel(
            name="PayoutFact",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "source",
                    core.fields.KindField(
                        choices=[
                            ("ANSWER", "what Safaricom answered to the order"),
                            ("RESULT", "its result"),
                            ("TIMEOUT", "its notice of a queue timeout"),
                            ("QUERY", "Transaction Status"),
                            ("STATEMENT", "the verified statement"),
                            ("PEOPLE", "two people"),
                            ("SYSTEM", "the system itself"),
                        ],
                        max_length=9,
                    ),
                ),
                (
                    "verdict",
                    core.fields.KindField(
                        choices=[
                            ("SENDING", "Sending"),
                            ("SENT", "Sent"),
                            ("PAID", "Paid"),
                            ("FAILED", "Failed"),
                            ("UNKNOWN", "Unknown"),
                        ],
                        help_text="what it says of the attempt",
                        max_length=8,
                    ),
                ),
                ("code", models.CharField(blank=True, max_length=40)),
                (
                    "said",
                    models.CharField(
                        blank=True, help_text="in Safaricom's own words, scrubbed", max_length=300
                    ),
                ),
                ("receipt", models.CharField(blank=True, max_length=20)),
                ("amount", core.fields.CentsField(help_text="cents", null=True)),
                ("charge", core.fields.CentsField(help_text="cents", null=True)),
                (
                    "funds",
                    core.fields.CentsField(
                        help_text="cents that the paying account held after it", null=True
                    ),
                ),
                ("occurred_at", core.fields.MomentField(null=True)),
                ("evidence", models.CharField(blank=True, help_text="where else it stands", max_length=80)),
                ("at", core.fields.MomentField(auto_now_add=True)),
                (
                    "approval",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="users.approval",
                    ),
                ),
                (
                    "attempt",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="facts",
                        to="mpesa.payoutattempt",
                    ),
                ),
                (
                    "callback",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payout_facts",
                        to="mpesa.callback",
                    ),
                ),
            ],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.BrinIndex(
                        autosummarize=True, fields=["at"], name="payout_fact_by_moment", pages_per_range=16
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("attempt", "callback"), name="payout_fact_once_per_callback"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("callback__isnull", False), ("source__in", ("RESULT", "TIMEOUT", "QUERY"))
                            ),
                            models.Q(
                                models.Q(("source__in", ("RESULT", "TIMEOUT", "QUERY")), _negated=True),
                                ("callback__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="payout_fact_callback",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("approval__isnull", False), ("source", "PEOPLE")),
                            models.Q(
                                models.Q(("source", "PEOPLE"), _negated=True), ("approval__isnull", True)
                            ),
                            _connector="OR",
                        ),
                        name="payout_fact_by_people",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PayoutStep",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "before",
                    core.fields.KindField(
                        choices=[
                            ("DRAFT", "Draft"),
                            ("PENDING_APPROVAL", "Pending Approval"),
                            ("APPROVED", "Approved"),
                            ("RESERVED", "Reserved"),
                            ("IN_FLIGHT", "In Flight"),
                            ("PAID", "Paid"),
                            ("FAILED", "Failed"),
                            ("HELD", "Held"),
                            ("CANCELLED", "Cancelled"),
                            ("REVERSED", "Reversed"),
                        ],
                        max_length=16,
                    ),
                ),
                (
                    "after",
                    core.fields.KindField(
                        choices=[
                            ("DRAFT", "Draft"),
                            ("PENDING_APPROVAL", "Pending Approval"),
                            ("APPROVED", "Approved"),
                            ("RESERVED", "Reserved"),
                            ("IN_FLIGHT", "In Flight"),
                            ("PAID", "Paid"),
                            ("FAILED", "Failed"),
                            ("HELD", "Held"),
                            ("CANCELLED", "Cancelled"),
                            ("REVERSED", "Reversed"),
                        ],
                        max_length=16,
                    ),
                ),
                ("code", models.CharField(blank=True, max_length=40)),
                ("at", core.fields.MomentField(auto_now_add=True)),
                (
                    "attempt",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="mpesa.payoutattempt",
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ledger.entry",
                    ),
                ),
                (
                    "payout",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="steps", to="mpesa.payout"
                    ),
                ),
                (
                    "person",
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
                "indexes": [
                    django.contrib.postgres.indexes.BrinIndex(
                        autosummarize=True, fields=["at"], name="payout_step_by_moment", pages_per_range=16
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Withholding",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("from_day", core.fields.DayField()),
                ("rate", models.IntegerField(help_text="hundredths of a percent")),
                ("name", models.CharField(help_text="the law", max_length=80)),
                ("set_at", core.fields.MomentField()),
                (
                    "approval",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="users.approval",
                    ),
                ),
                (
                    "business",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="withholdings",
                        to="users.business",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["business", "-from_day", "-id"], name="withholding_by_day")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("rate__gte", 0), ("rate__lt", 10000)), name="withholding_rate"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PayoutDispute",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.IntegerField(help_text="1 is the first one of its payout")),
                ("reason", models.CharField(help_text="what somebody says", max_length=500)),
                ("at", core.fields.MomentField(auto_now_add=True)),
                (
                    "opened_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "payout",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="disputes",
                        to="mpesa.payout",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("payout", "number"), name="dispute_number_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="PayoutDisputeNote",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.CharField(max_length=500)),
                ("evidence", models.CharField(blank=True, help_text="where it stands", max_length=200)),
                (
                    "outcome",
                    core.fields.KindField(
                        blank=True,
                        choices=[
                            ("RIGHT", "it was paid as it should be"),
                            ("WRONG_AMOUNT", "Wrong Amount"),
                            ("WRONG_RECEIVER", "Wrong Receiver"),
                            ("NOT_RECEIVED", "Not Received"),
                            ("OTHER", "Other"),
                        ],
                        max_length=16,
                    ),
                ),
                ("at", core.fields.MomentField(auto_now_add=True)),
                (
                    "author",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "dispute",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notes",
                        to="mpesa.payoutdispute",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["dispute", "id"], name="dispute_notes")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("outcome", ""), _negated=True),
                        fields=("dispute",),
                        name="dispute_ends_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="dispute_note_says_something"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PayoutSchedule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(help_text="what people call it", max_length=100)),
                (
                    "frequency",
                    core.fields.KindField(
                        choices=[("WEEKLY", "Weekly"), ("MONTHLY", "Monthly")], max_length=8
                    ),
                ),
                ("every", models.IntegerField(help_text="so many weeks or months")),
                ("first_on", core.fields.DayField()),
                ("times", models.IntegerField(help_text="how often in all")),
                ("last_on", core.fields.DayField(help_text="the last of its days")),
                ("next_index", models.IntegerField(default=0)),
                ("next_on", core.fields.DayField()),
                ("rows", models.IntegerField(help_text="payouts, each time")),
                ("amount", core.fields.CentsField(help_text="cents, each time")),
                ("rows_digest", models.CharField(help_text="SHA-256 over every payout", max_length=64)),
                (
                    "state",
                    core.fields.KindField(
                        choices=[
                            ("PENDING_APPROVAL", "Pending Approval"),
                            ("ACTIVE", "Active"),
                            ("PAUSED", "Paused"),
                            ("ENDED", "Ended"),
                            ("CANCELLED", "Cancelled"),
                        ],
                        default="PENDING_APPROVAL",
                        max_length=16,
                    ),
                ),
                (
                    "code",
                    models.CharField(
                        blank=True, help_text="why it paused by itself, or was cancelled", max_length=40
                    ),
                ),
                ("text", models.CharField(blank=True, max_length=300)),
                ("key", models.CharField(max_length=100)),
                ("key_hash", models.BinaryField(max_length=32)),
                ("created_at", core.fields.MomentField(auto_now_add=True)),
                (
                    "approval",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payout_schedules",
                        to="users.approval",
                    ),
                ),
                (
                    "batch",
                    models.ForeignKey(
                        help_text="whose rows",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="schedules",
                        to="mpesa.payoutbatch",
                    ),
                ),
                (
                    "business",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payout_schedules",
                        to="users.business",
                    ),
                ),
                (
                    "payout",
                    models.ForeignKey(
                        help_text="or this one alone",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="schedules",
                        to="mpesa.payout",
                    ),
                ),
                (
                    "requested_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "till",
                    models.ForeignKey(
                        db_index=False,
                        help_text="that pays",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payout_schedules",
                        to="mpesa.till",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["business", "-id"], name="payout_schedule_by_business"),
                    models.Index(
                        condition=models.Q(("state", "ACTIVE")),
                        fields=["next_on"],
                        name="payout_schedule_due",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("business", "key"), name="payout_schedule_key_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("batch__isnull", True), ("payout__isnull", True), _connector="XOR"
                        ),
                        name="payout_schedule_of_one_thing",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("amount__gt", 0),
                            ("every__gte", 1),
                            ("every__lte", 52),
                            ("rows__gt", 0),
                            ("next_index__gte", 0),
                            ("next_index__lte", models.F("times")),
                            ("times__gte", 1),
                            ("times__lte", 106),
                        ),
                        name="payout_schedule_bounded",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("approval__isnull", True), ("state__in", ("PENDING_APPROVAL", "CANCELLED"))
                            ),
                            models.Q(
                                models.Q(("state__in", ("PENDING_APPROVAL", "CANCELLED")), _negated=True),
                                ("approval__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="payout_schedule_approved_by_approval",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PayoutRepetition",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("due_on", core.fields.DayField()),
                ("at", core.fields.MomentField(auto_now_add=True)),
                (
                    "batch",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="repetition",
                        to="mpesa.payoutbatch",
                    ),
                ),
                (
                    "schedule",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="repetitions",
                        to="mpesa.payoutschedule",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("schedule", "due_on"), name="payout_repetition_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="CounterPlacing",
            fields=[
                (
                    "receipt",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="counter_placing",
                        serialize=False,
                        to="mpesa.receipt",
                    ),
                ),
                ("reference", models.CharField(help_text="number of the bill", max_length=12)),
                ("at", core.fields.MomentField(auto_now_add=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
    ]
