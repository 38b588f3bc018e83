-- Numbers and payments come with their run, before it is approved, and are of its market's stakes and business.
CREATE FUNCTION markets_numbers_of_frozen() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    bad bigint;
BEGIN
    SELECT run.id INTO bad FROM (SELECT DISTINCT run_id FROM added) AS touched
    JOIN markets_settlementrun AS run ON run.id = touched.run_id WHERE run.state <> 'FROZEN' LIMIT 1;
    IF bad IS NULL AND TG_TABLE_NAME = 'markets_frozennumber' THEN
        SELECT added.run_id INTO bad FROM added
        JOIN markets_settlementrun AS run ON run.id = added.run_id
        JOIN markets_stake AS stake ON stake.id = (to_jsonb(added) ->> 'stake_id')::bigint
        WHERE stake.market_id <> run.market_id LIMIT 1;
    ELSIF bad IS NULL THEN
        SELECT added.run_id INTO bad FROM added
        JOIN markets_settlementrun AS run ON run.id = added.run_id
        JOIN markets_market AS market ON market.id = run.market_id
        JOIN ledger_wallet AS wallet ON wallet.id = (to_jsonb(added) ->> 'wallet_id')::bigint
        WHERE wallet.business_id <> market.business_id LIMIT 1;
    END IF;
    IF bad IS NOT NULL THEN
        RAISE EXCEPTION 'RUN_FIXED: the numbers of run % are frozen', bad
            USING ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME, CONSTRAINT = 'numbers_frozen';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER numbers_of_frozen AFTER INSERT ON markets_frozennumber
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION markets_numbers_of_frozen();
ALTER TABLE markets_frozennumber ENABLE ALWAYS TRIGGER numbers_of_frozen;
CREATE TRIGGER numbers_of_frozen AFTER INSERT ON markets_runpayment
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION markets_numbers_of_frozen();
ALTER TABLE markets_runpayment ENABLE ALWAYS TRIGGER numbers_of_frozen;

-- reverse
DROP TRIGGER numbers_of_frozen ON markets_runpayment;
DROP TRIGGER numbers_of_frozen ON markets_frozennumber;
DROP FUNCTION markets_numbers_of_frozen;
