-- The legal steps of an approval. The same table stands in Python (the model's legal_steps).
CREATE FUNCTION users_approval_state_steps() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state = NEW.state
       OR OLD.state = 'PENDING' AND NEW.state IN ('APPROVED', 'REFUSED', 'CANCELLED', 'EXPIRED')
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'ILLEGAL_STEP: users_approval % -> %', OLD.state, NEW.state
        USING ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME, CONSTRAINT = 'users_approval_state_steps';
END $$;
CREATE TRIGGER state_steps BEFORE UPDATE OF state ON users_approval
    FOR EACH ROW EXECUTE FUNCTION users_approval_state_steps();
ALTER TABLE users_approval ENABLE ALWAYS TRIGGER state_steps;

-- reverse
DROP TRIGGER state_steps ON users_approval;
DROP FUNCTION users_approval_state_steps;
