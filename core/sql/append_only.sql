-- Rows of these tables are added and read, and nothing else, by any role.
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON core_event
    FOR EACH STATEMENT EXECUTE FUNCTION hesabu_refuse_change();
ALTER TABLE core_event ENABLE ALWAYS TRIGGER append_only;
REVOKE UPDATE, DELETE, TRUNCATE ON core_event FROM hesabu_app;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON core_publishedevent
    FOR EACH STATEMENT EXECUTE FUNCTION hesabu_refuse_change();
ALTER TABLE core_publishedevent ENABLE ALWAYS TRIGGER append_only;
REVOKE UPDATE, DELETE, TRUNCATE ON core_publishedevent FROM hesabu_app;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON core_guardrecord
    FOR EACH STATEMENT EXECUTE FUNCTION hesabu_refuse_change();
ALTER TABLE core_guardrecord ENABLE ALWAYS TRIGGER append_only;
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON core_guardrecord FROM hesabu_app;

-- reverse
DROP TRIGGER append_only ON core_guardrecord;
GRANT INSERT, UPDATE, DELETE ON core_guardrecord TO hesabu_app;
DROP TRIGGER append_only ON core_publishedevent;
GRANT UPDATE, DELETE ON core_publishedevent TO hesabu_app;
DROP TRIGGER append_only ON core_event;
GRANT UPDATE, DELETE ON core_event TO hesabu_app;
