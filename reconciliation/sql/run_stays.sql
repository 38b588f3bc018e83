-- A run that is done or failed stays as it is: neither its figures nor the picture it was made from change.
-- One that waits may still get other days; from its beginning on it is of the same.
CREATE FUNCTION reconciliation_run_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state IN ('DONE', 'FAILED') AND OLD.state = NEW.state AND OLD IS DISTINCT FROM NEW THEN
        RAISE EXCEPTION 'RUN_STAYS: run % is ended and stays as it is', OLD.id
            USING ERRCODE = 'restrict_violation', TABLE = TG_TABLE_NAME, CONSTRAINT = 'run_stays';
    END IF;
    IF OLD.state <> 'QUEUED'
       AND (OLD.till_id, OLD.account, OLD.from_day, OLD.to_day, OLD.automatic, OLD.started_by_id, OLD.scope, OLD.leader_id)
           IS DISTINCT FROM
           (NEW.till_id, NEW.account, NEW.from_day, NEW.to_day, NEW.automatic, NEW.started_by_id, NEW.scope, NEW.leader_id)
    THEN
        RAISE EXCEPTION 'RUN_STAYS: run % has begun: what it is of stays', OLD.id
            USING ERRCODE = 'restrict_violation', TABLE = TG_TABLE_NAME, CONSTRAINT = 'run_stays';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER run_stays BEFORE UPDATE ON reconciliation_reconciliationrun
    FOR EACH ROW EXECUTE FUNCTION reconciliation_run_stays();
ALTER TABLE reconciliation_reconciliationrun ENABLE ALWAYS TRIGGER run_stays;

CREATE TRIGGER append_only BEFORE DELETE OR TRUNCATE ON reconciliation_reconciliationrun
    FOR EACH STATEMENT EXECUTE FUNCTION hesabu_refuse_change();
ALTER TABLE reconciliation_reconciliationrun ENABLE ALWAYS TRIGGER append_only;

-- reverse
DROP TRIGGER append_only ON reconciliation_reconciliationrun;
DROP TRIGGER run_stays ON reconciliation_reconciliationrun;
DROP FUNCTION reconciliation_run_stays;
