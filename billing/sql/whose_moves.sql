-- What is a customer's becomes another's only when the one was merged into the other. (A draft is nobody's yet.)
CREATE FUNCTION billing_whose_moves() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM billing_customer WHERE id = OLD.customer_id AND merged_into_id = NEW.customer_id) THEN
        RAISE EXCEPTION 'CUSTOMER_FIXED: % % is of the customer that it was made for', TG_TABLE_NAME, OLD.id
            USING ERRCODE = 'restrict_violation', TABLE = TG_TABLE_NAME, CONSTRAINT = 'customer_fixed';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER whose_moves BEFORE UPDATE ON billing_invoice FOR EACH ROW
    WHEN (OLD.customer_id IS DISTINCT FROM NEW.customer_id AND OLD.state <> 'DRAFT')
    EXECUTE FUNCTION billing_whose_moves();
ALTER TABLE billing_invoice ENABLE ALWAYS TRIGGER whose_moves;

CREATE TRIGGER whose_moves BEFORE UPDATE ON billing_payment FOR EACH ROW
    WHEN (OLD.customer_id IS DISTINCT FROM NEW.customer_id) EXECUTE FUNCTION billing_whose_moves();
ALTER TABLE billing_payment ENABLE ALWAYS TRIGGER whose_moves;

CREATE TRIGGER whose_moves BEFORE UPDATE ON billing_refund FOR EACH ROW
    WHEN (OLD.customer_id IS DISTINCT FROM NEW.customer_id) EXECUTE FUNCTION billing_whose_moves();
ALTER TABLE billing_refund ENABLE ALWAYS TRIGGER whose_moves;

CREATE TRIGGER whose_moves BEFORE UPDATE ON billing_customerentry FOR EACH ROW
    WHEN (OLD.customer_id IS DISTINCT FROM NEW.customer_id) EXECUTE FUNCTION billing_whose_moves();
ALTER TABLE billing_customerentry ENABLE ALWAYS TRIGGER whose_moves;

CREATE TRIGGER whose_moves BEFORE UPDATE ON billing_subscription FOR EACH ROW
    WHEN (OLD.customer_id IS DISTINCT FROM NEW.customer_id) EXECUTE FUNCTION billing_whose_moves();
ALTER TABLE billing_subscription ENABLE ALWAYS TRIGGER whose_moves;

CREATE TRIGGER whose_moves BEFORE UPDATE ON billing_customernotice FOR EACH ROW
    WHEN (OLD.customer_id IS DISTINCT FROM NEW.customer_id) EXECUTE FUNCTION billing_whose_moves();
ALTER TABLE billing_customernotice ENABLE ALWAYS TRIGGER whose_moves;

-- reverse
DROP TRIGGER whose_moves ON billing_customernotice;
DROP TRIGGER whose_moves ON billing_subscription;
DROP TRIGGER whose_moves ON billing_customerentry;
DROP TRIGGER whose_moves ON billing_refund;
DROP TRIGGER whose_moves ON billing_payment;
DROP TRIGGER whose_moves ON billing_invoice;
DROP FUNCTION billing_whose_moves;
