-- The legal steps of a move made in the portal. The same table stands in Python (the model's legal_steps).
CREATE FUNCTION reconciliation_portalmove_state_steps() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state = NEW.state
       OR OLD.state = 'PENDING_APPROVAL' AND NEW.state IN ('OPEN', 'CANCELLED')
       OR OLD.state = 'OPEN' AND NEW.state IN ('TIED', 'CANCELLED')
       OR OLD.state = 'TIED' AND NEW.state IN ('OPEN')
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'ILLEGAL_STEP: reconciliation_portalmove % -> %', OLD.state, NEW.state
        USING ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME, CONSTRAINT = 'reconciliation_portalmove_state_steps';
END $$;
CREATE TRIGGER state_steps BEFORE UPDATE OF state ON reconciliation_portalmove
    FOR EACH ROW EXECUTE FUNCTION reconciliation_portalmove_state_steps();
ALTER TABLE reconciliation_portalmove ENABLE ALWAYS TRIGGER state_steps;

-- reverse
DROP TRIGGER state_steps ON reconciliation_portalmove;
DROP FUNCTION reconciliation_portalmove_state_steps;
