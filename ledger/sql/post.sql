-- Header and lines of one entry in one statement; the id is NULL when the reference is taken already. First it
-- takes the sealer's waiting wake-up; a call that is a transaction of its own writes nothing where none waits.
CREATE FUNCTION ledger_post(
    alone boolean, queue text, due timestamptz, since timestamptz, for_business bigint, on_day date, at_moment timestamptz, of_kind text, described text, under_reference text,
    content bytea, mirror_of bigint, by_actor bigint, codes text[], debits bigint[], credits bigint[],
    OUT id bigint, OUT posted_at timestamptz, OUT awake boolean)
LANGUAGE plpgsql SET search_path = public, pg_temp
SET enable_seqscan = off SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    awake := core_wake_up_waits(queue, due, since);
    IF alone AND NOT awake THEN
        RETURN;
    END IF;
    WITH entry AS (
        INSERT INTO ledger_entry (business_id, effective_on, occurred_at, posted_at, kind, description,
                                  reference, content_hash, reverses_id, actor_id)
        VALUES (for_business, on_day, at_moment, clock_timestamp(), of_kind, described, under_reference, content,
                mirror_of, by_actor)
        ON CONFLICT (business_id, reference) DO NOTHING
        RETURNING ledger_entry.id, ledger_entry.posted_at
    ), lines AS (
        INSERT INTO ledger_line (entry_id, account_id, debit, credit)
        SELECT entry.id,
               (SELECT account.id FROM ledger_account AS account
                WHERE account.business_id = for_business AND account.code = leg.code),
               leg.debit, leg.credit
        FROM entry, unnest(codes, debits, credits) AS leg (code, debit, credit)
    )
    SELECT entry.id, entry.posted_at INTO ledger_post.id, ledger_post.posted_at FROM entry;
END $$;

-- reverse
DROP FUNCTION ledger_post;
