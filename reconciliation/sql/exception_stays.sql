-- What an exception is about never changes, and one that is closed changes no more. None is deleted.
CREATE FUNCTION reconciliation_exception_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state <> 'CLOSED'
       AND (OLD.id, OLD.business_id, OLD.till_id, OLD.account, OLD.kind, OLD.identity, OLD.receipt, OLD.leg,
            OLD.reference, OLD.row_key, OLD.first_run_id, OLD.opened_at)
         = (NEW.id, NEW.business_id, NEW.till_id, NEW.account, NEW.kind, NEW.identity, NEW.receipt, NEW.leg,
            NEW.reference, NEW.row_key, NEW.first_run_id, NEW.opened_at)
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'EXCEPTION_STAYS: what an exception is about stays, and a closed one stays as it was closed'
        USING ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME, CONSTRAINT = 'exception_stays';
END $$;
CREATE TRIGGER exception_stays BEFORE UPDATE ON reconciliation_reconciliationexception
    FOR EACH ROW EXECUTE FUNCTION reconciliation_exception_stays();
ALTER TABLE reconciliation_reconciliationexception ENABLE ALWAYS TRIGGER exception_stays;

CREATE TRIGGER append_only BEFORE DELETE OR TRUNCATE ON reconciliation_reconciliationexception
    FOR EACH STATEMENT EXECUTE FUNCTION hesabu_refuse_change();
ALTER TABLE reconciliation_reconciliationexception ENABLE ALWAYS TRIGGER append_only;

-- reverse
DROP TRIGGER append_only ON reconciliation_reconciliationexception;
DROP TRIGGER exception_stays ON reconciliation_reconciliationexception;
DROP FUNCTION reconciliation_exception_stays;
