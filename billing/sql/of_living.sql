-- Nothing new is of a customer who was merged into another, or is being merged: who meets that waits for the merge
-- and is refused as if two had met (40001), so that work is tried again and then finds the other customer.
CREATE FUNCTION billing_of_living() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    gone bigint;
BEGIN
    -- OFFSET 0: locked first, and looked at then. Else rows that are merged just now would be passed over.
    SELECT locked.id INTO gone FROM (
        SELECT id, merged_into_id FROM billing_customer
        WHERE id IN (SELECT customer_id FROM fresh) OFFSET 0 FOR KEY SHARE
    ) AS locked WHERE locked.merged_into_id IS NOT NULL;
    IF gone IS NOT NULL THEN
        RAISE EXCEPTION 'CUSTOMER_MERGED: customer % was merged into another', gone
            USING ERRCODE = 'serialization_failure', TABLE = TG_TABLE_NAME, CONSTRAINT = 'of_living';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER of_living AFTER INSERT ON billing_invoice REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION billing_of_living();
ALTER TABLE billing_invoice ENABLE ALWAYS TRIGGER of_living;

CREATE TRIGGER of_living AFTER INSERT ON billing_payment REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION billing_of_living();
ALTER TABLE billing_payment ENABLE ALWAYS TRIGGER of_living;

CREATE TRIGGER of_living AFTER INSERT ON billing_refund REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION billing_of_living();
ALTER TABLE billing_refund ENABLE ALWAYS TRIGGER of_living;

CREATE TRIGGER of_living AFTER INSERT ON billing_customerentry REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION billing_of_living();
ALTER TABLE billing_customerentry ENABLE ALWAYS TRIGGER of_living;

CREATE TRIGGER of_living AFTER INSERT ON billing_subscription REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION billing_of_living();
ALTER TABLE billing_subscription ENABLE ALWAYS TRIGGER of_living;

CREATE TRIGGER of_living AFTER INSERT ON billing_customernotice REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION billing_of_living();
ALTER TABLE billing_customernotice ENABLE ALWAYS TRIGGER of_living;

-- reverse
DROP TRIGGER of_living ON billing_customernotice;
DROP TRIGGER of_living ON billing_subscription;
DROP TRIGGER of_living ON billing_customerentry;
DROP TRIGGER of_living ON billing_refund;
DROP TRIGGER of_living ON billing_payment;
DROP TRIGGER of_living ON billing_invoice;
DROP FUNCTION billing_of_living;
