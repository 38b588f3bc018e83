-- A request stays as it was asked, and an answered one as it was answered.
CREATE FUNCTION users_approval_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state <> 'PENDING' OR
       (OLD.business_id, OLD.kind, OLD.subject, OLD.payload, OLD.content, OLD.digest, OLD.amount, OLD.two_people,
        OLD.comment, OLD.key, OLD.key_hash, OLD.maker_id, OLD.created_at, OLD.expires_at)
       IS DISTINCT FROM
       (NEW.business_id, NEW.kind, NEW.subject, NEW.payload, NEW.content, NEW.digest, NEW.amount, NEW.two_people,
        NEW.comment, NEW.key, NEW.key_hash, NEW.maker_id, NEW.created_at, NEW.expires_at) THEN
        RAISE EXCEPTION 'APPROVAL_FIXED: approval % stays as it was asked and answered', OLD.id
            USING ERRCODE = 'restrict_violation', TABLE = 'users_approval', CONSTRAINT = 'approval_fixed';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER request_stays BEFORE UPDATE ON users_approval FOR EACH ROW EXECUTE FUNCTION users_approval_stays();
ALTER TABLE users_approval ENABLE ALWAYS TRIGGER request_stays;

-- reverse
DROP TRIGGER request_stays ON users_approval;
DROP FUNCTION users_approval_stays;
