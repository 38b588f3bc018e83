-- A market is proposed by a result that was written, and goes on once nobody waits for the answer to a dispute; it is
-- approved, and made void where anything is staked, by a run that is in force.
CREATE FUNCTION markets_steps_founded() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    wrong text;
BEGIN
    wrong := CASE
        WHEN NEW.state = OLD.state THEN NULL
        WHEN OLD.state = 'DISPUTED' AND EXISTS (
            SELECT FROM markets_dispute WHERE market_id = NEW.id AND state = 'OPEN') THEN 'market_disputes_answered'
        WHEN NEW.state = 'PROPOSED' AND NOT EXISTS (
            SELECT FROM markets_proposal WHERE market_id = NEW.id) THEN 'market_proposed_by_result'
        WHEN NEW.state = 'APPROVED' AND NOT EXISTS (
            SELECT FROM markets_settlementrun WHERE market_id = NEW.id AND kind = 'SETTLEMENT' AND state = 'APPROVED')
            OR NEW.state = 'VOID' AND EXISTS (SELECT FROM markets_pool WHERE market_id = NEW.id AND stakes > 0)
            AND NOT EXISTS (
            SELECT FROM markets_settlementrun WHERE market_id = NEW.id AND kind = 'VOID' AND state = 'APPROVED')
            THEN 'market_decided_by_run'
        END;
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION 'STEP_UNFOUNDED: market % cannot become % yet, which breaks %', NEW.id, NEW.state, wrong
            USING ERRCODE = 'check_violation', TABLE = 'markets_market', CONSTRAINT = wrong;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER steps_founded BEFORE UPDATE OF state ON markets_market
    FOR EACH ROW EXECUTE FUNCTION markets_steps_founded();
ALTER TABLE markets_market ENABLE ALWAYS TRIGGER steps_founded;

-- reverse
DROP TRIGGER steps_founded ON markets_market;
DROP FUNCTION markets_steps_founded;
