-- What was asked for stays as it was asked; a payout begins as a draft, and is approved by the approval that names it,
-- its batch, or the settlement of the market that it was won on (markets/sql/payout_of_run.sql),
-- given by somebody else unless the business or an empty office allows one person. What was approved stays approved.
-- A payout to a phone has a phone as its receiver, any other a shortcode.
CREATE FUNCTION mpesa_payout_stays() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    moves CONSTANT text[] := '{state,code,text,flagged,reserves,reserve_id,due_at,released,approval_id,reserved_at,settled_at}';
BEGIN
    IF TG_OP = 'INSERT' AND NEW.kind <> 'PHONE' AND NOT EXISTS (
            SELECT FROM mpesa_payer AS payee
            WHERE payee.id = NEW.payee_id AND payee.business_id = NEW.business_id AND payee.shortcode <> '') THEN
        RAISE EXCEPTION 'PAYEE_OF_OTHER_KIND: payout % names no shortcode', NEW.ref
            USING ERRCODE = 'check_violation', TABLE = 'mpesa_payout', CONSTRAINT = 'payout_payee_of_its_kind';
    END IF;
    IF TG_OP = 'INSERT' AND NEW.state <> 'DRAFT'
       OR TG_OP = 'UPDATE' AND (
           to_jsonb(NEW) - moves <> to_jsonb(OLD) - moves
           OR NEW.reserves NOT IN (OLD.reserves, OLD.reserves + 1)
           OR OLD.flagged AND NOT NEW.flagged
           OR OLD.released AND NOT NEW.released
           OR OLD.state NOT IN ('DRAFT', 'PENDING_APPROVAL') AND NEW.approval_id IS DISTINCT FROM OLD.approval_id) THEN
        RAISE EXCEPTION 'PAYOUT_STAYS: payout % stays as it was asked for', NEW.ref
            USING ERRCODE = 'restrict_violation', TABLE = 'mpesa_payout', CONSTRAINT = 'payout_stays';
    END IF;
    IF TG_OP = 'UPDATE' AND NEW.state = 'APPROVED' AND OLD.state <> 'APPROVED' AND NOT EXISTS (
            SELECT FROM users_approval AS approval
            WHERE approval.id = NEW.approval_id
              AND approval.business_id = NEW.business_id AND approval.state = 'APPROVED'
              AND CASE WHEN NEW.batch_id IS NULL
                  THEN approval.kind IN ('payout.pay', 'payout.withdraw') AND approval.payload -> 'payout' = to_jsonb(NEW.id)
                       OR approval.kind IN ('market.settle', 'market.correct')
                          AND starts_with(NEW.key, 'market:' || (approval.payload ->> 'run') || ':')
                          AND EXISTS (SELECT FROM ledger_wallet AS wallet WHERE wallet.account_id = NEW.source_id)
                  ELSE approval.kind = 'payout.batch' AND approval.payload -> 'batch' = to_jsonb(NEW.batch_id)
                       OR approval.kind = 'payout.schedule' AND EXISTS (
                           SELECT FROM mpesa_payoutrepetition AS made
                           JOIN mpesa_payoutschedule AS schedule ON schedule.id = made.schedule_id
                           WHERE made.batch_id = NEW.batch_id AND schedule.approval_id = approval.id) END) THEN
        RAISE EXCEPTION 'PAYOUT_WITHOUT_APPROVAL: nobody has approved payout %', NEW.ref
            USING ERRCODE = 'check_violation', TABLE = 'mpesa_payout', CONSTRAINT = 'payout_approved_for_itself';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER payout_stays BEFORE INSERT OR UPDATE ON mpesa_payout
    FOR EACH ROW EXECUTE FUNCTION mpesa_payout_stays();
ALTER TABLE mpesa_payout ENABLE ALWAYS TRIGGER payout_stays;

CREATE TRIGGER only_added BEFORE DELETE OR TRUNCATE ON mpesa_payout
    FOR EACH STATEMENT EXECUTE FUNCTION hesabu_refuse_change();
ALTER TABLE mpesa_payout ENABLE ALWAYS TRIGGER only_added;

-- reverse
DROP TRIGGER only_added ON mpesa_payout;
DROP TRIGGER payout_stays ON mpesa_payout;
DROP FUNCTION mpesa_payout_stays;
