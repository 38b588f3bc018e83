-- One batch of a business's newly sealed entries is added to its day turnovers, and their head moves on. What is
-- added is what stands in the books, each seal once.
CREATE FUNCTION ledger_fold_turnovers(of_business bigint, at_most integer) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    folded bigint;
    until bigint;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('ledger.turnover:' || of_business, 0));
    folded := COALESCE((SELECT number FROM ledger_turnoverhead WHERE business_id = of_business), 0);
    SELECT max(number) INTO until FROM ledger_seal WHERE business_id = of_business;
    until := least(COALESCE(until, 0), folded + greatest(at_most, 1));
    IF until <= folded THEN
        RETURN 0;
    END IF;

    INSERT INTO ledger_dayturnover (account_id, effective_on, debit, credit)
    SELECT line.account_id, entry.effective_on, sum(line.debit), sum(line.credit)
    FROM ledger_seal AS seal
    JOIN ledger_entry AS entry ON entry.id = seal.entry_id
    JOIN ledger_line AS line ON line.entry_id = entry.id
    WHERE seal.business_id = of_business AND seal.number > folded AND seal.number <= until
    GROUP BY line.account_id, entry.effective_on
    ON CONFLICT (account_id, effective_on) DO UPDATE SET
        debit = ledger_dayturnover.debit + EXCLUDED.debit, credit = ledger_dayturnover.credit + EXCLUDED.credit;

    INSERT INTO ledger_turnoverhead (business_id, number, newest_entry)
    SELECT of_business, until, max(entry_id) FROM ledger_seal
    WHERE business_id = of_business AND number > folded AND number <= until
    ON CONFLICT (business_id) DO UPDATE SET
        number = EXCLUDED.number,
        newest_entry = greatest(ledger_turnoverhead.newest_entry, EXCLUDED.newest_entry);
    RETURN until - folded;
END $$;
REVOKE EXECUTE ON FUNCTION ledger_fold_turnovers(bigint, integer) FROM PUBLIC;

-- reverse
DROP FUNCTION ledger_fold_turnovers;
