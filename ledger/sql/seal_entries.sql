-- One batch of a business's entries gets its seals: the next numbers, digest and chain of what stands in the
-- books, and no caller's word for any of it. A number that another sealer has given meanwhile is seen: the lock
-- is waited for, and the statements after it look anew. Digests are of texts as a client gets them: in UTF-8, whatever
-- encoding the caller's session has.
CREATE FUNCTION ledger_seal_entries(of_business bigint, at_most integer) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET client_encoding = 'UTF8'
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
    newest bigint;
    link bytea;
    since timestamptz;
    entries bigint[];
    digests bytea[];
    links bytea[];
    each bytea;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('ledger.seal:' || of_business, 0));
    SELECT number, chain, sealed_at INTO newest, link, since FROM ledger_seal
    WHERE business_id = of_business ORDER BY number DESC LIMIT 1;
    link := COALESCE(link, decode(repeat('00', 32), 'hex'));

    SELECT array_agg(found.entry_id ORDER BY found.entry_id), array_agg(found.digest ORDER BY found.entry_id)
    INTO entries, digests
    FROM ledger_digest AS found WHERE found.entry_id IN (
        SELECT note.entry_id FROM ledger_unsealed AS note WHERE note.business_id = of_business
        ORDER BY note.entry_id LIMIT greatest(at_most, 1));
    IF entries IS NULL THEN
        RETURN 0;
    END IF;

    FOREACH each IN ARRAY digests LOOP
        link := sha256(link || each);
        links := links || link;
    END LOOP;
    DELETE FROM ledger_unsealed WHERE entry_id = ANY(entries);
    INSERT INTO ledger_seal (business_id, number, entry_id, digest, chain, sealed_at)
    SELECT of_business, COALESCE(newest, 0) + place, entry_id, digest, chain, greatest(clock_timestamp(), since)
    FROM unnest(entries, digests, links) WITH ORDINALITY AS seal (entry_id, digest, chain, place) ORDER BY place;
    RETURN cardinality(entries);
END $$;
REVOKE EXECUTE ON FUNCTION ledger_seal_entries(bigint, integer) FROM PUBLIC;

-- reverse
DROP FUNCTION ledger_seal_entries;
