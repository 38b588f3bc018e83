-- What was recorded of a move stays, it stands by the approval that names it, and it is tied to rows of its own till that
-- moved its amount on its accounts. None is deleted.
CREATE FUNCTION reconciliation_portal_move_stays() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    moves CONSTANT text[] := '{state,code,approval_id,left_id,arrived_id,tied_at}';
BEGIN
    IF TG_OP = 'INSERT' AND NEW.state <> 'PENDING_APPROVAL'
       OR TG_OP = 'UPDATE' AND (
           to_jsonb(NEW) - moves <> to_jsonb(OLD) - moves
           OR OLD.state <> 'PENDING_APPROVAL' AND NEW.approval_id IS DISTINCT FROM OLD.approval_id) THEN
        RAISE EXCEPTION 'PORTAL_MOVE_STAYS: move % stays as it was recorded', NEW.id
            USING ERRCODE = 'restrict_violation', TABLE = TG_TABLE_NAME, CONSTRAINT = 'portal_move_stays';
    END IF;
    IF TG_OP = 'UPDATE' AND NEW.state = 'OPEN' AND OLD.state = 'PENDING_APPROVAL' AND NOT EXISTS (
            SELECT FROM users_approval AS approval
            WHERE approval.id = NEW.approval_id AND approval.kind = 'portal_move.record'
              AND approval.business_id = NEW.business_id AND approval.state = 'APPROVED'
              AND approval.payload -> 'move' = to_jsonb(NEW.id)) THEN
        RAISE EXCEPTION 'PORTAL_MOVE_WITHOUT_APPROVAL: nobody has approved move %', NEW.id
            USING ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME, CONSTRAINT = 'portal_move_approved_for_itself';
    END IF;
    IF TG_OP = 'UPDATE' AND (
           NEW.left_id IS DISTINCT FROM OLD.left_id AND NEW.left_id IS NOT NULL AND NOT EXISTS (
               SELECT FROM reconciliation_statementrow AS shown
               WHERE shown.id = NEW.left_id AND shown.till_id = NEW.till_id AND shown.account = NEW.source
                 AND shown.withdrawn = NEW.amount)
           OR NEW.arrived_id IS DISTINCT FROM OLD.arrived_id AND NEW.arrived_id IS NOT NULL AND NOT EXISTS (
               SELECT FROM reconciliation_statementrow AS shown
               WHERE shown.id = NEW.arrived_id AND shown.till_id = NEW.till_id AND shown.account = NEW.target
                 AND shown.paid_in = NEW.amount)) THEN
        RAISE EXCEPTION 'PORTAL_MOVE_OF_OTHER_ROW: a row shows another movement than move %', NEW.id
            USING ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME, CONSTRAINT = 'portal_move_shown_by_its_rows';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER portal_move_stays BEFORE INSERT OR UPDATE ON reconciliation_portalmove
    FOR EACH ROW EXECUTE FUNCTION reconciliation_portal_move_stays();
ALTER TABLE reconciliation_portalmove ENABLE ALWAYS TRIGGER portal_move_stays;

CREATE TRIGGER only_added BEFORE DELETE OR TRUNCATE ON reconciliation_portalmove
    FOR EACH STATEMENT EXECUTE FUNCTION hesabu_refuse_change();
ALTER TABLE reconciliation_portalmove ENABLE ALWAYS TRIGGER only_added;

-- reverse
DROP TRIGGER only_added ON reconciliation_portalmove;
DROP TRIGGER portal_move_stays ON reconciliation_portalmove;
DROP FUNCTION reconciliation_portal_move_stays;
