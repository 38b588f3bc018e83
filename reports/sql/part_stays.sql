-- The content of a report file is added before the file is ready, and goes when it has run out: never between,
-- and never another way.
CREATE FUNCTION reports_part_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    found text;
BEGIN
    IF TG_OP = 'INSERT' THEN
        SELECT state INTO found FROM reports_reportfile WHERE id = NEW.file_id;
        IF found IN ('QUEUED', 'MAKING') THEN
            RETURN NEW;
        END IF;
    ELSIF TG_OP = 'DELETE' THEN
        SELECT state INTO found FROM reports_reportfile WHERE id = OLD.file_id;
        IF found = 'EXPIRED' THEN
            RETURN OLD;
        END IF;
    END IF;
    RAISE EXCEPTION 'REPORT_STAYS: the content of a report file that is % stays', found
        USING ERRCODE = 'restrict_violation', TABLE = TG_TABLE_NAME, CONSTRAINT = 'report_part_stays';
END $$;
CREATE TRIGGER part_stays BEFORE INSERT OR UPDATE OR DELETE ON reports_reportpart
    FOR EACH ROW EXECUTE FUNCTION reports_part_stays();
ALTER TABLE reports_reportpart ENABLE ALWAYS TRIGGER part_stays;

CREATE TRIGGER append_only BEFORE TRUNCATE ON reports_reportpart
    FOR EACH STATEMENT EXECUTE FUNCTION hesabu_refuse_change();
ALTER TABLE reports_reportpart ENABLE ALWAYS TRIGGER append_only;

-- reverse
DROP TRIGGER append_only ON reports_reportpart;
DROP TRIGGER part_stays ON reports_reportpart;
DROP FUNCTION reports_part_stays;
