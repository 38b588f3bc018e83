"""What verify_ledger asks of bills: that customers owe in the books what their bills and payments say,
that printed numbers have no holes, and that goods and drawers are what the books say."""

from __future__ import annotations

from typing import Final

# What refunds out of credit did in the books is left out: their payouts account for it.
_BALANCES = """
SELECT owed.business_id, 'customer ' || customer.account_number || ': ' || sum(owed.cents)
FROM (
    SELECT c.business_id, s.customer_id, s.debit - s.credit AS cents
    FROM billing_statementline AS s JOIN billing_customer AS c ON c.id = s.customer_id
    WHERE {c.business_id} AND s.refund_id IS NULL
    UNION ALL
    SELECT i.business_id, i.customer_id, i.paid - i.total FROM billing_invoice AS i
    WHERE {i.business_id} AND i.issued_at IS NOT NULL AND i.state <> 'VOID'
    UNION ALL
    SELECT p.business_id, p.customer_id, p.amount - p.allocated - p.taken_back FROM billing_payment AS p
    WHERE {p.business_id}
) AS owed JOIN billing_customer AS customer ON customer.id = owed.customer_id
GROUP BY owed.business_id, customer.account_number HAVING sum(owed.cents) <> 0
"""

_ALLOCATIONS = """
SELECT i.business_id, 'invoice ' || i.number FROM billing_invoice AS i
WHERE {i.business_id} AND (
    i.paid <> COALESCE((SELECT sum(cents) FROM billing_allocation AS a WHERE a.invoice_id = i.id), 0)
    OR i.credited <> COALESCE((SELECT sum(total) FROM billing_creditnote AS n WHERE n.invoice_id = i.id), 0))
UNION ALL
SELECT p.business_id, 'payment ' || p.id FROM billing_payment AS p
WHERE {p.business_id}
  AND p.allocated <> COALESCE((SELECT sum(cents) FROM billing_allocation AS a WHERE a.payment_id = p.id), 0)
"""


def _gaps(table: str, what: str) -> str:
    return f"""
SELECT n.business_id, '{what} of ' || n.serial_year || ': ' || count(*) || ' up to ' || max(n.serial_count)
FROM {table} AS n WHERE {{n.business_id}} AND n.serial_year IS NOT NULL
GROUP BY n.business_id, n.serial_year HAVING count(*) <> max(n.serial_count) OR min(n.serial_count) <> 1
"""  # noqa: S608  (our own text)


_POSTED = """
COALESCE((SELECT sum(l.debit - l.credit) FROM ledger_entry AS e JOIN ledger_line AS l ON l.entry_id = e.id
          JOIN ledger_account AS a ON a.id = l.account_id
          WHERE e.business_id = b.business_id AND e.reference = b.reference AND {account}), 0)
"""
_STOCK = f"""
SELECT b.business_id, 'goods of ' || b.reference FROM (
    SELECT p.business_id, m.reference, sum(m.cents) AS cents
    FROM billing_stockmove AS m JOIN billing_product AS p ON p.id = m.product_id
    WHERE {{p.business_id}} GROUP BY p.business_id, m.reference
) AS b WHERE b.cents <> {_POSTED.format(account="a.code = '1300'")}
"""  # noqa: S608  (our own text)
_DRAWERS = f"""
SELECT b.business_id, 'cash of ' || b.reference FROM (
    SELECT m.business_id, m.reference, m.cents, r.account_id FROM billing_drawermove AS m
    JOIN billing_shift AS s ON s.id = m.shift_id JOIN billing_register AS r ON r.id = s.register_id
    WHERE {{m.business_id}}
) AS b WHERE b.cents <> {_POSTED.format(account="a.id = b.account_id")}
"""  # noqa: S608  (our own text)

CHECKS: Final = {
    "CUSTOMER_BALANCE_DIFFERS": _BALANCES,
    "ALLOCATIONS_DIFFER": _ALLOCATIONS,
    "INVOICE_NUMBERS_WITH_GAP": _gaps("billing_invoice", "invoices"),
    "STOCK_DIFFERS": _STOCK,
    "DRAWER_DIFFERS": _DRAWERS,
    "CREDIT_NOTE_NUMBERS_WITH_GAP": _gaps("billing_creditnote", "credit notes"),
}
