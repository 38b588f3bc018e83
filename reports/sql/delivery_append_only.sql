-- What was sent to whom is added and read, and nothing else, by any role.
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON reports_reportdelivery
    FOR EACH STATEMENT EXECUTE FUNCTION hesabu_refuse_change();
ALTER TABLE reports_reportdelivery ENABLE ALWAYS TRIGGER append_only;

-- reverse
DROP TRIGGER append_only ON reports_reportdelivery;
