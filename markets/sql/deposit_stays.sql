-- A deposit is of one business and one player, and stays what was asked for; only its stake comes, and is the one that
-- was wished, out of its wallet.
CREATE FUNCTION markets_deposit_stays() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    moves CONSTANT text[] := '{state,stake_id,code,text,ended_at}';
    wrong text;
BEGIN
    wrong := CASE
        WHEN TG_OP = 'UPDATE' AND to_jsonb(NEW) - moves <> to_jsonb(OLD) - moves THEN 'deposit_fixed'
        WHEN TG_OP = 'INSERT' AND (NEW.state NOT IN ('NO_STAKE', 'WAITING')
            OR NOT EXISTS (SELECT FROM ledger_wallet WHERE id = NEW.wallet_id AND business_id = NEW.business_id)
            OR NOT EXISTS (SELECT FROM mpesa_paymentrequest
                           WHERE id = NEW.request_id AND business_id = NEW.business_id)
            OR NEW.outcome_id IS NOT NULL AND NOT EXISTS (
                SELECT FROM markets_outcome AS outcome JOIN markets_market AS market ON market.id = outcome.market_id
                WHERE outcome.id = NEW.outcome_id AND market.business_id = NEW.business_id))
            THEN 'deposit_of_business'
        WHEN NEW.stake_id IS NOT NULL AND NOT EXISTS (
            SELECT FROM markets_stake WHERE id = NEW.stake_id AND wallet_id = NEW.wallet_id
                AND outcome_id = NEW.outcome_id AND cents = NEW.cents) THEN 'deposit_staked_as_wished'
        END;
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION 'DEPOSIT_STAYS: % of deposit %', wrong, NEW.id
            USING ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME, CONSTRAINT = wrong;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER deposit_stays BEFORE INSERT OR UPDATE ON markets_deposit
    FOR EACH ROW EXECUTE FUNCTION markets_deposit_stays();
ALTER TABLE markets_deposit ENABLE ALWAYS TRIGGER deposit_stays;
REVOKE EXECUTE ON FUNCTION markets_deposit_stays() FROM PUBLIC;

CREATE TRIGGER stays BEFORE DELETE OR TRUNCATE ON markets_deposit
    FOR EACH STATEMENT EXECUTE FUNCTION hesabu_refuse_change();
ALTER TABLE markets_deposit ENABLE ALWAYS TRIGGER stays;

-- reverse
DROP TRIGGER stays ON markets_deposit;
DROP TRIGGER deposit_stays ON markets_deposit;
DROP FUNCTION markets_deposit_stays;
