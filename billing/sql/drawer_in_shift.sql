-- Cash moves in an open shift alone: what is in a Z-report is all that there was.
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
    RETURN NEW;
END $$;
CREATE TRIGGER drawer_in_shift BEFORE INSERT ON billing_drawermove
    FOR EACH ROW EXECUTE FUNCTION billing_drawer_in_shift();
ALTER TABLE billing_drawermove ENABLE ALWAYS TRIGGER drawer_in_shift;

-- reverse
DROP TRIGGER drawer_in_shift ON billing_drawermove;
DROP FUNCTION billing_drawer_in_shift;
