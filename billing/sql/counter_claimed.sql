-- A receipt is claimed for a sale in an open shift of who claims it, at whose register's till it landed since the
-- shift began; and by the end of the transaction it pays this sale with all that it is.
CREATE FUNCTION billing_counter_claimed() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (
            SELECT FROM mpesa_counterplacing AS counter
            JOIN mpesa_receipt AS receipt ON receipt.id = counter.receipt_id
            JOIN billing_shift AS shift ON shift.id = NEW.shift_id
            JOIN billing_register AS register ON register.id = shift.register_id
            JOIN billing_sale AS sale ON sale.id = NEW.sale_id
            JOIN billing_invoice AS invoice ON invoice.id = sale.invoice_id
            JOIN billing_payment AS payment ON payment.receipt_id = receipt.id
            JOIN billing_allocation AS share ON share.payment_id = payment.id AND share.invoice_id = invoice.id
            WHERE counter.receipt_id = NEW.placing_id AND counter.reference = invoice.number
              AND counter.by_id = shift.cashier_id AND register.till_id = receipt.till_id
              AND receipt.occurred_at >= shift.opened_at AND receipt.business_id = invoice.business_id
              AND receipt.amount = NEW.cents AND share.cents = NEW.cents) THEN
        RAISE EXCEPTION 'CLAIMED_ELSEWHERE: receipt % does not pay this sale exactly, in this shift', NEW.placing_id
            USING ERRCODE = 'check_violation', TABLE = 'billing_counterclaim', CONSTRAINT = 'counter_claimed';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER counter_claimed BEFORE INSERT ON billing_counterclaim
    FOR EACH ROW EXECUTE FUNCTION billing_counter_claimed();
ALTER TABLE billing_counterclaim ENABLE ALWAYS TRIGGER counter_claimed;

-- reverse
DROP TRIGGER counter_claimed ON billing_counterclaim;
DROP FUNCTION billing_counter_claimed;
