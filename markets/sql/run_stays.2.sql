-- A run begins frozen and stays as it was frozen. It is approved by the approval that names it, and with the numbers that
-- it says; a void that the clock demands needs none. It goes forward only, and ends with every payment posted and
-- nothing left in the pool. When it was put in force stays: its entries, and the day whose tax counts, are of then.
CREATE FUNCTION markets_run_stays() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    moves CONSTANT text[] := '{state,approval_id,posted,sent,begun_at,done_at}';
    wrong text;
BEGIN
    IF TG_OP = 'INSERT' THEN
        wrong := CASE
            WHEN NEW.state <> 'FROZEN' OR NEW.posted <> 0 OR NEW.sent <> 0 OR NEW.approval_id IS NOT NULL
                THEN 'run_begins_frozen'
            WHEN NEW.proposal_id IS NOT NULL AND NOT EXISTS (
                SELECT FROM markets_proposal WHERE id = NEW.proposal_id AND market_id = NEW.market_id)
                OR NEW.replaces_id IS NOT NULL AND NOT EXISTS (
                SELECT FROM markets_settlementrun WHERE id = NEW.replaces_id AND market_id = NEW.market_id)
                THEN 'run_of_its_market'
            WHEN (NEW.kind = 'CORRECTION') <> (NEW.replaces_id IS NOT NULL) THEN 'run_replaces_to_correct'
            END;
    ELSE
        wrong := CASE
            WHEN to_jsonb(NEW) - moves <> to_jsonb(OLD) - moves
                 OR OLD.approval_id IS NOT NULL AND NEW.approval_id IS DISTINCT FROM OLD.approval_id
                 OR OLD.begun_at IS NOT NULL AND NEW.begun_at IS DISTINCT FROM OLD.begun_at
                 OR OLD.done_at IS NOT NULL AND NEW.done_at IS DISTINCT FROM OLD.done_at
                 OR NEW.posted < OLD.posted OR NEW.sent < OLD.sent THEN 'run_fixed'
            WHEN NEW.posted <> OLD.posted AND OLD.state <> 'APPROVED' THEN 'run_posts_when_approved'
            WHEN NEW.state = 'CANCELLED' AND NEW.posted > 0 THEN 'run_posted_stays'
            WHEN NEW.state = 'APPROVED' AND OLD.state <> 'APPROVED' AND NOT (
                EXISTS (SELECT FROM users_approval AS approval JOIN markets_market AS market
                            ON market.id = NEW.market_id AND market.business_id = approval.business_id
                        WHERE approval.id = NEW.approval_id AND approval.state = 'APPROVED'
                          AND approval.kind = CASE NEW.kind WHEN 'SETTLEMENT' THEN 'market.settle'
                                                            WHEN 'VOID' THEN 'market.void' ELSE 'market.correct' END
                          AND approval.payload -> 'run' = to_jsonb(NEW.id)
                          AND strpos(approval.content, encode(NEW.digest, 'hex')) > 0)
                OR NEW.kind = 'VOID' AND NEW.approval_id IS NULL AND (NEW.staked = 0 OR EXISTS (
                    SELECT FROM markets_market WHERE id = NEW.market_id AND void_after <= clock_timestamp())))
                THEN 'run_approved_for_itself'
            WHEN NEW.state = 'APPROVED' AND OLD.state <> 'APPROVED' AND (
                (NEW.paid, NEW.refunded) <> (
                    SELECT COALESCE(sum(cents) FILTER (WHERE kind = 'PAY'), 0)::bigint,
                           COALESCE(sum(cents) FILTER (WHERE kind = 'REFUND'), 0)::bigint
                    FROM markets_frozennumber WHERE run_id = NEW.id)
                OR (NEW.payments, NEW.paid + NEW.refunded) <> (
                    SELECT count(*)::integer, COALESCE(sum(cents), 0)::bigint
                    FROM markets_runpayment WHERE run_id = NEW.id)
                OR (NEW.stakes, NEW.staked) <> (
                    SELECT stakes, total FROM markets_pool WHERE market_id = NEW.market_id))
                THEN 'run_of_its_numbers'
            WHEN NEW.state = 'DONE' AND OLD.state <> 'DONE' AND (NEW.posted <> NEW.payments OR EXISTS (
                SELECT FROM markets_pool AS pool JOIN ledger_floor AS floor ON floor.account_id = pool.account_id
                WHERE pool.market_id = NEW.market_id AND floor.balance <> 0)) THEN 'run_empties_the_pool'
            END;
    END IF;
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION 'RUN_STAYS: run % of market % breaks %', NEW.number, NEW.market_id, wrong
            USING ERRCODE = 'check_violation', TABLE = 'markets_settlementrun', CONSTRAINT = wrong;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER run_stays BEFORE INSERT OR UPDATE ON markets_settlementrun
    FOR EACH ROW EXECUTE FUNCTION markets_run_stays();
ALTER TABLE markets_settlementrun ENABLE ALWAYS TRIGGER run_stays;

-- reverse
DROP TRIGGER run_stays ON markets_settlementrun;
DROP FUNCTION markets_run_stays;
