-- A wallet is the account 2200-<player> with a floor, below 2200 of its business.
CREATE FUNCTION ledger_wallet_opened() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    bad bigint;
BEGIN
    SELECT added.id INTO bad FROM added
    LEFT JOIN ledger_account AS account ON account.id = added.account_id AND account.has_floor
        AND account.business_id = added.business_id AND account.code = '2200-' || added.player_id
    LEFT JOIN ledger_account AS parent ON parent.id = account.parent_id AND parent.code = '2200'
    WHERE parent.id IS NULL LIMIT 1;
    IF bad IS NOT NULL THEN
        RAISE EXCEPTION 'WALLET_MISPLACED: the account of wallet % is not its player''s below 2200', bad
            USING ERRCODE = 'check_violation', TABLE = 'ledger_wallet', CONSTRAINT = 'wallet_in_its_place';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER wallet_opened AFTER INSERT ON ledger_wallet
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION ledger_wallet_opened();
ALTER TABLE ledger_wallet ENABLE ALWAYS TRIGGER wallet_opened;
REVOKE EXECUTE ON FUNCTION ledger_wallet_opened() FROM PUBLIC;

-- reverse
DROP TRIGGER wallet_opened ON ledger_wallet;
DROP FUNCTION ledger_wallet_opened;
