-- An invitation is accepted or revoked once, and stays so. The same table stands in Python (the model's legal_steps).
CREATE FUNCTION users_invite_state_steps() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state = NEW.state
       OR OLD.state = 'PENDING' AND NEW.state IN ('ACCEPTED', 'REVOKED')
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'ILLEGAL_STEP: users_invite % -> %', OLD.state, NEW.state
        USING ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME, CONSTRAINT = 'users_invite_state_steps';
END $$;
CREATE TRIGGER state_steps BEFORE UPDATE OF state ON users_invite
    FOR EACH ROW EXECUTE FUNCTION users_invite_state_steps();
ALTER TABLE users_invite ENABLE ALWAYS TRIGGER state_steps;

-- reverse
DROP TRIGGER state_steps ON users_invite;
DROP FUNCTION users_invite_state_steps;
