-- A batch begins as a draft, stays as it was brought in, and is approved by the approval that names it, or by that of
-- the schedule for a day of which it was made, where it pays as many and as much as was approved there.
CREATE FUNCTION mpesa_payout_batch_stays() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    moves CONSTANT text[] := '{state,code,approval_id,paused_at,paused_by_id,pause_reason,approved_at}';
BEGIN
    IF TG_OP = 'INSERT' AND NEW.state <> 'DRAFT'
       OR TG_OP = 'UPDATE' AND (
           to_jsonb(NEW) - moves <> to_jsonb(OLD) - moves
           OR OLD.approval_id IS NOT NULL AND NEW.approval_id IS DISTINCT FROM OLD.approval_id) THEN
        RAISE EXCEPTION 'BATCH_STAYS: batch % stays as it was brought in', NEW.ref
            USING ERRCODE = 'restrict_violation', TABLE = 'mpesa_payoutbatch', CONSTRAINT = 'payout_batch_stays';
    END IF;
    IF TG_OP = 'UPDATE' AND NEW.state = 'APPROVED' AND OLD.state <> 'APPROVED' AND NOT EXISTS (
            SELECT FROM users_approval AS approval
            WHERE approval.id = NEW.approval_id
              AND approval.business_id = NEW.business_id AND approval.state = 'APPROVED'
              AND (approval.kind = 'payout.batch' AND approval.payload -> 'batch' = to_jsonb(NEW.id)
                   OR approval.kind = 'payout.schedule' AND EXISTS (
                       SELECT FROM mpesa_payoutrepetition AS made
                       JOIN mpesa_payoutschedule AS schedule ON schedule.id = made.schedule_id
                       WHERE made.batch_id = NEW.id AND schedule.approval_id = approval.id
                         AND (schedule.rows, schedule.amount) = (NEW.rows, NEW.amount)))) THEN
        RAISE EXCEPTION 'BATCH_WITHOUT_APPROVAL: nobody has approved batch %', NEW.ref
            USING ERRCODE = 'check_violation', TABLE = 'mpesa_payoutbatch', CONSTRAINT = 'batch_approved_for_itself';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER payout_batch_stays BEFORE INSERT OR UPDATE ON mpesa_payoutbatch
    FOR EACH ROW EXECUTE FUNCTION mpesa_payout_batch_stays();
ALTER TABLE mpesa_payoutbatch ENABLE ALWAYS TRIGGER payout_batch_stays;

CREATE TRIGGER only_added BEFORE DELETE OR TRUNCATE ON mpesa_payoutbatch
    FOR EACH STATEMENT EXECUTE FUNCTION hesabu_refuse_change();
ALTER TABLE mpesa_payoutbatch ENABLE ALWAYS TRIGGER only_added;

-- reverse
DROP TRIGGER only_added ON mpesa_payoutbatch;
DROP TRIGGER payout_batch_stays ON mpesa_payoutbatch;
DROP FUNCTION mpesa_payout_batch_stays;
