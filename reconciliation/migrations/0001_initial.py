import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models

import core.fields


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("core", "0001_initial"),
        ("mpesa", "0001_initial"),
        ("users", "0001_initial"),
        ("users", "__first__"),
    ]

    operations = [
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
                (
                    "business",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="statements",
                        to="users.business",
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
                        max_length=12,
                    ),
                ),
                ("file_name", models.CharField(max_length=200)),
                ("sha256", models.CharField(max_length=64)),
                (
                    "data_key",
                    models.ForeignKey(
                        editable=False, on_delete=django.db.models.deletion.PROTECT, to="core.datakey"
                    ),
                ),
                ("file_sealed", models.BinaryField()),
                (
                    "state",
                    core.fields.KindField(
                        choices=[
                            ("UPLOADED", "Uploaded"),
                            ("READING", "Reading"),
                            ("IMPORTED", "Imported"),
                            ("REFUSED", "Refused"),
                        ],
                        default="UPLOADED",
                        max_length=10,
                    ),
                ),
                ("template", models.CharField(blank=True, max_length=1)),
                ("period_from", core.fields.MomentField(null=True)),
                ("period_to", core.fields.MomentField(null=True)),
                ("opening", core.fields.CentsField(null=True)),
                ("closing", core.fields.CentsField(null=True)),
                ("rows_total", models.IntegerField(null=True)),
                ("rows_done", models.IntegerField(default=0)),
                ("chain_ok", models.BooleanField(null=True)),
                ("problems", core.fields.TextsField(default=list)),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("uploaded_at", core.fields.MomentField(auto_now_add=True)),
                ("imported_at", core.fields.MomentField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("till", "sha256"), name="statement_file_once")
                ],
                "indexes": [
                    models.Index(fields=["business", "-id"], name="statement_by_business"),
                    models.Index(
                        condition=models.Q(("state__in", ["UPLOADED", "READING"])),
                        fields=["id"],
                        name="statement_to_read",
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
                        max_length=12,
                    ),
                ),
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
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("till", "account", "row_key"), name="statement_row_once")
                ],
                "indexes": [
                    models.Index(fields=["till", "account", "completed_at"], name="row_by_time"),
                    models.Index(fields=["till", "account", "receipt"], name="row_by_receipt"),
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
                (
                    "business",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reconciliation_runs",
                        to="users.business",
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
                    "account",
                    core.fields.KindField(
                        choices=[
                            ("utility", "Utility Account"),
                            ("working", "Working Account"),
                            ("charges", "Charges Paid Account"),
                            ("settlement", "Organization Settlement Account"),
                            ("merchant", "Merchant Account"),
                        ],
                        max_length=12,
                    ),
                ),
                ("from_day", core.fields.DayField()),
                ("to_day", core.fields.DayField()),
                ("cut_off", core.fields.MomentField(null=True)),
                (
                    "statement",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="runs",
                        to="reconciliation.statement",
                    ),
                ),
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
                    "started_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("created_at", core.fields.MomentField(auto_now_add=True)),
                ("done_at", core.fields.MomentField(null=True)),
            ],
            options={
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
                ],
                "indexes": [
                    models.Index(fields=["business", "-id"], name="run_by_business"),
                    models.Index(
                        condition=models.Q(("state__in", ["QUEUED", "RUNNING"])),
                        fields=["id"],
                        name="run_to_do",
                    ),
                ],
            },
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
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="reconciliation.reconciliationrun",
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
            ],
        ),
    ]
