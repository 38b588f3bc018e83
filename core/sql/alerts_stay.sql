-- A resolved alert stays as it is, and no alert goes away.
CREATE TRIGGER resolved_stays BEFORE UPDATE ON core_alert FOR EACH ROW
    WHEN (OLD.resolved_at IS NOT NULL) EXECUTE FUNCTION hesabu_refuse_change();
ALTER TABLE core_alert ENABLE ALWAYS TRIGGER resolved_stays;
CREATE TRIGGER alerts_stay BEFORE DELETE OR TRUNCATE ON core_alert
    FOR EACH STATEMENT EXECUTE FUNCTION hesabu_refuse_change();
ALTER TABLE core_alert ENABLE ALWAYS TRIGGER alerts_stay;

-- reverse
DROP TRIGGER alerts_stay ON core_alert;
DROP TRIGGER resolved_stays ON core_alert;
