-- The lines of an issued invoice are all there when it is, and no statement adds to them or takes one away.
CREATE FUNCTION billing_lines_of_issued() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    bad bigint;
BEGIN
    SELECT invoice.id INTO bad FROM billing_invoice AS invoice
    WHERE invoice.id IN (SELECT invoice_id FROM touched) AND invoice.issued_at IS NOT NULL
      AND (invoice.line_count, invoice.net, invoice.vat) <> (
          SELECT count(*), COALESCE(sum(net), 0)::bigint, COALESCE(sum(vat), 0)::bigint FROM billing_invoiceline
          WHERE invoice_id = invoice.id)
    LIMIT 1;
    IF bad IS NOT NULL THEN
        RAISE EXCEPTION 'INVOICE_FIXED: invoice % was issued with other lines', bad
            USING ERRCODE = 'restrict_violation', TABLE = 'billing_invoiceline', CONSTRAINT = 'lines_of_issued';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER added AFTER INSERT ON billing_invoiceline REFERENCING NEW TABLE AS touched
    FOR EACH STATEMENT EXECUTE FUNCTION billing_lines_of_issued();
ALTER TABLE billing_invoiceline ENABLE ALWAYS TRIGGER added;
CREATE TRIGGER taken_away AFTER DELETE ON billing_invoiceline REFERENCING OLD TABLE AS touched
    FOR EACH STATEMENT EXECUTE FUNCTION billing_lines_of_issued();
ALTER TABLE billing_invoiceline ENABLE ALWAYS TRIGGER taken_away;
CREATE TRIGGER fixed BEFORE UPDATE OR TRUNCATE ON billing_invoiceline
    FOR EACH STATEMENT EXECUTE FUNCTION hesabu_refuse_change();
ALTER TABLE billing_invoiceline ENABLE ALWAYS TRIGGER fixed;

-- reverse
DROP TRIGGER fixed ON billing_invoiceline;
DROP TRIGGER taken_away ON billing_invoiceline;
DROP TRIGGER added ON billing_invoiceline;
DROP FUNCTION billing_lines_of_issued;
