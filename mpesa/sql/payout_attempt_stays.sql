-- An order is what was ordered: of a payout in flight, its whole amount, by its till and in its way, and only where every
-- attempt before it has definitely failed. What became of it stays too; a success after a failure is marked as late. B2B
-- goes without an id of ours: Safaricom's is written down once.
CREATE FUNCTION mpesa_payout_attempt_stays() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    moves CONSTANT text[] := '{state,late,conversation_id,receipt,paid_at,charge,result_code,'
        'result_text,decided_by,sent_at,look_at,book_at,settled_at,originator_id}';
BEGIN
    IF TG_OP = 'INSERT' AND (
           NEW.state <> 'SENDING'
           OR NOT EXISTS (SELECT FROM mpesa_payout AS payout
                          WHERE payout.id = NEW.payout_id AND payout.state = 'IN_FLIGHT'
                            AND (payout.business_id, payout.till_id, payout.amount)
                                = (NEW.business_id, NEW.till_id, NEW.amount)
                            AND (payout.kind = 'PHONE') = (NEW.way = 'B2C'))
           OR EXISTS (SELECT FROM mpesa_payoutattempt AS other
                      WHERE other.payout_id = NEW.payout_id AND other.state <> 'FAILED')) THEN
        RAISE EXCEPTION 'ATTEMPT_NOT_ALONE: payout % may not be sent now', NEW.payout_id
            USING ERRCODE = 'check_violation', TABLE = 'mpesa_payoutattempt', CONSTRAINT = 'attempt_alone';
    END IF;
    IF TG_OP = 'UPDATE' AND (
           to_jsonb(NEW) - moves <> to_jsonb(OLD) - moves
           OR NEW.originator_id <> OLD.originator_id AND NOT (NEW.way = 'B2B' AND OLD.originator_id = '')
           OR NEW.late <> OLD.late AND NOT (NEW.late AND OLD.state = 'FAILED' AND NEW.state = 'PAID')
           OR OLD.state = 'FAILED' AND NEW.state = 'PAID' AND NOT NEW.late
           OR OLD.state = 'PAID' AND (NEW.receipt, NEW.paid_at, NEW.decided_by)
                                     IS DISTINCT FROM (OLD.receipt, OLD.paid_at, OLD.decided_by)) THEN
        RAISE EXCEPTION 'ATTEMPT_STAYS: attempt % stays as it was ordered, and as it ended', OLD.id
            USING ERRCODE = 'restrict_violation', TABLE = 'mpesa_payoutattempt', CONSTRAINT = 'attempt_stays';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER attempt_stays BEFORE INSERT OR UPDATE ON mpesa_payoutattempt
    FOR EACH ROW EXECUTE FUNCTION mpesa_payout_attempt_stays();
ALTER TABLE mpesa_payoutattempt ENABLE ALWAYS TRIGGER attempt_stays;

CREATE TRIGGER only_added BEFORE DELETE OR TRUNCATE ON mpesa_payoutattempt
    FOR EACH STATEMENT EXECUTE FUNCTION hesabu_refuse_change();
ALTER TABLE mpesa_payoutattempt ENABLE ALWAYS TRIGGER only_added;

-- reverse
DROP TRIGGER only_added ON mpesa_payoutattempt;
DROP TRIGGER attempt_stays ON mpesa_payoutattempt;
DROP FUNCTION mpesa_payout_attempt_stays;
