-- Who decides anything about a market has no stake in it. A stake looks the other way round (stake_taken), and both
-- hold the lock of the pool.
CREATE FUNCTION markets_no_position() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM FROM markets_pool WHERE market_id = NEW.market_id FOR NO KEY UPDATE;
    IF EXISTS (SELECT FROM ledger_wallet AS wallet
               JOIN markets_stake AS stake ON stake.wallet_id = wallet.id AND stake.market_id = NEW.market_id
               WHERE wallet.player_id = NEW.by_id) THEN
        RAISE EXCEPTION 'HAS_POSITION: who has a stake in market % decides nothing about it', NEW.market_id
            USING ERRCODE = 'check_violation', TABLE = 'markets_decision', CONSTRAINT = 'decision_without_position';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER no_position BEFORE INSERT ON markets_decision FOR EACH ROW EXECUTE FUNCTION markets_no_position();
ALTER TABLE markets_decision ENABLE ALWAYS TRIGGER no_position;
REVOKE EXECUTE ON FUNCTION markets_no_position() FROM PUBLIC;

-- reverse
DROP TRIGGER no_position ON markets_decision;
DROP FUNCTION markets_no_position;
