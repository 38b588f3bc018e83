-- A header may come before its lines, in a statement of its own; by commit they are there.
CREATE FUNCTION ledger_entry_has_lines() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM ledger_line WHERE entry_id = NEW.entry_id) THEN
        RAISE EXCEPTION 'EMPTY_ENTRY: entry % has no lines', NEW.entry_id
            USING ERRCODE = 'check_violation', TABLE = 'ledger_entry', CONSTRAINT = 'entry_has_lines';
    END IF;
    DELETE FROM ledger_awaitinglines WHERE entry_id = NEW.entry_id;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER entry_has_lines AFTER INSERT ON ledger_awaitinglines
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_entry_has_lines();
ALTER TABLE ledger_awaitinglines ENABLE ALWAYS TRIGGER entry_has_lines;
REVOKE EXECUTE ON FUNCTION ledger_entry_has_lines() FROM PUBLIC;

-- reverse
DROP TRIGGER entry_has_lines ON ledger_awaitinglines;
DROP FUNCTION ledger_entry_has_lines;
