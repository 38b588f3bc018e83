import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.fields
from core.tables import Tables


class Migration(Tables):
    initial = True

    dependencies = [
        ("core", "0002_guards"),
        ("users", "0003_approved_ids"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ReportFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("claims", models.IntegerField(default=0)),
                ("claimed_at", core.fields.MomentField(null=True)),
                ("report", models.CharField(help_text="its key in the catalogue", max_length=60)),
                (
                    "format",
                    core.fields.KindField(
                        choices=[
                            ("XLSX", "XLSX"),
                            ("CSV", "CSV"),
                            ("CSV_FOR_EXCEL", "CSV_FOR_EXCEL"),
                            ("JSON", "JSON"),
                        ],
                        max_length=14,
                    ),
                ),
                ("said", core.fields.FactsField()),
                ("digest", models.CharField(max_length=64)),
                ("first_day", core.fields.DayField()),
                ("last_day", core.fields.DayField()),
                (
                    "state",
                    core.fields.KindField(
                        choices=[
                            ("QUEUED", "Queued"),
                            ("MAKING", "Making"),
                            ("READY", "Ready"),
                            ("FAILED", "Failed"),
                            ("EXPIRED", "Expired"),
                        ],
                        default="QUEUED",
                        max_length=8,
                    ),
                ),
                ("row_count", models.IntegerField(default=0, help_text="rows that are written")),
                (
                    "expected_rows",
                    models.IntegerField(help_text="as many as the same report had last", null=True),
                ),
                ("problem_code", models.CharField(blank=True, max_length=60)),
                ("problem", models.CharField(blank=True, max_length=300)),
                ("basis", models.CharField(blank=True, max_length=64)),
                ("file_name", models.CharField(blank=True, max_length=200)),
                ("size", models.BigIntegerField(help_text="bytes", null=True)),
                ("sha256", models.CharField(blank=True, max_length=64)),
                ("requested_at", core.fields.MomentField(auto_now_add=True)),
                ("made_at", core.fields.MomentField(null=True)),
                ("expires_at", core.fields.MomentField(null=True)),
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
                    "data_key",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="core.datakey",
                    ),
                ),
                (
                    "requester",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="reports.reportfile",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ReportPart",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.IntegerField()),
                ("sealed", models.BinaryField()),
                (
                    "file",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parts",
                        to="reports.reportfile",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="reportfile",
            index=models.Index(fields=["requester", "business", "-id"], name="report_files_of_person"),
        ),
        migrations.AddIndex(
            model_name="reportfile",
            index=models.Index(fields=["business", "digest", "-id"], name="report_files_alike"),
        ),
        migrations.AddIndex(
            model_name="reportfile",
            index=models.Index(
                condition=models.Q(("state__in", ["QUEUED", "MAKING"])),
                fields=["id"],
                name="report_files_waiting",
            ),
        ),
        migrations.AddIndex(
            model_name="reportfile",
            index=models.Index(
                condition=models.Q(("state", "READY")), fields=["expires_at"], name="report_files_kept"
            ),
        ),
        migrations.AddConstraint(
            model_name="reportfile",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["QUEUED", "MAKING"])),
                fields=("business", "requester", "digest"),
                name="report_file_wanted_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="reportfile",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "READY"), _negated=True),
                    models.Q(
                        ("expires_at__isnull", False),
                        ("made_at__isnull", False),
                        ("size__isnull", False),
                        models.Q(("sha256", ""), _negated=True),
                        models.Q(("file_name", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="report_file_ready_is_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="reportfile",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("size__isnull", True),
                        ("state", "FAILED"),
                        models.Q(("problem_code", ""), _negated=True),
                    ),
                    models.Q(models.Q(("state", "FAILED"), _negated=True), ("problem_code", "")),
                    _connector="OR",
                ),
                name="report_file_failed_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="reportpart",
            constraint=models.UniqueConstraint(fields=("file", "position"), name="report_part_once"),
        ),
    ]
