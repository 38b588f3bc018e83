-- A business seals its own entries.
CREATE FUNCTION ledger_check_seals() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
    bad bigint;
BEGIN
    SELECT added.entry_id INTO bad FROM added LEFT JOIN ledger_entry AS entry ON entry.id = added.entry_id
    WHERE entry.business_id IS DISTINCT FROM added.business_id LIMIT 1;
    IF bad IS NOT NULL THEN
        RAISE EXCEPTION 'TWO_BUSINESSES: entry % is not one of the business that seals it', bad
            USING ERRCODE = 'check_violation', TABLE = 'ledger_seal', CONSTRAINT = 'seal_of_business';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER check_seals AFTER INSERT ON ledger_seal
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION ledger_check_seals();
ALTER TABLE ledger_seal ENABLE ALWAYS TRIGGER check_seals;
REVOKE EXECUTE ON FUNCTION ledger_check_seals() FROM PUBLIC;

-- reverse
DROP TRIGGER check_seals ON ledger_seal;
DROP FUNCTION ledger_check_seals;
