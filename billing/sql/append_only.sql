-- Rows of these tables are added and read, and nothing else, by any role.
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON billing_allocation
    FOR EACH STATEMENT EXECUTE FUNCTION hesabu_refuse_change();
ALTER TABLE billing_allocation ENABLE ALWAYS TRIGGER append_only;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON billing_invoiceline
    FOR EACH STATEMENT EXECUTE FUNCTION hesabu_refuse_change();
ALTER TABLE billing_invoiceline ENABLE ALWAYS TRIGGER append_only;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON billing_credit
    FOR EACH STATEMENT EXECUTE FUNCTION hesabu_refuse_change();
ALTER TABLE billing_credit ENABLE ALWAYS TRIGGER append_only;

-- reverse
DROP TRIGGER append_only ON billing_credit;
DROP TRIGGER append_only ON billing_invoiceline;
DROP TRIGGER append_only ON billing_allocation;
