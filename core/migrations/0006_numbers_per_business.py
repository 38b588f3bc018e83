"""Events are numbered per business. Those that are there are noted again and numbered anew by the publisher."""

import django.db.models.deletion
from django.db import migrations, models

from core.sql import append_only

NOTE_EVENTS = """
CREATE OR REPLACE FUNCTION core_note_events() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO core_unpublishedevent (event_id, business_id) SELECT id, business_id FROM added;
    RETURN NULL;
END $$;
"""
NOTE_EVENTS_BEFORE = NOTE_EVENTS.replace(", business_id", "")


def _event() -> models.OneToOneField:
    return models.OneToOneField(
        on_delete=django.db.models.deletion.DO_NOTHING, primary_key=True, serialize=False, to="core.event"
    )


class Migration(migrations.Migration):
    dependencies = [("core", "0005_alerts_stay")]

    operations = [
        migrations.DeleteModel("PublishedEvent"),
        migrations.DeleteModel("UnpublishedEvent"),
        migrations.CreateModel(
            name="UnpublishedEvent",
            fields=[("event", _event()), ("business_id", models.BigIntegerField())],
            options={
                "indexes": [models.Index(fields=["business_id", "event"], name="unpublished_by_business")]
            },
        ),
        migrations.CreateModel(
            name="PublishedEvent",
            fields=[
                ("event", _event()),
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
        append_only("core_publishedevent"),
        migrations.RunSQL(NOTE_EVENTS, NOTE_EVENTS_BEFORE),
        migrations.RunSQL(
            "INSERT INTO core_unpublishedevent (event_id, business_id) SELECT id, business_id FROM core_event",
            migrations.RunSQL.noop,
        ),
    ]
