-- Whom an alert was told is added and read, and nothing else, by any role.
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON messaging_alertnotice
    FOR EACH STATEMENT EXECUTE FUNCTION hesabu_refuse_change();
ALTER TABLE messaging_alertnotice ENABLE ALWAYS TRIGGER append_only;

-- reverse
DROP TRIGGER append_only ON messaging_alertnotice;
