-- The legal steps of a statement. The same table stands in Python (the model's legal_steps).
CREATE FUNCTION reconciliation_statement_state_steps() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state = NEW.state
       OR OLD.state = 'UPLOADED' AND NEW.state IN ('READING', 'ADMITTED', 'QUARANTINED', 'RESTATED', 'REFUSED')
       OR OLD.state = 'READING' AND NEW.state IN ('ADMITTED', 'QUARANTINED', 'RESTATED', 'REFUSED')
       OR OLD.state = 'ADMITTED' AND NEW.state IN ('WITHDRAWN', 'SUPERSEDED')
       OR OLD.state = 'QUARANTINED' AND NEW.state IN ('UPLOADED', 'WITHDRAWN')
       OR OLD.state = 'RESTATED' AND NEW.state IN ('UPLOADED', 'ADMITTED', 'WITHDRAWN')
       OR OLD.state = 'REFUSED' AND NEW.state IN ('UPLOADED')
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'ILLEGAL_STEP: reconciliation_statement % -> %', OLD.state, NEW.state
        USING ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME, CONSTRAINT = 'reconciliation_statement_state_steps';
END $$;
CREATE TRIGGER state_steps BEFORE UPDATE OF state ON reconciliation_statement
    FOR EACH ROW EXECUTE FUNCTION reconciliation_statement_state_steps();
ALTER TABLE reconciliation_statement ENABLE ALWAYS TRIGGER state_steps;

-- reverse
DROP TRIGGER state_steps ON reconciliation_statement;
DROP FUNCTION reconciliation_statement_state_steps;
