-- The reserve of a payout is an entry of its own that credits 2400 Payouts in flight with exactly its amount and that
-- nobody has reversed: what stands on 2400 is what the payouts with a reserve say.
CREATE FUNCTION mpesa_payout_reserved() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (
            SELECT FROM ledger_entry AS entry
            JOIN ledger_line AS line ON line.entry_id = entry.id
            JOIN ledger_account AS account ON account.id = line.account_id AND account.code = '2400'
            WHERE entry.id = NEW.reserve_id AND entry.business_id = NEW.business_id AND line.credit = NEW.amount
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
