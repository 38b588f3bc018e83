-- The legal steps of an invoice. The same table stands in Python (the model's legal_steps).
CREATE FUNCTION billing_invoice_state_steps() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state = NEW.state
       OR OLD.state = 'DRAFT' AND NEW.state IN ('UNPAID', 'VOID')
       OR OLD.state = 'UNPAID' AND NEW.state IN ('PARTIALLY_PAID', 'PAID', 'VOID')
       OR OLD.state = 'PARTIALLY_PAID' AND NEW.state IN ('PAID', 'UNPAID')
       OR OLD.state = 'PAID' AND NEW.state IN ('PARTIALLY_PAID', 'UNPAID')
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'ILLEGAL_STEP: billing_invoice % -> %', OLD.state, NEW.state
        USING ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME, CONSTRAINT = 'billing_invoice_state_steps';
END $$;
CREATE TRIGGER state_steps BEFORE UPDATE OF state ON billing_invoice
    FOR EACH ROW EXECUTE FUNCTION billing_invoice_state_steps();
ALTER TABLE billing_invoice ENABLE ALWAYS TRIGGER state_steps;

-- reverse
DROP TRIGGER state_steps ON billing_invoice;
DROP FUNCTION billing_invoice_state_steps;
