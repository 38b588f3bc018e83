-- What customers owe, entry by entry, from the lines on 1200 and 2100 of their entries and of the reversals of
-- these, and what was owed after each. Whose an entry is: billing says so where it posts (billing_customerentry);
-- what routing, placing and reversals post of a receipt is the payer's, and what a payout out of credit posts is the
-- customer's who gets it. Reads of one customer use the indexes of its rows: customer_id is what the window is
-- partitioned by.
CREATE VIEW billing_statementline AS
SELECT moved.id, moved.customer_id, moved.id AS entry_id, moved.invoice_id, moved.payment_id, moved.refund_id,
       moved.day, moved.at, greatest(moved.cents, 0) AS debit, greatest(-moved.cents, 0) AS credit,
       sum(moved.cents) OVER (PARTITION BY moved.customer_id ORDER BY moved.day, moved.id)::bigint AS balance
FROM (
    SELECT entry.id, known.customer_id, known.invoice_id, known.payment_id, known.refund_id,
           entry.effective_on AS day, entry.occurred_at AS at,
           sum(line.debit - line.credit)::bigint AS cents
    FROM (
        SELECT customer_id, business_id, reference::text AS reference, invoice_id, payment_id, refund_id
        FROM billing_customerentry
        UNION ALL
        SELECT payment.customer_id, payment.business_id,
               concat_ws(':', 'mpesa', till.shortcode, receipt.number, leg) AS reference,
               NULL::bigint AS invoice_id, payment.id AS payment_id, NULL::bigint AS refund_id
        FROM billing_payment AS payment JOIN mpesa_receipt AS receipt ON receipt.id = payment.receipt_id
        JOIN mpesa_till AS till ON till.id = receipt.till_id
        CROSS JOIN unnest(ARRAY['route', 'place', 'reversal', 'reversal_2', 'reversal_3', 'reversal_4', 'reversal_5',
                                'reversal_6', 'reversal_7', 'reversal_8', 'reversal_9']) AS leg
        UNION ALL
        SELECT refund.customer_id, refund.business_id, 'payout:' || payout.ref || ':' || turn AS reference,
               NULL::bigint AS invoice_id, NULL::bigint AS payment_id, refund.id AS refund_id
        FROM billing_refund AS refund JOIN mpesa_payout AS payout ON payout.id = refund.payout_id
        CROSS JOIN generate_series(1, payout.reserves) AS turn
        UNION ALL
        SELECT refund.customer_id, refund.business_id,
               concat_ws(':', 'mpesa', till.shortcode, attempt.receipt, leg) AS reference,
               NULL::bigint AS invoice_id, NULL::bigint AS payment_id, refund.id AS refund_id
        FROM billing_refund AS refund JOIN mpesa_payoutattempt AS attempt ON attempt.payout_id = refund.payout_id
        JOIN mpesa_till AS till ON till.id = attempt.till_id
        CROSS JOIN unnest(ARRAY['payout', 'reversal']) AS leg
        WHERE attempt.receipt <> ''
    ) AS known
    JOIN ledger_entry AS first ON first.business_id = known.business_id AND first.reference = known.reference
    CROSS JOIN LATERAL (
        SELECT first.id, first.effective_on, first.occurred_at
        UNION ALL
        SELECT undone.id, undone.effective_on, undone.occurred_at FROM ledger_entry AS undone
        WHERE undone.reverses_id = first.id
    ) AS entry
    JOIN ledger_line AS line ON line.entry_id = entry.id
    JOIN ledger_account AS account ON account.id = line.account_id AND account.code IN ('1200', '2100')
    GROUP BY entry.id, known.customer_id, known.invoice_id, known.payment_id, known.refund_id,
             entry.effective_on, entry.occurred_at
    HAVING sum(line.debit - line.credit) <> 0
) AS moved;

-- reverse
DROP VIEW billing_statementline;
