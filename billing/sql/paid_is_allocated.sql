-- By the end of the transaction an invoice says paid what its allocations say.
CREATE FUNCTION billing_paid_is_allocated() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    bad bigint;
BEGIN
    SELECT invoice.id INTO bad FROM billing_invoice AS invoice
    WHERE invoice.id = NEW.id AND invoice.paid <> COALESCE(
        (SELECT sum(cents) FROM billing_allocation WHERE invoice_id = invoice.id), 0);
    IF bad IS NOT NULL THEN
        RAISE EXCEPTION 'PAID_WITHOUT_MONEY: invoice % says paid what no receipt paid', bad
            USING ERRCODE = 'check_violation', TABLE = 'billing_invoice', CONSTRAINT = 'invoice_paid_is_allocated';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER paid_is_allocated AFTER INSERT OR UPDATE ON billing_invoice
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION billing_paid_is_allocated();
ALTER TABLE billing_invoice ENABLE ALWAYS TRIGGER paid_is_allocated;

-- reverse
DROP TRIGGER paid_is_allocated ON billing_invoice;
DROP FUNCTION billing_paid_is_allocated;
