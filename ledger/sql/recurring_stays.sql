-- A standing voucher begins once it is approved, stays as it was approved, and does not go back in its days; before
-- it is approved, and after its end, nobody moves it at all.
CREATE FUNCTION ledger_recurring_stays() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF NEW.active AND (TG_OP = 'INSERT' OR NOT OLD.active) AND NOT EXISTS (
            SELECT FROM users_approval AS approval
            WHERE approval.id = NEW.approval_id AND approval.business_id = NEW.business_id
              AND approval.state = 'APPROVED' AND approval.kind = 'ledger.recurring'
              AND approval.payload -> 'recurring' = to_jsonb(NEW.id)) THEN
        RAISE EXCEPTION 'RECURRING_WITHOUT_APPROVAL: standing voucher % begins once it is approved', NEW.id
            USING ERRCODE = 'check_violation', TABLE = 'ledger_recurringvoucher',
                CONSTRAINT = 'recurring_approved';
    END IF;
    IF TG_OP = 'INSERT' THEN
        RETURN NEW;
    END IF;
    IF (OLD.id, OLD.business_id, OLD.name, OLD.description, OLD.lines, OLD.amount, OLD.frequency, OLD.first_on,
        OLD.last_on, OLD.key, OLD.key_hash, OLD.maker_id)
       IS DISTINCT FROM
       (NEW.id, NEW.business_id, NEW.name, NEW.description, NEW.lines, NEW.amount, NEW.frequency, NEW.first_on,
        NEW.last_on, NEW.key, NEW.key_hash, NEW.maker_id)
       OR NEW.next_index < OLD.next_index
       OR (NOT OLD.active AND (OLD.next_index, OLD.next_on, OLD.paused, OLD.problem_code, OLD.problem)
           IS DISTINCT FROM (NEW.next_index, NEW.next_on, NEW.paused, NEW.problem_code, NEW.problem))
       OR (OLD.approval_id IS NOT NULL AND NEW.approval_id IS DISTINCT FROM OLD.approval_id) THEN
        RAISE EXCEPTION 'RECURRING_FIXED: standing voucher % stays as it was approved', OLD.id
            USING ERRCODE = 'restrict_violation', TABLE = 'ledger_recurringvoucher',
                CONSTRAINT = 'recurring_fixed';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER recurring_stays BEFORE INSERT OR UPDATE ON ledger_recurringvoucher
    FOR EACH ROW EXECUTE FUNCTION ledger_recurring_stays();
ALTER TABLE ledger_recurringvoucher ENABLE ALWAYS TRIGGER recurring_stays;

-- reverse
DROP TRIGGER recurring_stays ON ledger_recurringvoucher;
DROP FUNCTION ledger_recurring_stays;
