-- Who was merged stays so. The other is a customer of the business who lives; where that one is merged in turn, those
-- that it stands for follow.
CREATE FUNCTION billing_merged_stays() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM billing_customer AS other
        WHERE other.id = NEW.merged_into_id AND other.business_id = NEW.business_id AND other.id <> NEW.id
          AND other.merged_into_id IS NULL AND NOT other.is_walk_in)
       OR OLD.merged_into_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM billing_customer AS former
        WHERE former.id = OLD.merged_into_id AND former.merged_into_id = NEW.merged_into_id) THEN
        RAISE EXCEPTION 'MERGED_STAYS: customer % cannot become another one so', OLD.id
            USING ERRCODE = 'restrict_violation', TABLE = 'billing_customer', CONSTRAINT = 'merged_stays';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER merged_stays BEFORE UPDATE ON billing_customer FOR EACH ROW
    WHEN (OLD.merged_into_id IS DISTINCT FROM NEW.merged_into_id) EXECUTE FUNCTION billing_merged_stays();
ALTER TABLE billing_customer ENABLE ALWAYS TRIGGER merged_stays;

-- reverse
DROP TRIGGER merged_stays ON billing_customer;
DROP FUNCTION billing_merged_stays;
