-- What each customer owes, by how late it is as of today in East Africa, and the credit that they have: what is due of
-- their issued invoices by the day until which it was to be paid (the day of issue, where none was named), and what is
-- left of their payments. Who owes nothing and has nothing is not in it. Reads of one business or of one customer use
-- the partial indexes of open invoices and of payments with credit.
CREATE VIEW billing_receivable AS
SELECT owed.customer_id AS id, owed.customer_id, owed.business_id,
       COALESCE(sum(owed.due) FILTER (WHERE owed.late <= 0), 0)::bigint AS not_due,
       COALESCE(sum(owed.due) FILTER (WHERE owed.late BETWEEN 1 AND 30), 0)::bigint AS late_30,
       COALESCE(sum(owed.due) FILTER (WHERE owed.late BETWEEN 31 AND 60), 0)::bigint AS late_60,
       COALESCE(sum(owed.due) FILTER (WHERE owed.late BETWEEN 61 AND 90), 0)::bigint AS late_90,
       COALESCE(sum(owed.due) FILTER (WHERE owed.late > 90), 0)::bigint AS late_more,
       sum(owed.due)::bigint AS due, sum(owed.credit)::bigint AS credit,
       (sum(owed.due) - sum(owed.credit))::bigint AS balance
FROM (
    SELECT invoice.customer_id, invoice.business_id, invoice.total - invoice.paid AS due, 0::bigint AS credit,
           (now() AT TIME ZONE 'Africa/Nairobi')::date - COALESCE(invoice.due_on, invoice.issued_on) AS late
    FROM billing_invoice AS invoice WHERE invoice.state::text IN ('UNPAID', 'PARTIALLY_PAID')
    UNION ALL
    SELECT payment.customer_id, payment.business_id, 0 AS due,
           greatest(payment.amount - payment.allocated - payment.taken_back - COALESCE((
               SELECT sum(part.cents)::bigint FROM billing_refundpart AS part
               JOIN billing_refund AS refund ON refund.id = part.refund_id
               LEFT JOIN mpesa_payout AS payout ON payout.id = refund.payout_id
               WHERE part.payment_id = payment.id
                 AND (payout.state IS NULL OR payout.state::text NOT IN ('CANCELLED', 'REVERSED'))), 0), 0) AS credit,
           NULL::integer AS late
    FROM billing_payment AS payment WHERE payment.amount > payment.allocated + payment.taken_back
) AS owed
GROUP BY owed.customer_id, owed.business_id
HAVING sum(owed.due) > 0 OR sum(owed.credit) > 0;

-- reverse
DROP VIEW billing_receivable;
