-- A payment pays bills of its own customer, and bills that were issued; both have counted an allocation when it is
-- written, so that none is added behind their backs. (That they count no more: paid_is_allocated, payment_is_whole.)
CREATE FUNCTION billing_allocation_within() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    bad bigint;
BEGIN
    SELECT added.invoice_id INTO bad FROM added
    JOIN billing_invoice AS invoice ON invoice.id = added.invoice_id
    JOIN billing_payment AS payment ON payment.id = added.payment_id
    WHERE (invoice.business_id, invoice.customer_id) <> (payment.business_id, payment.customer_id)
       OR invoice.issued_at IS NULL
    LIMIT 1;
    IF bad IS NOT NULL THEN
        RAISE EXCEPTION 'NOT_ITS_BILL: invoice % is no issued bill of who paid', bad
            USING ERRCODE = 'check_violation', TABLE = 'billing_allocation', CONSTRAINT = 'allocation_within';
    END IF;
    SELECT touched.id INTO bad FROM (
        SELECT invoice.id, invoice.paid AS said, sum(allocation.cents) AS summed
        FROM billing_invoice AS invoice JOIN billing_allocation AS allocation ON allocation.invoice_id = invoice.id
        WHERE invoice.id IN (SELECT invoice_id FROM added) GROUP BY invoice.id
        UNION ALL
        SELECT payment.id, payment.allocated, sum(allocation.cents)
        FROM billing_payment AS payment JOIN billing_allocation AS allocation ON allocation.payment_id = payment.id
        WHERE payment.id IN (SELECT payment_id FROM added) GROUP BY payment.id
    ) AS touched WHERE touched.said <> touched.summed LIMIT 1;
    IF bad IS NOT NULL THEN
        RAISE EXCEPTION 'ALLOCATION_UNCOUNTED: what was allocated is not counted by its bill and its payment, as %', bad
            USING ERRCODE = 'check_violation', TABLE = 'billing_allocation', CONSTRAINT = 'allocation_counted';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER within AFTER INSERT ON billing_allocation REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION billing_allocation_within();
ALTER TABLE billing_allocation ENABLE ALWAYS TRIGGER within;

-- reverse
DROP TRIGGER within ON billing_allocation;
DROP FUNCTION billing_allocation_within;
