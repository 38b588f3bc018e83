-- Outcomes come, change and go with a draft; later one may be scratched, once, while nothing is settled.
CREATE FUNCTION markets_outcome_stays() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    its_state text;
    fixed boolean;
BEGIN
    SELECT state INTO its_state FROM markets_market
    WHERE id = CASE TG_OP WHEN 'INSERT' THEN NEW.market_id ELSE OLD.market_id END;
    IF TG_OP = 'UPDATE' THEN
        fixed := to_jsonb(NEW) - '{scratched_at,stakes,total}'::text[]
                     <> to_jsonb(OLD) - '{scratched_at,stakes,total}'::text[] AND its_state <> 'DRAFT'
                 OR NEW.market_id <> OLD.market_id
                 OR NEW.scratched_at IS DISTINCT FROM OLD.scratched_at
                    AND (OLD.scratched_at IS NOT NULL
                         OR its_state NOT IN ('OPEN', 'SUSPENDED', 'CLOSED', 'PROPOSED', 'DISPUTED'));
    ELSE
        fixed := its_state IS DISTINCT FROM 'DRAFT' OR TG_OP = 'INSERT' AND (
            NEW.scratched_at IS NOT NULL OR NEW.stakes <> 0 OR NEW.total <> 0);
    END IF;
    IF fixed THEN
        RAISE EXCEPTION 'OUTCOME_FIXED: the outcomes of a market are those it was opened with'
            USING ERRCODE = 'restrict_violation', TABLE = 'markets_outcome', CONSTRAINT = 'outcome_fixed';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER outcome_stays BEFORE INSERT OR UPDATE OR DELETE ON markets_outcome
    FOR EACH ROW EXECUTE FUNCTION markets_outcome_stays();
ALTER TABLE markets_outcome ENABLE ALWAYS TRIGGER outcome_stays;
CREATE TRIGGER not_emptied BEFORE TRUNCATE ON markets_outcome
    FOR EACH STATEMENT EXECUTE FUNCTION hesabu_refuse_change();
ALTER TABLE markets_outcome ENABLE ALWAYS TRIGGER not_emptied;

-- reverse
DROP TRIGGER not_emptied ON markets_outcome;
DROP TRIGGER outcome_stays ON markets_outcome;
DROP FUNCTION markets_outcome_stays;
