-- By the end of the transaction an invoice says paid what its allocations say, credited what its credit notes say,
-- and, once issued, bills what its lines say.
CREATE FUNCTION billing_paid_is_allocated() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    now billing_invoice;
BEGIN
    SELECT * INTO now FROM billing_invoice WHERE id = NEW.id;
    IF now.paid <> COALESCE((SELECT sum(cents) FROM billing_allocation WHERE invoice_id = now.id), 0) THEN
        RAISE EXCEPTION 'PAID_WITHOUT_MONEY: invoice % says paid what no payment paid', now.id
            USING ERRCODE = 'check_violation', TABLE = 'billing_invoice', CONSTRAINT = 'invoice_paid_is_allocated';
    END IF;
    IF now.credited <> COALESCE((SELECT sum(total) FROM billing_creditnote WHERE invoice_id = now.id), 0) THEN
        RAISE EXCEPTION 'CREDITED_WITHOUT_NOTE: invoice % says credited what no credit note credits', now.id
            USING ERRCODE = 'check_violation', TABLE = 'billing_invoice', CONSTRAINT = 'invoice_credited_by_notes';
    END IF;
    IF now.issued_at IS NOT NULL AND (now.line_count, now.net, now.vat) <> (
        SELECT count(*), COALESCE(sum(net), 0)::bigint, COALESCE(sum(vat), 0)::bigint
        FROM billing_invoiceline WHERE invoice_id = now.id)
    THEN
        RAISE EXCEPTION 'LINES_MISSING: invoice % bills what its lines do not', now.id
            USING ERRCODE = 'check_violation', TABLE = 'billing_invoice', CONSTRAINT = 'invoice_of_its_lines';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER paid_is_allocated AFTER INSERT OR UPDATE ON billing_invoice
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION billing_paid_is_allocated();
ALTER TABLE billing_invoice ENABLE ALWAYS TRIGGER paid_is_allocated;

-- reverse
DROP TRIGGER paid_is_allocated ON billing_invoice;
DROP FUNCTION billing_paid_is_allocated;
