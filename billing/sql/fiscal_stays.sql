-- A fiscal document is of one bill, keeps the number under which it may have been taken (but for a later one where the unit
-- has another bill under it), and nothing changes once it is signed.
CREATE FUNCTION billing_fiscal_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.business_id, NEW.invoice_id, NEW.credit_note_id)
          IS DISTINCT FROM (OLD.business_id, OLD.invoice_id, OLD.credit_note_id)
       OR (OLD.state IN ('UNKNOWN', 'SIGNED') OR OLD.state = 'SENT' AND NEW.state IN ('SENT', 'UNKNOWN', 'SIGNED'))
          AND NEW.number IS DISTINCT FROM OLD.number
       OR OLD.perhaps_taken AND NOT NEW.perhaps_taken
       OR OLD.perhaps_taken AND NEW.number IS DISTINCT FROM OLD.number
          AND NOT (OLD.state = 'QUEUED' AND OLD.reason = 'NUMBER_TAKEN' AND coalesce(NEW.number > OLD.number, false))
       OR OLD.state = 'SIGNED' AND NEW IS DISTINCT FROM OLD THEN
        RAISE EXCEPTION 'FISCAL_FIXED: fiscal document % stays as it was sent and signed', OLD.id
            USING ERRCODE = 'restrict_violation', TABLE = 'billing_fiscaldocument', CONSTRAINT = 'fiscal_fixed';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER fiscal_stays BEFORE UPDATE ON billing_fiscaldocument
    FOR EACH ROW EXECUTE FUNCTION billing_fiscal_stays();
ALTER TABLE billing_fiscaldocument ENABLE ALWAYS TRIGGER fiscal_stays;

CREATE TRIGGER only_added BEFORE DELETE OR TRUNCATE ON billing_fiscaldocument
    FOR EACH STATEMENT EXECUTE FUNCTION hesabu_refuse_change();
ALTER TABLE billing_fiscaldocument ENABLE ALWAYS TRIGGER only_added;

-- reverse
DROP TRIGGER only_added ON billing_fiscaldocument;
DROP TRIGGER fiscal_stays ON billing_fiscaldocument;
DROP FUNCTION billing_fiscal_stays;
