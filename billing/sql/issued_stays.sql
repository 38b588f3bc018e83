-- What an invoice bills does not change.
CREATE FUNCTION billing_issued_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.number, OLD.total, OLD.business_id, OLD.customer_id)
       IS DISTINCT FROM (NEW.number, NEW.total, NEW.business_id, NEW.customer_id) THEN
        RAISE EXCEPTION 'INVOICE_FIXED: what invoice % bills cannot change', OLD.number
            USING ERRCODE = 'restrict_violation', TABLE = 'billing_invoice', CONSTRAINT = 'invoice_fixed';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER issued_stays BEFORE UPDATE ON billing_invoice FOR EACH ROW EXECUTE FUNCTION billing_issued_stays();
ALTER TABLE billing_invoice ENABLE ALWAYS TRIGGER issued_stays;

-- reverse
DROP TRIGGER issued_stays ON billing_invoice;
DROP FUNCTION billing_issued_stays;
