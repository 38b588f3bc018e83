-- Rows of these tables are added and read, and nothing else, by any role.
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON mpesa_callback
    FOR EACH STATEMENT EXECUTE FUNCTION hesabu_refuse_change();
ALTER TABLE mpesa_callback ENABLE ALWAYS TRIGGER append_only;
REVOKE UPDATE, DELETE, TRUNCATE ON mpesa_callback FROM hesabu_app;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON mpesa_receipt
    FOR EACH STATEMENT EXECUTE FUNCTION hesabu_refuse_change();
ALTER TABLE mpesa_receipt ENABLE ALWAYS TRIGGER append_only;
REVOKE UPDATE, DELETE, TRUNCATE ON mpesa_receipt FROM hesabu_app;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON mpesa_evidence
    FOR EACH STATEMENT EXECUTE FUNCTION hesabu_refuse_change();
ALTER TABLE mpesa_evidence ENABLE ALWAYS TRIGGER append_only;
REVOKE UPDATE, DELETE, TRUNCATE ON mpesa_evidence FROM hesabu_app;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON mpesa_statusanswer
    FOR EACH STATEMENT EXECUTE FUNCTION hesabu_refuse_change();
ALTER TABLE mpesa_statusanswer ENABLE ALWAYS TRIGGER append_only;
REVOKE UPDATE, DELETE, TRUNCATE ON mpesa_statusanswer FROM hesabu_app;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON mpesa_discrepancy
    FOR EACH STATEMENT EXECUTE FUNCTION hesabu_refuse_change();
ALTER TABLE mpesa_discrepancy ENABLE ALWAYS TRIGGER append_only;
REVOKE UPDATE, DELETE, TRUNCATE ON mpesa_discrepancy FROM hesabu_app;

-- reverse
DROP TRIGGER append_only ON mpesa_discrepancy;
GRANT UPDATE, DELETE ON mpesa_discrepancy TO hesabu_app;
DROP TRIGGER append_only ON mpesa_statusanswer;
GRANT UPDATE, DELETE ON mpesa_statusanswer TO hesabu_app;
DROP TRIGGER append_only ON mpesa_evidence;
GRANT UPDATE, DELETE ON mpesa_evidence TO hesabu_app;
DROP TRIGGER append_only ON mpesa_receipt;
GRANT UPDATE, DELETE ON mpesa_receipt TO hesabu_app;
DROP TRIGGER append_only ON mpesa_callback;
GRANT UPDATE, DELETE ON mpesa_callback TO hesabu_app;
