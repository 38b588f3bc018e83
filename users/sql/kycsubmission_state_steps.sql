-- The legal steps of a submission. The same table stands in Python (the model's legal_steps).
CREATE FUNCTION users_kycsubmission_state_steps() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state = NEW.state
       OR OLD.state = 'DRAFT' AND NEW.state IN ('SUBMITTED', 'WITHDRAWN')
       OR OLD.state = 'SUBMITTED' AND NEW.state IN ('APPROVED', 'REFUSED')
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'ILLEGAL_STEP: users_kycsubmission % -> %', OLD.state, NEW.state
        USING ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME, CONSTRAINT = 'users_kycsubmission_state_steps';
END $$;
CREATE TRIGGER state_steps BEFORE UPDATE OF state ON users_kycsubmission
    FOR EACH ROW EXECUTE FUNCTION users_kycsubmission_state_steps();
ALTER TABLE users_kycsubmission ENABLE ALWAYS TRIGGER state_steps;

-- reverse
DROP TRIGGER state_steps ON users_kycsubmission;
DROP FUNCTION users_kycsubmission_state_steps;
