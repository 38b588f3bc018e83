-- Periods begin with the books, follow each other without a gap, keep their days, close in order at the newest
-- seal, and open again from the last, each time by an approval of its own: granted for this very period, by
-- somebody else than who asked, unless nobody else could.
CREATE FUNCTION ledger_period_guarded() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    newest date;
    was_closed boolean := TG_OP = 'UPDATE' AND OLD.state = 'CLOSED';
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('ledger.period:' || NEW.business_id, 0));
    SELECT max(last_day) INTO newest FROM ledger_period WHERE business_id = NEW.business_id;
    IF TG_OP = 'INSERT' THEN
        IF NEW.first_day <> newest + 1 THEN
            RAISE EXCEPTION 'PERIOD_GAP: the period after % begins on the next day', newest
                USING ERRCODE = 'check_violation', TABLE = 'ledger_period', CONSTRAINT = 'periods_follow';
        END IF;
        IF newest IS NULL AND NEW.last_day < (
                SELECT date_trunc('month', min(effective_on)) FROM ledger_entry WHERE business_id = NEW.business_id)
        THEN
            RAISE EXCEPTION 'PERIOD_BEFORE_BOOKS: the first period ends in the month of the oldest entry, or later'
                USING ERRCODE = 'check_violation', TABLE = 'ledger_period', CONSTRAINT = 'period_in_the_books';
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
    IF was_closed AND NEW.state = 'OPEN' THEN
        IF NEW.opened_by_id IS NULL OR NEW.opened_by_id <= OLD.opened_by_id OR NOT EXISTS (
                SELECT FROM users_approval AS approval
                WHERE approval.id = NEW.opened_by_id AND approval.kind = 'period.reopen'
                  AND approval.business_id = NEW.business_id AND approval.payload -> 'period' = to_jsonb(NEW.id)
                  AND approval.state = 'APPROVED'
                  AND (approval.checker_id <> approval.maker_id OR NOT EXISTS (
                      SELECT FROM users_membership AS member JOIN users_user AS person ON person.id = member.user_id
                      WHERE member.business_id = NEW.business_id AND member.role IN ('OWNER', 'APPROVER')
                        AND person.is_active AND person.id <> approval.maker_id))) THEN
            RAISE EXCEPTION 'PERIOD_WITHOUT_APPROVAL: period % is opened by an approval of its own', NEW.id
                USING ERRCODE = 'check_violation', TABLE = 'ledger_period', CONSTRAINT = 'period_opened_by_approval';
        END IF;
    ELSIF NEW.opened_by_id IS DISTINCT FROM (CASE TG_OP WHEN 'UPDATE' THEN OLD.opened_by_id END) THEN
        RAISE EXCEPTION 'PERIOD_FIXED: an approval is named when a period is opened'
            USING ERRCODE = 'restrict_violation', TABLE = 'ledger_period', CONSTRAINT = 'period_fixed';
    END IF;
    -- A closed one changes in one way: the closing of its year came, and its seal is the newest again.
    IF was_closed AND NEW.state = 'CLOSED' AND NEW IS DISTINCT FROM OLD AND (
            (OLD.comment, OLD.closed_at, OLD.closed_by_id) IS DISTINCT FROM
            (NEW.comment, NEW.closed_at, NEW.closed_by_id)
            OR NOT EXISTS (
                SELECT FROM ledger_entry AS entry JOIN ledger_seal AS seal ON seal.entry_id = entry.id
                WHERE entry.business_id = NEW.business_id AND entry.kind = 'CLOSING'
                  AND entry.effective_on = NEW.last_day AND seal.number > OLD.seal)) THEN
        RAISE EXCEPTION 'PERIOD_FIXED: a closed period stays as it was closed'
            USING ERRCODE = 'restrict_violation', TABLE = 'ledger_period', CONSTRAINT = 'period_fixed';
    END IF;
    IF NEW.state = 'CLOSED' AND NOT (was_closed AND NEW.seal = OLD.seal) AND (
            current_setting('transaction_isolation') <> 'read committed'
            OR NEW.seal <> COALESCE((SELECT max(number) FROM ledger_seal WHERE business_id = NEW.business_id), 0)
            OR EXISTS (
                SELECT FROM ledger_unsealed AS note JOIN ledger_entry AS entry ON entry.id = note.entry_id
                WHERE note.business_id = NEW.business_id AND entry.effective_on <= NEW.last_day)) THEN
        RAISE EXCEPTION 'PERIOD_UNSEALED: a period is closed at the newest seal, with nothing left to seal'
            USING ERRCODE = 'check_violation', TABLE = 'ledger_period', CONSTRAINT = 'period_closed_at_the_head';
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

-- reverse
DROP TRIGGER period_kept ON ledger_period;
DROP TRIGGER period_guarded ON ledger_period;
DROP FUNCTION ledger_period_guarded;
