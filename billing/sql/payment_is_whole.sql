-- By the end of the transaction a payment says allocated what its allocations say, and they and its refunds together
-- are at most what it was; of one that was taken back, refunds made before stay. A paper (tax withheld, a debt given
-- up) settles the bill that it is about, and is no money that could pay another.
CREATE FUNCTION billing_payment_is_whole() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    now billing_payment;
    given numeric;
BEGIN
    SELECT * INTO now FROM billing_payment WHERE id = NEW.id;
    IF now.allocated <> COALESCE((SELECT sum(cents) FROM billing_allocation WHERE payment_id = now.id), 0) THEN
        RAISE EXCEPTION 'ALLOCATED_WITHOUT_BILL: payment % says allocated what no bill got', now.id
            USING ERRCODE = 'check_violation', TABLE = 'billing_payment', CONSTRAINT = 'payment_allocated_is_summed';
    END IF;
    SELECT COALESCE(sum(part.cents), 0) INTO given FROM billing_refundpart AS part
    JOIN billing_refund AS refund ON refund.id = part.refund_id
    LEFT JOIN mpesa_payout AS payout ON payout.id = refund.payout_id
    WHERE part.payment_id = now.id AND (payout.id IS NULL OR payout.state NOT IN ('CANCELLED', 'REVERSED'));
    IF now.taken_back = 0 AND now.allocated + given > now.amount THEN
        RAISE EXCEPTION 'CREDIT_TWICE: payment % cannot pay bills and be given back', now.id
            USING ERRCODE = 'check_violation', TABLE = 'billing_payment', CONSTRAINT = 'payment_credit_once';
    END IF;
    IF now.kind IN ('VAT_WITHHELD', 'INCOME_TAX_WITHHELD', 'WRITE_OFF') AND now.allocated <> now.amount - now.taken_back THEN
        RAISE EXCEPTION 'PAPER_IS_NO_CREDIT: payment % settles its own bill alone', now.id
            USING ERRCODE = 'check_violation', TABLE = 'billing_payment', CONSTRAINT = 'payment_paper_is_no_credit';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER payment_is_whole AFTER INSERT OR UPDATE ON billing_payment
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION billing_payment_is_whole();
ALTER TABLE billing_payment ENABLE ALWAYS TRIGGER payment_is_whole;

-- reverse
DROP TRIGGER payment_is_whole ON billing_payment;
DROP FUNCTION billing_payment_is_whole;
