-- What is said about a market is said while it may be: clarifications while it runs, a result once it is closed (of a
-- market that is settled, one to correct it by), a dispute while its result stands to be disputed, about the newest
-- result. What somebody disputed stays as it was, and is answered while it keeps the market waiting.
CREATE FUNCTION markets_said_in_time() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    moves CONSTANT text[] := '{state,answer,answered_by_id,answered_at}';
    stands text;
    wrong text;
BEGIN
    SELECT state INTO stands FROM markets_market WHERE id = NEW.market_id FOR SHARE;
    IF TG_TABLE_NAME = 'markets_clarification' THEN
        wrong := CASE WHEN stands NOT IN ('OPEN', 'SUSPENDED', 'CLOSED', 'PROPOSED', 'DISPUTED')
                      THEN 'clarified_while_it_runs' END;
    ELSIF TG_TABLE_NAME = 'markets_proposal' THEN
        wrong := CASE WHEN stands NOT IN ('CLOSED', 'PROPOSED', 'DISPUTED', 'SETTLED', 'CORRECTED')
                      THEN 'proposed_when_closed' END;
    ELSIF TG_OP = 'UPDATE' AND (to_jsonb(NEW) - moves <> to_jsonb(OLD) - moves OR OLD.state <> 'OPEN') THEN
        wrong := 'dispute_fixed';
    ELSIF stands NOT IN ('PROPOSED', 'DISPUTED') THEN
        wrong := 'disputed_in_time';
    ELSIF TG_OP = 'INSERT' AND (NEW.state <> 'OPEN' OR stands <> 'DISPUTED' OR NEW.proposal_id IS DISTINCT FROM (
            SELECT id FROM markets_proposal WHERE market_id = NEW.market_id ORDER BY number DESC LIMIT 1)) THEN
        wrong := 'disputed_in_time';
    END IF;
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION 'NOT_SAID_IN_TIME: market % is %, which breaks %', NEW.market_id, stands, wrong
            USING ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME, CONSTRAINT = wrong;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER said_in_time BEFORE INSERT ON markets_clarification
    FOR EACH ROW EXECUTE FUNCTION markets_said_in_time();
ALTER TABLE markets_clarification ENABLE ALWAYS TRIGGER said_in_time;
CREATE TRIGGER said_in_time BEFORE INSERT ON markets_proposal
    FOR EACH ROW EXECUTE FUNCTION markets_said_in_time();
ALTER TABLE markets_proposal ENABLE ALWAYS TRIGGER said_in_time;
CREATE TRIGGER said_in_time BEFORE INSERT OR UPDATE ON markets_dispute
    FOR EACH ROW EXECUTE FUNCTION markets_said_in_time();
ALTER TABLE markets_dispute ENABLE ALWAYS TRIGGER said_in_time;

-- reverse
DROP TRIGGER said_in_time ON markets_dispute;
DROP TRIGGER said_in_time ON markets_proposal;
DROP TRIGGER said_in_time ON markets_clarification;
DROP FUNCTION markets_said_in_time;
