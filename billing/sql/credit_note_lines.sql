-- A credit note is the sum of its lines, which are of its invoice; of no line more is taken back than it bills. Its
-- payment is of kind CREDIT_NOTE, of the customer, and as much. The invoice has counted it, and none of its lines comes
-- later.
CREATE FUNCTION billing_credit_note_lines() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    about bigint := CASE TG_TABLE_NAME WHEN 'billing_creditnote' THEN (to_jsonb(NEW) ->> 'id')::bigint
                                       ELSE (to_jsonb(NEW) ->> 'note_id')::bigint END;
    bad bigint;
BEGIN
    SELECT note.id INTO bad FROM billing_creditnote AS note
    JOIN billing_invoice AS invoice ON invoice.id = note.invoice_id
    JOIN billing_payment AS payment ON payment.id = note.payment_id
    WHERE note.id = about AND (
        (note.business_id, invoice.customer_id, note.total, 'CREDIT_NOTE')
            <> (invoice.business_id, payment.customer_id, payment.amount, payment.kind)
        OR invoice.issued_at IS NULL OR invoice.state = 'VOID'
        OR invoice.credited <> (SELECT sum(other.total) FROM billing_creditnote AS other
                                WHERE other.invoice_id = invoice.id)
        OR (note.net, note.vat) <> (
            SELECT COALESCE(sum(net), 0)::bigint, COALESCE(sum(vat), 0)::bigint FROM billing_creditnoteline
            WHERE note_id = note.id)
        OR EXISTS (
            SELECT FROM billing_creditnoteline AS credited
            JOIN billing_invoiceline AS line ON line.id = credited.line_id
            WHERE credited.note_id = note.id AND (line.invoice_id <> note.invoice_id OR (
                SELECT sum(other.net) > line.net OR sum(other.vat) > line.vat
                FROM billing_creditnoteline AS other WHERE other.line_id = line.id))));
    IF bad IS NOT NULL THEN
        RAISE EXCEPTION 'CREDITED_TOO_MUCH: credit note % is not of what its invoice bills', bad
            USING ERRCODE = 'check_violation', TABLE = 'billing_creditnote', CONSTRAINT = 'credit_note_of_its_lines';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER of_its_lines AFTER INSERT ON billing_creditnote
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION billing_credit_note_lines();
ALTER TABLE billing_creditnote ENABLE ALWAYS TRIGGER of_its_lines;
CREATE CONSTRAINT TRIGGER of_its_note AFTER INSERT ON billing_creditnoteline
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION billing_credit_note_lines();
ALTER TABLE billing_creditnoteline ENABLE ALWAYS TRIGGER of_its_note;

-- reverse
DROP TRIGGER of_its_note ON billing_creditnoteline;
DROP TRIGGER of_its_lines ON billing_creditnote;
DROP FUNCTION billing_credit_note_lines;
