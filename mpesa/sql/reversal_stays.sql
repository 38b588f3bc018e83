-- A reversal is a fact: nothing of it changes, but that it finds the receipt of its number, once, and says from then
-- on how much of that was taken back, at most the receipt, and how much of that is held, since only a statement tells
-- of it. What is not held never goes down, and goes up only by another channel or by a decision of people.
CREATE FUNCTION mpesa_reversal_stays() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP = 'INSERT' AND (NEW.receipt_id IS NOT NULL OR NEW.taken_back <> 0 OR NEW.held <> 0)
       OR TG_OP = 'UPDATE' AND (
           OLD.receipt_id <> NEW.receipt_id
           OR NEW.taken_back - NEW.held < OLD.taken_back - OLD.held
           OR to_jsonb(NEW) - '{receipt_id,taken_back,held}'::text[]
              <> to_jsonb(OLD) - '{receipt_id,taken_back,held}'::text[]
           OR NOT EXISTS (SELECT FROM mpesa_receipt AS receipt WHERE receipt.id = NEW.receipt_id
                          AND (receipt.till_id, receipt.number) = (NEW.till_id, NEW.number)
                          AND NEW.taken_back <= receipt.amount)) THEN
        RAISE EXCEPTION 'REVERSAL_STAYS: what was told of the reversal of % stays as it is', NEW.number
            USING ERRCODE = 'restrict_violation', TABLE = 'mpesa_reversal', CONSTRAINT = 'reversal_stays';
    END IF;
    IF TG_OP = 'UPDATE' AND NEW.taken_back - NEW.held > OLD.taken_back - OLD.held AND NOT EXISTS (
           SELECT FROM mpesa_reversalevidence AS told
           WHERE told.reversal_id = NEW.id AND (
               told.channel <> 'STATEMENT'
               OR EXISTS (SELECT FROM mpesa_reversalruling AS ruling
                          JOIN users_approval AS approval ON approval.id = ruling.approval_id
                          WHERE ruling.evidence_id = told.id AND ruling.ruling = 'RELEASED'
                            AND approval.kind IN ('statement.release', 'statement.change')
                            AND approval.business_id = NEW.business_id AND approval.state = 'APPROVED'))) THEN
        RAISE EXCEPTION 'REVERSED_BY_NOBODY: only a statement tells that % was taken back', NEW.number
            USING ERRCODE = 'check_violation', TABLE = 'mpesa_reversal', CONSTRAINT = 'reversal_by_source';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER reversal_stays BEFORE INSERT OR UPDATE ON mpesa_reversal
    FOR EACH ROW EXECUTE FUNCTION mpesa_reversal_stays();
ALTER TABLE mpesa_reversal ENABLE ALWAYS TRIGGER reversal_stays;

CREATE TRIGGER only_added BEFORE DELETE OR TRUNCATE ON mpesa_reversal
    FOR EACH STATEMENT EXECUTE FUNCTION hesabu_refuse_change();
ALTER TABLE mpesa_reversal ENABLE ALWAYS TRIGGER only_added;

-- reverse
DROP TRIGGER only_added ON mpesa_reversal;
DROP TRIGGER reversal_stays ON mpesa_reversal;
DROP FUNCTION mpesa_reversal_stays;
