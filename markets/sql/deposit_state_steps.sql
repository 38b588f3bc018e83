-- The legal steps of the stake behind a deposit. The same table stands in Python (the model's legal_steps).
CREATE FUNCTION markets_deposit_state_steps() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state = NEW.state
       OR OLD.state = 'WAITING' AND NEW.state IN ('STAKED', 'REFUSED')
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'ILLEGAL_STEP: markets_deposit % -> %', OLD.state, NEW.state
        USING ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME, CONSTRAINT = 'markets_deposit_state_steps';
END $$;
CREATE TRIGGER state_steps BEFORE UPDATE OF state ON markets_deposit
    FOR EACH ROW EXECUTE FUNCTION markets_deposit_state_steps();
ALTER TABLE markets_deposit ENABLE ALWAYS TRIGGER state_steps;

-- reverse
DROP TRIGGER state_steps ON markets_deposit;
DROP FUNCTION markets_deposit_state_steps;
