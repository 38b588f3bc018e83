-- Moments in the tables of libraries are ones that can be read back too; for our own core/fields.py sees to it.
DO $do$
DECLARE
    place record;
BEGIN
    FOR place IN SELECT table_name, column_name, table_name || '_' || column_name || '_check' AS name
                 FROM information_schema.columns
                 WHERE table_schema = 'public' AND table_name LIKE 'django\_%'
                   AND data_type = 'timestamp with time zone' LOOP
        EXECUTE format($$ALTER TABLE %I ADD CONSTRAINT %I
            CHECK (%I >= '2000-01-01 00:00:00+03' AND %3$I < '2101-01-01 00:00:00+03')$$,
            place.table_name, place.name, place.column_name);
    END LOOP;
END $do$;

-- reverse
DO $do$
DECLARE
    place record;
BEGIN
    FOR place IN SELECT table_name, column_name, table_name || '_' || column_name || '_check' AS name
                 FROM information_schema.columns
                 WHERE table_schema = 'public' AND table_name LIKE 'django\_%'
                   AND data_type = 'timestamp with time zone' LOOP
        EXECUTE format('ALTER TABLE %I DROP CONSTRAINT %I', place.table_name, place.name);
    END LOOP;
END $do$;
