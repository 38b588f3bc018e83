-- What a player submitted stays; only the keys to personal data may go (erasure).
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

-- reverse
DROP TRIGGER submission_stays ON users_kycsubmission;
DROP FUNCTION users_kycsubmission_stays;
