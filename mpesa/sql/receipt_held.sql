-- A file alone mints nothing: whoever can write a statement can make its balances right. What a statement told first
-- begins HELD, and nothing else does.
CREATE FUNCTION mpesa_receipt_held() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    wrong bigint;
BEGIN
    SELECT added.receipt_id INTO wrong FROM added JOIN mpesa_receipt AS receipt ON receipt.id = added.receipt_id
    WHERE (added.state = 'HELD') <> (receipt.first_channel = 'STATEMENT') LIMIT 1;
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION 'HELD_BY_STATEMENT: receipt % begins held if a statement told it first, and only then', wrong
            USING ERRCODE = 'check_violation', TABLE = 'mpesa_receiptroute', CONSTRAINT = 'receipt_held_by_statement';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER receipt_held AFTER INSERT ON mpesa_receiptroute
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION mpesa_receipt_held();
ALTER TABLE mpesa_receiptroute ENABLE ALWAYS TRIGGER receipt_held;

-- reverse
DROP TRIGGER receipt_held ON mpesa_receiptroute;
DROP FUNCTION mpesa_receipt_held;
