-- The legal steps of a batch of payouts. The same table stands in Python (the model's legal_steps).
CREATE FUNCTION mpesa_payoutbatch_state_steps() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state = NEW.state
       OR OLD.state = 'DRAFT' AND NEW.state IN ('PENDING_APPROVAL', 'CANCELLED')
       OR OLD.state = 'PENDING_APPROVAL' AND NEW.state IN ('APPROVED', 'CANCELLED')
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'ILLEGAL_STEP: mpesa_payoutbatch % -> %', OLD.state, NEW.state
        USING ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME, CONSTRAINT = 'mpesa_payoutbatch_state_steps';
END $$;
CREATE TRIGGER state_steps BEFORE UPDATE OF state ON mpesa_payoutbatch
    FOR EACH ROW EXECUTE FUNCTION mpesa_payoutbatch_state_steps();
ALTER TABLE mpesa_payoutbatch ENABLE ALWAYS TRIGGER state_steps;

-- reverse
DROP TRIGGER state_steps ON mpesa_payoutbatch;
DROP FUNCTION mpesa_payoutbatch_state_steps;
