-- The payouts of a batch come with it, in the transaction that makes it, and are together what it says.
CREATE FUNCTION mpesa_payout_batch_whole() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    its_rows bigint;
    its_amount numeric;
BEGIN
    SELECT count(*), COALESCE(sum(payout.amount), 0) INTO its_rows, its_amount
    FROM mpesa_payout AS payout
    WHERE payout.batch_id = NEW.id AND payout.business_id = NEW.business_id AND payout.till_id = NEW.till_id;
    IF its_rows <> NEW.rows OR its_amount <> NEW.amount THEN
        RAISE EXCEPTION 'BATCH_NOT_WHOLE: batch % has % payouts of % cents', NEW.ref, its_rows, its_amount
            USING ERRCODE = 'check_violation', TABLE = 'mpesa_payoutbatch', CONSTRAINT = 'payout_batch_whole';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER batch_whole AFTER INSERT OR UPDATE OF state ON mpesa_payoutbatch
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION mpesa_payout_batch_whole();
ALTER TABLE mpesa_payoutbatch ENABLE ALWAYS TRIGGER batch_whole;

-- reverse
DROP TRIGGER batch_whole ON mpesa_payoutbatch;
DROP FUNCTION mpesa_payout_batch_whole;
