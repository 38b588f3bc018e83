-- Rows of these tables are added and read, and nothing else, by any role.
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON billing_allocation
    FOR EACH STATEMENT EXECUTE FUNCTION hesabu_refuse_change();
ALTER TABLE billing_allocation ENABLE ALWAYS TRIGGER append_only;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON billing_creditnote
    FOR EACH STATEMENT EXECUTE FUNCTION hesabu_refuse_change();
ALTER TABLE billing_creditnote ENABLE ALWAYS TRIGGER append_only;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON billing_creditnoteline
    FOR EACH STATEMENT EXECUTE FUNCTION hesabu_refuse_change();
ALTER TABLE billing_creditnoteline ENABLE ALWAYS TRIGGER append_only;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON billing_refundpart
    FOR EACH STATEMENT EXECUTE FUNCTION hesabu_refuse_change();
ALTER TABLE billing_refundpart ENABLE ALWAYS TRIGGER append_only;

-- Bills, payments and whose an entry is change in what their own guards allow, and never go away.
CREATE TRIGGER stays BEFORE DELETE OR TRUNCATE ON billing_invoice
    FOR EACH STATEMENT EXECUTE FUNCTION hesabu_refuse_change();
ALTER TABLE billing_invoice ENABLE ALWAYS TRIGGER stays;

CREATE TRIGGER stays BEFORE DELETE OR TRUNCATE ON billing_payment
    FOR EACH STATEMENT EXECUTE FUNCTION hesabu_refuse_change();
ALTER TABLE billing_payment ENABLE ALWAYS TRIGGER stays;

CREATE TRIGGER stays BEFORE DELETE OR TRUNCATE ON billing_refund
    FOR EACH STATEMENT EXECUTE FUNCTION hesabu_refuse_change();
ALTER TABLE billing_refund ENABLE ALWAYS TRIGGER stays;

CREATE TRIGGER stays BEFORE DELETE OR TRUNCATE ON billing_customerentry
    FOR EACH STATEMENT EXECUTE FUNCTION hesabu_refuse_change();
ALTER TABLE billing_customerentry ENABLE ALWAYS TRIGGER stays;

-- reverse
DROP TRIGGER stays ON billing_customerentry;
DROP TRIGGER stays ON billing_refund;
DROP TRIGGER stays ON billing_payment;
DROP TRIGGER stays ON billing_invoice;
DROP TRIGGER append_only ON billing_refundpart;
DROP TRIGGER append_only ON billing_creditnoteline;
DROP TRIGGER append_only ON billing_creditnote;
DROP TRIGGER append_only ON billing_allocation;
