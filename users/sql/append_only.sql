-- Rows of these tables are added and read, and nothing else, by any role.
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON users_auditentry
    FOR EACH STATEMENT EXECUTE FUNCTION hesabu_refuse_change();
ALTER TABLE users_auditentry ENABLE ALWAYS TRIGGER append_only;
REVOKE UPDATE, DELETE, TRUNCATE ON users_auditentry FROM hesabu_app;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON users_approvaldecision
    FOR EACH STATEMENT EXECUTE FUNCTION hesabu_refuse_change();
ALTER TABLE users_approvaldecision ENABLE ALWAYS TRIGGER append_only;
REVOKE UPDATE, DELETE, TRUNCATE ON users_approvaldecision FROM hesabu_app;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON users_kycdocument
    FOR EACH STATEMENT EXECUTE FUNCTION hesabu_refuse_change();
ALTER TABLE users_kycdocument ENABLE ALWAYS TRIGGER append_only;
REVOKE UPDATE, DELETE, TRUNCATE ON users_kycdocument FROM hesabu_app;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON users_kycstep
    FOR EACH STATEMENT EXECUTE FUNCTION hesabu_refuse_change();
ALTER TABLE users_kycstep ENABLE ALWAYS TRIGGER append_only;
REVOKE UPDATE, DELETE, TRUNCATE ON users_kycstep FROM hesabu_app;

-- reverse
DROP TRIGGER append_only ON users_kycstep;
GRANT UPDATE, DELETE ON users_kycstep TO hesabu_app;
DROP TRIGGER append_only ON users_kycdocument;
GRANT UPDATE, DELETE ON users_kycdocument TO hesabu_app;
DROP TRIGGER append_only ON users_approvaldecision;
GRANT UPDATE, DELETE ON users_approvaldecision TO hesabu_app;
DROP TRIGGER append_only ON users_auditentry;
GRANT UPDATE, DELETE ON users_auditentry TO hesabu_app;
