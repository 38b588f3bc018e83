-- The legal steps of a day. The same table stands in Python (the model's legal_steps).
CREATE FUNCTION reconciliation_reconciliationday_state_steps() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state = NEW.state
       OR OLD.state = 'UNKNOWN' AND NEW.state IN ('MATCHED', 'DISCREPANCY', 'INVESTIGATING')
       OR OLD.state = 'MATCHED' AND NEW.state IN ('UNKNOWN', 'DISCREPANCY', 'INVESTIGATING')
       OR OLD.state = 'DISCREPANCY' AND NEW.state IN ('UNKNOWN', 'MATCHED', 'INVESTIGATING')
       OR OLD.state = 'INVESTIGATING' AND NEW.state IN ('MATCHED')
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'ILLEGAL_STEP: reconciliation_reconciliationday % -> %', OLD.state, NEW.state
        USING ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME,
            CONSTRAINT = 'reconciliation_reconciliationday_state_steps';
END $$;
CREATE TRIGGER state_steps BEFORE UPDATE OF state ON reconciliation_reconciliationday
    FOR EACH ROW EXECUTE FUNCTION reconciliation_reconciliationday_state_steps();
ALTER TABLE reconciliation_reconciliationday ENABLE ALWAYS TRIGGER state_steps;

-- reverse
DROP TRIGGER state_steps ON reconciliation_reconciliationday;
DROP FUNCTION reconciliation_reconciliationday_state_steps;
