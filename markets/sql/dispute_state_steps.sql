-- The legal steps of a dispute. The same table stands in Python (the model's legal_steps).
CREATE FUNCTION markets_dispute_state_steps() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state = NEW.state
       OR OLD.state = 'OPEN' AND NEW.state IN ('DISMISSED', 'AMENDED')
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'ILLEGAL_STEP: markets_dispute % -> %', OLD.state, NEW.state
        USING ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME, CONSTRAINT = 'markets_dispute_state_steps';
END $$;
CREATE TRIGGER state_steps BEFORE UPDATE OF state ON markets_dispute
    FOR EACH ROW EXECUTE FUNCTION markets_dispute_state_steps();
ALTER TABLE markets_dispute ENABLE ALWAYS TRIGGER state_steps;

-- reverse
DROP TRIGGER state_steps ON markets_dispute;
DROP FUNCTION markets_dispute_state_steps;
