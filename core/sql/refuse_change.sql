-- For triggers of tables whose rows stay: whatever fires it is refused.
CREATE FUNCTION hesabu_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'APPEND_ONLY: % on % is refused; corrections are new rows', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation', TABLE = TG_TABLE_NAME, CONSTRAINT = 'append_only';
END $$;

-- reverse
DROP FUNCTION hesabu_refuse_change;
