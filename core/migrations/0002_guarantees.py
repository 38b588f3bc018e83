"""Append-only events, and the note that an event still needs its number."""

from django.db import migrations

from core.sql import REFUSE_FUNCTION, REFUSE_FUNCTION_REVERSE, append_only

NOTE_EVENTS = """
CREATE FUNCTION core_note_events() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO core_unpublishedevent (event_id) SELECT id FROM added;
    RETURN NULL;
END $$;
CREATE TRIGGER note_events AFTER INSERT ON core_event
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION core_note_events();
ALTER TABLE core_event ENABLE ALWAYS TRIGGER note_events;
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]

    operations = [
        migrations.RunSQL(REFUSE_FUNCTION, REFUSE_FUNCTION_REVERSE),
        migrations.RunSQL(
            NOTE_EVENTS, "DROP TRIGGER note_events ON core_event; DROP FUNCTION core_note_events();"
        ),
        append_only("core_event"),
        append_only("core_publishedevent"),
    ]
