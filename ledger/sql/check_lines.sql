-- All lines of an entry arrive in one statement; here it is looked at as a whole, so that a late line is refused
-- however constraints are timed, and a batch of thousands stays fast. Floors move with the lines.
-- A foreign key would check row by row and lock the row that it points to: a hot account's, at every posting.
-- What this finds can never go away: entries, accounts and seals are never deleted, an account keeps its business.
-- One pass when all is well; causes are looked for only when something is wrong. The plan of a session's first
-- statement serves all later ones: without sequential scans it is right for two lines and for thousands.
CREATE FUNCTION ledger_check_lines() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
    wrong boolean;
    reversing boolean;
    has_floors boolean;
    bad bigint;
    floors bigint;
    moved_floors bigint;
BEGIN
    SELECT bool_or(each.lines < 2 OR each.debits <> each.credits OR each.lines <> each.known
                   OR each.largest > 1000000000000000
                   OR each.first_business <> each.last_business
                   OR entry.business_id IS DISTINCT FROM each.first_business
                   OR each.lines <> (SELECT count(*) FROM ledger_line WHERE entry_id = each.entry_id)),
           bool_or(entry.reverses_id IS NOT NULL), bool_or(each.has_floors)
    INTO wrong, reversing, has_floors
    FROM (
        SELECT added.entry_id, count(*) AS lines, sum(added.debit) AS debits, sum(added.credit) AS credits,
               count(account.id) AS known, min(account.business_id) AS first_business,
               max(account.business_id) AS last_business, bool_or(account.has_floor) AS has_floors,
               max(greatest(added.debit, added.credit)) AS largest
        FROM added LEFT JOIN ledger_account AS account ON account.id = added.account_id
        GROUP BY added.entry_id
    ) AS each
    LEFT JOIN ledger_entry AS entry ON entry.id = each.entry_id;

    IF wrong THEN
        SELECT touched.entry_id INTO bad
        FROM (SELECT entry_id, count(*) AS lines FROM added GROUP BY entry_id) AS touched
        WHERE touched.lines <> (SELECT count(*) FROM ledger_line AS line WHERE line.entry_id = touched.entry_id)
        LIMIT 1;
        IF bad IS NOT NULL THEN
            RAISE EXCEPTION 'LATE_LINE: entry % is posted; nothing can be added to it', bad
                USING ERRCODE = 'check_violation', TABLE = 'ledger_line', CONSTRAINT = 'entry_complete_at_once';
        END IF;
        SELECT entry_id INTO bad FROM added GROUP BY entry_id
        HAVING count(*) < 2 OR sum(debit) <> sum(credit) LIMIT 1;
        IF bad IS NOT NULL THEN
            RAISE EXCEPTION 'UNBALANCED: entry % has fewer than two lines or unequal sides', bad
                USING ERRCODE = 'check_violation', TABLE = 'ledger_line', CONSTRAINT = 'entry_balances';
        END IF;
        SELECT entry_id INTO bad FROM added WHERE greatest(debit, credit) > 1000000000000000 LIMIT 1;
        IF bad IS NOT NULL THEN
            RAISE EXCEPTION 'TOO_LARGE: a line of entry % is beyond the largest amount', bad
                USING ERRCODE = 'check_violation', TABLE = 'ledger_line', CONSTRAINT = 'line_amount_kept';
        END IF;
        SELECT added.entry_id INTO bad
        FROM added
        LEFT JOIN ledger_entry AS entry ON entry.id = added.entry_id
        LEFT JOIN ledger_account AS account ON account.id = added.account_id
        WHERE entry.id IS NULL OR account.business_id IS DISTINCT FROM entry.business_id LIMIT 1;
        RAISE EXCEPTION 'TWO_BUSINESSES: entry % is missing, or touches an account that is not of its business', bad
            USING ERRCODE = 'check_violation', TABLE = 'ledger_line', CONSTRAINT = 'entry_of_one_business';
    END IF;

    IF reversing THEN
        SELECT entry.id INTO bad
        FROM (SELECT DISTINCT entry_id FROM added) AS touched
        JOIN ledger_entry AS entry ON entry.id = touched.entry_id AND entry.reverses_id IS NOT NULL
        JOIN ledger_entry AS original ON original.id = entry.reverses_id
        WHERE original.business_id <> entry.business_id
           OR original.reverses_id IS NOT NULL
           OR EXISTS (
                (SELECT account_id, debit, credit FROM ledger_line WHERE entry_id = entry.id
                 EXCEPT ALL SELECT account_id, credit, debit FROM ledger_line WHERE entry_id = original.id)
                UNION ALL
                (SELECT account_id, credit, debit FROM ledger_line WHERE entry_id = original.id
                 EXCEPT ALL SELECT account_id, debit, credit FROM ledger_line WHERE entry_id = entry.id)
           ) LIMIT 1;
        IF bad IS NOT NULL THEN
            RAISE EXCEPTION 'NOT_A_MIRROR: entry % does not exactly reverse its original', bad
                USING ERRCODE = 'check_violation', TABLE = 'ledger_line', CONSTRAINT = 'reversal_mirrors';
        END IF;
        SELECT entry.id INTO bad
        FROM (SELECT DISTINCT entry_id FROM added) AS touched
        JOIN ledger_entry AS entry ON entry.id = touched.entry_id
        JOIN ledger_entry AS original ON original.id = entry.reverses_id
        WHERE entry.effective_on < original.effective_on LIMIT 1;
        IF bad IS NOT NULL THEN
            RAISE EXCEPTION 'REVERSED_TOO_EARLY: entry % counts for a day before its original', bad
                USING ERRCODE = 'check_violation', TABLE = 'ledger_line', CONSTRAINT = 'reversal_in_time';
        END IF;
    END IF;

    IF has_floors THEN
        SELECT count(DISTINCT added.account_id) INTO floors
        FROM added JOIN ledger_account AS account ON account.id = added.account_id AND account.has_floor;
        PERFORM 1 FROM ledger_floor
        WHERE account_id IN (SELECT account_id FROM added)
        ORDER BY account_id FOR NO KEY UPDATE;
        UPDATE ledger_floor SET balance = ledger_floor.balance + moved.net
        FROM (SELECT account_id, sum(credit - debit) AS net FROM added GROUP BY account_id) AS moved
        WHERE moved.account_id = ledger_floor.account_id;
        GET DIAGNOSTICS moved_floors = ROW_COUNT;
        IF moved_floors <> floors THEN
            RAISE EXCEPTION 'FLOOR_MISSING: % accounts with a floor, % balances', floors, moved_floors
                USING ERRCODE = 'check_violation', TABLE = 'ledger_floor', CONSTRAINT = 'floor_present';
        END IF;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER check_lines AFTER INSERT ON ledger_line
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION ledger_check_lines();
ALTER TABLE ledger_line ENABLE ALWAYS TRIGGER check_lines;
-- Whoever may execute a trigger function may hang it on a table of their own, with rows of their own making.
REVOKE EXECUTE ON FUNCTION ledger_check_lines() FROM PUBLIC;

-- reverse
DROP TRIGGER check_lines ON ledger_line;
DROP FUNCTION ledger_check_lines;
