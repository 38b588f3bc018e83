-- Rows of these tables are added and read, and nothing else, by any role.
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_entry
    FOR EACH STATEMENT EXECUTE FUNCTION hesabu_refuse_change();
ALTER TABLE ledger_entry ENABLE ALWAYS TRIGGER append_only;
REVOKE UPDATE, DELETE, TRUNCATE ON ledger_entry FROM hesabu_app;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_line
    FOR EACH STATEMENT EXECUTE FUNCTION hesabu_refuse_change();
ALTER TABLE ledger_line ENABLE ALWAYS TRIGGER append_only;
REVOKE UPDATE, DELETE, TRUNCATE ON ledger_line FROM hesabu_app;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_seal
    FOR EACH STATEMENT EXECUTE FUNCTION hesabu_refuse_change();
ALTER TABLE ledger_seal ENABLE ALWAYS TRIGGER append_only;
REVOKE UPDATE, DELETE, TRUNCATE ON ledger_seal FROM hesabu_app;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_wallet
    FOR EACH STATEMENT EXECUTE FUNCTION hesabu_refuse_change();
ALTER TABLE ledger_wallet ENABLE ALWAYS TRIGGER append_only;
REVOKE UPDATE, DELETE, TRUNCATE ON ledger_wallet FROM hesabu_app;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_vatrate
    FOR EACH STATEMENT EXECUTE FUNCTION hesabu_refuse_change();
ALTER TABLE ledger_vatrate ENABLE ALWAYS TRIGGER append_only;
REVOKE UPDATE, DELETE, TRUNCATE ON ledger_vatrate FROM hesabu_app;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_voucherline
    FOR EACH STATEMENT EXECUTE FUNCTION hesabu_refuse_change();
ALTER TABLE ledger_voucherline ENABLE ALWAYS TRIGGER append_only;
REVOKE UPDATE, DELETE, TRUNCATE ON ledger_voucherline FROM hesabu_app;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_voucherattachment
    FOR EACH STATEMENT EXECUTE FUNCTION hesabu_refuse_change();
ALTER TABLE ledger_voucherattachment ENABLE ALWAYS TRIGGER append_only;
REVOKE UPDATE, DELETE, TRUNCATE ON ledger_voucherattachment FROM hesabu_app;

-- reverse
DROP TRIGGER append_only ON ledger_voucherattachment;
GRANT UPDATE, DELETE ON ledger_voucherattachment TO hesabu_app;
DROP TRIGGER append_only ON ledger_voucherline;
GRANT UPDATE, DELETE ON ledger_voucherline TO hesabu_app;
DROP TRIGGER append_only ON ledger_vatrate;
GRANT UPDATE, DELETE ON ledger_vatrate TO hesabu_app;
DROP TRIGGER append_only ON ledger_wallet;
GRANT UPDATE, DELETE ON ledger_wallet TO hesabu_app;
DROP TRIGGER append_only ON ledger_seal;
GRANT UPDATE, DELETE ON ledger_seal TO hesabu_app;
DROP TRIGGER append_only ON ledger_line;
GRANT UPDATE, DELETE ON ledger_line TO hesabu_app;
DROP TRIGGER append_only ON ledger_entry;
GRANT UPDATE, DELETE ON ledger_entry TO hesabu_app;
