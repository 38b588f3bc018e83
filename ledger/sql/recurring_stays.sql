-- A standing voucher stays as it was approved, and does not go back in its days; before it is approved, and after
-- its end, nobody moves it at all.
CREATE FUNCTION ledger_recurring_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
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
CREATE TRIGGER recurring_stays BEFORE UPDATE ON ledger_recurringvoucher
    FOR EACH ROW EXECUTE FUNCTION ledger_recurring_stays();
ALTER TABLE ledger_recurringvoucher ENABLE ALWAYS TRIGGER recurring_stays;
REVOKE DELETE, TRUNCATE ON ledger_recurringvoucher FROM hesabu_app;

-- reverse
DROP TRIGGER recurring_stays ON ledger_recurringvoucher;
DROP FUNCTION ledger_recurring_stays;
GRANT DELETE ON ledger_recurringvoucher TO hesabu_app;
