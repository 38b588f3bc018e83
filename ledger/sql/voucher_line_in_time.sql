-- A line comes before anybody is asked about its voucher.
CREATE FUNCTION ledger_voucher_line_in_time() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM added JOIN ledger_voucher AS voucher ON voucher.id = added.voucher_id
               WHERE voucher.entry_id IS NOT NULL
                  OR voucher.approval_id IS NOT NULL AND voucher.recurring_id IS NULL) THEN
        RAISE EXCEPTION 'VOUCHER_FIXED: a line comes before anybody is asked about its voucher'
            USING ERRCODE = 'restrict_violation', TABLE = 'ledger_voucherline', CONSTRAINT = 'voucher_fixed';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER line_in_time AFTER INSERT ON ledger_voucherline
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION ledger_voucher_line_in_time();
ALTER TABLE ledger_voucherline ENABLE ALWAYS TRIGGER line_in_time;

-- reverse
DROP TRIGGER line_in_time ON ledger_voucherline;
DROP FUNCTION ledger_voucher_line_in_time;
