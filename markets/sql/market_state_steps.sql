-- The legal steps of a market. The same table stands in Python (the model's legal_steps).
CREATE FUNCTION markets_market_state_steps() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state = NEW.state
       OR OLD.state = 'DRAFT' AND NEW.state IN ('REVIEW', 'VOID')
       OR OLD.state = 'REVIEW' AND NEW.state IN ('DRAFT', 'OPEN', 'VOID')
       OR OLD.state = 'OPEN' AND NEW.state IN ('SUSPENDED', 'CLOSED', 'VOID')
       OR OLD.state = 'SUSPENDED' AND NEW.state IN ('OPEN', 'CLOSED', 'VOID')
       OR OLD.state = 'CLOSED' AND NEW.state IN ('PROPOSED', 'VOID')
       OR OLD.state = 'PROPOSED' AND NEW.state IN ('DISPUTED', 'APPROVED', 'VOID')
       OR OLD.state = 'DISPUTED' AND NEW.state IN ('PROPOSED', 'VOID')
       OR OLD.state = 'APPROVED' AND NEW.state IN ('SETTLED', 'VOID')
       OR OLD.state = 'SETTLED' AND NEW.state IN ('CORRECTED')
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'ILLEGAL_STEP: markets_market % -> %', OLD.state, NEW.state
        USING ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME, CONSTRAINT = 'markets_market_state_steps';
END $$;
CREATE TRIGGER state_steps BEFORE UPDATE OF state ON markets_market
    FOR EACH ROW EXECUTE FUNCTION markets_market_state_steps();
ALTER TABLE markets_market ENABLE ALWAYS TRIGGER state_steps;

-- reverse
DROP TRIGGER state_steps ON markets_market;
DROP FUNCTION markets_market_state_steps;
