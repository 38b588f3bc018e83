-- A payout that the approval of a settlement covers is of a payment of exactly that run: out of its wallet, of no more
-- than the wallet got by it.
CREATE FUNCTION markets_payout_of_run() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM users_approval WHERE id = NEW.approval_id AND kind LIKE 'market.%')
       AND NOT EXISTS (
            SELECT FROM markets_runpayout AS own
            JOIN markets_runpayment AS payment ON payment.id = own.payment_id
            JOIN markets_settlementrun AS run ON run.id = payment.run_id AND run.state IN ('DONE', 'REPLACED')
            JOIN ledger_wallet AS wallet ON wallet.id = payment.wallet_id
            WHERE own.payout_id = NEW.id AND run.approval_id = NEW.approval_id AND wallet.account_id = NEW.source_id
              AND NEW.amount + NEW.tax + NEW.residue <= payment.cents - payment.taken_back) THEN
        RAISE EXCEPTION 'PAYOUT_OF_NO_RUN: payout % is not what its settlement pays', NEW.ref
            USING ERRCODE = 'check_violation', TABLE = 'mpesa_payout', CONSTRAINT = 'payout_of_run';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER of_run AFTER UPDATE ON mpesa_payout
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (NEW.approval_id IS DISTINCT FROM OLD.approval_id) EXECUTE FUNCTION markets_payout_of_run();
ALTER TABLE mpesa_payout ENABLE ALWAYS TRIGGER of_run;

-- reverse
DROP TRIGGER of_run ON mpesa_payout;
DROP FUNCTION markets_payout_of_run;
