-- The legal steps of a payout. The same table stands in Python (the model's legal_steps).
CREATE FUNCTION mpesa_payout_state_steps() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state = NEW.state
       OR OLD.state = 'DRAFT' AND NEW.state IN ('PENDING_APPROVAL', 'CANCELLED')
       OR OLD.state = 'PENDING_APPROVAL' AND NEW.state IN ('APPROVED', 'CANCELLED')
       OR OLD.state = 'APPROVED' AND NEW.state IN ('RESERVED', 'CANCELLED')
       OR OLD.state = 'RESERVED' AND NEW.state IN ('IN_FLIGHT', 'HELD', 'PAID', 'CANCELLED')
       OR OLD.state = 'IN_FLIGHT' AND NEW.state IN ('PAID', 'FAILED', 'RESERVED', 'HELD')
       OR OLD.state = 'HELD' AND NEW.state IN ('RESERVED', 'PAID', 'CANCELLED')
       OR OLD.state = 'FAILED' AND NEW.state IN ('RESERVED', 'PAID', 'CANCELLED')
       OR OLD.state = 'CANCELLED' AND NEW.state IN ('PAID')
       OR OLD.state = 'PAID' AND NEW.state IN ('REVERSED')
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'ILLEGAL_STEP: mpesa_payout % -> %', OLD.state, NEW.state
        USING ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME, CONSTRAINT = 'mpesa_payout_state_steps';
END $$;
CREATE TRIGGER state_steps BEFORE UPDATE OF state ON mpesa_payout
    FOR EACH ROW EXECUTE FUNCTION mpesa_payout_state_steps();
ALTER TABLE mpesa_payout ENABLE ALWAYS TRIGGER state_steps;

-- reverse
DROP TRIGGER state_steps ON mpesa_payout;
DROP FUNCTION mpesa_payout_state_steps;
