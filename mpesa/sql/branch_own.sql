-- A till is in a branch of its own business, and a branch stays of the business that it was made for.
CREATE FUNCTION mpesa_branch_own() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_TABLE_NAME = 'mpesa_branch' THEN
        RAISE EXCEPTION 'BRANCH_FIXED: branch % is of the business that it was made for', OLD.id
            USING ERRCODE = 'restrict_violation', TABLE = 'mpesa_branch', CONSTRAINT = 'branch_own';
    END IF;
    IF NOT EXISTS (SELECT FROM mpesa_branch WHERE id = NEW.branch_id AND business_id = NEW.business_id) THEN
        RAISE EXCEPTION 'BRANCH_DIFFERS: till % cannot be in branch % of another business', NEW.id, NEW.branch_id
            USING ERRCODE = 'restrict_violation', TABLE = 'mpesa_till', CONSTRAINT = 'branch_own';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER branch_own BEFORE INSERT OR UPDATE ON mpesa_till
    FOR EACH ROW WHEN (NEW.branch_id IS NOT NULL) EXECUTE FUNCTION mpesa_branch_own();
ALTER TABLE mpesa_till ENABLE ALWAYS TRIGGER branch_own;

CREATE TRIGGER branch_own BEFORE UPDATE ON mpesa_branch
    FOR EACH ROW WHEN (OLD.business_id IS DISTINCT FROM NEW.business_id) EXECUTE FUNCTION mpesa_branch_own();
ALTER TABLE mpesa_branch ENABLE ALWAYS TRIGGER branch_own;

-- reverse
DROP TRIGGER branch_own ON mpesa_branch;
DROP TRIGGER branch_own ON mpesa_till;
DROP FUNCTION mpesa_branch_own;
