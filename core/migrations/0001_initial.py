import uuid

import django.db.models.deletion
from django.db import migrations, models

import core.fields
from core.tables import Tables


class Migration(Tables):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="DataKey",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("wrapped", models.BinaryField()),
                ("created_at", core.fields.MomentField(auto_now_add=True)),
            ],
        ),
        migrations.CreateModel(
            name="Event",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("topic", models.CharField(max_length=64)),
                ("business_id", models.BigIntegerField()),
                ("ids", core.fields.FactsField()),
                ("created_at", core.fields.MomentField(auto_now_add=True)),
            ],
        ),
        migrations.CreateModel(
            name="UnpublishedEvent",
            fields=[
                (
                    "event",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        serialize=False,
                        to="core.event",
                    ),
                ),
                ("business_id", models.BigIntegerField()),
            ],
            options={
                "indexes": [models.Index(fields=["business_id", "event"], name="unpublished_by_business")],
            },
        ),
        migrations.CreateModel(
            name="PublishedEvent",
            fields=[
                (
                    "event",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        serialize=False,
                        to="core.event",
                    ),
                ),
                ("business_id", models.BigIntegerField()),
                ("number", models.BigIntegerField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("business_id", "number"), name="event_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(("number__gte", 1)), name="event_number_positive"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="WakeUp",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("queue", models.CharField(max_length=64)),
                ("due_at", core.fields.MomentField()),
                ("enqueued_at", core.fields.MomentField()),
            ],
            options={
                "indexes": [models.Index(fields=["queue", "due_at"], name="wake_up_by_queue")],
            },
        ),
        migrations.CreateModel(
            name="Heartbeat",
            fields=[
                ("name", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("beat_at", core.fields.MomentField()),
            ],
        ),
        migrations.CreateModel(
            name="FailureTrace",
            fields=[
                ("subject", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=200)),
                ("trace", models.TextField()),
                ("failed_at", core.fields.MomentField()),
            ],
        ),
        migrations.CreateModel(
            name="GuardRecord",
            fields=[
                ("number", models.BigIntegerField(primary_key=True, serialize=False)),
                ("made_at", core.fields.MomentField()),
                ("reason", models.CharField(max_length=500)),
                ("traces", models.JSONField()),
                ("digest", models.BinaryField(max_length=32)),
            ],
        ),
        migrations.CreateModel(
            name="Alert",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=64)),
                (
                    "severity",
                    core.fields.KindField(
                        choices=[("INFO", "Info"), ("WARNING", "Warning"), ("CRITICAL", "Critical")],
                        max_length=8,
                    ),
                ),
                ("business_id", models.BigIntegerField(null=True)),
                ("subject", models.CharField(blank=True, max_length=60)),
                ("detail", models.CharField(max_length=500)),
                ("opened_at", core.fields.MomentField()),
                ("last_seen_at", core.fields.MomentField()),
                ("times_seen", models.IntegerField(default=1)),
                ("resolved_at", core.fields.MomentField(null=True)),
                ("comment", models.CharField(blank=True, max_length=500)),
                ("cleared_itself", models.BooleanField(default=False)),
            ],
            options={
                "indexes": [models.Index(fields=["business_id", "-id"], name="alert_by_business")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("subject__regex", "^([a-z][a-z_]*:[0-9]{1,19})?$")),
                        name="alert_subject_is_a_thing",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("resolved_at__isnull", True)),
                        fields=("code", "business_id", "subject"),
                        name="one_open_alert",
                        nulls_distinct=False,
                    ),
                ],
            },
        ),
    ]
