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
        ("mpesa", "0001_initial"),
        ("users", "0001_initial"),
        ("users", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="NightWatch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("seal", models.BigIntegerField(default=0)),
                ("failures", models.IntegerField(default=0)),
                ("not_before", core.fields.MomentField(null=True)),
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
                    "till",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="mpesa.till"
                    ),
                ),
            ],
            options={
                "verbose_name": "nights of a till",
                "verbose_name_plural": "nights of tills",
            },
        ),
        migrations.CreateModel(
            name="ReconciliationDay",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", core.fields.DayField()),
                (
                    "state",
                    core.fields.KindField(
                        choices=[
                            ("UNKNOWN", "Unknown"),
                            ("MATCHED", "Matched"),
                            ("DISCREPANCY", "Discrepancy"),
                            ("INVESTIGATING", "Investigating"),
                        ],
                        default="UNKNOWN",
                        max_length=13,
                    ),
                ),
                ("provisional", models.BooleanField()),
                ("expected", core.fields.CentsSumField()),
                ("actual", core.fields.CentsSumField(null=True)),
                ("discrepancy", core.fields.CentsSumField(null=True)),
                (
                    "open_items",
                    models.IntegerField(help_text="its exceptions that are not closed, but for UNCOVERED"),
                ),
                (
                    "sources",
                    core.fields.FactsField(
                        default=dict, help_text="what is expected beside the books, by name, in cents"
                    ),
                ),
                ("findings", models.CharField(max_length=64)),
                ("cleared_findings", models.CharField(blank=True, max_length=64)),
                ("decided_at", core.fields.MomentField(null=True)),
                ("judged_at", core.fields.MomentField(help_text="when it last became what it is")),
                (
                    "business",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reconciliation_days",
                        to="users.business",
                    ),
                ),
                (
                    "decided_by",
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
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reconciliation_days",
                        to="mpesa.till",
                    ),
                ),
            ],
            options={
                "verbose_name": "day",
                "indexes": [
                    models.Index(fields=["business", "-day", "-id"], name="day_by_business"),
                    models.Index(fields=["business", "state", "-day"], name="day_by_state"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("till", "day"), name="reconciliation_day_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("actual__isnull", True), ("discrepancy__isnull", True)),
                            models.Q(
                                ("actual__isnull", False),
                                (
                                    "discrepancy",
                                    django.db.models.expressions.CombinedExpression(
                                        models.F("actual"), "-", models.F("expected")
                                    ),
                                ),
                                ("discrepancy__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="day_discrepancy_is_the_difference",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "MATCHED"), _negated=True),
                            models.Q(("discrepancy", 0), ("discrepancy__isnull", False), ("open_items", 0)),
                            models.Q(("actual__isnull", False), ("cleared_findings", models.F("findings"))),
                            _connector="OR",
                        ),
                        name="day_matched_or_cleared",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "UNKNOWN"), _negated=True),
                            models.Q(("actual__isnull", True), ("open_items", 0)),
                            _connector="OR",
                        ),
                        name="day_unknown_says_nothing",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("provisional", True), ("actual__isnull", False), _connector="OR"),
                        name="day_final_has_actual",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("cleared_findings", ""),
                            models.Q(("decided_at__isnull", False), ("state", "MATCHED")),
                            _connector="OR",
                        ),
                        name="day_cleared_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "INVESTIGATING"), _negated=True),
                            ("decided_at__isnull", False),
                            _connector="OR",
                        ),
                        name="day_investigated_by_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReconciliationDayNote",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.CharField(max_length=500)),
                ("at", core.fields.MomentField()),
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
                    "row",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notes",
                        to="reconciliation.reconciliationday",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="day_note_says_something"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RulesetChoice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.CharField(max_length=12)),
                ("chosen_at", core.fields.MomentField()),
                (
                    "business",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ruleset_choices",
                        to="users.business",
                    ),
                ),
                (
                    "chosen_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["business", "-id"], name="ruleset_by_business")],
            },
        ),
        migrations.CreateModel(
            name="SettlementChoice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("account", models.CharField(max_length=12)),
                ("chosen_at", core.fields.MomentField()),
                (
                    "chosen_by",
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
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="settlement_choices",
                        to="mpesa.till",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["till", "-id"], name="settlement_by_till")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "account__regex",
                                "^(utility|working|charges|settlement|merchant|1100(-[1-9][0-9]{0,6})?)$",
                            )
                        ),
                        name="settlement_names_account",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Statement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("claims", models.IntegerField(default=0)),
                ("claimed_at", core.fields.MomentField(null=True)),
                ("account", models.CharField(blank=True, max_length=12)),
                ("file_name", models.CharField(max_length=200)),
                ("sha256", models.CharField(max_length=64)),
                ("told_account", models.CharField(blank=True, max_length=12)),
                ("told_from", core.fields.DayField(null=True)),
                ("told_to", core.fields.DayField(null=True)),
                ("reading", models.CharField(max_length=64)),
                ("file_sealed", models.BinaryField()),
                (
                    "state",
                    core.fields.KindField(
                        choices=[
                            ("UPLOADED", "Uploaded"),
                            ("READING", "Reading"),
                            ("ADMITTED", "Admitted"),
                            ("QUARANTINED", "Quarantined"),
                            ("RESTATED", "Restated"),
                            ("REFUSED", "Refused"),
                            ("WITHDRAWN", "Withdrawn"),
                            ("SUPERSEDED", "Superseded"),
                        ],
                        default="UPLOADED",
                        max_length=12,
                    ),
                ),
                ("template", models.CharField(blank=True, max_length=1)),
                ("number_end", models.CharField(blank=True, max_length=4)),
                ("period_from", core.fields.MomentField(null=True)),
                ("period_to", core.fields.MomentField(null=True)),
                ("opening", core.fields.CentsField(null=True)),
                ("closing", core.fields.CentsField(null=True)),
                ("rows_total", models.IntegerField(null=True)),
                ("rows_done", models.IntegerField(default=0)),
                ("chain_ok", models.BooleanField(null=True)),
                ("problems", core.fields.TextsField(default=list)),
                ("uploaded_at", core.fields.MomentField(auto_now_add=True)),
                ("imported_at", core.fields.MomentField(null=True)),
                (
                    "ended_because",
                    models.CharField(blank=True, help_text="why it was withdrawn", max_length=500),
                ),
                (
                    "business",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="statements",
                        to="users.business",
                    ),
                ),
                (
                    "data_key",
                    models.ForeignKey(
                        editable=False, on_delete=django.db.models.deletion.PROTECT, to="core.datakey"
                    ),
                ),
                (
                    "ended_by",
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
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="statements",
                        to="mpesa.till",
                    ),
                ),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["business", "-id"], name="statement_by_business"),
                    models.Index(
                        condition=models.Q(("state__in", ["UPLOADED", "READING"])),
                        fields=["id"],
                        name="statement_to_read",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ("WITHDRAWN", "SUPERSEDED")), _negated=True),
                        fields=("till", "sha256", "reading"),
                        name="statement_file_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "account__regex",
                                "^(utility|working|charges|settlement|merchant|1100(-[1-9][0-9]{0,6})?)?$",
                            )
                        ),
                        name="statement_names_account",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "told_account__regex",
                                "^(utility|working|charges|settlement|merchant|1100(-[1-9][0-9]{0,6})?)?$",
                            )
                        ),
                        name="statement_told_account",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReconciliationRun",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("claims", models.IntegerField(default=0)),
                ("claimed_at", core.fields.MomentField(null=True)),
                ("account", models.CharField(max_length=12)),
                ("from_day", core.fields.DayField()),
                ("to_day", core.fields.DayField()),
                ("cut_off", core.fields.MomentField(null=True)),
                ("read_at", core.fields.MomentField(null=True)),
                ("last_row", models.BigIntegerField(null=True)),
                ("last_exception", models.BigIntegerField(null=True)),
                ("last_tie", models.BigIntegerField(null=True)),
                ("last_tariff", models.BigIntegerField(null=True)),
                ("digest", models.CharField(blank=True, max_length=64)),
                ("seal", models.BigIntegerField(null=True)),
                ("ruleset", models.CharField(max_length=12)),
                (
                    "state",
                    core.fields.KindField(
                        choices=[
                            ("QUEUED", "Queued"),
                            ("RUNNING", "Running"),
                            ("DONE", "Done"),
                            ("FAILED", "Failed"),
                        ],
                        default="QUEUED",
                        max_length=10,
                    ),
                ),
                ("problem", models.CharField(blank=True, max_length=300)),
                ("rows_total", models.IntegerField(null=True)),
                ("rows_done", models.IntegerField(default=0)),
                (
                    "booked_rows",
                    models.IntegerField(default=0, help_text="statement rows that this run booked"),
                ),
                ("matched", models.IntegerField(default=0)),
                ("statement_closing", core.fields.CentsSumField(null=True)),
                ("receipts_not_on_statement", core.fields.CentsSumField(default=0)),
                ("payouts_not_on_statement", core.fields.CentsSumField(default=0)),
                ("credits_not_booked", core.fields.CentsSumField(default=0)),
                ("debits_not_booked", core.fields.CentsSumField(default=0)),
                ("sweeps_in_flight", core.fields.CentsSumField(default=0)),
                ("ledger", core.fields.CentsSumField(null=True)),
                ("unexplained", core.fields.CentsSumField(null=True)),
                (
                    "scope",
                    core.fields.KindField(
                        choices=[
                            ("ACCOUNT", "one account"),
                            ("TILL", "all M-Pesa accounts of a till"),
                            ("BUSINESS", "all accounts of all tills, and the bank"),
                        ],
                        default="ACCOUNT",
                        max_length=8,
                    ),
                ),
                (
                    "automatic",
                    models.BooleanField(
                        default=False,
                        help_text="it began by itself, after a change of the verified statement",
                    ),
                ),
                ("created_at", core.fields.MomentField(auto_now_add=True)),
                ("done_at", core.fields.MomentField(null=True)),
                (
                    "business",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reconciliation_runs",
                        to="users.business",
                    ),
                ),
                (
                    "leader",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="members",
                        to="reconciliation.reconciliationrun",
                    ),
                ),
                (
                    "started_by",
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
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reconciliation_runs",
                        to="mpesa.till",
                    ),
                ),
                (
                    "statement",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="runs",
                        to="reconciliation.statement",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["business", "-id"], name="run_by_business"),
                    models.Index(
                        condition=models.Q(("state__in", ["QUEUED", "RUNNING"])),
                        fields=["id"],
                        name="run_to_do",
                    ),
                    models.Index(fields=["till", "account", "digest"], name="run_by_digest"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("from_day__lte", models.F("to_day"))), name="run_period"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "DONE"), _negated=True),
                            (
                                "unexplained",
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        django.db.models.expressions.CombinedExpression(
                                            django.db.models.expressions.CombinedExpression(
                                                django.db.models.expressions.CombinedExpression(
                                                    django.db.models.expressions.CombinedExpression(
                                                        models.F("ledger"), "-", models.F("statement_closing")
                                                    ),
                                                    "-",
                                                    models.F("receipts_not_on_statement"),
                                                ),
                                                "+",
                                                models.F("payouts_not_on_statement"),
                                            ),
                                            "+",
                                            models.F("credits_not_booked"),
                                        ),
                                        "-",
                                        models.F("debits_not_booked"),
                                    ),
                                    "-",
                                    models.F("sweeps_in_flight"),
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="run_unexplained_is_the_difference",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "DONE"), _negated=True),
                            ("digest__regex", "^[0-9a-f]{64}$"),
                            _connector="OR",
                        ),
                        name="run_done_has_digest",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "account__regex",
                                "^(utility|working|charges|settlement|merchant|1100(-[1-9][0-9]{0,6})?)$",
                            )
                        ),
                        name="run_names_account",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("leader", None), ("scope", "ACCOUNT"), _connector="OR"),
                        name="run_led_leads_nobody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReconciliationException",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("account", models.CharField(max_length=12)),
                (
                    "kind",
                    core.fields.KindField(
                        choices=[
                            ("MISSING_IN_LEDGER", "Missing In Ledger"),
                            ("MISSING_ON_STATEMENT", "Missing On Statement"),
                            ("AMOUNT_DIFFERS", "Amount Differs"),
                            ("DUPLICATE", "Duplicate"),
                            ("REVERSED", "Reversed"),
                            ("UNLINKED_CHARGE", "Unlinked Charge"),
                            ("SWEEP_IN_FLIGHT", "Sweep In Flight"),
                            ("UNKNOWN_ROW", "Unknown Row"),
                            ("UNCOVERED", "Uncovered"),
                        ],
                        max_length=24,
                    ),
                ),
                ("identity", models.CharField(max_length=64)),
                ("term", models.CharField(max_length=30)),
                ("why", models.CharField(max_length=20)),
                ("receipt", models.CharField(blank=True, max_length=20)),
                ("leg", models.CharField(blank=True, max_length=12)),
                ("reference", models.CharField(blank=True, max_length=120)),
                ("row_key", models.CharField(blank=True, max_length=64)),
                ("cents", core.fields.CentsSumField()),
                (
                    "occurred_at",
                    core.fields.MomentField(
                        help_text="where nobody says, the cut-off of the run that found it"
                    ),
                ),
                (
                    "state",
                    core.fields.KindField(
                        choices=[("OPEN", "Open"), ("PROPOSED", "Proposed"), ("CLOSED", "Closed")],
                        default="OPEN",
                        max_length=10,
                    ),
                ),
                ("opened_at", core.fields.MomentField()),
                (
                    "closed_as",
                    core.fields.KindField(
                        blank=True,
                        choices=[
                            ("CLEARED", "Cleared"),
                            ("BOOKED", "Booked"),
                            ("CORRECTED", "Corrected"),
                            ("SPLIT", "Split"),
                            ("WRITTEN_OFF", "Written Off"),
                            ("TIED", "Tied"),
                        ],
                        max_length=12,
                    ),
                ),
                ("closed_at", core.fields.MomentField(null=True)),
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
                    "assignee",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
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
                    "closed_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ledger.entry",
                    ),
                ),
                (
                    "till",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="mpesa.till",
                    ),
                ),
                (
                    "first_run",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="reconciliation.reconciliationrun",
                    ),
                ),
                (
                    "last_run",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="exceptions",
                        to="reconciliation.reconciliationrun",
                    ),
                ),
            ],
            options={
                "verbose_name": "exception",
                "indexes": [
                    models.Index(fields=["business", "state", "-id"], name="exception_by_business"),
                    models.Index(fields=["till", "account", "identity"], name="exception_by_identity"),
                    models.Index(fields=["last_run"], name="exception_by_run"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "CLOSED"), _negated=True),
                        fields=("till", "account", "identity"),
                        name="exception_open_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("closed_at__isnull", False),
                                ("state", "CLOSED"),
                                models.Q(("closed_as", ""), _negated=True),
                            ),
                            models.Q(
                                models.Q(("state", "CLOSED"), _negated=True),
                                ("closed_as", ""),
                                ("closed_at__isnull", True),
                                ("closed_by__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="exception_closed_says_how",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "PROPOSED"), _negated=True),
                            ("approval__isnull", False),
                            _connector="OR",
                        ),
                        name="exception_proposed_names_approval",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "account__regex",
                                "^(utility|working|charges|settlement|merchant|1100(-[1-9][0-9]{0,6})?)$",
                            )
                        ),
                        name="exception_names_account",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ExceptionNote",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.CharField(max_length=500)),
                ("at", core.fields.MomentField()),
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
                    "exception",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notes",
                        to="reconciliation.reconciliationexception",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="exception_note_says_something"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ReconciliationDayAccount",
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
                (
                    "basis",
                    core.fields.KindField(
                        choices=[
                            ("STATEMENT", "its statement, which covers the whole day"),
                            ("PART", "its statement, which covers a part of the day"),
                            ("BALANCES", "what Account Balance said at its ends"),
                            ("PULL", "the payments that Pull Transactions showed"),
                            ("NOTHING", "nothing but the books"),
                        ],
                        max_length=10,
                    ),
                ),
                ("expected", core.fields.CentsSumField()),
                ("actual", core.fields.CentsSumField(null=True)),
                ("discrepancy", core.fields.CentsSumField(null=True)),
                ("open_items", models.IntegerField()),
                ("unexplained", core.fields.CentsSumField()),
                ("is_proved", models.BooleanField()),
                (
                    "row",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="accounts",
                        to="reconciliation.reconciliationday",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="reconciliation.reconciliationrun",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("row", "account"), name="day_account_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("actual__isnull", True), ("discrepancy__isnull", True)),
                            models.Q(
                                ("actual__isnull", False),
                                (
                                    "discrepancy",
                                    django.db.models.expressions.CombinedExpression(
                                        models.F("actual"), "-", models.F("expected")
                                    ),
                                ),
                                ("discrepancy__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="day_account_discrepancy_is_the_difference",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("actual__isnull", True), ("basis", "NOTHING")),
                            models.Q(
                                models.Q(("basis", "NOTHING"), _negated=True), ("actual__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="day_account_actual_by_basis",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_proved", False),
                            models.Q(("basis", "STATEMENT"), ("run__isnull", False), ("unexplained", 0)),
                            _connector="OR",
                        ),
                        name="day_account_proved_by_run",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RowTie",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("account", models.CharField(max_length=12)),
                ("reference", models.CharField(max_length=120)),
                ("row_key", models.CharField(blank=True, max_length=64)),
                ("with_reference", models.CharField(blank=True, max_length=120)),
                ("at", core.fields.MomentField()),
                (
                    "exception",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ties",
                        to="reconciliation.reconciliationexception",
                    ),
                ),
                (
                    "till",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="mpesa.till",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("till", "account", "reference"), name="tie_entry_once"),
                    models.CheckConstraint(
                        condition=models.Q(("row_key", ""), ("with_reference", ""), _connector="XOR"),
                        name="tie_names_one_of_two",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "account__regex",
                                "^(utility|working|charges|settlement|merchant|1100(-[1-9][0-9]{0,6})?)$",
                            )
                        ),
                        name="tie_names_account",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RunCover",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("wallets", core.fields.CentsSumField()),
                ("pools", core.fields.CentsSumField()),
                ("carry_over", core.fields.CentsSumField()),
                ("payouts_in_flight", core.fields.CentsSumField()),
                ("mpesa", core.fields.CentsSumField()),
                ("bank", core.fields.CentsSumField()),
                ("surplus", core.fields.CentsSumField()),
                (
                    "run",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cover",
                        to="reconciliation.reconciliationrun",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "surplus",
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        django.db.models.expressions.CombinedExpression(
                                            django.db.models.expressions.CombinedExpression(
                                                django.db.models.expressions.CombinedExpression(
                                                    models.F("mpesa"), "+", models.F("bank")
                                                ),
                                                "-",
                                                models.F("wallets"),
                                            ),
                                            "-",
                                            models.F("pools"),
                                        ),
                                        "-",
                                        models.F("carry_over"),
                                    ),
                                    "-",
                                    models.F("payouts_in_flight"),
                                ),
                            )
                        ),
                        name="cover_surplus_is_the_difference",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RunGap",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("from_at", core.fields.MomentField()),
                ("until_at", core.fields.MomentField()),
                ("jump", core.fields.CentsSumField(null=True)),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="gaps",
                        to="reconciliation.reconciliationrun",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="RunItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("term", models.CharField(max_length=30)),
                ("receipt", models.CharField(blank=True, max_length=20)),
                ("leg", models.CharField(blank=True, max_length=12)),
                ("cents", core.fields.CentsSumField()),
                ("why", models.CharField(max_length=20)),
                ("occurred_at", core.fields.MomentField(null=True)),
                ("reference", models.CharField(blank=True, max_length=120)),
                ("row_key", models.CharField(blank=True, max_length=64)),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="reconciliation.reconciliationrun",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="RunMatch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("row_key", models.CharField(max_length=64)),
                ("reference", models.CharField(max_length=120)),
                ("rule", models.CharField(max_length=24)),
                ("evidence", models.CharField(max_length=120)),
                (
                    "run",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="matches",
                        to="reconciliation.reconciliationrun",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["run", "id"], name="match_by_run"),
                    models.Index(fields=["run", "rule", "id"], name="match_by_rule"),
                ],
            },
        ),
        migrations.CreateModel(
            name="RunSuggestion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("row_key", models.CharField(max_length=64)),
                ("reference", models.CharField(max_length=120)),
                ("rule", models.CharField(max_length=24)),
                ("evidence", models.CharField(max_length=120)),
                (
                    "run",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="suggestions",
                        to="reconciliation.reconciliationrun",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["run", "id"], name="suggestion_by_run")],
            },
        ),
        migrations.CreateModel(
            name="BalanceStep",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("account", models.CharField(max_length=12)),
                (
                    "kind",
                    core.fields.KindField(
                        choices=[("MOVED", "Moved"), ("GAP", "Gap"), ("HOLE", "Hole")], max_length=5
                    ),
                ),
                ("from_at", core.fields.MomentField()),
                ("until_at", core.fields.MomentField()),
                ("before", core.fields.CentsSumField(null=True)),
                ("after", core.fields.CentsSumField(null=True)),
                ("rows", models.IntegerField(default=0)),
                ("paid_in", core.fields.CentsSumField(default=0)),
                ("withdrawn", core.fields.CentsSumField(default=0)),
                ("receipt", models.CharField(blank=True, max_length=20)),
                ("says", models.CharField(blank=True, max_length=200)),
                (
                    "run",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="reconciliation.reconciliationrun",
                    ),
                ),
                (
                    "statement",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="reconciliation.statement",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "account__regex",
                                "^(utility|working|charges|settlement|merchant|1100(-[1-9][0-9]{0,6})?)$",
                            )
                        ),
                        name="balance_step_names_account",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("run__isnull", False), ("statement", None)),
                            models.Q(("run", None), ("statement__isnull", False)),
                            _connector="OR",
                        ),
                        name="balance_step_of_one",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "MOVED"), _negated=True),
                            (
                                "after",
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        models.F("before"), "+", models.F("paid_in")
                                    ),
                                    "-",
                                    models.F("withdrawn"),
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="balance_step_adds_up",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StatementRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("account", models.CharField(max_length=12)),
                ("row_key", models.CharField(max_length=64)),
                ("ordinal", models.IntegerField()),
                ("receipt", models.CharField(max_length=20)),
                ("completed_at", core.fields.MomentField()),
                ("details", models.CharField(blank=True, max_length=300)),
                ("status", models.CharField(max_length=40)),
                ("paid_in", core.fields.CentsField()),
                ("withdrawn", core.fields.CentsField()),
                ("balance", core.fields.CentsField(null=True)),
                ("other_party", models.CharField(blank=True, max_length=120)),
                ("payer_masked", models.CharField(blank=True, max_length=16)),
                ("linked", models.CharField(blank=True, max_length=20)),
                ("account_no", models.CharField(blank=True, max_length=64)),
                ("moves", models.BooleanField()),
                ("kind", models.CharField(max_length=20)),
                ("struck_at", core.fields.MomentField(null=True)),
                (
                    "statement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rows",
                        to="reconciliation.statement",
                    ),
                ),
                (
                    "till",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="mpesa.till",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["till", "account", "completed_at"], name="row_by_time"),
                    models.Index(fields=["till", "account", "receipt"], name="row_by_receipt"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("struck_at", None)),
                        fields=("till", "account", "row_key"),
                        name="statement_row_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "account__regex",
                                "^(utility|working|charges|settlement|merchant|1100(-[1-9][0-9]{0,6})?)$",
                            )
                        ),
                        name="row_names_account",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Stretch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("account", models.CharField(max_length=12)),
                ("from_at", core.fields.MomentField()),
                ("until_at", core.fields.MomentField()),
                ("last_at", core.fields.MomentField(null=True)),
                ("opening", core.fields.CentsField()),
                ("closing", core.fields.CentsField()),
                ("rows", models.IntegerField()),
                ("admitted_at", core.fields.MomentField()),
                ("ended_at", core.fields.MomentField(null=True)),
                (
                    "statement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stretches",
                        to="reconciliation.statement",
                    ),
                ),
                (
                    "till",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="mpesa.till",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["till", "account", "from_at"], name="stretch_by_time")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("from_at__lt", models.F("until_at"))), name="stretch_forward"
                    ),
                    models.UniqueConstraint(fields=("statement", "account"), name="stretch_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "account__regex",
                                "^(utility|working|charges|settlement|merchant|1100(-[1-9][0-9]{0,6})?)$",
                            )
                        ),
                        name="stretch_names_account",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DayMark",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("from_day", core.fields.DayField()),
                ("to_day", core.fields.DayField()),
                ("at", core.fields.MomentField(auto_now_add=True)),
                (
                    "till",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="day_marks", to="mpesa.till"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("from_day__lte", models.F("to_day"))), name="day_mark_forward"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PortalMove",
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
                        related_name="portal_moves",
                        to="users.business",
                    ),
                ),
                (
                    "till",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="portal_moves",
                        to="mpesa.till",
                    ),
                ),
                ("key", models.CharField(max_length=100)),
                ("key_hash", models.BinaryField(max_length=32)),
                (
                    "source",
                    core.fields.KindField(
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
                (
                    "target",
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
                (
                    "bank_account",
                    models.CharField(
                        blank=True, help_text="of the books, where it went there", max_length=40
                    ),
                ),
                ("amount", core.fields.CentsField(help_text="cents")),
                ("day", core.fields.DayField(help_text="the accounting day on which it was done")),
                ("note", models.CharField(max_length=200)),
                (
                    "state",
                    core.fields.KindField(
                        choices=[
                            ("PENDING_APPROVAL", "Pending Approval"),
                            ("OPEN", "Open"),
                            ("TIED", "Tied"),
                            ("CANCELLED", "Cancelled"),
                        ],
                        default="PENDING_APPROVAL",
                        max_length=16,
                    ),
                ),
                ("code", models.CharField(blank=True, help_text="why it was cancelled", max_length=40)),
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
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("created_at", core.fields.MomentField(auto_now_add=True)),
                (
                    "left",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="portal_left",
                        to="reconciliation.statementrow",
                    ),
                ),
                (
                    "arrived",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="portal_arrived",
                        to="reconciliation.statementrow",
                    ),
                ),
                ("tied_at", core.fields.MomentField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["business", "-id"], name="portal_move_by_business"),
                    models.Index(
                        condition=models.Q(("state", "OPEN")), fields=["till", "day"], name="portal_move_open"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("business", "key"), name="portal_move_key_once"),
                    models.CheckConstraint(
                        condition=models.Q(("amount__gt", 0)), name="portal_move_amount_positive"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("target", ""), models.Q(("bank_account", ""), _negated=True)),
                            models.Q(
                                models.Q(("target", ""), _negated=True),
                                models.Q(("target", models.F("source")), _negated=True),
                                ("bank_account", ""),
                            ),
                            _connector="OR",
                        ),
                        name="portal_move_goes_elsewhere",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ("PENDING_APPROVAL", "CANCELLED")),
                            ("approval__isnull", False),
                            _connector="OR",
                        ),
                        name="portal_move_approved",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("state", "TIED"),
                                ("tied_at__isnull", False),
                                models.Q(
                                    ("left__isnull", False), ("arrived__isnull", False), _connector="OR"
                                ),
                            ),
                            models.Q(models.Q(("state", "TIED"), _negated=True), ("tied_at", None)),
                            _connector="OR",
                        ),
                        name="portal_move_tied_to_rows",
                    ),
                ],
            },
        ),
    ]
