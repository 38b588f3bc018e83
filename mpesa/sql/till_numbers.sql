-- A shortcode and a store number are two names of one till: each leads to one till of its environment, and what a
-- till is called by never changes, since its accounts in the ledger are named for it.
CREATE FUNCTION mpesa_till_numbers() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF (NEW.shortcode, NEW.store_number, NEW.environment, NEW.business_id)
           IS DISTINCT FROM (OLD.shortcode, OLD.store_number, OLD.environment, OLD.business_id) THEN
            RAISE EXCEPTION 'TILL_FIXED: the numbers, the environment and the owner of till % stay', OLD.id
                USING ERRCODE = 'restrict_violation', TABLE = 'mpesa_till', CONSTRAINT = 'till_fixed';
        END IF;
        RETURN NULL;
    END IF;
    INSERT INTO mpesa_tillnumber (till_id, environment, number)
    SELECT DISTINCT NEW.id, NEW.environment, number
    FROM unnest(ARRAY[NEW.shortcode, NEW.store_number]) AS number WHERE number <> '';
    RETURN NULL;
END $$;
CREATE TRIGGER till_numbers AFTER INSERT OR UPDATE ON mpesa_till
    FOR EACH ROW EXECUTE FUNCTION mpesa_till_numbers();
ALTER TABLE mpesa_till ENABLE ALWAYS TRIGGER till_numbers;

-- reverse
DROP TRIGGER till_numbers ON mpesa_till;
DROP FUNCTION mpesa_till_numbers;
