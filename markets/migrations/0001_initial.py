import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models

import core.fields
from core.tables import Tables


class Migration(Tables):
    initial = True

    dependencies = [
        ("ledger", "0003_market_entries"),
        ("mpesa", "0002_guards"),
        ("users", "0002_guards"),
    ]

    operations = [
        migrations.CreateModel(
            name="Market",
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
                            ("DRAFT", "Draft"),
                            ("REVIEW", "Review"),
                            ("OPEN", "Open"),
                            ("SUSPENDED", "Suspended"),
                            ("CLOSED", "Closed"),
                            ("PROPOSED", "Proposed"),
                            ("DISPUTED", "Disputed"),
                            ("APPROVED", "Approved"),
                            ("SETTLED", "Settled"),
                            ("CORRECTED", "Corrected"),
                            ("VOID", "Void"),
                        ],
                        default="DRAFT",
                        max_length=9,
                    ),
                ),
                ("title", models.CharField(max_length=200)),
                ("category", models.CharField(blank=True, max_length=60)),
                ("description", models.TextField(blank=True)),
                ("rules", models.TextField(blank=True, help_text="what makes which outcome true")),
                ("source", models.TextField(blank=True, help_text="where the result is read")),
                (
                    "fallback",
                    models.TextField(blank=True, help_text="where it is read when the source is silent"),
                ),
                ("tie", models.TextField(blank=True, help_text="what a tie means")),
                (
                    "postponement",
                    models.TextField(blank=True, help_text="what a postponement or a cancellation means"),
                ),
                (
                    "time_zone",
                    models.CharField(blank=True, help_text="of the times in the rules", max_length=40),
                ),
                ("closes_at", core.fields.MomentField(help_text="from this instant on a stake is refused")),
                (
                    "closed_at",
                    core.fields.MomentField(help_text="when it closed: then, or earlier by hand", null=True),
                ),
                (
                    "resolve_by",
                    core.fields.MomentField(help_text="from then on the missing result is an alarm"),
                ),
                (
                    "void_after",
                    core.fields.MomentField(
                        help_text="from then on it is void, and everybody has their stake back"
                    ),
                ),
                ("fee_bps", models.IntegerField(help_text="of the pool, in hundredths of a percent")),
                ("least_stake", core.fields.CentsField()),
                ("most_stake", core.fields.CentsField(help_text="at a time")),
                (
                    "mode",
                    core.fields.KindField(
                        choices=[("PARIMUTUEL", "Parimutuel"), ("TOTE", "Tote")],
                        default="PARIMUTUEL",
                        max_length=10,
                    ),
                ),
                (
                    "tote_tick",
                    models.IntegerField(
                        default=1, help_text="cents to which a dividend per shilling is rounded"
                    ),
                ),
                (
                    "payout_mode",
                    core.fields.KindField(
                        choices=[("WALLET", "Wallet"), ("MPESA", "Mpesa")], default="WALLET", max_length=6
                    ),
                ),
                ("dispute_minutes", models.IntegerField()),
                (
                    "large_pool",
                    core.fields.CentsField(
                        help_text="from so much in the pool the longer dispute window counts"
                    ),
                ),
                ("large_dispute_minutes", models.IntegerField()),
                (
                    "disputes_until",
                    core.fields.MomentField(help_text="when the running dispute window ends", null=True),
                ),
                (
                    "dispute_seconds_left",
                    models.IntegerField(help_text="of a window that a dispute has stopped", null=True),
                ),
                (
                    "terms_digest",
                    models.BinaryField(help_text="of all that was opened", max_length=32, null=True),
                ),
                ("opened_at", core.fields.MomentField(null=True)),
                ("key", models.CharField(max_length=100)),
                ("key_hash", models.BinaryField(max_length=32)),
                ("created_at", core.fields.MomentField(auto_now_add=True)),
                (
                    "business",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="markets",
                        to="users.business",
                    ),
                ),
                (
                    "carries_to",
                    models.ForeignKey(
                        help_text="where the pool goes when nobody won; null: back to the players",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="carried_from",
                        to="markets.market",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["business", "-id"], name="market_by_business"),
                    models.Index(
                        condition=models.Q(("state__in", ["OPEN", "SUSPENDED"])),
                        fields=["closes_at"],
                        name="market_to_close",
                    ),
                    models.Index(
                        condition=models.Q(
                            ("state__in", ["OPEN", "SUSPENDED", "CLOSED", "PROPOSED", "DISPUTED"])
                        ),
                        fields=["void_after"],
                        name="market_to_void",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("business", "key"), name="market_key_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("closes_at__lt", models.F("resolve_by")),
                            ("resolve_by__lt", models.F("void_after")),
                        ),
                        name="market_times_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("fee_bps__gte", 0), ("fee_bps__lte", 10000)),
                        name="market_fee_is_part",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("least_stake__gt", 0), ("most_stake__gte", models.F("least_stake"))
                        ),
                        name="market_stakes_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("dispute_minutes__gt", 0),
                            ("large_dispute_minutes__gte", models.F("dispute_minutes")),
                            ("large_pool__gt", 0),
                            ("tote_tick__gt", 0),
                            ("tote_tick__lte", 100),
                        ),
                        name="market_terms_positive",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RunPayment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.IntegerField()),
                ("cents", core.fields.CentsField(help_text="that it gets")),
                (
                    "taken_back",
                    core.fields.CentsField(default=0, help_text="that the replaced run had paid it"),
                ),
                (
                    "wallet",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="market_payments",
                        to="ledger.wallet",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Decision",
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
                            ("DRAFTED", "Drafted"),
                            ("OPENED", "Opened"),
                            ("SUSPENDED", "Suspended"),
                            ("RESUMED", "Resumed"),
                            ("CLOSED", "Closed"),
                            ("SCRATCHED", "Scratched"),
                            ("CLARIFIED", "Clarified"),
                            ("PROPOSED", "Proposed"),
                            ("DISMISSED", "Dismissed"),
                            ("APPROVED", "Approved"),
                            ("VOIDED", "Voided"),
                            ("CORRECTED", "Corrected"),
                        ],
                        max_length=9,
                    ),
                ),
                ("at", core.fields.MomentField(auto_now_add=True)),
                (
                    "by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "market",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="markets.market",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["market", "by"], name="decision_by_market")],
            },
        ),
        migrations.CreateModel(
            name="Clarification",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.TextField()),
                ("at", core.fields.MomentField(auto_now_add=True)),
                (
                    "by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "market",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="clarifications",
                        to="markets.market",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="MarketRules",
            fields=[
                (
                    "business",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="market_rules",
                        serialize=False,
                        to="users.business",
                    ),
                ),
                (
                    "play_money",
                    models.BooleanField(
                        default=False, help_text="nothing here is money: no licence is needed"
                    ),
                ),
                (
                    "fee_bps",
                    models.IntegerField(help_text="null: of the setting PAYOUT_PLATFORM_FEE_PCT", null=True),
                ),
                ("least_stake", core.fields.CentsField(default=2000)),
                ("most_stake", core.fields.CentsField(default=10000000)),
                ("dispute_minutes", models.IntegerField(default=1440)),
                ("large_pool", core.fields.CentsField(default=100000000)),
                ("large_dispute_minutes", models.IntegerField(default=2880)),
                ("changed_at", core.fields.MomentField(auto_now=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("least_stake__gt", 0),
                            ("most_stake__gte", models.F("least_stake")),
                            models.Q(
                                ("fee_bps", None),
                                models.Q(("fee_bps__gte", 0), ("fee_bps__lte", 10000)),
                                _connector="OR",
                            ),
                        ),
                        name="market_rules_stakes_and_fee",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("dispute_minutes__gt", 0),
                            ("large_dispute_minutes__gte", models.F("dispute_minutes")),
                            ("large_pool__gt", 0),
                        ),
                        name="market_rules_windows",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Outcome",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.IntegerField()),
                ("name", models.CharField(max_length=120)),
                (
                    "scratched_at",
                    core.fields.MomentField(
                        help_text="taken out of the race: its stakes are given back", null=True
                    ),
                ),
                ("stakes", models.IntegerField(default=0)),
                ("total", core.fields.CentsField(default=0, help_text="cents staked on it")),
                (
                    "market",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="outcomes",
                        to="markets.market",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("market", "position"), name="outcome_position_once"),
                    models.UniqueConstraint(fields=("market", "name"), name="outcome_name_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Proposal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.IntegerField()),
                ("evidence", models.TextField(help_text="what was seen, and where")),
                (
                    "evidence_hash",
                    models.BinaryField(help_text="SHA-256 of the text, in UTF-8", max_length=32),
                ),
                (
                    "document_hash",
                    models.BinaryField(
                        help_text="SHA-256 of a file or page that is kept elsewhere", max_length=32, null=True
                    ),
                ),
                ("observed_at", core.fields.MomentField()),
                (
                    "effective_close",
                    core.fields.MomentField(
                        help_text="when it was decided in fact: later stakes are given back", null=True
                    ),
                ),
                ("proposed_at", core.fields.MomentField(auto_now_add=True)),
                ("key", models.CharField(max_length=100)),
                ("key_hash", models.BinaryField(max_length=32)),
                (
                    "market",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proposals",
                        to="markets.market",
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("market", "number"), name="proposal_number_once"),
                    models.UniqueConstraint(fields=("market", "key"), name="proposal_key_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("effective_close", None),
                            ("effective_close__lte", models.F("observed_at")),
                            _connector="OR",
                        ),
                        name="proposal_observed_after_close",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Dispute",
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
                        choices=[("OPEN", "Open"), ("DISMISSED", "Dismissed"), ("AMENDED", "Amended")],
                        default="OPEN",
                        max_length=9,
                    ),
                ),
                ("reason", models.CharField(max_length=500)),
                ("at", core.fields.MomentField(auto_now_add=True)),
                ("answer", models.CharField(blank=True, max_length=500)),
                ("answered_at", core.fields.MomentField(null=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "market",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="disputes",
                        to="markets.market",
                    ),
                ),
                (
                    "proposal",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="disputes",
                        to="markets.proposal",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("proposal", "by"), name="dispute_once_by_each"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answered_at", None), ("state", "OPEN")),
                            models.Q(("answered_at__isnull", False), ("state__in", ["DISMISSED", "AMENDED"])),
                            _connector="OR",
                        ),
                        name="dispute_answered_when_closed",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProposalWeight",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("bps", models.IntegerField()),
                (
                    "outcome",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="markets.outcome",
                    ),
                ),
                (
                    "proposal",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="weights",
                        to="markets.proposal",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("proposal", "outcome"), name="proposal_weight_once"),
                    models.CheckConstraint(
                        condition=models.Q(("bps__gt", 0), ("bps__lte", 10000)),
                        name="proposal_weight_is_part",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RunPayout",
            fields=[
                (
                    "payment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="withdrawal",
                        serialize=False,
                        to="markets.runpayment",
                    ),
                ),
                ("code", models.CharField(blank=True, help_text="why there is none", max_length=40)),
                ("at", core.fields.MomentField(auto_now_add=True)),
            ],
        ),
        migrations.CreateModel(
            name="SelfExclusion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("from_at", core.fields.MomentField()),
                ("until_at", core.fields.MomentField(null=True)),
                ("set_at", core.fields.MomentField(auto_now_add=True)),
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
                    "player",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["business", "player", "-id"], name="self_exclusion_by_player")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until_at", None), ("until_at__gt", models.F("from_at")), _connector="OR"
                        ),
                        name="self_exclusion_lasts",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SettlementRun",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.IntegerField()),
                (
                    "kind",
                    core.fields.KindField(
                        choices=[
                            ("SETTLEMENT", "Settlement"),
                            ("VOID", "Void"),
                            ("CORRECTION", "Correction"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "state",
                    core.fields.KindField(
                        choices=[
                            ("FROZEN", "Frozen"),
                            ("APPROVED", "Approved"),
                            ("DONE", "Done"),
                            ("REPLACED", "Replaced"),
                            ("CANCELLED", "Cancelled"),
                        ],
                        default="FROZEN",
                        max_length=9,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=200)),
                (
                    "digest",
                    models.BinaryField(
                        help_text="of the inputs and the result (certificate.py)", max_length=32
                    ),
                ),
                (
                    "head",
                    models.TextField(
                        help_text="the certificate's head, in JSON: inputs, sums and root of the tree"
                    ),
                ),
                ("stakes", models.IntegerField(help_text="how many there are")),
                (
                    "winners",
                    models.IntegerField(help_text="players who get more than nothing for being right"),
                ),
                ("payments", models.IntegerField(help_text="wallets that something is posted to")),
                ("staked", core.fields.CentsField()),
                (
                    "carry_in",
                    core.fields.CentsField(
                        default=0, help_text="cents from 2310 that are shared with the pool"
                    ),
                ),
                ("paid", core.fields.CentsField(help_text="cents to who was right, their stakes among them")),
                ("refunded", core.fields.CentsField(help_text="cents given back")),
                ("fee", core.fields.CentsField()),
                ("breakage", core.fields.CentsField(default=0)),
                ("carry_out", core.fields.CentsField(default=0)),
                ("posted", models.IntegerField(default=0, help_text="payments that are in the books")),
                (
                    "sent",
                    models.IntegerField(
                        default=0, help_text="payments whose withdrawals are made, by position"
                    ),
                ),
                ("frozen_at", core.fields.MomentField(auto_now_add=True)),
                ("begun_at", core.fields.MomentField(null=True)),
                ("done_at", core.fields.MomentField(null=True)),
                ("key", models.CharField(max_length=100)),
                ("key_hash", models.BinaryField(max_length=32)),
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
                    "frozen_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "market",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="runs",
                        to="markets.market",
                    ),
                ),
                (
                    "proposal",
                    models.ForeignKey(
                        help_text="null: void",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="runs",
                        to="markets.proposal",
                    ),
                ),
                (
                    "replaces",
                    models.ForeignKey(
                        help_text="of a correction",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="markets.settlementrun",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "APPROVED")), fields=["id"], name="run_to_post"
                    ),
                    models.Index(
                        condition=models.Q(("state", "DONE"), ("sent__lt", models.F("posted"))),
                        fields=["id"],
                        name="run_to_send",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("market", "number"), name="run_number_once"),
                    models.UniqueConstraint(fields=("market", "key"), name="run_key_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["APPROVED", "DONE"])),
                        fields=("market",),
                        name="run_in_force_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "staked",
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        django.db.models.expressions.CombinedExpression(
                                            django.db.models.expressions.CombinedExpression(
                                                django.db.models.expressions.CombinedExpression(
                                                    models.F("paid"), "+", models.F("refunded")
                                                ),
                                                "+",
                                                models.F("fee"),
                                            ),
                                            "+",
                                            models.F("breakage"),
                                        ),
                                        "+",
                                        models.F("carry_out"),
                                    ),
                                    "-",
                                    models.F("carry_in"),
                                ),
                            )
                        ),
                        name="run_sums_to_pool",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("breakage__gte", 0),
                            ("carry_in__gte", 0),
                            ("carry_out__gte", 0),
                            ("fee__gte", 0),
                            ("paid__gte", 0),
                            ("refunded__gte", 0),
                        ),
                        name="run_parts_not_negative",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("posted__gte", 0),
                            ("posted__lte", models.F("payments")),
                            ("sent__gte", 0),
                            ("sent__lte", models.F("posted")),
                        ),
                        name="run_progress_within",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "VOID"), ("proposal", None)),
                            models.Q(("kind__in", ["SETTLEMENT", "CORRECTION"]), ("proposal__isnull", False)),
                            _connector="OR",
                        ),
                        name="run_of_a_proposal",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="runpayment",
            name="run",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="of_wallets",
                to="markets.settlementrun",
            ),
        ),
        migrations.CreateModel(
            name="Stake",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sequence", models.IntegerField(default=0)),
                ("cents", core.fields.CentsField()),
                ("accepted_at", core.fields.MomentField()),
                ("key", models.CharField(max_length=100)),
                ("key_hash", models.BinaryField(max_length=32)),
                (
                    "market",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stakes",
                        to="markets.market",
                    ),
                ),
                (
                    "outcome",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="markets.outcome",
                    ),
                ),
                (
                    "wallet",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stakes",
                        to="ledger.wallet",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["market", "wallet"], name="stake_by_player"),
                    models.Index(fields=["wallet", "accepted_at"], name="stake_of_wallet"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("market", "sequence"), name="stake_sequence_once"),
                    models.UniqueConstraint(fields=("wallet", "key"), name="stake_key_once"),
                    models.CheckConstraint(condition=models.Q(("cents__gt", 0)), name="stake_positive"),
                ],
            },
        ),
        migrations.CreateModel(
            name="FrozenNumber",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", core.fields.KindField(choices=[("PAY", "Pay"), ("REFUND", "Refund")], max_length=6)),
                ("cents", core.fields.CentsField()),
                (
                    "run",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="numbers",
                        to="markets.settlementrun",
                    ),
                ),
                (
                    "stake",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="numbers",
                        to="markets.stake",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("run", "stake"), name="number_once"),
                    models.CheckConstraint(condition=models.Q(("cents__gt", 0)), name="number_positive"),
                ],
            },
        ),
        migrations.CreateModel(
            name="StakeLimit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "period",
                    core.fields.KindField(
                        choices=[("DAY", "Day"), ("WEEK", "Week"), ("MONTH", "Month")], max_length=5
                    ),
                ),
                ("cents", core.fields.CentsField(null=True)),
                ("from_at", core.fields.MomentField()),
                ("set_at", core.fields.MomentField(auto_now_add=True)),
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
                    "player",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["business", "player", "period", "-id"], name="stake_limit_by_player")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("cents", None), ("cents__gte", 0), _connector="OR"),
                        name="stake_limit_not_negative",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Licence",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=60)),
                ("first_on", core.fields.DayField()),
                ("last_on", core.fields.DayField()),
                ("entered_at", core.fields.MomentField(auto_now_add=True)),
                (
                    "business",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="licences",
                        to="users.business",
                    ),
                ),
                (
                    "entered_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("business", "number", "first_on"), name="licence_once"),
                    models.CheckConstraint(
                        condition=models.Q(("last_on__gte", models.F("first_on"))),
                        name="licence_days_in_order",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Pool",
            fields=[
                (
                    "market",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="pool",
                        serialize=False,
                        to="markets.market",
                    ),
                ),
                ("stakes", models.IntegerField(default=0, help_text="the sequence of the newest stake")),
                ("total", core.fields.CentsField(default=0, help_text="cents of all stakes")),
                (
                    "account",
                    models.OneToOneField(
                        help_text="opened with the market",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pool",
                        to="ledger.account",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="runpayout",
            name="payout",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="market_payment",
                to="mpesa.payout",
            ),
        ),
        migrations.AddConstraint(
            model_name="runpayment",
            constraint=models.UniqueConstraint(fields=("run", "position"), name="payment_position_once"),
        ),
        migrations.AddConstraint(
            model_name="runpayment",
            constraint=models.UniqueConstraint(fields=("run", "wallet"), name="payment_wallet_once"),
        ),
        migrations.AddConstraint(
            model_name="runpayment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("cents__gte", 0),
                    ("taken_back__gte", 0),
                    models.Q(("cents__gt", 0), ("taken_back__gt", 0), _connector="OR"),
                ),
                name="payment_moves_something",
            ),
        ),
        migrations.AddConstraint(
            model_name="runpayout",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("code", ""), ("payout__isnull", False)),
                    models.Q(("payout", None), models.Q(("code", ""), _negated=True)),
                    _connector="OR",
                ),
                name="run_payout_or_why_not",
            ),
        ),
    ]
