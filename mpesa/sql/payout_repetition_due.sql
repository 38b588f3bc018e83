-- A batch is made for a day of a schedule that runs, which is due then, and by the till of the schedule.
CREATE FUNCTION mpesa_payout_repetition_due() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (
            SELECT FROM mpesa_payoutschedule AS schedule
            JOIN mpesa_payoutbatch AS batch ON batch.id = NEW.batch_id
            WHERE schedule.id = NEW.schedule_id AND schedule.state = 'ACTIVE' AND schedule.next_on = NEW.due_on
              AND schedule.next_index < schedule.times AND batch.state = 'DRAFT'
              AND (batch.business_id, batch.till_id) = (schedule.business_id, schedule.till_id)) THEN
        RAISE EXCEPTION 'NOT_DUE: schedule % has no batch to make for %', NEW.schedule_id, NEW.due_on
            USING ERRCODE = 'check_violation', TABLE = 'mpesa_payoutrepetition', CONSTRAINT = 'payout_repetition_due';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER payout_repetition_due BEFORE INSERT ON mpesa_payoutrepetition
    FOR EACH ROW EXECUTE FUNCTION mpesa_payout_repetition_due();
ALTER TABLE mpesa_payoutrepetition ENABLE ALWAYS TRIGGER payout_repetition_due;

-- reverse
DROP TRIGGER payout_repetition_due ON mpesa_payoutrepetition;
DROP FUNCTION mpesa_payout_repetition_due;
