-- The legal steps of a receipt on its way to its owner. The same table stands in Python (the model's legal_steps).
CREATE FUNCTION mpesa_receiptroute_state_steps() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state = NEW.state
       OR OLD.state = 'HELD' AND NEW.state IN ('DUE', 'REVERSED')
       OR OLD.state = 'DUE' AND NEW.state IN ('ROUTED', 'SUSPENSE', 'REVERSED')
       OR OLD.state = 'SUSPENSE' AND NEW.state IN ('PLACED', 'ROUTED', 'REVERSED')
       OR OLD.state = 'ROUTED' AND NEW.state IN ('REVERSED')
       OR OLD.state = 'PLACED' AND NEW.state IN ('REVERSED')
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'ILLEGAL_STEP: mpesa_receiptroute % -> %', OLD.state, NEW.state
        USING ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME, CONSTRAINT = 'mpesa_receiptroute_state_steps';
END $$;
CREATE TRIGGER state_steps BEFORE UPDATE OF state ON mpesa_receiptroute
    FOR EACH ROW EXECUTE FUNCTION mpesa_receiptroute_state_steps();
ALTER TABLE mpesa_receiptroute ENABLE ALWAYS TRIGGER state_steps;

-- reverse
DROP TRIGGER state_steps ON mpesa_receiptroute;
DROP FUNCTION mpesa_receiptroute_state_steps;
