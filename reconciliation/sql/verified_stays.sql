-- The verified statement stays as it is: a row can be struck and a stretch can end, once, and nothing else of
-- them changes. What replaces them are new rows.
CREATE FUNCTION reconciliation_verified_stays() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    gone text := TG_ARGV[0];
    before jsonb := to_jsonb(OLD);
    after jsonb := to_jsonb(NEW);
BEGIN
    IF before -> gone <> 'null'::jsonb OR before - gone <> after - gone THEN
        RAISE EXCEPTION 'VERIFIED_STAYS: % % stays as it was admitted', TG_TABLE_NAME, OLD.id
            USING ERRCODE = 'restrict_violation', TABLE = TG_TABLE_NAME, CONSTRAINT = 'verified_stays';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER verified_stays BEFORE UPDATE ON reconciliation_statementrow
    FOR EACH ROW EXECUTE FUNCTION reconciliation_verified_stays('struck_at');
ALTER TABLE reconciliation_statementrow ENABLE ALWAYS TRIGGER verified_stays;
CREATE TRIGGER verified_stays BEFORE UPDATE ON reconciliation_stretch
    FOR EACH ROW EXECUTE FUNCTION reconciliation_verified_stays('ended_at');
ALTER TABLE reconciliation_stretch ENABLE ALWAYS TRIGGER verified_stays;

-- reverse
DROP TRIGGER verified_stays ON reconciliation_stretch;
DROP TRIGGER verified_stays ON reconciliation_statementrow;
DROP FUNCTION reconciliation_verified_stays;
