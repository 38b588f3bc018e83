-- Of these rows nothing changes but whose they are, as whose_moves allows.
CREATE FUNCTION billing_only_whose() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (to_jsonb(OLD) - 'customer_id') <> (to_jsonb(NEW) - 'customer_id') THEN
        RAISE EXCEPTION 'ROW_FIXED: % % cannot change', TG_TABLE_NAME, OLD.id
            USING ERRCODE = 'restrict_violation', TABLE = TG_TABLE_NAME, CONSTRAINT = 'only_whose';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER only_whose BEFORE UPDATE ON billing_refund FOR EACH ROW EXECUTE FUNCTION billing_only_whose();
ALTER TABLE billing_refund ENABLE ALWAYS TRIGGER only_whose;

CREATE TRIGGER only_whose BEFORE UPDATE ON billing_customerentry FOR EACH ROW EXECUTE FUNCTION billing_only_whose();
ALTER TABLE billing_customerentry ENABLE ALWAYS TRIGGER only_whose;

-- reverse
DROP TRIGGER only_whose ON billing_customerentry;
DROP TRIGGER only_whose ON billing_refund;
DROP FUNCTION billing_only_whose;
