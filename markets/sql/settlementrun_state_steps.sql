-- The legal steps of a settlement run. The same table stands in Python (the model's legal_steps).
CREATE FUNCTION markets_settlementrun_state_steps() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state = NEW.state
       OR OLD.state = 'FROZEN' AND NEW.state IN ('APPROVED', 'CANCELLED')
       OR OLD.state = 'APPROVED' AND NEW.state IN ('DONE', 'CANCELLED')
       OR OLD.state = 'DONE' AND NEW.state IN ('REPLACED')
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'ILLEGAL_STEP: markets_settlementrun % -> %', OLD.state, NEW.state
        USING ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME, CONSTRAINT = 'markets_settlementrun_state_steps';
END $$;
CREATE TRIGGER state_steps BEFORE UPDATE OF state ON markets_settlementrun
    FOR EACH ROW EXECUTE FUNCTION markets_settlementrun_state_steps();
ALTER TABLE markets_settlementrun ENABLE ALWAYS TRIGGER state_steps;

-- reverse
DROP TRIGGER state_steps ON markets_settlementrun;
DROP FUNCTION markets_settlementrun_state_steps;
