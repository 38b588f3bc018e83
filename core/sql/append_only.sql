-- Rows of these tables are added and read, and nothing else, by any role.
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON core_event
    FOR EACH STATEMENT EXECUTE FUNCTION hesabu_refuse_change();
ALTER TABLE core_event ENABLE ALWAYS TRIGGER append_only;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON core_publishedevent
    FOR EACH STATEMENT EXECUTE FUNCTION hesabu_refuse_change();
ALTER TABLE core_publishedevent ENABLE ALWAYS TRIGGER append_only;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON core_guardrecord
    FOR EACH STATEMENT EXECUTE FUNCTION hesabu_refuse_change();
ALTER TABLE core_guardrecord ENABLE ALWAYS TRIGGER append_only;

-- reverse
DROP TRIGGER append_only ON core_guardrecord;
DROP TRIGGER append_only ON core_publishedevent;
DROP TRIGGER append_only ON core_event;
