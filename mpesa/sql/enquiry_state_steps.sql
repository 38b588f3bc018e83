-- The legal steps of a question to Safaricom. The same table stands in Python (the model's legal_steps).
CREATE FUNCTION mpesa_enquiry_state_steps() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state = NEW.state
       OR OLD.state = 'WAITING' AND NEW.state IN ('ASKING', 'BOOKED', 'ANSWERED')
       OR OLD.state = 'ASKING' AND NEW.state IN ('WAITING', 'ASKED', 'BOOKED', 'ANSWERED', 'FAILED', 'UNANSWERED')
       OR OLD.state = 'ASKED' AND NEW.state IN ('WAITING', 'BOOKED', 'ANSWERED', 'FAILED', 'UNANSWERED')
       OR OLD.state = 'BOOKED' AND NEW.state IN ('ASKING')
       OR OLD.state = 'ANSWERED' AND NEW.state IN ('WAITING', 'ASKING', 'BOOKED')
       OR OLD.state = 'FAILED' AND NEW.state IN ('WAITING', 'ASKING', 'BOOKED', 'ANSWERED')
       OR OLD.state = 'UNANSWERED' AND NEW.state IN ('WAITING', 'ASKING', 'BOOKED', 'ANSWERED', 'FAILED')
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'ILLEGAL_STEP: mpesa_enquiry % -> %', OLD.state, NEW.state
        USING ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME, CONSTRAINT = 'mpesa_enquiry_state_steps';
END $$;
CREATE TRIGGER state_steps BEFORE UPDATE OF state ON mpesa_enquiry
    FOR EACH ROW EXECUTE FUNCTION mpesa_enquiry_state_steps();
ALTER TABLE mpesa_enquiry ENABLE ALWAYS TRIGGER state_steps;

-- reverse
DROP TRIGGER state_steps ON mpesa_enquiry;
DROP FUNCTION mpesa_enquiry_state_steps;
