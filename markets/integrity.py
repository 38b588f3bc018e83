"""What verify_ledger asks of markets: that pools hold the stakes of what is not settled and nothing else,
that frozen numbers are the whole of them, and in the books; and that fees and taxes are what their rules said
on their day."""

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

# The fee of a run is the market's rate of what counts, rounded down, and never more than what was lost:
# whoever is paid has won, with all of the stake.
_FEES = """
SELECT m.business_id, 'market ' || m.id || ', run ' || run.number || ': ' || run.fee || ' cents'
FROM markets_market AS m JOIN markets_settlementrun AS run ON run.market_id = m.id
LEFT JOIN (SELECT number.run_id, sum(stake.cents) AS cents
           FROM markets_frozennumber AS number JOIN markets_stake AS stake ON stake.id = number.stake_id
           WHERE number.kind = 'PAY' GROUP BY number.run_id) AS won ON won.run_id = run.id
WHERE {m.business_id} AND run.state IN ('APPROVED', 'DONE', 'REPLACED')
  AND run.fee <> LEAST(div((run.staked - run.refunded)::numeric * m.fee_bps, 10000),
                       run.staked - run.refunded - COALESCE(won.cents, 0))
"""

# What of a run is the house's, and the tax on it, by the rule of the day on which the market was first
# settled: to the nearest cent. A correction takes back what the run before it had.
_HOUSE = """
SELECT m.business_id, 'market ' || m.id || ', run ' || due.number || ': ' || due.what
FROM markets_market AS m
JOIN markets_settlementrun AS run ON run.market_id = m.id AND run.state IN ('DONE', 'REPLACED')
LEFT JOIN markets_settlementrun AS former ON former.id = run.replaces_id
CROSS JOIN LATERAL (
    SELECT COALESCE((
        SELECT rule.value FROM markets_legalrule AS rule
        WHERE rule.business_id = m.business_id AND rule.kind = 'GGR' AND rule.from_day <= (
            SELECT (first.begun_at AT TIME ZONE 'Africa/Nairobi')::date
            FROM markets_settlementrun AS first
            WHERE first.market_id = m.id AND first.state IN ('DONE', 'REPLACED')
            ORDER BY first.number LIMIT 1)
        ORDER BY rule.from_day DESC, rule.id DESC LIMIT 1), 0)::numeric AS rate) AS law
CROSS JOIN LATERAL (VALUES
    (run.number, 'house', '4100', run.fee::numeric),
    (run.number, 'ggr', '2520', div(2 * run.fee * law.rate + 10000, 20000)),
    (former.number, 'house:back', '4100', -former.fee::numeric),
    (former.number, 'ggr:back', '2520', -div(2 * former.fee * law.rate + 10000, 20000))
) AS due (number, what, code, cents)
WHERE {m.business_id} AND due.number IS NOT NULL AND due.cents <> (
    SELECT COALESCE(sum(line.credit - line.debit), 0) FROM ledger_entry AS entry
    JOIN ledger_line AS line ON line.entry_id = entry.id
    JOIN ledger_account AS account ON account.id = line.account_id AND account.code = due.code
    WHERE entry.business_id = m.business_id
      AND entry.reference = 'market:' || m.id || ':run:' || due.number || ':' || due.what)
"""

# Of what a receipt brought into a wallet so much went to 2500 as the rule of the receipt's day says.
_EXCISE = """
SELECT w.business_id, 'entry ' || entry.id || ': ' || tax.cents || ' cents of ' || mine.credit + tax.cents
FROM ledger_wallet AS w
JOIN ledger_line AS mine ON mine.account_id = w.account_id AND mine.credit > 0
JOIN ledger_entry AS entry ON entry.id = mine.entry_id AND entry.kind = 'ROUTE'
JOIN mpesa_till AS till ON till.business_id = w.business_id
    AND till.shortcode = split_part(entry.reference, ':', 2)
JOIN mpesa_receipt AS receipt ON receipt.till_id = till.id
    AND receipt.number = split_part(entry.reference, ':', 3)
CROSS JOIN LATERAL (
    SELECT COALESCE(sum(line.credit), 0)::bigint AS cents FROM ledger_line AS line
    JOIN ledger_account AS account ON account.id = line.account_id AND account.code = '2500'
    WHERE line.entry_id = entry.id) AS tax
WHERE {w.business_id} AND tax.cents <> div(2 * (mine.credit + tax.cents)::numeric * COALESCE((
    SELECT rule.value FROM markets_legalrule AS rule
    WHERE rule.business_id = w.business_id AND rule.kind = 'EXCISE'
      AND rule.from_day <= (receipt.occurred_at AT TIME ZONE 'Africa/Nairobi')::date
    ORDER BY rule.from_day DESC, rule.id DESC LIMIT 1), 0) + 10000, 20000)
"""

# Of what leaves a wallet for a phone so much goes to 2510 as the rate of the day said on which it was asked
# for. At midnight the moment that is written down may be of the day after the one that was looked at.
_WITHHELD = """
SELECT w.business_id, 'payout ' || payout.ref || ': ' || tax.cents || ' cents of ' || mine.debit
FROM ledger_wallet AS w
JOIN ledger_line AS mine ON mine.account_id = w.account_id AND mine.debit > 0
JOIN ledger_entry AS entry ON entry.id = mine.entry_id
    AND entry.reference LIKE 'wallet:' || w.id || ':payout:%%'
JOIN mpesa_payout AS payout ON payout.business_id = w.business_id
    AND payout.ref = split_part(entry.reference, ':', 4)
CROSS JOIN LATERAL (
    SELECT COALESCE(sum(line.credit), 0)::bigint AS cents FROM ledger_line AS line
    JOIN ledger_account AS account ON account.id = line.account_id AND account.code = '2510'
    WHERE line.entry_id = entry.id) AS tax
WHERE {w.business_id} AND NOT EXISTS (
    SELECT FROM (VALUES (payout.created_at), (payout.created_at - interval '1 minute')) AS asked (at)
    CROSS JOIN LATERAL (SELECT COALESCE((
        SELECT law.rate FROM mpesa_withholding AS law
        WHERE law.business_id = w.business_id
          AND law.from_day <= (asked.at AT TIME ZONE 'Africa/Nairobi')::date
        ORDER BY law.from_day DESC, law.id DESC LIMIT 1), 0)::numeric AS rate) AS law
    WHERE tax.cents = div(
        2 * (mine.debit - tax.cents) * law.rate + 10000 - law.rate, 2 * (10000 - law.rate)))
"""

CHECKS: Final = {
    "POOL_DIFFERS": _POOLS,
    "STAKES_DIFFER": _STAKES,
    "FROZEN_NUMBERS_DIFFER": _NUMBERS,
    "SETTLEMENT_DIFFERS": _POSTED,
    "FEE_DIFFERS": _FEES,
    "HOUSE_PART_DIFFERS": _HOUSE,
    "EXCISE_DIFFERS": _EXCISE,
    "WITHHOLDING_DIFFERS": _WITHHELD,
}
