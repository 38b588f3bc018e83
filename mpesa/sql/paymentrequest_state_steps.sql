-- The legal steps of a payment request. The same table stands in Python (the model's legal_steps).
CREATE FUNCTION mpesa_paymentrequest_state_steps() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state = NEW.state
       OR OLD.state = 'INITIATED' AND NEW.state IN ('PENDING', 'CONFIRMED', 'PAID', 'FAILED', 'CANCELLED', 'UNKNOWN')
       OR OLD.state = 'PENDING' AND NEW.state IN ('CONFIRMED', 'PAID', 'FAILED', 'CANCELLED', 'EXPIRED', 'UNKNOWN')
       OR OLD.state = 'CONFIRMED' AND NEW.state IN ('PAID')
       OR OLD.state = 'FAILED' AND NEW.state IN ('CONFIRMED', 'PAID')
       OR OLD.state = 'CANCELLED' AND NEW.state IN ('CONFIRMED', 'PAID')
       OR OLD.state = 'EXPIRED' AND NEW.state IN ('CONFIRMED', 'PAID', 'FAILED', 'CANCELLED')
       OR OLD.state = 'UNKNOWN' AND NEW.state IN ('PENDING', 'CONFIRMED', 'PAID', 'FAILED', 'CANCELLED', 'EXPIRED')
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'ILLEGAL_STEP: mpesa_paymentrequest % -> %', OLD.state, NEW.state
        USING ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME, CONSTRAINT = 'mpesa_paymentrequest_state_steps';
END $$;
CREATE TRIGGER state_steps BEFORE UPDATE OF state ON mpesa_paymentrequest
    FOR EACH ROW EXECUTE FUNCTION mpesa_paymentrequest_state_steps();
ALTER TABLE mpesa_paymentrequest ENABLE ALWAYS TRIGGER state_steps;

-- reverse
DROP TRIGGER state_steps ON mpesa_paymentrequest;
DROP FUNCTION mpesa_paymentrequest_state_steps;
