-- The legal steps of a run. The same table stands in Python (the model's legal_steps).
CREATE FUNCTION reconciliation_reconciliationrun_state_steps() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state = NEW.state
       OR OLD.state = 'QUEUED' AND NEW.state IN ('RUNNING', 'FAILED')
       OR OLD.state = 'RUNNING' AND NEW.state IN ('DONE', 'FAILED')
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'ILLEGAL_STEP: reconciliation_reconciliationrun % -> %', OLD.state, NEW.state
        USING ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME,
            CONSTRAINT = 'reconciliation_reconciliationrun_state_steps';
END $$;
CREATE TRIGGER state_steps BEFORE UPDATE OF state ON reconciliation_reconciliationrun
    FOR EACH ROW EXECUTE FUNCTION reconciliation_reconciliationrun_state_steps();
ALTER TABLE reconciliation_reconciliationrun ENABLE ALWAYS TRIGGER state_steps;

-- reverse
DROP TRIGGER state_steps ON reconciliation_reconciliationrun;
DROP FUNCTION reconciliation_reconciliationrun_state_steps;
