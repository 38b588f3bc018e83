-- What became of a payment is written while its run is sent: of a run that is done, of a market that pays to phones, and
-- of a payment that is not passed yet and wins something. The payout is what the run's approval covers: all of what was
-- won, out of the payment's wallet, to the phone of its player. Phones are compared as they are shown: their blind
-- indexes may be of different keys while keys are rotated.
CREATE FUNCTION markets_run_payout_of_payment() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (
            SELECT FROM markets_runpayment AS payment
            JOIN markets_settlementrun AS run ON run.id = payment.run_id AND run.state = 'DONE' AND run.kind <> 'VOID'
                AND payment.position > run.sent
            JOIN markets_market AS market ON market.id = run.market_id AND market.payout_mode = 'MPESA'
            JOIN ledger_wallet AS wallet ON wallet.id = payment.wallet_id
            JOIN users_user AS player ON player.id = wallet.player_id
            WHERE payment.id = NEW.payment_id AND payment.cents > payment.taken_back
              AND (NEW.payout_id IS NULL OR EXISTS (
                SELECT FROM mpesa_payout AS payout
                JOIN mpesa_payer AS payee ON payee.id = payout.payee_id AND payee.phone_masked = player.phone_masked
                WHERE payout.id = NEW.payout_id AND payout.kind = 'PHONE' AND payout.approval_id = run.approval_id
                  AND payout.source_id = wallet.account_id
                  AND payout.amount + payout.tax + payout.residue = payment.cents - payment.taken_back))) THEN
        RAISE EXCEPTION 'RUN_PAYOUT_OF_NO_PAYMENT: nothing is sent of payment % now, or not this', NEW.payment_id
            USING ERRCODE = 'check_violation', TABLE = 'markets_runpayout', CONSTRAINT = 'run_payout_of_payment';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER run_payout_of_payment BEFORE INSERT ON markets_runpayout
    FOR EACH ROW EXECUTE FUNCTION markets_run_payout_of_payment();
ALTER TABLE markets_runpayout ENABLE ALWAYS TRIGGER run_payout_of_payment;

-- reverse
DROP TRIGGER run_payout_of_payment ON markets_runpayout;
DROP FUNCTION markets_run_payout_of_payment;
