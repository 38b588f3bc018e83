-- Only the name and the parent of an account change, and no account goes away.
CREATE FUNCTION ledger_account_fixed() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF (OLD.id, OLD.business_id, OLD.code, OLD.kind, OLD.has_floor)
           IS DISTINCT FROM (NEW.id, NEW.business_id, NEW.code, NEW.kind, NEW.has_floor)
       OR NEW.parent_id IS NOT NULL AND NOT EXISTS (
           SELECT FROM ledger_account WHERE id = NEW.parent_id AND business_id = NEW.business_id) THEN
        RAISE EXCEPTION 'ACCOUNT_FIXED: only the name and the parent of account % can change', OLD.code
            USING ERRCODE = 'restrict_violation', TABLE = 'ledger_account', CONSTRAINT = 'account_fixed';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER account_fixed BEFORE UPDATE ON ledger_account
    FOR EACH ROW EXECUTE FUNCTION ledger_account_fixed();
ALTER TABLE ledger_account ENABLE ALWAYS TRIGGER account_fixed;
CREATE TRIGGER account_kept BEFORE DELETE OR TRUNCATE ON ledger_account
    FOR EACH STATEMENT EXECUTE FUNCTION hesabu_refuse_change();
ALTER TABLE ledger_account ENABLE ALWAYS TRIGGER account_kept;

-- reverse
DROP TRIGGER account_fixed ON ledger_account;
DROP FUNCTION ledger_account_fixed;
DROP TRIGGER account_kept ON ledger_account;
