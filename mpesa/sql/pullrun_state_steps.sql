-- The legal steps of a window that Safaricom is asked about. The same table stands in Python (the model's legal_steps).
CREATE FUNCTION mpesa_pullrun_state_steps() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state = NEW.state
       OR OLD.state = 'DUE' AND NEW.state IN ('DONE', 'FAILED')
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'ILLEGAL_STEP: mpesa_pullrun % -> %', OLD.state, NEW.state
        USING ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME, CONSTRAINT = 'mpesa_pullrun_state_steps';
END $$;
CREATE TRIGGER state_steps BEFORE UPDATE OF state ON mpesa_pullrun
    FOR EACH ROW EXECUTE FUNCTION mpesa_pullrun_state_steps();
ALTER TABLE mpesa_pullrun ENABLE ALWAYS TRIGGER state_steps;

-- reverse
DROP TRIGGER state_steps ON mpesa_pullrun;
DROP FUNCTION mpesa_pullrun_state_steps;
