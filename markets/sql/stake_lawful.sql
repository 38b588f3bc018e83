-- Whom the law keeps from staking does not stake.
CREATE FUNCTION markets_stake_lawful() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    bar text;
BEGIN
    SELECT markets_legal_bar(wallet.business_id, wallet.player_id, clock_timestamp()) INTO bar
    FROM ledger_wallet AS wallet WHERE wallet.id = NEW.wallet_id;
    IF bar IS NOT NULL THEN
        RAISE EXCEPTION 'STAKE_REFUSED: a stake on market % breaks the rule %', NEW.market_id, bar
            USING ERRCODE = 'check_violation', TABLE = 'markets_stake', CONSTRAINT = 'stake_lawful_' || lower(bar);
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER stake_lawful BEFORE INSERT ON markets_stake FOR EACH ROW EXECUTE FUNCTION markets_stake_lawful();
ALTER TABLE markets_stake ENABLE ALWAYS TRIGGER stake_lawful;

-- reverse
DROP TRIGGER stake_lawful ON markets_stake;
DROP FUNCTION markets_stake_lawful;
