-- What a row of a day is of never changes, and none is deleted: what is known of the day does.
CREATE FUNCTION reconciliation_day_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.id, OLD.business_id, OLD.till_id, OLD.day) = (NEW.id, NEW.business_id, NEW.till_id, NEW.day) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'DAY_STAYS: a row is of one day of one till'
        USING ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME, CONSTRAINT = 'day_stays';
END $$;
CREATE TRIGGER day_stays BEFORE UPDATE ON reconciliation_reconciliationday
    FOR EACH ROW EXECUTE FUNCTION reconciliation_day_stays();
ALTER TABLE reconciliation_reconciliationday ENABLE ALWAYS TRIGGER day_stays;

CREATE TRIGGER append_only BEFORE DELETE OR TRUNCATE ON reconciliation_reconciliationday
    FOR EACH STATEMENT EXECUTE FUNCTION hesabu_refuse_change();
ALTER TABLE reconciliation_reconciliationday ENABLE ALWAYS TRIGGER append_only;

-- reverse
DROP TRIGGER append_only ON reconciliation_reconciliationday;
DROP TRIGGER day_stays ON reconciliation_reconciliationday;
DROP FUNCTION reconciliation_day_stays;
