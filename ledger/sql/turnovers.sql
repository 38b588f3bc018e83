-- Balances, with a plan that is kept: planning took longer than reading.
-- STABLE: every statement inside sees the snapshot of the statement that calls. Sums are numeric: none overflows.
CREATE FUNCTION ledger_turnovers(of_business bigint, of_accounts bigint[], until_day date, until_seal bigint)
RETURNS TABLE (account_id bigint, debit numeric, credit numeric)
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
SET max_parallel_workers_per_gather = 0 AS $$
DECLARE
    folded bigint;
    newest_folded bigint;
    oldest bigint;
BEGIN
    SELECT head.number, head.newest_entry INTO folded, newest_folded
    FROM ledger_turnoverhead AS head WHERE head.business_id = of_business;
    folded := COALESCE(folded, 0);
    IF of_accounts IS NOT NULL AND until_day IS NULL AND until_seal IS NULL THEN
        -- The newest lines lie side by side: all from the oldest entry that is not folded, less what is.
        -- "+ 0" keeps PostgreSQL from walking the whole history by another index instead.
        SELECT least(
            (SELECT min(seal.entry_id + 0) FROM ledger_seal AS seal
             WHERE seal.business_id = of_business AND seal.number > folded),
            (SELECT min(note.entry_id) FROM ledger_unsealed AS note WHERE note.business_id = of_business)
        ) INTO oldest;
        RETURN QUERY
        SELECT moved.account_id, sum(moved.debit), sum(moved.credit) FROM (
            SELECT day.account_id, day.debit, day.credit FROM ledger_dayturnover AS day
            WHERE day.account_id = ANY(of_accounts)
            UNION ALL
            SELECT line.account_id, line.debit, line.credit FROM ledger_line AS line
            WHERE line.entry_id >= oldest AND line.account_id + 0 = ANY(of_accounts)
            UNION ALL
            SELECT line.account_id, -line.debit, -line.credit
            FROM ledger_seal AS seal JOIN ledger_line AS line ON line.entry_id = seal.entry_id
            WHERE oldest <= newest_folded AND seal.entry_id >= oldest AND seal.business_id + 0 = of_business
              AND seal.number + 0 <= folded
              AND line.account_id + 0 = ANY(of_accounts)
        ) AS moved GROUP BY moved.account_id;
        RETURN;
    END IF;
    RETURN QUERY
    WITH late AS (
        SELECT seal.entry_id, 1 AS sign FROM ledger_seal AS seal
        WHERE seal.business_id = of_business AND seal.number > folded
          AND (until_seal IS NULL OR seal.number <= until_seal)
        UNION ALL
        SELECT seal.entry_id, -1 FROM ledger_seal AS seal
        WHERE seal.business_id = of_business AND seal.number > until_seal AND seal.number <= folded
        UNION ALL
        SELECT note.entry_id, 1 FROM ledger_unsealed AS note
        WHERE note.business_id = of_business AND until_seal IS NULL
    )
    SELECT moved.account_id, sum(moved.debit), sum(moved.credit) FROM (
        SELECT day.account_id, day.effective_on, day.debit, day.credit
        FROM ledger_account AS account JOIN ledger_dayturnover AS day ON day.account_id = account.id
        WHERE account.business_id = of_business
        UNION ALL
        SELECT line.account_id, entry.effective_on, late.sign * line.debit, late.sign * line.credit
        FROM late JOIN ledger_entry AS entry ON entry.id = late.entry_id
        JOIN ledger_line AS line ON line.entry_id = late.entry_id
    ) AS moved
    WHERE (until_day IS NULL OR moved.effective_on <= until_day)
      AND (of_accounts IS NULL OR moved.account_id = ANY(of_accounts))
    GROUP BY moved.account_id;
END $$;

-- reverse
DROP FUNCTION ledger_turnovers;
