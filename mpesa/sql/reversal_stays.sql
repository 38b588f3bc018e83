-- A reversal is a fact: nothing of it changes, but that it finds the receipt of its number, once, and says from then
-- on how much of that was taken back: never less than before, and at most the receipt.
CREATE FUNCTION mpesa_reversal_stays() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP = 'INSERT' AND (NEW.receipt_id IS NOT NULL OR NEW.taken_back <> 0)
       OR TG_OP = 'UPDATE' AND (
           OLD.receipt_id <> NEW.receipt_id
           OR NEW.taken_back < OLD.taken_back
           OR to_jsonb(NEW) - '{receipt_id,taken_back}'::text[] <> to_jsonb(OLD) - '{receipt_id,taken_back}'::text[]
           OR NOT EXISTS (SELECT FROM mpesa_receipt AS receipt WHERE receipt.id = NEW.receipt_id
                          AND (receipt.till_id, receipt.number) = (NEW.till_id, NEW.number)
                          AND NEW.taken_back <= receipt.amount)) THEN
        RAISE EXCEPTION 'REVERSAL_STAYS: what was told of the reversal of % stays as it is', NEW.number
            USING ERRCODE = 'restrict_violation', TABLE = 'mpesa_reversal', CONSTRAINT = 'reversal_stays';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER reversal_stays BEFORE INSERT OR UPDATE ON mpesa_reversal
    FOR EACH ROW EXECUTE FUNCTION mpesa_reversal_stays();
ALTER TABLE mpesa_reversal ENABLE ALWAYS TRIGGER reversal_stays;

CREATE TRIGGER only_added BEFORE DELETE OR TRUNCATE ON mpesa_reversal
    FOR EACH STATEMENT EXECUTE FUNCTION hesabu_refuse_change();
ALTER TABLE mpesa_reversal ENABLE ALWAYS TRIGGER only_added;

-- reverse
DROP TRIGGER only_added ON mpesa_reversal;
DROP TRIGGER reversal_stays ON mpesa_reversal;
DROP FUNCTION mpesa_reversal_stays;
