-- A schedule waits first, stays as it was asked for, begins by the approval that names it, and does not go back in its
-- days; before it is approved, and after its end, they do not move at all.
CREATE FUNCTION mpesa_payout_schedule_stays() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    moves CONSTANT text[] := '{state,code,text,approval_id,next_index,next_on}';
BEGIN
    IF TG_OP = 'INSERT' AND (NEW.state <> 'PENDING_APPROVAL' OR NEW.next_index <> 0)
       OR TG_OP = 'UPDATE' AND (
           to_jsonb(NEW) - moves <> to_jsonb(OLD) - moves
           OR NEW.next_index < OLD.next_index
           OR OLD.state NOT IN ('ACTIVE', 'PAUSED')
              AND (NEW.next_index, NEW.next_on) IS DISTINCT FROM (OLD.next_index, OLD.next_on)
           OR OLD.approval_id IS NOT NULL AND NEW.approval_id IS DISTINCT FROM OLD.approval_id) THEN
        RAISE EXCEPTION 'SCHEDULE_STAYS: schedule % stays as it was asked for', NEW.id
            USING ERRCODE = 'restrict_violation', TABLE = 'mpesa_payoutschedule', CONSTRAINT = 'payout_schedule_stays';
    END IF;
    IF TG_OP = 'UPDATE' AND NEW.state = 'ACTIVE' AND OLD.state = 'PENDING_APPROVAL' AND NOT EXISTS (
            SELECT FROM users_approval AS approval
            WHERE approval.id = NEW.approval_id AND approval.kind = 'payout.schedule'
              AND approval.business_id = NEW.business_id AND approval.state = 'APPROVED'
              AND approval.payload -> 'schedule' = to_jsonb(NEW.id)) THEN
        RAISE EXCEPTION 'SCHEDULE_WITHOUT_APPROVAL: nobody has approved schedule %', NEW.id
            USING ERRCODE = 'check_violation', TABLE = 'mpesa_payoutschedule',
                CONSTRAINT = 'schedule_approved_for_itself';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER payout_schedule_stays BEFORE INSERT OR UPDATE ON mpesa_payoutschedule
    FOR EACH ROW EXECUTE FUNCTION mpesa_payout_schedule_stays();
ALTER TABLE mpesa_payoutschedule ENABLE ALWAYS TRIGGER payout_schedule_stays;

CREATE TRIGGER only_added BEFORE DELETE OR TRUNCATE ON mpesa_payoutschedule
    FOR EACH STATEMENT EXECUTE FUNCTION hesabu_refuse_change();
ALTER TABLE mpesa_payoutschedule ENABLE ALWAYS TRIGGER only_added;

-- reverse
DROP TRIGGER only_added ON mpesa_payoutschedule;
DROP TRIGGER payout_schedule_stays ON mpesa_payoutschedule;
DROP FUNCTION mpesa_payout_schedule_stays;
