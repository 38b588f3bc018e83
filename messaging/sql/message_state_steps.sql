-- A message moves only along its states; what is final stays. The same table stands in Python (the model's legal_steps).
CREATE FUNCTION messaging_message_state_steps() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state = NEW.state
       OR OLD.state = 'WAITING' AND NEW.state IN ('SENDING', 'SENT', 'FAILED')
       OR OLD.state = 'SENDING' AND NEW.state IN ('WAITING', 'SENT', 'FAILED')
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'ILLEGAL_STEP: messaging_message % -> %', OLD.state, NEW.state
        USING ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME, CONSTRAINT = 'messaging_message_state_steps';
END $$;
CREATE TRIGGER state_steps BEFORE UPDATE OF state ON messaging_message
    FOR EACH ROW EXECUTE FUNCTION messaging_message_state_steps();
ALTER TABLE messaging_message ENABLE ALWAYS TRIGGER state_steps;

-- reverse
DROP TRIGGER state_steps ON messaging_message;
DROP FUNCTION messaging_message_state_steps;
