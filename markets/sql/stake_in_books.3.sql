-- By the end of the transaction a stake stands in the books: out of its wallet, into the account of its pool. What a
-- player asked to have paid out is still in the wallet then: money that is to leave is not staked, whoever writes. A
-- transaction of a stricter level keeps its old picture, and would not see what was asked for meanwhile: none stakes.
-- The lines are found by their entry, whatever is known of the tables when a session plans this: those of the pool's
-- account are as many as its stakes.
CREATE FUNCTION markets_stake_in_books() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
BEGIN
    IF NOT EXISTS (
            SELECT FROM ledger_wallet AS wallet
            JOIN markets_pool AS pool ON pool.market_id = NEW.market_id
            JOIN ledger_entry AS entry ON entry.business_id = wallet.business_id
                AND entry.reference = 'wallet:' || wallet.id || ':market:' || NEW.market_id || ':stake:' || NEW.sequence
            WHERE wallet.id = NEW.wallet_id
              AND (SELECT bool_or(line.account_id = wallet.account_id AND line.debit = NEW.cents)
                          AND bool_or(line.account_id = pool.account_id AND line.credit = NEW.cents)
                   FROM ledger_line AS line WHERE line.entry_id = entry.id)) THEN
        RAISE EXCEPTION 'STAKE_WITHOUT_MONEY: stake % of market % is not in the books', NEW.sequence, NEW.market_id
            USING ERRCODE = 'check_violation', TABLE = 'markets_stake', CONSTRAINT = 'stake_in_books';
    END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended('ledger.wallet:' || NEW.wallet_id, 0));
    IF current_setting('transaction_isolation') <> 'read committed' OR EXISTS (
            SELECT FROM ledger_wallet AS wallet JOIN ledger_floor AS floor ON floor.account_id = wallet.account_id
            WHERE wallet.id = NEW.wallet_id AND floor.balance < (
                SELECT sum(payout.amount + payout.tax) FROM mpesa_payout AS payout
                WHERE payout.source_id = wallet.account_id AND payout.state = 'PENDING_APPROVAL')) THEN
        RAISE EXCEPTION 'STAKE_REFUSED: a stake on market % breaks stake_not_asked_out', NEW.market_id
            USING ERRCODE = 'check_violation', TABLE = 'markets_stake', CONSTRAINT = 'stake_not_asked_out';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER stake_in_books AFTER INSERT ON markets_stake
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION markets_stake_in_books();
ALTER TABLE markets_stake ENABLE ALWAYS TRIGGER stake_in_books;

-- reverse
DROP TRIGGER stake_in_books ON markets_stake;
DROP FUNCTION markets_stake_in_books;
