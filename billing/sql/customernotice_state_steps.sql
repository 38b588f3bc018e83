-- The legal steps of a notice. The same table stands in Python (the model's legal_steps).
CREATE FUNCTION billing_customernotice_state_steps() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state = NEW.state
       OR OLD.state = 'WAITING' AND NEW.state IN ('SENT', 'SKIPPED')
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'ILLEGAL_STEP: billing_customernotice % -> %', OLD.state, NEW.state
        USING ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME, CONSTRAINT = 'billing_customernotice_state_steps';
END $$;
CREATE TRIGGER state_steps BEFORE UPDATE OF state ON billing_customernotice
    FOR EACH ROW EXECUTE FUNCTION billing_customernotice_state_steps();
ALTER TABLE billing_customernotice ENABLE ALWAYS TRIGGER state_steps;

-- reverse
DROP TRIGGER state_steps ON billing_customernotice;
DROP FUNCTION billing_customernotice_state_steps;
