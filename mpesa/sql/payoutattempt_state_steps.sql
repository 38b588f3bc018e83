-- The legal steps of an attempt of a payout. The same table stands in Python (the model's legal_steps).
CREATE FUNCTION mpesa_payoutattempt_state_steps() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state = NEW.state
       OR OLD.state = 'SENDING' AND NEW.state IN ('SENT', 'PAID', 'FAILED', 'UNKNOWN')
       OR OLD.state = 'SENT' AND NEW.state IN ('PAID', 'FAILED', 'UNKNOWN')
       OR OLD.state = 'UNKNOWN' AND NEW.state IN ('PAID', 'FAILED')
       OR OLD.state = 'FAILED' AND NEW.state IN ('PAID')
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'ILLEGAL_STEP: mpesa_payoutattempt % -> %', OLD.state, NEW.state
        USING ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME, CONSTRAINT = 'mpesa_payoutattempt_state_steps';
END $$;
CREATE TRIGGER state_steps BEFORE UPDATE OF state ON mpesa_payoutattempt
    FOR EACH ROW EXECUTE FUNCTION mpesa_payoutattempt_state_steps();
ALTER TABLE mpesa_payoutattempt ENABLE ALWAYS TRIGGER state_steps;

-- reverse
DROP TRIGGER state_steps ON mpesa_payoutattempt;
DROP FUNCTION mpesa_payoutattempt_state_steps;
