-- The legal steps of a schedule of payouts. The same table stands in Python (the model's legal_steps).
CREATE FUNCTION mpesa_payoutschedule_state_steps() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state = NEW.state
       OR OLD.state = 'PENDING_APPROVAL' AND NEW.state IN ('ACTIVE', 'CANCELLED')
       OR OLD.state = 'ACTIVE' AND NEW.state IN ('PAUSED', 'ENDED')
       OR OLD.state = 'PAUSED' AND NEW.state IN ('ACTIVE', 'ENDED')
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'ILLEGAL_STEP: mpesa_payoutschedule % -> %', OLD.state, NEW.state
        USING ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME, CONSTRAINT = 'mpesa_payoutschedule_state_steps';
END $$;
CREATE TRIGGER state_steps BEFORE UPDATE OF state ON mpesa_payoutschedule
    FOR EACH ROW EXECUTE FUNCTION mpesa_payoutschedule_state_steps();
ALTER TABLE mpesa_payoutschedule ENABLE ALWAYS TRIGGER state_steps;

-- reverse
DROP TRIGGER state_steps ON mpesa_payoutschedule;
DROP FUNCTION mpesa_payoutschedule_state_steps;
