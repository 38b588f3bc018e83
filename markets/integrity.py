"""What verify_ledger asks of markets: that pools hold the stakes of what is not settled and nothing else, and
that frozen numbers are the whole of them, and in the books."""

from __future__ import annotations

from typing import Final

# While a run is in force and not done its pool is on the way; then it is judged by what is posted of it.
_POOLS = """
SELECT m.business_id, 'market ' || m.id || ': ' || floor.balance || ' cents of ' || pool.total
FROM markets_market AS m JOIN markets_pool AS pool ON pool.market_id = m.id
JOIN ledger_floor AS floor ON floor.account_id = pool.account_id
WHERE {m.business_id} AND NOT EXISTS (
        SELECT FROM markets_settlementrun AS run WHERE run.market_id = m.id AND run.state = 'APPROVED')
  AND floor.balance <> CASE WHEN EXISTS (
        SELECT FROM markets_settlementrun AS run WHERE run.market_id = m.id AND run.state = 'DONE')
      THEN 0 ELSE pool.total END
"""

_STAKES = """
SELECT m.business_id, 'market ' || m.id || ': ' || pool.stakes || ' stakes of ' || pool.total || ' cents'
FROM markets_market AS m JOIN markets_pool AS pool ON pool.market_id = m.id
LEFT JOIN (SELECT market_id, count(*) AS stakes, sum(cents) AS total, max(sequence) AS last
           FROM markets_stake GROUP BY market_id) AS s ON s.market_id = m.id
LEFT JOIN (SELECT market_id, sum(stakes) AS stakes, sum(total) AS total
           FROM markets_outcome GROUP BY market_id) AS o ON o.market_id = m.id
WHERE {m.business_id} AND (
    (pool.stakes, pool.total) IS DISTINCT FROM (COALESCE(s.stakes, 0), COALESCE(s.total, 0)::bigint)
    OR pool.stakes <> COALESCE(s.last, 0)
    OR (pool.stakes, pool.total) IS DISTINCT FROM (COALESCE(o.stakes, 0), COALESCE(o.total, 0)::bigint))
"""

_NUMBERS = """
SELECT m.business_id, 'market ' || m.id || ', run ' || run.number
FROM markets_market AS m JOIN markets_settlementrun AS run ON run.market_id = m.id
LEFT JOIN (SELECT run_id, COALESCE(sum(cents) FILTER (WHERE kind = 'PAY'), 0) AS paid,
                  COALESCE(sum(cents) FILTER (WHERE kind = 'REFUND'), 0) AS refunded
           FROM markets_frozennumber GROUP BY run_id) AS n ON n.run_id = run.id
LEFT JOIN (SELECT run_id, count(*) AS payments, sum(cents) AS cents
           FROM markets_runpayment GROUP BY run_id) AS p ON p.run_id = run.id
WHERE {m.business_id} AND run.state IN ('APPROVED', 'DONE', 'REPLACED') AND (
    (run.paid, run.refunded) IS DISTINCT FROM (COALESCE(n.paid, 0)::bigint, COALESCE(n.refunded, 0)::bigint)
    OR (run.payments, run.paid + run.refunded)
        IS DISTINCT FROM (COALESCE(p.payments, 0)::integer, COALESCE(p.cents, 0)::bigint)
    OR run.staked + run.carry_in <> run.paid + run.refunded + run.fee + run.breakage + run.carry_out)
"""

# What a wallet was paid stands in the books under its reference, in full.
_POSTED = """
SELECT m.business_id, 'market ' || m.id || ', run ' || run.number || ', payment ' || pay.position
FROM markets_market AS m JOIN markets_settlementrun AS run ON run.market_id = m.id
JOIN markets_runpayment AS pay ON pay.run_id = run.id AND pay.position <= run.posted AND pay.cents > 0
JOIN ledger_wallet AS w ON w.id = pay.wallet_id
WHERE {m.business_id} AND pay.cents IS DISTINCT FROM (
    SELECT sum(line.credit - line.debit) FROM ledger_entry AS entry
    JOIN ledger_line AS line ON line.entry_id = entry.id AND line.account_id = w.account_id
    WHERE entry.business_id = m.business_id
      AND entry.reference = 'market:' || m.id || ':run:' || run.number || ':wallet:' || w.id)
"""

CHECKS: Final = {
    "POOL_DIFFERS": _POOLS,
    "STAKES_DIFFER": _STAKES,
    "FROZEN_NUMBERS_DIFFER": _NUMBERS,
    "SETTLEMENT_DIFFERS": _POSTED,
}
