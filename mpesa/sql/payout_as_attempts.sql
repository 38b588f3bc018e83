-- By the end of the transaction a payout says what its attempts say: in flight is exactly one whose end is not known,
-- paid (and so taken back) one that was paid, anything else none that is not definitely failed. So its money cannot go
-- back, nor another order go out, while one may be paid; and a paid attempt stands in the books under its receipt.
CREATE FUNCTION mpesa_payout_as_attempts() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    its_id bigint := COALESCE((to_jsonb(NEW) ->> 'payout_id')::bigint, NEW.id);
    its_state text;
    its_leg text;
    open bigint;
    paid bigint;
    unbooked bigint;
BEGIN
    SELECT payout.state, CASE payout.kind WHEN 'FLOAT' THEN ':sweep' ELSE ':payout' END
      INTO its_state, its_leg FROM mpesa_payout AS payout WHERE payout.id = its_id;
    SELECT count(*) FILTER (WHERE attempt.state NOT IN ('PAID', 'FAILED')),
           count(*) FILTER (WHERE attempt.state = 'PAID'),
           count(*) FILTER (WHERE attempt.state = 'PAID' AND NOT EXISTS (
               SELECT FROM ledger_entry AS entry
               WHERE entry.business_id = attempt.business_id
                 AND entry.reference = 'mpesa:' || till.shortcode || ':' || attempt.receipt || its_leg))
      INTO open, paid, unbooked
      FROM mpesa_payoutattempt AS attempt JOIN mpesa_till AS till ON till.id = attempt.till_id
     WHERE attempt.payout_id = its_id;
    IF unbooked > 0 THEN
        RAISE EXCEPTION 'PAID_UNBOOKED: an attempt of payout % is paid, and the books do not say so', its_id
            USING ERRCODE = 'check_violation', TABLE = 'mpesa_payoutattempt', CONSTRAINT = 'attempt_paid_is_booked';
    ELSIF NOT (CASE
            WHEN its_state = 'IN_FLIGHT' THEN open = 1 AND paid = 0
            WHEN its_state IN ('PAID', 'REVERSED') THEN paid > 0
            ELSE open = 0 AND paid = 0 END) THEN
        RAISE EXCEPTION 'PAYOUT_AGAINST_ATTEMPTS: payout % is %, with % attempts open and % paid',
            its_id, its_state, open, paid
            USING ERRCODE = 'check_violation', TABLE = 'mpesa_payout', CONSTRAINT = 'payout_as_attempts';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER as_attempts AFTER UPDATE ON mpesa_payout
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.state <> OLD.state)
    EXECUTE FUNCTION mpesa_payout_as_attempts();
ALTER TABLE mpesa_payout ENABLE ALWAYS TRIGGER as_attempts;
CREATE CONSTRAINT TRIGGER as_payout AFTER INSERT ON mpesa_payoutattempt
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION mpesa_payout_as_attempts();
ALTER TABLE mpesa_payoutattempt ENABLE ALWAYS TRIGGER as_payout;
CREATE CONSTRAINT TRIGGER as_payout_on_update AFTER UPDATE ON mpesa_payoutattempt
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.state <> OLD.state)
    EXECUTE FUNCTION mpesa_payout_as_attempts();
ALTER TABLE mpesa_payoutattempt ENABLE ALWAYS TRIGGER as_payout_on_update;

-- reverse
DROP TRIGGER as_payout_on_update ON mpesa_payoutattempt;
DROP TRIGGER as_payout ON mpesa_payoutattempt;
DROP TRIGGER as_attempts ON mpesa_payout;
DROP FUNCTION mpesa_payout_as_attempts;
