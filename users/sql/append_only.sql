-- Rows of these tables are added and read, and nothing else, by any role.
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON users_auditentry
    FOR EACH STATEMENT EXECUTE FUNCTION hesabu_refuse_change();
ALTER TABLE users_auditentry ENABLE ALWAYS TRIGGER append_only;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON users_approvaldecision
    FOR EACH STATEMENT EXECUTE FUNCTION hesabu_refuse_change();
ALTER TABLE users_approvaldecision ENABLE ALWAYS TRIGGER append_only;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON users_kycdocument
    FOR EACH STATEMENT EXECUTE FUNCTION hesabu_refuse_change();
ALTER TABLE users_kycdocument ENABLE ALWAYS TRIGGER append_only;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON users_kycstep
    FOR EACH STATEMENT EXECUTE FUNCTION hesabu_refuse_change();
ALTER TABLE users_kycstep ENABLE ALWAYS TRIGGER append_only;

-- reverse
DROP TRIGGER append_only ON users_kycstep;
DROP TRIGGER append_only ON users_kycdocument;
DROP TRIGGER append_only ON users_approvaldecision;
DROP TRIGGER append_only ON users_auditentry;
