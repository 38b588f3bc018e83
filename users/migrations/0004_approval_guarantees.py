"""The legal steps of an approval, a request that stays as it was made, and a trail that only grows."""

from django.db import migrations

from core.sql import append_only, state_machine

STEPS: dict[str, tuple[str, ...]] = {
    "PENDING": ("APPROVED", "REFUSED", "CANCELLED", "EXPIRED"),
    "APPROVED": (),
    "REFUSED": (),
    "CANCELLED": (),
    "EXPIRED": (),
}

REQUEST_STAYS = """
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
"""
REVERSE = """
DROP TRIGGER has_its_trail ON users_approval; DROP FUNCTION users_approval_has_its_trail();
DROP TRIGGER request_stays ON users_approval; DROP FUNCTION users_approval_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("users", "0003_approvals"), ("core", "0002_guarantees")]

    operations = [
        append_only("users_approvaldecision"),
        state_machine("users_approval", STEPS),
        migrations.RunSQL(REQUEST_STAYS, REVERSE),
    ]
