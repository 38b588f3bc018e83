-- The account of a pool is 2300-<market> with a floor, of the market's business; it is given once.
CREATE FUNCTION markets_pool_opened() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP = 'INSERT' AND (NEW.stakes, NEW.total) <> (0, 0)
       OR TG_OP = 'UPDATE' AND OLD.account_id IS NOT NULL AND NEW.account_id IS DISTINCT FROM OLD.account_id
       OR NEW.account_id IS NOT NULL AND NOT EXISTS (
            SELECT FROM ledger_account AS account
            JOIN ledger_account AS parent ON parent.id = account.parent_id AND parent.code = '2300'
            JOIN markets_market AS market ON market.id = NEW.market_id AND market.business_id = account.business_id
            WHERE account.id = NEW.account_id AND account.has_floor AND account.code = '2300-' || market.id) THEN
        RAISE EXCEPTION 'POOL_MISPLACED: the pool of market % is not its account below 2300', NEW.market_id
            USING ERRCODE = 'check_violation', TABLE = 'markets_pool', CONSTRAINT = 'pool_in_its_place';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER pool_opened BEFORE INSERT OR UPDATE ON markets_pool
    FOR EACH ROW EXECUTE FUNCTION markets_pool_opened();
ALTER TABLE markets_pool ENABLE ALWAYS TRIGGER pool_opened;

-- reverse
DROP TRIGGER pool_opened ON markets_pool;
DROP FUNCTION markets_pool_opened;
