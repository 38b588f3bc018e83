-- Rows of these tables are added and read, and nothing else, by any role.
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON reconciliation_statementrow
    FOR EACH STATEMENT EXECUTE FUNCTION hesabu_refuse_change();
ALTER TABLE reconciliation_statementrow ENABLE ALWAYS TRIGGER append_only;
REVOKE UPDATE, DELETE, TRUNCATE ON reconciliation_statementrow FROM hesabu_app;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON reconciliation_runitem
    FOR EACH STATEMENT EXECUTE FUNCTION hesabu_refuse_change();
ALTER TABLE reconciliation_runitem ENABLE ALWAYS TRIGGER append_only;
REVOKE UPDATE, DELETE, TRUNCATE ON reconciliation_runitem FROM hesabu_app;

-- reverse
DROP TRIGGER append_only ON reconciliation_runitem;
GRANT UPDATE, DELETE ON reconciliation_runitem TO hesabu_app;
DROP TRIGGER append_only ON reconciliation_statementrow;
GRANT UPDATE, DELETE ON reconciliation_statementrow TO hesabu_app;
