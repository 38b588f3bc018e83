-- The legal steps of a report file. The same table stands in Python (the model's legal_steps).
CREATE FUNCTION reports_reportfile_state_steps() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state = NEW.state
       OR OLD.state = 'QUEUED' AND NEW.state IN ('MAKING', 'READY', 'FAILED')
       OR OLD.state = 'MAKING' AND NEW.state IN ('READY', 'FAILED')
       OR OLD.state = 'READY' AND NEW.state = 'EXPIRED'
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'ILLEGAL_STEP: reports_reportfile % -> %', OLD.state, NEW.state
        USING ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME, CONSTRAINT = 'reports_reportfile_state_steps';
END $$;
CREATE TRIGGER state_steps BEFORE UPDATE OF state ON reports_reportfile
    FOR EACH ROW EXECUTE FUNCTION reports_reportfile_state_steps();
ALTER TABLE reports_reportfile ENABLE ALWAYS TRIGGER state_steps;

-- reverse
DROP TRIGGER state_steps ON reports_reportfile;
DROP FUNCTION reports_reportfile_state_steps;
