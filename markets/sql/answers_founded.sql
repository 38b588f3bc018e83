-- A dispute is answered by another decision only where there is one: a result that was proposed after the one that is
-- disputed, or a void. That a market was made void is said once, with the step itself: players read why.
CREATE FUNCTION markets_answers_founded() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    is_void boolean := EXISTS (SELECT FROM markets_market WHERE id = NEW.market_id AND state = 'VOID');
    wrong text;
BEGIN
    IF TG_TABLE_NAME = 'markets_dispute' THEN
        IF NOT is_void AND NOT EXISTS (
                SELECT FROM markets_proposal AS disputed JOIN markets_proposal AS newer
                    ON newer.market_id = disputed.market_id AND newer.number > disputed.number
                WHERE disputed.id = NEW.proposal_id) THEN
            wrong := 'dispute_amended_by_decision';
        END IF;
    ELSIF NOT is_void OR EXISTS (
            SELECT FROM markets_decision WHERE market_id = NEW.market_id AND kind = 'VOIDED' AND id <> NEW.id) THEN
        wrong := 'void_decided_once';
    END IF;
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION 'ANSWER_UNFOUNDED: nothing was decided about market %, which breaks %', NEW.market_id, wrong
            USING ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME, CONSTRAINT = wrong;
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER answers_founded AFTER UPDATE ON markets_dispute
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (NEW.state::text = 'AMENDED') EXECUTE FUNCTION markets_answers_founded();
ALTER TABLE markets_dispute ENABLE ALWAYS TRIGGER answers_founded;
CREATE CONSTRAINT TRIGGER answers_founded AFTER INSERT ON markets_decision
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (NEW.kind::text = 'VOIDED') EXECUTE FUNCTION markets_answers_founded();
ALTER TABLE markets_decision ENABLE ALWAYS TRIGGER answers_founded;

-- reverse
DROP TRIGGER answers_founded ON markets_decision;
DROP TRIGGER answers_founded ON markets_dispute;
DROP FUNCTION markets_answers_founded;
