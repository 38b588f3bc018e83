-- What a customer was billed and paid, line by line, with what was due after each. Reads of one customer use
-- the indexes of its invoices: customer_id is what the window is partitioned by.
CREATE VIEW billing_statementline AS
SELECT line.id, line.customer_id, line.invoice_id, line.payment_id, line.at, line.debit, line.credit,
       sum(line.debit - line.credit) OVER (PARTITION BY line.customer_id ORDER BY line.at, line.id)::bigint
           AS balance
FROM (
    SELECT 2 * invoice.id AS id, invoice.customer_id, invoice.id AS invoice_id, NULL::bigint AS payment_id,
           invoice.issued_at AS at, invoice.total AS debit, 0::bigint AS credit
    FROM billing_invoice AS invoice WHERE invoice.issued_at IS NOT NULL
    UNION ALL
    SELECT 2 * payment.id + 1, invoice.customer_id, invoice.id, payment.id, payment.allocated_at,
           greatest(-payment.cents, 0), greatest(payment.cents, 0)
    FROM billing_allocation AS payment JOIN billing_invoice AS invoice ON invoice.id = payment.invoice_id
) AS line;

-- reverse
DROP VIEW billing_statementline;
