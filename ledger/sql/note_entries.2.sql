-- No entry comes on a closed day, whoever writes, however the clocks of two sessions stand. A posting shares an
-- advisory lock per business that a closing takes alone: it waits for a closing that is under way and then sees
-- it, since under READ COMMITTED each statement of a trigger looks anew. A transaction of a stricter level keeps
-- its old picture: it also locks the row of its business, which a closing writes, and fails when that was written.
-- What other columns check by themselves (core/fields.py) is checked here for all entries at once, by a plan that
-- is kept: a check of a column is read and planned anew at every posting. An id is one that the sequence has given:
-- who takes one ahead of it would stop every later posting.
-- The closing of a year comes on the last closed day; what it may do there: closing_entry.sql.
-- Then each entry is noted for the sealer, and, where its lines are not there yet, for entry_has_lines.
CREATE FUNCTION ledger_note_entries() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
    bad date;
    wrong text;
    given bigint := COALESCE(pg_sequence_last_value('public.ledger_entry_id_seq'), 0);
BEGIN
    PERFORM pg_advisory_xact_lock_shared(hashtextextended('ledger.period:' || business_id, 0)) FROM added;
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        PERFORM FROM users_business WHERE id IN (SELECT business_id FROM added) ORDER BY id FOR SHARE;
    END IF;
    SELECT judged.day, judged.breaks INTO bad, wrong FROM (
        SELECT added.effective_on AS day, CASE
            WHEN NOT (added.effective_on >= '2000-01-01' AND added.effective_on < '2101-01-01')
                THEN 'entry_day_kept'
            WHEN NOT (added.occurred_at >= '2000-01-01 00:00:00+03' AND added.occurred_at < '2101-01-01 00:00:00+03'
                      AND added.posted_at >= '2000-01-01 00:00:00+03' AND added.posted_at < '2101-01-01 00:00:00+03')
                THEN 'entry_moment_kept'
            WHEN added.kind <> ALL (
                '{RECEIPT,ROUTE,SUSPENSE,CHARGE,SWEEP,OPENING,TAKEN_BACK,CORRECTION,PAYOUT,INVOICE,PAYMENT,ALLOCATION,CREDIT_NOTE,WRITE_OFF,REFUND,STOCK,DRAWER,WALLET,STAKE,SETTLEMENT,MANUAL,CLOSING,REVERSAL}')
                THEN 'entry_kind_known'
            WHEN (added.kind = 'REVERSAL') <> (added.reverses_id IS NOT NULL) THEN 'entry_reverses_if_a_reversal'
            WHEN added.id NOT BETWEEN 1 AND given
                THEN 'entry_id_given'
            WHEN EXISTS (SELECT FROM ledger_period AS period WHERE period.business_id = added.business_id
                         AND period.last_day >= added.effective_on AND period.state = 'CLOSED'
                         AND (added.kind <> 'CLOSING' OR period.last_day > added.effective_on))
                THEN 'entry_in_open_period'
            END AS breaks
        FROM added
    ) AS judged WHERE judged.breaks IS NOT NULL LIMIT 1;
    IF wrong = 'entry_in_open_period' THEN
        RAISE EXCEPTION 'PERIOD_CLOSED: the books of % are closed', bad
            USING ERRCODE = 'check_violation', TABLE = 'ledger_entry', CONSTRAINT = wrong;
    ELSIF wrong IS NOT NULL THEN
        RAISE EXCEPTION 'ENTRY_NOT_KEPT: an entry breaks %', wrong
            USING ERRCODE = 'check_violation', TABLE = 'ledger_entry', CONSTRAINT = wrong;
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

-- reverse
DROP TRIGGER note_entries ON ledger_entry;
DROP FUNCTION ledger_note_entries;
