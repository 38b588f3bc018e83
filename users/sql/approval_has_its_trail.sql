-- By the end of the transaction an approval's state is one that a decision on record gave it.
CREATE FUNCTION users_approval_has_its_trail() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM users_approvaldecision WHERE approval_id = NEW.id AND step = 'REQUESTED') OR
       (NEW.state <> 'PENDING' AND NOT EXISTS (
            SELECT FROM users_approvaldecision
            WHERE approval_id = NEW.id AND step = NEW.state AND by_id IS NOT DISTINCT FROM
                CASE NEW.state WHEN 'EXPIRED' THEN NULL WHEN 'CANCELLED' THEN NEW.maker_id ELSE NEW.checker_id END
       )) THEN
        RAISE EXCEPTION 'APPROVAL_WITHOUT_TRAIL: approval % is % and no decision says so', NEW.id, NEW.state
            USING ERRCODE = 'check_violation', TABLE = 'users_approval', CONSTRAINT = 'approval_has_its_trail';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER has_its_trail AFTER INSERT OR UPDATE ON users_approval
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION users_approval_has_its_trail();
ALTER TABLE users_approval ENABLE ALWAYS TRIGGER has_its_trail;

-- reverse
DROP TRIGGER has_its_trail ON users_approval;
DROP FUNCTION users_approval_has_its_trail;
