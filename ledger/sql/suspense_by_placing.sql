-- What 2900 Suspense holds are receipts, and placing one takes it out: no voucher writes a line there.
CREATE FUNCTION ledger_suspense_by_placing() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM added JOIN ledger_account AS account ON account.id = added.account_id
               WHERE account.code = '2900') THEN
        RAISE EXCEPTION 'SUSPENSE_IS_PLACED: no voucher touches 2900 Suspense'
            USING ERRCODE = 'check_violation', TABLE = 'ledger_voucherline', CONSTRAINT = 'suspense_by_placing';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER suspense_by_placing AFTER INSERT ON ledger_voucherline
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION ledger_suspense_by_placing();
ALTER TABLE ledger_voucherline ENABLE ALWAYS TRIGGER suspense_by_placing;

-- reverse
DROP TRIGGER suspense_by_placing ON ledger_voucherline;
DROP FUNCTION ledger_suspense_by_placing;
