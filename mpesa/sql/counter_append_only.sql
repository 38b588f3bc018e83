-- What was taken at the counter stays written.
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON mpesa_counterplacing
    FOR EACH STATEMENT EXECUTE FUNCTION hesabu_refuse_change();
ALTER TABLE mpesa_counterplacing ENABLE ALWAYS TRIGGER append_only;

-- reverse
DROP TRIGGER append_only ON mpesa_counterplacing;
