-- A market begins as a draft. What it is played by changes in a draft only; it opens with an account for its pool and
-- the digest of its terms, and ends settled or corrected by a run that is done.
CREATE FUNCTION markets_market_stays() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    moves CONSTANT text[] := '{state,closed_at,disputes_until,dispute_seconds_left}';
    opens CONSTANT text[] := '{terms_digest,opened_at}';
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'DRAFT' THEN
            RAISE EXCEPTION 'MARKET_FIXED: a market begins as a draft'
                USING ERRCODE = 'check_violation', TABLE = 'markets_market', CONSTRAINT = 'market_begins_as_draft';
        END IF;
        RETURN NEW;
    END IF;
    IF (OLD.business_id, OLD.key, OLD.created_by_id) <> (NEW.business_id, NEW.key, NEW.created_by_id)
       OR OLD.state = 'REVIEW' AND to_jsonb(NEW) - moves - opens <> to_jsonb(OLD) - moves - opens
       OR OLD.state NOT IN ('DRAFT', 'REVIEW') AND to_jsonb(NEW) - moves <> to_jsonb(OLD) - moves
       OR OLD.closed_at IS NOT NULL AND NEW.closed_at IS DISTINCT FROM OLD.closed_at THEN
        RAISE EXCEPTION 'MARKET_FIXED: what market % is played by cannot change', OLD.id
            USING ERRCODE = 'restrict_violation', TABLE = 'markets_market', CONSTRAINT = 'market_fixed';
    END IF;
    IF NEW.state = 'OPEN' AND (NEW.terms_digest IS NULL OR NEW.opened_at IS NULL OR NOT EXISTS (
            SELECT FROM markets_pool WHERE market_id = NEW.id AND account_id IS NOT NULL)) THEN
        RAISE EXCEPTION 'MARKET_NOT_READY: market % has no pool, or nobody knows its terms', NEW.id
            USING ERRCODE = 'check_violation', TABLE = 'markets_market', CONSTRAINT = 'market_opens_whole';
    END IF;
    IF NEW.state IN ('SETTLED', 'CORRECTED') AND OLD.state <> NEW.state AND NOT EXISTS (
            SELECT FROM markets_settlementrun AS run
            WHERE run.market_id = NEW.id AND run.state = 'DONE'
              AND run.kind = CASE NEW.state WHEN 'SETTLED' THEN 'SETTLEMENT' ELSE 'CORRECTION' END) THEN
        RAISE EXCEPTION 'MARKET_NOT_SETTLED: no run of market % is done', NEW.id
            USING ERRCODE = 'check_violation', TABLE = 'markets_market', CONSTRAINT = 'market_settled_by_run';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER market_stays BEFORE INSERT OR UPDATE ON markets_market
    FOR EACH ROW EXECUTE FUNCTION markets_market_stays();
ALTER TABLE markets_market ENABLE ALWAYS TRIGGER market_stays;

-- reverse
DROP TRIGGER market_stays ON markets_market;
DROP FUNCTION markets_market_stays;
