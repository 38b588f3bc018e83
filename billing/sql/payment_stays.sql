-- What a payment is does not change: only what of it is allocated, that all of it was taken back, for good, and whose it
-- is, as whose_moves allows.
CREATE FUNCTION billing_payment_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (to_jsonb(OLD) - ARRAY['allocated', 'taken_back', 'customer_id'])
          <> (to_jsonb(NEW) - ARRAY['allocated', 'taken_back', 'customer_id'])
       OR OLD.taken_back > NEW.taken_back THEN
        RAISE EXCEPTION 'PAYMENT_FIXED: payment % cannot change', OLD.id
            USING ERRCODE = 'restrict_violation', TABLE = 'billing_payment', CONSTRAINT = 'payment_fixed';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER payment_stays BEFORE UPDATE ON billing_payment FOR EACH ROW EXECUTE FUNCTION billing_payment_stays();
ALTER TABLE billing_payment ENABLE ALWAYS TRIGGER payment_stays;

-- reverse
DROP TRIGGER payment_stays ON billing_payment;
DROP FUNCTION billing_payment_stays;
