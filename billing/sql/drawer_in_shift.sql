-- Cash moves in an open shift alone: what is in a Z-report is all that there was. The shift, and the bill or the
-- sale that it is about, are of one business.
CREATE FUNCTION billing_drawer_in_shift() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    stands text;
BEGIN
    SELECT shift.state INTO stands FROM billing_shift AS shift
    WHERE shift.id = NEW.shift_id AND shift.business_id = NEW.business_id FOR SHARE;
    IF stands IS DISTINCT FROM 'OPEN' THEN
        RAISE EXCEPTION 'SHIFT_CLOSED: shift % is closed', NEW.shift_id
            USING ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME, CONSTRAINT = 'drawer_in_open_shift';
    END IF;
    IF EXISTS (SELECT FROM billing_invoice AS invoice
               WHERE invoice.id = (to_jsonb(NEW) ->> 'invoice_id')::bigint AND invoice.business_id <> NEW.business_id)
       OR EXISTS (SELECT FROM billing_sale AS sale
                  WHERE sale.id = (to_jsonb(NEW) ->> 'sale_id')::bigint AND sale.business_id <> NEW.business_id) THEN
        RAISE EXCEPTION 'OTHER_BUSINESS: shift % is of another business', NEW.shift_id
            USING ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME, CONSTRAINT = 'drawer_of_one_business';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER drawer_in_shift BEFORE INSERT ON billing_drawermove
    FOR EACH ROW EXECUTE FUNCTION billing_drawer_in_shift();
ALTER TABLE billing_drawermove ENABLE ALWAYS TRIGGER drawer_in_shift;

-- reverse
DROP TRIGGER drawer_in_shift ON billing_drawermove;
DROP FUNCTION billing_drawer_in_shift;
