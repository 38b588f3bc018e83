-- Rows of these tables are added and read, and nothing else, by any role.
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON markets_stake
    FOR EACH STATEMENT EXECUTE FUNCTION hesabu_refuse_change();
ALTER TABLE markets_stake ENABLE ALWAYS TRIGGER append_only;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON markets_clarification
    FOR EACH STATEMENT EXECUTE FUNCTION hesabu_refuse_change();
ALTER TABLE markets_clarification ENABLE ALWAYS TRIGGER append_only;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON markets_decision
    FOR EACH STATEMENT EXECUTE FUNCTION hesabu_refuse_change();
ALTER TABLE markets_decision ENABLE ALWAYS TRIGGER append_only;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON markets_proposal
    FOR EACH STATEMENT EXECUTE FUNCTION hesabu_refuse_change();
ALTER TABLE markets_proposal ENABLE ALWAYS TRIGGER append_only;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON markets_proposalweight
    FOR EACH STATEMENT EXECUTE FUNCTION hesabu_refuse_change();
ALTER TABLE markets_proposalweight ENABLE ALWAYS TRIGGER append_only;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON markets_frozennumber
    FOR EACH STATEMENT EXECUTE FUNCTION hesabu_refuse_change();
ALTER TABLE markets_frozennumber ENABLE ALWAYS TRIGGER append_only;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON markets_runpayment
    FOR EACH STATEMENT EXECUTE FUNCTION hesabu_refuse_change();
ALTER TABLE markets_runpayment ENABLE ALWAYS TRIGGER append_only;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON markets_runpayout
    FOR EACH STATEMENT EXECUTE FUNCTION hesabu_refuse_change();
ALTER TABLE markets_runpayout ENABLE ALWAYS TRIGGER append_only;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON markets_stakelimit
    FOR EACH STATEMENT EXECUTE FUNCTION hesabu_refuse_change();
ALTER TABLE markets_stakelimit ENABLE ALWAYS TRIGGER append_only;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON markets_selfexclusion
    FOR EACH STATEMENT EXECUTE FUNCTION hesabu_refuse_change();
ALTER TABLE markets_selfexclusion ENABLE ALWAYS TRIGGER append_only;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON markets_licence
    FOR EACH STATEMENT EXECUTE FUNCTION hesabu_refuse_change();
ALTER TABLE markets_licence ENABLE ALWAYS TRIGGER append_only;

-- These change in what their own guards allow, and never go away.
CREATE TRIGGER stays BEFORE DELETE OR TRUNCATE ON markets_market
    FOR EACH STATEMENT EXECUTE FUNCTION hesabu_refuse_change();
ALTER TABLE markets_market ENABLE ALWAYS TRIGGER stays;

CREATE TRIGGER stays BEFORE DELETE OR TRUNCATE ON markets_pool
    FOR EACH STATEMENT EXECUTE FUNCTION hesabu_refuse_change();
ALTER TABLE markets_pool ENABLE ALWAYS TRIGGER stays;

CREATE TRIGGER stays BEFORE DELETE OR TRUNCATE ON markets_dispute
    FOR EACH STATEMENT EXECUTE FUNCTION hesabu_refuse_change();
ALTER TABLE markets_dispute ENABLE ALWAYS TRIGGER stays;

CREATE TRIGGER stays BEFORE DELETE OR TRUNCATE ON markets_settlementrun
    FOR EACH STATEMENT EXECUTE FUNCTION hesabu_refuse_change();
ALTER TABLE markets_settlementrun ENABLE ALWAYS TRIGGER stays;

CREATE TRIGGER stays BEFORE DELETE OR TRUNCATE ON markets_marketrules
    FOR EACH STATEMENT EXECUTE FUNCTION hesabu_refuse_change();
ALTER TABLE markets_marketrules ENABLE ALWAYS TRIGGER stays;

-- reverse
DROP TRIGGER stays ON markets_marketrules;
DROP TRIGGER stays ON markets_settlementrun;
DROP TRIGGER stays ON markets_dispute;
DROP TRIGGER stays ON markets_pool;
DROP TRIGGER stays ON markets_market;
DROP TRIGGER append_only ON markets_licence;
DROP TRIGGER append_only ON markets_selfexclusion;
DROP TRIGGER append_only ON markets_stakelimit;
DROP TRIGGER append_only ON markets_runpayout;
DROP TRIGGER append_only ON markets_runpayment;
DROP TRIGGER append_only ON markets_frozennumber;
DROP TRIGGER append_only ON markets_proposalweight;
DROP TRIGGER append_only ON markets_proposal;
DROP TRIGGER append_only ON markets_decision;
DROP TRIGGER append_only ON markets_clarification;
DROP TRIGGER append_only ON markets_stake;
