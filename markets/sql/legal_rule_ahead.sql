-- A rule begins after the day on which it is set, so that it changes nothing of the past, by the approval that
-- says it; and it stays.
CREATE FUNCTION markets_legal_rule_ahead() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF NEW.from_day <= (NEW.set_at AT TIME ZONE 'Africa/Nairobi')::date OR NOT EXISTS (
            SELECT FROM users_approval AS approval
            WHERE approval.id = NEW.approval_id AND approval.kind = 'market.legal_rule'
              AND approval.business_id = NEW.business_id AND approval.state = 'APPROVED'
              AND approval.payload @> jsonb_build_object(
                  'kind', NEW.kind, 'value', NEW.value, 'law', NEW.law, 'from_day', NEW.from_day)) THEN
        RAISE EXCEPTION 'LEGAL_RULE_NOT_APPROVED: nobody has approved this rule from % on', NEW.from_day
            USING ERRCODE = 'check_violation', TABLE = 'markets_legalrule', CONSTRAINT = 'legal_rule_ahead';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER legal_rule_ahead BEFORE INSERT ON markets_legalrule
    FOR EACH ROW EXECUTE FUNCTION markets_legal_rule_ahead();
ALTER TABLE markets_legalrule ENABLE ALWAYS TRIGGER legal_rule_ahead;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON markets_legalrule
    FOR EACH STATEMENT EXECUTE FUNCTION hesabu_refuse_change();
ALTER TABLE markets_legalrule ENABLE ALWAYS TRIGGER append_only;

-- reverse
DROP TRIGGER append_only ON markets_legalrule;
DROP TRIGGER legal_rule_ahead ON markets_legalrule;
DROP FUNCTION markets_legal_rule_ahead;
