-- A stake is taken under the lock of the pool, by the clock of the database once the lock is held: it is in time, within
-- the bounds, on an outcome that runs, out of a wallet of the business whose player decides nothing here. It gets the
-- next number, and the pool and its outcome count it.
CREATE FUNCTION markets_stake_taken() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    pool markets_pool;
    market markets_market;
    wrong text;
BEGIN
    SELECT * INTO pool FROM markets_pool WHERE market_id = NEW.market_id FOR NO KEY UPDATE;
    -- A statement of its own: it sees what was committed while the lock was waited for.
    SELECT * INTO market FROM markets_market WHERE id = NEW.market_id;
    NEW.accepted_at := clock_timestamp();
    NEW.sequence := pool.stakes + 1;
    SELECT CASE
        WHEN market.state IS DISTINCT FROM 'OPEN' OR pool.account_id IS NULL OR NEW.accepted_at >= market.closes_at
            THEN 'stake_in_time'
        WHEN NEW.cents < market.least_stake OR NEW.cents > market.most_stake THEN 'stake_within_bounds'
        WHEN NOT EXISTS (SELECT FROM markets_outcome AS outcome
                         WHERE outcome.id = NEW.outcome_id AND outcome.market_id = NEW.market_id
                           AND outcome.scratched_at IS NULL) THEN 'stake_on_what_runs'
        WHEN NOT EXISTS (SELECT FROM ledger_wallet AS wallet
                         WHERE wallet.id = NEW.wallet_id AND wallet.business_id = market.business_id)
            THEN 'stake_of_business'
        WHEN EXISTS (SELECT FROM markets_decision AS decision
                     JOIN ledger_wallet AS wallet ON wallet.id = NEW.wallet_id AND wallet.player_id = decision.by_id
                     WHERE decision.market_id = NEW.market_id) THEN 'stake_of_no_decider'
        END INTO wrong;
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION 'STAKE_REFUSED: a stake on market % breaks %', NEW.market_id, wrong
            USING ERRCODE = 'check_violation', TABLE = 'markets_stake', CONSTRAINT = wrong;
    END IF;
    UPDATE markets_pool SET stakes = NEW.sequence, total = total + NEW.cents WHERE market_id = NEW.market_id;
    UPDATE markets_outcome SET stakes = stakes + 1, total = total + NEW.cents WHERE id = NEW.outcome_id;
    RETURN NEW;
END $$;
CREATE TRIGGER stake_taken BEFORE INSERT ON markets_stake FOR EACH ROW EXECUTE FUNCTION markets_stake_taken();
ALTER TABLE markets_stake ENABLE ALWAYS TRIGGER stake_taken;
REVOKE EXECUTE ON FUNCTION markets_stake_taken() FROM PUBLIC;

-- reverse
DROP TRIGGER stake_taken ON markets_stake;
DROP FUNCTION markets_stake_taken;
