-- A rate begins after the day on which it is set, so that it changes nothing of the past, by the approval that says it.
CREATE FUNCTION mpesa_withholding_ahead() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF NEW.from_day <= (NEW.set_at AT TIME ZONE 'Africa/Nairobi')::date OR NOT EXISTS (
            SELECT FROM users_approval AS approval
            WHERE approval.id = NEW.approval_id AND approval.kind = 'payout.withholding'
              AND approval.business_id = NEW.business_id AND approval.state = 'APPROVED'
              AND approval.payload @> jsonb_build_object(
                  'name', NEW.name, 'rate', NEW.rate, 'from_day', NEW.from_day)) THEN
        RAISE EXCEPTION 'WITHHOLDING_NOT_APPROVED: nobody has approved this rate from % on', NEW.from_day
            USING ERRCODE = 'check_violation', TABLE = 'mpesa_withholding', CONSTRAINT = 'withholding_ahead';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER withholding_ahead BEFORE INSERT ON mpesa_withholding
    FOR EACH ROW EXECUTE FUNCTION mpesa_withholding_ahead();
ALTER TABLE mpesa_withholding ENABLE ALWAYS TRIGGER withholding_ahead;

-- reverse
DROP TRIGGER withholding_ahead ON mpesa_withholding;
DROP FUNCTION mpesa_withholding_ahead;
