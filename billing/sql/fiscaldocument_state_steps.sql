-- The legal steps of a fiscal document. The same table stands in Python (the model's legal_steps).
CREATE FUNCTION billing_fiscaldocument_state_steps() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state = NEW.state
       OR OLD.state = 'QUEUED' AND NEW.state IN ('SENT', 'CANCELLED')
       OR OLD.state = 'SENT' AND NEW.state IN ('QUEUED', 'UNKNOWN', 'SIGNED', 'REFUSED')
       OR OLD.state = 'UNKNOWN' AND NEW.state IN ('SENT', 'SIGNED')
       OR OLD.state = 'REFUSED' AND NEW.state IN ('QUEUED', 'CANCELLED')
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'ILLEGAL_STEP: billing_fiscaldocument % -> %', OLD.state, NEW.state
        USING ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME, CONSTRAINT = 'billing_fiscaldocument_state_steps';
END $$;
CREATE TRIGGER state_steps BEFORE UPDATE OF state ON billing_fiscaldocument
    FOR EACH ROW EXECUTE FUNCTION billing_fiscaldocument_state_steps();
ALTER TABLE billing_fiscaldocument ENABLE ALWAYS TRIGGER state_steps;

-- reverse
DROP TRIGGER state_steps ON billing_fiscaldocument;
DROP FUNCTION billing_fiscaldocument_state_steps;
