-- Only the name of an account changes, and no account goes away.
CREATE FUNCTION ledger_account_fixed() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF (OLD.id, OLD.business_id, OLD.code, OLD.kind, OLD.parent_id, OLD.has_floor)
           IS DISTINCT FROM (NEW.id, NEW.business_id, NEW.code, NEW.kind, NEW.parent_id, NEW.has_floor) THEN
        RAISE EXCEPTION 'ACCOUNT_FIXED: only the name of account % can change', OLD.code
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
