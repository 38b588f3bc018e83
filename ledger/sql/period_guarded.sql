-- Periods follow each other without a gap, keep their days, close in order and open again from the last.
CREATE FUNCTION ledger_period_guarded() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    newest date;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('ledger.period:' || NEW.business_id, 0));
    SELECT max(last_day) INTO newest FROM ledger_period WHERE business_id = NEW.business_id;
    IF TG_OP = 'INSERT' THEN
        IF NEW.first_day <> newest + 1 THEN
            RAISE EXCEPTION 'PERIOD_GAP: the period after % begins on the next day', newest
                USING ERRCODE = 'check_violation', TABLE = 'ledger_period', CONSTRAINT = 'periods_follow';
        END IF;
    ELSIF (OLD.id, OLD.business_id, OLD.first_day, OLD.last_day)
            IS DISTINCT FROM (NEW.id, NEW.business_id, NEW.first_day, NEW.last_day) THEN
        RAISE EXCEPTION 'PERIOD_FIXED: the days of a period do not change'
            USING ERRCODE = 'restrict_violation', TABLE = 'ledger_period', CONSTRAINT = 'period_fixed';
    END IF;
    IF NEW.state = 'CLOSED' AND EXISTS (
            SELECT FROM ledger_period WHERE business_id = NEW.business_id AND last_day < NEW.first_day
                AND state = 'OPEN')
       OR NEW.state = 'OPEN' AND EXISTS (
            SELECT FROM ledger_period WHERE business_id = NEW.business_id AND last_day > NEW.last_day
                AND state = 'CLOSED') THEN
        RAISE EXCEPTION 'PERIOD_ORDER: periods are closed in their order, and opened again from the last'
            USING ERRCODE = 'check_violation', TABLE = 'ledger_period', CONSTRAINT = 'periods_in_order';
    END IF;
    UPDATE users_business SET id = id WHERE id = NEW.business_id;
    RETURN NEW;
END $$;
CREATE TRIGGER period_guarded BEFORE INSERT OR UPDATE ON ledger_period
    FOR EACH ROW EXECUTE FUNCTION ledger_period_guarded();
ALTER TABLE ledger_period ENABLE ALWAYS TRIGGER period_guarded;
CREATE TRIGGER period_kept BEFORE DELETE OR TRUNCATE ON ledger_period
    FOR EACH STATEMENT EXECUTE FUNCTION hesabu_refuse_change();
ALTER TABLE ledger_period ENABLE ALWAYS TRIGGER period_kept;
REVOKE EXECUTE ON FUNCTION ledger_period_guarded() FROM PUBLIC;
REVOKE EXECUTE ON FUNCTION ledger_period_guarded() FROM hesabu_app;
REVOKE DELETE ON ledger_period FROM hesabu_app;

-- reverse
DROP TRIGGER period_kept ON ledger_period;
DROP TRIGGER period_guarded ON ledger_period;
DROP FUNCTION ledger_period_guarded;
GRANT DELETE ON ledger_period TO hesabu_app;
