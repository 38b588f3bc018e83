"""Three tiers to begin with, the legal steps of a submission, and documents and steps that only grow."""

from django.db import migrations

from core.sql import append_only, state_machine

STEPS: dict[str, tuple[str, ...]] = {
    "DRAFT": ("SUBMITTED", "WITHDRAWN"),
    "SUBMITTED": ("APPROVED", "REFUSED"),
    "APPROVED": (),
    "REFUSED": (),
    "WITHDRAWN": (),
}

#: Cents. The highest is what M-Pesa itself allows: 250,000 at once, 500,000 a day.
TIERS = """
INSERT INTO users_kyctier (code, name, rank, transaction_limit, daily_limit, balance_limit, required_documents) VALUES
    ('basic', 'Basic', 1, 1000000, 2000000, 5000000, '[]'),
    ('standard', 'Standard', 2, 7000000, 14000000, 20000000, '["ID_FRONT", "ID_BACK"]'),
    ('full', 'Full', 3, 25000000, 50000000, 50000000,
     '["ID_FRONT", "ID_BACK", "SELFIE", "PROOF_OF_ADDRESS", "KRA_PIN"]');
"""

SUBMISSION_STAYS = """
CREATE FUNCTION users_kycsubmission_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.business_id, OLD.player_id, OLD.tier_id, OLD.name_sealed, OLD.id_number_sealed, OLD.birth_sealed,
        OLD.key, OLD.key_hash)
       IS DISTINCT FROM
       (NEW.business_id, NEW.player_id, NEW.tier_id, NEW.name_sealed, NEW.id_number_sealed, NEW.birth_sealed,
        NEW.key, NEW.key_hash)
       OR (NEW.data_key_id IS NOT NULL AND NEW.data_key_id IS DISTINCT FROM OLD.data_key_id)
       OR (NEW.id_index IS NOT NULL AND NEW.id_index IS DISTINCT FROM OLD.id_index) THEN
        RAISE EXCEPTION 'SUBMISSION_FIXED: submission % stays as it was made', OLD.id
            USING ERRCODE = 'restrict_violation', TABLE = 'users_kycsubmission', CONSTRAINT = 'kyc_submission_fixed';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER submission_stays BEFORE UPDATE ON users_kycsubmission
    FOR EACH ROW EXECUTE FUNCTION users_kycsubmission_stays();
ALTER TABLE users_kycsubmission ENABLE ALWAYS TRIGGER submission_stays;
"""
REVERSE = "DROP TRIGGER submission_stays ON users_kycsubmission; DROP FUNCTION users_kycsubmission_stays();"


class Migration(migrations.Migration):
    dependencies = [("users", "0005_kyc"), ("core", "0002_guarantees")]

    operations = [
        migrations.RunSQL(TIERS, "DELETE FROM users_kyctier;"),
        append_only("users_kycdocument"),
        append_only("users_kycstep"),
        state_machine("users_kycsubmission", STEPS),
        migrations.RunSQL(SUBMISSION_STAYS, REVERSE),
    ]
