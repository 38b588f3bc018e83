-- An account and its parent are of one business and one kind, and stand at most ten deep; one with a floor is born
-- with its balance row. The way up from each new account is walked no further than that, so that a circle, which
-- has no end, is one that is too deep.
CREATE FUNCTION ledger_account_opened() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    bad bigint;
BEGIN
    IF EXISTS (SELECT FROM added LEFT JOIN ledger_account AS parent ON parent.id = added.parent_id
               WHERE added.parent_id IS NOT NULL AND parent.business_id IS DISTINCT FROM added.business_id) THEN
        RAISE EXCEPTION 'TWO_BUSINESSES: an account and its parent belong to one business'
            USING ERRCODE = 'check_violation', TABLE = 'ledger_account', CONSTRAINT = 'account_parent_of_business';
    END IF;
    SELECT added.id INTO bad FROM added JOIN ledger_account AS parent ON parent.id = added.parent_id
    WHERE parent.kind <> added.kind LIMIT 1;
    IF bad IS NOT NULL THEN
        RAISE EXCEPTION 'TWO_KINDS: account % and its parent are of one kind', bad
            USING ERRCODE = 'check_violation', TABLE = 'ledger_account', CONSTRAINT = 'account_parent_of_kind';
    END IF;
    WITH RECURSIVE up (id, parent_id, depth) AS (
        SELECT id, parent_id, 1 FROM added WHERE parent_id IS NOT NULL
        UNION ALL
        SELECT up.id, above.parent_id, up.depth + 1
        FROM up JOIN ledger_account AS above ON above.id = up.parent_id WHERE up.depth <= 10
    ) SELECT id INTO bad FROM up WHERE depth > 10 LIMIT 1;
    IF bad IS NOT NULL THEN
        RAISE EXCEPTION 'TOO_DEEP: account % stands more than ten deep, or below itself', bad
            USING ERRCODE = 'check_violation', TABLE = 'ledger_account', CONSTRAINT = 'account_depth';
    END IF;
    INSERT INTO ledger_floor (account_id, balance) SELECT id, 0 FROM added WHERE has_floor;
    RETURN NULL;
END $$;
CREATE TRIGGER account_opened AFTER INSERT ON ledger_account
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION ledger_account_opened();
ALTER TABLE ledger_account ENABLE ALWAYS TRIGGER account_opened;
REVOKE EXECUTE ON FUNCTION ledger_account_opened() FROM PUBLIC;

-- reverse
DROP TRIGGER account_opened ON ledger_account;
DROP FUNCTION ledger_account_opened;
