-- A payment pays bills of its own customer, and bills that were issued.
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
    RETURN NULL;
END $$;
CREATE TRIGGER within AFTER INSERT ON billing_allocation REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION billing_allocation_within();
ALTER TABLE billing_allocation ENABLE ALWAYS TRIGGER within;

-- reverse
DROP TRIGGER within ON billing_allocation;
DROP FUNCTION billing_allocation_within;
