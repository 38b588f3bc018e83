-- What is kept of a certificate's tree comes with its run, before that is approved, and stays.
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON markets_runtree
    FOR EACH STATEMENT EXECUTE FUNCTION hesabu_refuse_change();
ALTER TABLE markets_runtree ENABLE ALWAYS TRIGGER append_only;
CREATE TRIGGER numbers_of_frozen AFTER INSERT ON markets_runtree
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION markets_numbers_of_frozen();
ALTER TABLE markets_runtree ENABLE ALWAYS TRIGGER numbers_of_frozen;

-- reverse
DROP TRIGGER numbers_of_frozen ON markets_runtree;
DROP TRIGGER append_only ON markets_runtree;
