-- Vouchers say for ever what they said; they gain their approval and their entry, once each: the entry that was
-- posted for them, and not before somebody approved it.
CREATE FUNCTION ledger_voucher_stays() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF NEW.entry_id IS NOT NULL AND (TG_OP = 'INSERT' OR OLD.entry_id IS NULL) AND NOT EXISTS (
            SELECT FROM ledger_entry AS entry JOIN users_approval AS approval ON approval.id = NEW.approval_id
            WHERE entry.id = NEW.entry_id AND entry.business_id = NEW.business_id
              AND CASE WHEN NEW.reverses_id IS NULL THEN entry.reference = 'voucher:' || NEW.id
                       ELSE entry.reverses_id = NEW.reverses_id END
              AND approval.business_id = NEW.business_id AND approval.state = 'APPROVED'
              AND CASE WHEN NEW.recurring_id IS NULL
                       THEN approval.kind = 'ledger.voucher' AND approval.payload -> 'voucher' = to_jsonb(NEW.id)
                       ELSE approval.kind = 'ledger.recurring'
                            AND approval.payload -> 'recurring' = to_jsonb(NEW.recurring_id) END) THEN
        RAISE EXCEPTION 'VOUCHER_WITHOUT_APPROVAL: voucher % has its own entry once it is approved', NEW.id
            USING ERRCODE = 'check_violation', TABLE = 'ledger_voucher', CONSTRAINT = 'voucher_approved';
    END IF;
    IF TG_OP = 'INSERT' THEN
        RETURN NEW;
    END IF;
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
CREATE TRIGGER voucher_stays BEFORE INSERT OR UPDATE ON ledger_voucher
    FOR EACH ROW EXECUTE FUNCTION ledger_voucher_stays();
ALTER TABLE ledger_voucher ENABLE ALWAYS TRIGGER voucher_stays;
CREATE TRIGGER voucher_kept BEFORE DELETE OR TRUNCATE ON ledger_voucher
    FOR EACH STATEMENT EXECUTE FUNCTION hesabu_refuse_change();
ALTER TABLE ledger_voucher ENABLE ALWAYS TRIGGER voucher_kept;

-- reverse
DROP TRIGGER voucher_kept ON ledger_voucher;
DROP TRIGGER voucher_stays ON ledger_voucher;
DROP FUNCTION ledger_voucher_stays;
