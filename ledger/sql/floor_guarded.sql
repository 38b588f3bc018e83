-- A floor moves with the lines and in no other way.
CREATE FUNCTION ledger_floor_guarded() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Depth 1 is a statement of somebody's own; the books' triggers write at depth 2.
    IF pg_trigger_depth() < 2 THEN
        RAISE EXCEPTION 'FLOOR_GUARDED: % on ledger_floor is refused; it moves with the lines', TG_OP
            USING ERRCODE = 'restrict_violation', TABLE = 'ledger_floor', CONSTRAINT = 'floor_guarded';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER floor_guarded BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON ledger_floor
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_floor_guarded();
ALTER TABLE ledger_floor ENABLE ALWAYS TRIGGER floor_guarded;

-- reverse
DROP TRIGGER floor_guarded ON ledger_floor;
DROP FUNCTION ledger_floor_guarded;
