-- By the end of the transaction what was taken at the counter is claimed for a sale.
CREATE FUNCTION billing_counter_placing_claimed() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM billing_counterclaim AS claim WHERE claim.placing_id = NEW.receipt_id) THEN
        RAISE EXCEPTION 'PLACED_FOR_NOBODY: receipt % was taken at the counter for no sale', NEW.receipt_id
            USING ERRCODE = 'check_violation', TABLE = 'mpesa_counterplacing', CONSTRAINT = 'counter_placing_claimed';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER counter_placing_claimed AFTER INSERT ON mpesa_counterplacing
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION billing_counter_placing_claimed();
ALTER TABLE mpesa_counterplacing ENABLE ALWAYS TRIGGER counter_placing_claimed;

-- reverse
DROP TRIGGER counter_placing_claimed ON mpesa_counterplacing;
DROP FUNCTION billing_counter_placing_claimed;
