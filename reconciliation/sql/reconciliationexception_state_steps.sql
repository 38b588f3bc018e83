-- The legal steps of an exception. The same table stands in Python (the model's legal_steps).
CREATE FUNCTION reconciliation_reconciliationexception_state_steps() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state = NEW.state
       OR OLD.state = 'OPEN' AND NEW.state IN ('PROPOSED', 'CLOSED')
       OR OLD.state = 'PROPOSED' AND NEW.state IN ('OPEN', 'CLOSED')
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'ILLEGAL_STEP: reconciliation_reconciliationexception % -> %', OLD.state, NEW.state
        USING ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME,
            CONSTRAINT = 'reconciliation_reconciliationexception_state_steps';
END $$;
CREATE TRIGGER state_steps BEFORE UPDATE OF state ON reconciliation_reconciliationexception
    FOR EACH ROW EXECUTE FUNCTION reconciliation_reconciliationexception_state_steps();
ALTER TABLE reconciliation_reconciliationexception ENABLE ALWAYS TRIGGER state_steps;

-- reverse
DROP TRIGGER state_steps ON reconciliation_reconciliationexception;
DROP FUNCTION reconciliation_reconciliationexception_state_steps;
