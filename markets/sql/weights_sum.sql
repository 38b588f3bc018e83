-- By the end of the transaction the weights of a proposed result are of its market's outcomes and sum to the whole.
CREATE FUNCTION markets_weights_sum() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF (SELECT sum(bps) FROM markets_proposalweight WHERE proposal_id = NEW.proposal_id) <> 10000
       OR NOT EXISTS (SELECT FROM markets_proposal AS proposal
                      JOIN markets_outcome AS outcome ON outcome.market_id = proposal.market_id
                      WHERE proposal.id = NEW.proposal_id AND outcome.id = NEW.outcome_id) THEN
        RAISE EXCEPTION 'WEIGHTS_ODD: the weights of proposal % do not make a whole', NEW.proposal_id
            USING ERRCODE = 'check_violation', TABLE = 'markets_proposalweight', CONSTRAINT = 'weights_make_a_whole';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER weights_sum AFTER INSERT ON markets_proposalweight
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION markets_weights_sum();
ALTER TABLE markets_proposalweight ENABLE ALWAYS TRIGGER weights_sum;

-- reverse
DROP TRIGGER weights_sum ON markets_proposalweight;
DROP FUNCTION markets_weights_sum;
