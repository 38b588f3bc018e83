-- The legal steps of a subscription. The same table stands in Python (the model's legal_steps).
CREATE FUNCTION billing_subscription_state_steps() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state = NEW.state
       OR OLD.state = 'TRIAL' AND NEW.state IN ('ACTIVE', 'PAUSED', 'CANCELLED')
       OR OLD.state = 'ACTIVE' AND NEW.state IN ('PAUSED', 'CANCELLED')
       OR OLD.state = 'PAUSED' AND NEW.state IN ('TRIAL', 'ACTIVE', 'CANCELLED')
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'ILLEGAL_STEP: billing_subscription % -> %', OLD.state, NEW.state
        USING ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME, CONSTRAINT = 'billing_subscription_state_steps';
END $$;
CREATE TRIGGER state_steps BEFORE UPDATE OF state ON billing_subscription
    FOR EACH ROW EXECUTE FUNCTION billing_subscription_state_steps();
ALTER TABLE billing_subscription ENABLE ALWAYS TRIGGER state_steps;

-- reverse
DROP TRIGGER state_steps ON billing_subscription;
DROP FUNCTION billing_subscription_state_steps;
