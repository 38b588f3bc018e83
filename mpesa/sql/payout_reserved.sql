-- The reserve of a payout is an entry of its own that credits 2400 Payouts in flight with exactly its amount and that
-- nobody has reversed: what stands on 2400 is what the payouts with a reserve say.
CREATE FUNCTION mpesa_payout_reserved() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (
            SELECT FROM ledger_entry AS entry
            WHERE entry.id = NEW.reserve_id AND entry.business_id = NEW.business_id
              AND EXISTS (
                  SELECT FROM ledger_line AS line
                  WHERE line.entry_id = entry.id AND line.credit = NEW.amount
                    -- Looked up line by line: joined, all that ever stood on 2400 may be read for each payout.
                    AND (SELECT account.code FROM ledger_account AS account WHERE account.id = line.account_id) = '2400')
              AND entry.reference LIKE '%payout:' || NEW.ref || ':' || NEW.reserves
              AND NOT EXISTS (SELECT FROM ledger_entry AS back WHERE back.reverses_id = entry.id)) THEN
        RAISE EXCEPTION 'PAYOUT_UNRESERVED: nothing is set aside for payout %', NEW.ref
            USING ERRCODE = 'check_violation', TABLE = 'mpesa_payout', CONSTRAINT = 'payout_reserved_by_entry';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER payout_reserved BEFORE UPDATE OF reserve_id ON mpesa_payout
    FOR EACH ROW WHEN (NEW.reserve_id IS NOT NULL AND NEW.reserve_id IS DISTINCT FROM OLD.reserve_id)
    EXECUTE FUNCTION mpesa_payout_reserved();
ALTER TABLE mpesa_payout ENABLE ALWAYS TRIGGER payout_reserved;

-- reverse
DROP TRIGGER payout_reserved ON mpesa_payout;
DROP FUNCTION mpesa_payout_reserved;
