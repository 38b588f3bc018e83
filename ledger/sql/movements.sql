-- Opening and movement of every account between two days, in one pass over the turnovers.
-- STABLE: every statement inside sees the snapshot of the statement that calls. Sums are numeric: none overflows.
CREATE FUNCTION ledger_movements(
    of_business bigint, of_accounts bigint[], from_day date, until_day date, until_seal bigint)
RETURNS TABLE (account_id bigint, opening numeric, debit numeric, credit numeric)
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
    folded bigint := COALESCE((SELECT number FROM ledger_turnoverhead WHERE business_id = of_business), 0);
BEGIN
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
    ), moved AS (
        SELECT day.account_id, day.effective_on, day.debit, day.credit
        FROM ledger_account AS account JOIN ledger_dayturnover AS day ON day.account_id = account.id
        WHERE account.business_id = of_business AND (of_accounts IS NULL OR account.id = ANY(of_accounts))
        UNION ALL
        SELECT line.account_id, entry.effective_on, late.sign * line.debit, late.sign * line.credit
        FROM late JOIN ledger_entry AS entry ON entry.id = late.entry_id
        JOIN ledger_line AS line ON line.entry_id = late.entry_id
        WHERE of_accounts IS NULL OR line.account_id = ANY(of_accounts)
    )
    SELECT moved.account_id,
           COALESCE(sum(moved.debit - moved.credit) FILTER (WHERE moved.effective_on < from_day), 0),
           COALESCE(sum(moved.debit) FILTER (WHERE inside), 0),
           COALESCE(sum(moved.credit) FILTER (WHERE inside), 0)
    FROM moved, LATERAL (SELECT from_day IS NULL OR moved.effective_on >= from_day AS inside) AS place
    WHERE until_day IS NULL OR moved.effective_on <= until_day
    GROUP BY moved.account_id;
END $$;

-- reverse
DROP FUNCTION ledger_movements;
