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
    ]

    operations = [
        migrations.CreateModel(
            name="Message",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=120, unique=True)),
                ("content_hash", models.BinaryField()),
                (
                    "business",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="users.business",
                    ),
                ),
                (
                    "channel",
                    core.fields.KindField(choices=[("SMS", "SMS"), ("EMAIL", "e-mail")], max_length=5),
                ),
                ("template", models.CharField(max_length=40)),
                (
                    "language",
                    core.fields.KindField(choices=[("en", "English"), ("sw", "Kiswahili")], max_length=2),
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
                ("content_sealed", models.BinaryField()),
                ("recipient_masked", models.CharField(max_length=260)),
                (
                    "state",
                    core.fields.KindField(
                        choices=[
                            ("WAITING", "waits for its turn"),
                            ("SENDING", "was begun; the outcome is not written down yet"),
                            ("SENT", "taken by the provider"),
                            ("FAILED", "given up"),
                        ],
                        default="WAITING",
                        max_length=7,
                    ),
                ),
                ("claims", models.IntegerField(default=0)),
                ("due_at", core.fields.MomentField()),
                ("good_until", core.fields.MomentField(null=True)),
                ("begun_at", core.fields.MomentField(null=True)),
                ("settled_at", core.fields.MomentField(null=True)),
                ("last_code", models.CharField(blank=True, max_length=40)),
                ("provider_id", models.CharField(blank=True, max_length=80)),
                ("created_at", core.fields.MomentField(auto_now_add=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "WAITING")),
                        fields=["due_at", "id"],
                        name="message_waiting",
                    ),
                    models.Index(
                        condition=models.Q(("state", "SENDING")), fields=["begun_at"], name="message_sending"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("settled_at__isnull", False), ("state__in", ("SENT", "FAILED"))),
                            models.Q(
                                models.Q(("state__in", ("SENT", "FAILED")), _negated=True),
                                ("settled_at__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="message_settled_when_final",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="AlertNotice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "channel",
                    core.fields.KindField(choices=[("email", "by e-mail"), ("sms", "by SMS")], max_length=5),
                ),
                (
                    "what",
                    core.fields.KindField(
                        choices=[("OPENED", "that it is open"), ("CLEARED", "that it is over")], max_length=7
                    ),
                ),
                ("at", core.fields.MomentField(auto_now_add=True)),
                (
                    "alert",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="notices", to="core.alert"
                    ),
                ),
                (
                    "message",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="messaging.message"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("alert", "user", "channel", "what"), name="alert_told_once"
                    )
                ],
            },
        ),
    ]
