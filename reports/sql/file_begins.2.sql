-- A file begins as one that is to be made; or as what was made for somebody else of the same business, of the same
-- wish, to the byte: then its content is theirs. Otherwise whoever adds a row would be given any file that there is.
-- Its report, by whose right it is read, is the one that is made.
CREATE FUNCTION reports_file_begins() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF NEW.data_key_id IS NULL AND NEW.claims = 0 AND NEW.report = NEW.said ->> 'key' AND (
        NEW.source_id IS NULL AND NEW.state = 'QUEUED' AND NEW.size IS NULL
        OR NEW.state = 'READY' AND EXISTS (
            SELECT FROM reports_reportfile AS made
            WHERE made.id = NEW.source_id AND made.state = 'READY' AND made.source_id IS NULL
              AND (made.business_id, made.report, made.format, made.said, made.digest, made.first_day, made.last_day,
                   made.row_count, made.basis, made.file_name, made.size, made.sha256, made.made_at, made.expires_at)
                IS NOT DISTINCT FROM
                  (NEW.business_id, NEW.report, NEW.format, NEW.said, NEW.digest, NEW.first_day, NEW.last_day,
                   NEW.row_count, NEW.basis, NEW.file_name, NEW.size, NEW.sha256, NEW.made_at, NEW.expires_at)))
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'REPORT_BEGINS: report file % is neither to be made nor the one that it shares', NEW.id
        USING ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME, CONSTRAINT = 'report_file_begins';
END $$;
CREATE TRIGGER file_begins BEFORE INSERT ON reports_reportfile
    FOR EACH ROW EXECUTE FUNCTION reports_file_begins();
ALTER TABLE reports_reportfile ENABLE ALWAYS TRIGGER file_begins;

-- reverse
DROP TRIGGER file_begins ON reports_reportfile;
DROP FUNCTION reports_file_begins;
