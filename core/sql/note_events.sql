-- The note that an event still needs its number.
CREATE FUNCTION core_note_events() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO core_unpublishedevent (event_id, business_id) SELECT id, business_id FROM added;
    RETURN NULL;
END $$;
CREATE TRIGGER note_events AFTER INSERT ON core_event
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION core_note_events();
ALTER TABLE core_event ENABLE ALWAYS TRIGGER note_events;
REVOKE EXECUTE ON FUNCTION core_note_events() FROM PUBLIC;

-- reverse
DROP TRIGGER note_events ON core_event;
DROP FUNCTION core_note_events;
