-- The legal steps of a shift. The same table stands in Python (the model's legal_steps).
CREATE FUNCTION billing_shift_state_steps() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state = NEW.state
       OR OLD.state = 'OPEN' AND NEW.state IN ('CLOSED')
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'ILLEGAL_STEP: billing_shift % -> %', OLD.state, NEW.state
        USING ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME, CONSTRAINT = 'billing_shift_state_steps';
END $$;
CREATE TRIGGER state_steps BEFORE UPDATE OF state ON billing_shift
    FOR EACH ROW EXECUTE FUNCTION billing_shift_state_steps();
ALTER TABLE billing_shift ENABLE ALWAYS TRIGGER state_steps;

-- reverse
DROP TRIGGER state_steps ON billing_shift;
DROP FUNCTION billing_shift_state_steps;
