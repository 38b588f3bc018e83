-- The legal steps of a billing run. The same table stands in Python (the model's legal_steps).
CREATE FUNCTION billing_billingrun_state_steps() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state = NEW.state
       OR OLD.state = 'RUNNING' AND NEW.state IN ('DONE')
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'ILLEGAL_STEP: billing_billingrun % -> %', OLD.state, NEW.state
        USING ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME, CONSTRAINT = 'billing_billingrun_state_steps';
END $$;
CREATE TRIGGER state_steps BEFORE UPDATE OF state ON billing_billingrun
    FOR EACH ROW EXECUTE FUNCTION billing_billingrun_state_steps();
ALTER TABLE billing_billingrun ENABLE ALWAYS TRIGGER state_steps;

-- reverse
DROP TRIGGER state_steps ON billing_billingrun;
DROP FUNCTION billing_billingrun_state_steps;
