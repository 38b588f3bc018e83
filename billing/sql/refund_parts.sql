-- The parts of a refund are of its customer's payments, are its amount together, and leave enough of each payment.
-- None comes later.
CREATE FUNCTION billing_refund_parts() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    about bigint := CASE TG_TABLE_NAME WHEN 'billing_refund' THEN (to_jsonb(NEW) ->> 'id')::bigint
                                       ELSE (to_jsonb(NEW) ->> 'refund_id')::bigint END;
    bad bigint;
BEGIN
    SELECT refund.id INTO bad FROM billing_refund AS refund
    WHERE refund.id = about AND (
        refund.amount IS DISTINCT FROM (
            SELECT sum(cents)::bigint FROM billing_refundpart WHERE refund_id = refund.id)
        OR EXISTS (
            SELECT FROM billing_refundpart AS part JOIN billing_payment AS payment ON payment.id = part.payment_id
            WHERE part.refund_id = refund.id AND (
                (payment.business_id, payment.customer_id) <> (refund.business_id, refund.customer_id)
                OR payment.taken_back = 0 AND payment.amount < payment.allocated + (
                    SELECT sum(other.cents) FROM billing_refundpart AS other
                    JOIN billing_refund AS of_it ON of_it.id = other.refund_id
                    LEFT JOIN mpesa_payout AS payout ON payout.id = of_it.payout_id
                    WHERE other.payment_id = payment.id
                      AND (payout.id IS NULL OR payout.state NOT IN ('CANCELLED', 'REVERSED'))))));
    IF bad IS NOT NULL THEN
        RAISE EXCEPTION 'CREDIT_TWICE: refund % gives back what is not there', bad
            USING ERRCODE = 'check_violation', TABLE = 'billing_refund', CONSTRAINT = 'refund_of_its_parts';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER refund_parts AFTER INSERT ON billing_refund
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION billing_refund_parts();
ALTER TABLE billing_refund ENABLE ALWAYS TRIGGER refund_parts;
CREATE CONSTRAINT TRIGGER of_its_refund AFTER INSERT ON billing_refundpart
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION billing_refund_parts();
ALTER TABLE billing_refundpart ENABLE ALWAYS TRIGGER of_its_refund;

-- reverse
DROP TRIGGER of_its_refund ON billing_refundpart;
DROP TRIGGER refund_parts ON billing_refund;
DROP FUNCTION billing_refund_parts;
