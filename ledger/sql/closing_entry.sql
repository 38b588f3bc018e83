-- The closing of a year needs no approval and stands on a closed day: so it can do one thing only. By the end of its
-- transaction it has moved balances of income and expense accounts towards nothing, into 3100, on the last day of
-- a period. Other entries pay nothing for this.
CREATE FUNCTION ledger_closing_entry() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM ledger_period AS period WHERE period.business_id = NEW.business_id
                   AND period.last_day = NEW.effective_on)
       OR EXISTS (
            SELECT FROM (
                SELECT line.account_id, sum(line.debit) - sum(line.credit) AS net FROM ledger_line AS line
                WHERE line.entry_id = NEW.id GROUP BY line.account_id
            ) AS moved
            JOIN ledger_account AS account ON account.id = moved.account_id
            LEFT JOIN ledger_turnovers(NEW.business_id, NULL, NEW.effective_on, NULL) AS sums
                ON sums.account_id = moved.account_id,
            LATERAL (SELECT COALESCE(sums.debit - sums.credit, 0) - moved.net AS net) AS before
            WHERE CASE WHEN account.kind IN ('INCOME', 'EXPENSE')
                       THEN sign(before.net) <> -sign(moved.net) OR abs(moved.net) > abs(before.net)
                       ELSE account.code <> '3100' END) THEN
        RAISE EXCEPTION 'NOT_A_CLOSING: entry % does more than to close a year', NEW.id
            USING ERRCODE = 'check_violation', TABLE = 'ledger_entry', CONSTRAINT = 'closing_empties_results';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER closing_entry AFTER INSERT ON ledger_entry
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.kind = 'CLOSING')
    EXECUTE FUNCTION ledger_closing_entry();
ALTER TABLE ledger_entry ENABLE ALWAYS TRIGGER closing_entry;
REVOKE EXECUTE ON FUNCTION ledger_closing_entry() FROM PUBLIC;

-- reverse
DROP TRIGGER closing_entry ON ledger_entry;
DROP FUNCTION ledger_closing_entry;
