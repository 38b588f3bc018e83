-- No entry comes on a closed day, whoever writes, however the clocks of two sessions stand. A posting shares an
-- advisory lock per business that a closing takes alone: it waits for a closing that is under way and then sees
-- it, since under READ COMMITTED each statement of a trigger looks anew. A transaction of a stricter level keeps
-- its old picture: it also locks the row of its business, which a closing writes, and fails when that was written.
-- An id is one that the sequence has given: who takes one ahead of it would stop every later posting.
-- The closing of a year comes on the last closed day; what it may do there: closing_entry.sql.
-- Then each entry is noted for the sealer, and, where its lines are not there yet, for entry_has_lines.
CREATE FUNCTION ledger_note_entries() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
    bad date;
BEGIN
    PERFORM pg_advisory_xact_lock_shared(hashtextextended('ledger.period:' || business_id, 0)) FROM added;
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        PERFORM FROM users_business WHERE id IN (SELECT business_id FROM added) ORDER BY id FOR SHARE;
    END IF;
    SELECT added.effective_on INTO bad FROM added WHERE EXISTS (
        SELECT FROM ledger_period AS period WHERE period.business_id = added.business_id
        AND period.last_day >= added.effective_on AND period.state = 'CLOSED'
        AND (added.kind <> 'CLOSING' OR period.last_day > added.effective_on)) LIMIT 1;
    IF bad IS NOT NULL THEN
        RAISE EXCEPTION 'PERIOD_CLOSED: the books of % are closed', bad
            USING ERRCODE = 'check_violation', TABLE = 'ledger_entry', CONSTRAINT = 'entry_in_open_period';
    END IF;

    IF EXISTS (SELECT FROM added, ledger_entry_id_seq AS given
               WHERE added.id NOT BETWEEN 1 AND given.last_value - CASE WHEN given.is_called THEN 0 ELSE 1 END) THEN
        RAISE EXCEPTION 'ID_AHEAD: an entry has an id that its sequence has not given'
            USING ERRCODE = 'check_violation', TABLE = 'ledger_entry', CONSTRAINT = 'entry_id_given';
    END IF;

    INSERT INTO ledger_unsealed (entry_id, business_id) SELECT id, business_id FROM added;
    INSERT INTO ledger_awaitinglines (entry_id)
    SELECT id FROM added WHERE NOT EXISTS (SELECT FROM ledger_line WHERE entry_id = added.id);
    RETURN NULL;
END $$;
CREATE TRIGGER note_entries AFTER INSERT ON ledger_entry
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION ledger_note_entries();
ALTER TABLE ledger_entry ENABLE ALWAYS TRIGGER note_entries;
REVOKE EXECUTE ON FUNCTION ledger_note_entries() FROM PUBLIC;
REVOKE EXECUTE ON FUNCTION ledger_note_entries() FROM hesabu_app;
REVOKE INSERT, UPDATE ON ledger_unsealed FROM hesabu_app;

-- reverse
DROP TRIGGER note_entries ON ledger_entry;
DROP FUNCTION ledger_note_entries;
GRANT INSERT, UPDATE ON ledger_unsealed TO hesabu_app;
