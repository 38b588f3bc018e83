-- Vouchers say for ever what they said; they gain their approval and their entry, once each.
CREATE FUNCTION ledger_voucher_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.id, OLD.business_id, OLD.kind, OLD.effective_on, OLD.description, OLD.amount, OLD.reverses_id,
        OLD.recurring_id, OLD.key, OLD.key_hash, OLD.maker_id, OLD.created_at)
       IS DISTINCT FROM
       (NEW.id, NEW.business_id, NEW.kind, NEW.effective_on, NEW.description, NEW.amount, NEW.reverses_id,
        NEW.recurring_id, NEW.key, NEW.key_hash, NEW.maker_id, NEW.created_at)
       OR (OLD.approval_id IS NOT NULL AND NEW.approval_id IS DISTINCT FROM OLD.approval_id)
       OR (OLD.entry_id IS NOT NULL AND NEW.entry_id IS DISTINCT FROM OLD.entry_id) THEN
        RAISE EXCEPTION 'VOUCHER_FIXED: voucher % stays as it was written', OLD.id
            USING ERRCODE = 'restrict_violation', TABLE = 'ledger_voucher', CONSTRAINT = 'voucher_fixed';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER voucher_stays BEFORE UPDATE ON ledger_voucher
    FOR EACH ROW EXECUTE FUNCTION ledger_voucher_stays();
ALTER TABLE ledger_voucher ENABLE ALWAYS TRIGGER voucher_stays;
CREATE TRIGGER voucher_kept BEFORE DELETE OR TRUNCATE ON ledger_voucher
    FOR EACH STATEMENT EXECUTE FUNCTION hesabu_refuse_change();
ALTER TABLE ledger_voucher ENABLE ALWAYS TRIGGER voucher_kept;
REVOKE DELETE, TRUNCATE ON ledger_voucher FROM hesabu_app;

-- reverse
DROP TRIGGER voucher_kept ON ledger_voucher;
DROP TRIGGER voucher_stays ON ledger_voucher;
DROP FUNCTION ledger_voucher_stays;
GRANT DELETE ON ledger_voucher TO hesabu_app;
