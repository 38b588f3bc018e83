-- What is held goes on when another channel has said the same of it, or by an approval: that of its
-- file, or that of the row when a proof named it as an exception.
CREATE FUNCTION mpesa_receipt_released() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (
            SELECT FROM mpesa_evidence AS evidence
            WHERE evidence.receipt_id = NEW.receipt_id AND evidence.channel <> 'STATEMENT' AND evidence.agrees)
       AND NOT EXISTS (
            SELECT FROM users_approval AS approval JOIN mpesa_receipt AS receipt ON receipt.id = NEW.receipt_id
            WHERE approval.id = NEW.release_id AND approval.kind IN ('statement.release', 'reconciliation.settle')
              AND approval.business_id = receipt.business_id AND approval.state = 'APPROVED') THEN
        RAISE EXCEPTION 'RELEASED_BY_NOBODY: only a statement knows receipt %', NEW.receipt_id
            USING ERRCODE = 'check_violation', TABLE = 'mpesa_receiptroute', CONSTRAINT = 'receipt_released_by_source';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER receipt_released BEFORE UPDATE OF state ON mpesa_receiptroute
    FOR EACH ROW WHEN (OLD.state = 'HELD' AND NEW.state = 'DUE') EXECUTE FUNCTION mpesa_receipt_released();
ALTER TABLE mpesa_receiptroute ENABLE ALWAYS TRIGGER receipt_released;

-- reverse
DROP TRIGGER receipt_released ON mpesa_receiptroute;
DROP FUNCTION mpesa_receipt_released;
