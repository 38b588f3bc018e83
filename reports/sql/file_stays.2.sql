-- What was asked for stays as it was asked, and what came of it stays: of a file that is ready only the content
-- may run out, and the key to it with it. Its person takes it off their list once.
CREATE FUNCTION reports_file_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.business_id, OLD.requester_id, OLD.report, OLD.format, OLD.said, OLD.digest, OLD.expected_rows,
        OLD.source_id, OLD.requested_at)
       IS DISTINCT FROM
       (NEW.business_id, NEW.requester_id, NEW.report, NEW.format, NEW.said, NEW.digest, NEW.expected_rows,
        NEW.source_id, NEW.requested_at)
       OR OLD.state IN ('READY', 'FAILED', 'EXPIRED') AND
       ((OLD.first_day, OLD.last_day, OLD.row_count, OLD.problem_code, OLD.problem, OLD.basis, OLD.file_name,
         OLD.size, OLD.sha256, OLD.made_at, OLD.expires_at, OLD.claims)
        IS DISTINCT FROM
        (NEW.first_day, NEW.last_day, NEW.row_count, NEW.problem_code, NEW.problem, NEW.basis, NEW.file_name,
         NEW.size, NEW.sha256, NEW.made_at, NEW.expires_at, NEW.claims)
        OR NEW.data_key_id IS NOT NULL AND NEW.data_key_id IS DISTINCT FROM OLD.data_key_id)
       OR OLD.removed_at IS NOT NULL AND NEW.removed_at IS DISTINCT FROM OLD.removed_at
    THEN
        RAISE EXCEPTION 'REPORT_STAYS: report file % stays as it is', OLD.id
            USING ERRCODE = 'restrict_violation', TABLE = TG_TABLE_NAME, CONSTRAINT = 'report_file_stays';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER file_stays BEFORE UPDATE ON reports_reportfile
    FOR EACH ROW EXECUTE FUNCTION reports_file_stays();
ALTER TABLE reports_reportfile ENABLE ALWAYS TRIGGER file_stays;

CREATE TRIGGER append_only BEFORE DELETE OR TRUNCATE ON reports_reportfile
    FOR EACH STATEMENT EXECUTE FUNCTION hesabu_refuse_change();
ALTER TABLE reports_reportfile ENABLE ALWAYS TRIGGER append_only;

-- reverse
DROP TRIGGER append_only ON reports_reportfile;
DROP TRIGGER file_stays ON reports_reportfile;
DROP FUNCTION reports_file_stays;
