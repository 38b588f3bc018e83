-- Who explains a market, proposes its result or answers a dispute runs markets for its business and has no stake in it.
-- Who disputes a result has a stake, or runs markets; nobody dismisses an own dispute. A stake looks the other way round
-- (stake_taken), and both hold the lock of the pool. These roles carry market.manage (users/access.py).
CREATE FUNCTION markets_said_by_right() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    said jsonb := to_jsonb(NEW);
    said_by bigint := CASE
        WHEN TG_TABLE_NAME = 'markets_proposal' THEN said ->> 'proposed_by_id'
        WHEN TG_OP = 'UPDATE' THEN said ->> 'answered_by_id'
        ELSE said ->> 'by_id' END;
    staked boolean;
    runs boolean;
    wrong text;
BEGIN
    PERFORM FROM markets_pool WHERE market_id = NEW.market_id FOR NO KEY UPDATE;
    staked := EXISTS (SELECT FROM ledger_wallet AS wallet
                      JOIN markets_stake AS stake ON stake.wallet_id = wallet.id AND stake.market_id = NEW.market_id
                      WHERE wallet.player_id = said_by);
    runs := EXISTS (SELECT FROM markets_market AS market
                    JOIN users_membership AS member ON member.business_id = market.business_id
                        AND member.user_id = said_by AND member.role IN ('OWNER', 'MARKET_OPERATOR')
                    JOIN users_user AS person ON person.id = member.user_id AND person.is_active
                    WHERE market.id = NEW.market_id);
    IF TG_TABLE_NAME = 'markets_dispute' AND TG_OP = 'INSERT' THEN
        wrong := CASE WHEN NOT (staked OR runs) THEN 'disputed_by_right' END;
    ELSIF TG_TABLE_NAME = 'markets_dispute' AND said ->> 'state' = 'DISMISSED' THEN
        wrong := CASE WHEN said_by IS NULL OR said_by = (said ->> 'by_id')::bigint OR staked OR NOT runs
                      THEN 'answered_by_right' END;
    -- Another result or a void answers it, whoever of those who run markets decided that, or the clock.
    ELSIF TG_TABLE_NAME = 'markets_dispute' THEN
        wrong := CASE WHEN staked THEN 'answered_by_right' END;
    ELSIF staked OR NOT runs THEN
        wrong := 'said_by_right';
    END IF;
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION 'NOT_SAID_BY_RIGHT: this is not for user % to say about market %', said_by, NEW.market_id
            USING ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME, CONSTRAINT = wrong;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER said_by_right BEFORE INSERT ON markets_clarification
    FOR EACH ROW EXECUTE FUNCTION markets_said_by_right();
ALTER TABLE markets_clarification ENABLE ALWAYS TRIGGER said_by_right;
CREATE TRIGGER said_by_right BEFORE INSERT ON markets_proposal
    FOR EACH ROW EXECUTE FUNCTION markets_said_by_right();
ALTER TABLE markets_proposal ENABLE ALWAYS TRIGGER said_by_right;
CREATE TRIGGER said_by_right BEFORE INSERT OR UPDATE ON markets_dispute
    FOR EACH ROW EXECUTE FUNCTION markets_said_by_right();
ALTER TABLE markets_dispute ENABLE ALWAYS TRIGGER said_by_right;
REVOKE EXECUTE ON FUNCTION markets_said_by_right() FROM PUBLIC;

-- reverse
DROP TRIGGER said_by_right ON markets_dispute;
DROP TRIGGER said_by_right ON markets_proposal;
DROP TRIGGER said_by_right ON markets_clarification;
DROP FUNCTION markets_said_by_right;
