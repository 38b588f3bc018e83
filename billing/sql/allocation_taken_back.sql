-- What takes an allocation back is its mirror: of the same invoice and payment, as many cents.
CREATE FUNCTION billing_allocation_taken_back() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM billing_allocation AS paid WHERE paid.id = NEW.takes_back_id
                   AND (paid.invoice_id, paid.payment_id, paid.cents, paid.takes_back_id IS NULL)
                       = (NEW.invoice_id, NEW.payment_id, -NEW.cents, true)) THEN
        RAISE EXCEPTION 'NOT_A_MIRROR: allocation % is taken back as it was made', NEW.takes_back_id
            USING ERRCODE = 'check_violation', TABLE = 'billing_allocation', CONSTRAINT = 'allocation_taken_back';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER taken_back BEFORE INSERT ON billing_allocation
    FOR EACH ROW WHEN (NEW.takes_back_id IS NOT NULL) EXECUTE FUNCTION billing_allocation_taken_back();
ALTER TABLE billing_allocation ENABLE ALWAYS TRIGGER taken_back;

-- reverse
DROP TRIGGER taken_back ON billing_allocation;
DROP FUNCTION billing_allocation_taken_back;
