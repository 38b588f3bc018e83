-- What an issued invoice bills does not change, nor its numbers; whose it is, as whose_moves allows.
CREATE FUNCTION billing_issued_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.number, OLD.business_id, OLD.kind) IS DISTINCT FROM (NEW.number, NEW.business_id, NEW.kind)
       OR OLD.state <> 'DRAFT'
          AND (OLD.net, OLD.vat, OLD.total, OLD.line_count, OLD.prices_include_vat,
               OLD.serial_year, OLD.serial_count, OLD.issued_at, OLD.issued_on, OLD.due_on, OLD.note)
              IS DISTINCT FROM
              (NEW.net, NEW.vat, NEW.total, NEW.line_count, NEW.prices_include_vat,
               NEW.serial_year, NEW.serial_count, NEW.issued_at, NEW.issued_on, NEW.due_on, NEW.note) THEN
        RAISE EXCEPTION 'INVOICE_FIXED: what invoice % bills cannot change', OLD.number
            USING ERRCODE = 'restrict_violation', TABLE = 'billing_invoice', CONSTRAINT = 'invoice_fixed';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER issued_stays BEFORE UPDATE ON billing_invoice FOR EACH ROW EXECUTE FUNCTION billing_issued_stays();
ALTER TABLE billing_invoice ENABLE ALWAYS TRIGGER issued_stays;

-- reverse
DROP TRIGGER issued_stays ON billing_invoice;
DROP FUNCTION billing_issued_stays;
