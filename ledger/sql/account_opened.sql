-- An account and its parent are of one business; an account with a floor is born with its balance row.
CREATE FUNCTION ledger_account_opened() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM added LEFT JOIN ledger_account AS parent ON parent.id = added.parent_id
               WHERE added.parent_id IS NOT NULL AND parent.business_id IS DISTINCT FROM added.business_id) THEN
        RAISE EXCEPTION 'TWO_BUSINESSES: an account and its parent belong to one business'
            USING ERRCODE = 'check_violation', TABLE = 'ledger_account', CONSTRAINT = 'account_parent_of_business';
    END IF;
    INSERT INTO ledger_floor (account_id, balance) SELECT id, 0 FROM added WHERE has_floor;
    RETURN NULL;
END $$;
CREATE TRIGGER account_opened AFTER INSERT ON ledger_account
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION ledger_account_opened();
ALTER TABLE ledger_account ENABLE ALWAYS TRIGGER account_opened;
REVOKE EXECUTE ON FUNCTION ledger_account_opened() FROM PUBLIC;
REVOKE EXECUTE ON FUNCTION ledger_account_opened() FROM hesabu_app;

-- reverse
DROP TRIGGER account_opened ON ledger_account;
DROP FUNCTION ledger_account_opened;
