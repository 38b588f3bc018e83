-- Who opened a shift where, and with what, does not change; of a closed one nothing does: its Z-report is final.
CREATE FUNCTION billing_shift_stays() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF OLD.state = 'CLOSED'
       OR (OLD.business_id, OLD.register_id, OLD.cashier_id, OLD.number, OLD.opened_at, OLD.opening_counted,
           OLD.opening_expected, OLD.opening_carried,
           OLD.key, OLD.key_hash)
          IS DISTINCT FROM
          (NEW.business_id, NEW.register_id, NEW.cashier_id, NEW.number, NEW.opened_at, NEW.opening_counted,
           NEW.opening_expected, NEW.opening_carried,
           NEW.key, NEW.key_hash) THEN
        RAISE EXCEPTION 'SHIFT_FIXED: what was written of shift % stays', OLD.id
            USING ERRCODE = 'restrict_violation', TABLE = 'billing_shift', CONSTRAINT = 'shift_fixed';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER shift_stays BEFORE UPDATE ON billing_shift FOR EACH ROW EXECUTE FUNCTION billing_shift_stays();
ALTER TABLE billing_shift ENABLE ALWAYS TRIGGER shift_stays;

-- reverse
DROP TRIGGER shift_stays ON billing_shift;
DROP FUNCTION billing_shift_stays;
