"""What PostgreSQL guarantees about the books, whoever writes (promise P4).

All lines of an entry arrive in one statement. The trigger on lines looks at that statement as a whole,
so a late line is refused however constraints are timed, and a batch of thousands stays fast.
"""

from django.db import migrations

from core.sql import append_only, grant, revoke

CHECK_LINES = """
CREATE FUNCTION ledger_check_lines() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    bad bigint;
    floors bigint;
    moved_floors bigint;
BEGIN
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

    -- Foreign keys are checked at commit only: a header or an account that is not there yet is refused here.
    SELECT added.entry_id INTO bad
    FROM added
    LEFT JOIN ledger_entry AS entry ON entry.id = added.entry_id
    LEFT JOIN ledger_account AS account ON account.id = added.account_id
    WHERE entry.id IS NULL OR account.business_id IS DISTINCT FROM entry.business_id LIMIT 1;
    IF bad IS NOT NULL THEN
        RAISE EXCEPTION 'TWO_BUSINESSES: entry % is missing, or touches an account that is not of its business', bad
            USING ERRCODE = 'check_violation', TABLE = 'ledger_line', CONSTRAINT = 'entry_of_one_business';
    END IF;

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

    SELECT count(DISTINCT added.account_id) INTO floors
    FROM added JOIN ledger_account AS account ON account.id = added.account_id AND account.has_floor;
    IF floors > 0 THEN
        PERFORM 1 FROM ledger_floor
        WHERE account_id IN (SELECT account_id FROM added)
        ORDER BY account_id FOR NO KEY UPDATE;
        UPDATE ledger_floor SET balance = ledger_floor.balance + moved.net
        FROM (SELECT account_id, sum(credit - debit)::bigint AS net FROM added GROUP BY account_id) AS moved
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
"""

CHECK_ENTRIES = """
-- Every function names its schema: a temporary table of the same name would be looked at first.
CREATE FUNCTION ledger_entry_has_lines() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM ledger_line WHERE entry_id = NEW.id) THEN
        RAISE EXCEPTION 'EMPTY_ENTRY: entry % has no lines', NEW.id
            USING ERRCODE = 'check_violation', TABLE = 'ledger_entry', CONSTRAINT = 'entry_has_lines';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER entry_has_lines AFTER INSERT ON ledger_entry
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_entry_has_lines();
ALTER TABLE ledger_entry ENABLE ALWAYS TRIGGER entry_has_lines;

CREATE FUNCTION ledger_note_entries() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO ledger_unsealed (entry_id, business_id) SELECT id, business_id FROM added;
    RETURN NULL;
END $$;
CREATE TRIGGER note_entries AFTER INSERT ON ledger_entry
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION ledger_note_entries();
ALTER TABLE ledger_entry ENABLE ALWAYS TRIGGER note_entries;
"""

ACCOUNTS = """
CREATE FUNCTION ledger_account_opened() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM added LEFT JOIN ledger_account AS parent ON parent.id = added.parent_id
               WHERE added.parent_id IS NOT NULL AND parent.business_id IS DISTINCT FROM added.business_id) THEN
        RAISE EXCEPTION 'TWO_BUSINESSES: an account and its parent belong to one business'
            USING ERRCODE = 'check_violation', TABLE = 'ledger_account', CONSTRAINT = 'account_parent_of_business';
    END IF;
    INSERT INTO ledger_floor (account_id, balance) SELECT id, 0 FROM added WHERE has_floor;
    RETURN NULL;
END $$;
CREATE TRIGGER account_opened AFTER INSERT ON ledger_account
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION ledger_account_opened();
ALTER TABLE ledger_account ENABLE ALWAYS TRIGGER account_opened;

CREATE FUNCTION ledger_account_fixed() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF (OLD.id, OLD.business_id, OLD.code, OLD.kind, OLD.has_floor)
           IS DISTINCT FROM (NEW.id, NEW.business_id, NEW.code, NEW.kind, NEW.has_floor)
       OR NEW.parent_id IS NOT NULL AND NOT EXISTS (
           SELECT FROM ledger_account WHERE id = NEW.parent_id AND business_id = NEW.business_id) THEN
        RAISE EXCEPTION 'ACCOUNT_FIXED: only the name and the parent of account % can change', OLD.code
            USING ERRCODE = 'restrict_violation', TABLE = 'ledger_account', CONSTRAINT = 'account_fixed';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER account_fixed BEFORE UPDATE ON ledger_account
    FOR EACH ROW EXECUTE FUNCTION ledger_account_fixed();
ALTER TABLE ledger_account ENABLE ALWAYS TRIGGER account_fixed;
"""

FLOORS = """
CREATE FUNCTION ledger_floor_guarded() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Depth 1 is a statement of somebody's own; the books' triggers write at depth 2.
    IF pg_trigger_depth() < 2 THEN
        RAISE EXCEPTION 'FLOOR_GUARDED: % on ledger_floor is refused; it moves with the lines', TG_OP
            USING ERRCODE = 'restrict_violation', TABLE = 'ledger_floor', CONSTRAINT = 'floor_guarded';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER floor_guarded BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON ledger_floor
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_floor_guarded();
ALTER TABLE ledger_floor ENABLE ALWAYS TRIGGER floor_guarded;
"""

# Whoever may execute a trigger function may hang it on a table of their own, with rows of their own making.
DEFINERS = ("ledger_check_lines()", "ledger_note_entries()", "ledger_account_opened()")
CLOSED = "\n".join(f"REVOKE ALL ON FUNCTION {name} FROM PUBLIC;" for name in DEFINERS) + revoke(
    "EXECUTE ON FUNCTION " + ", ".join(DEFINERS)
)

DIGESTS = """
CREATE FUNCTION ledger_field(value text) RETURNS bytea LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN value IS NULL THEN '\\xffffffff'::bytea
                ELSE int4send(octet_length(convert_to(value, 'UTF8'))) || convert_to(value, 'UTF8') END
$$;
CREATE FUNCTION ledger_micros(moment timestamptz) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT (extract(epoch FROM moment) * 1000000)::bigint::text
$$;
CREATE VIEW ledger_digest AS
SELECT entry.id AS entry_id, entry.business_id, sha256(
    ledger_field(entry.business_id::text) || ledger_field(entry.id::text)
    || ledger_field(to_char(entry.effective_on, 'YYYY-MM-DD'))
    || ledger_field(ledger_micros(entry.occurred_at)) || ledger_field(ledger_micros(entry.posted_at))
    || ledger_field(entry.kind) || ledger_field(entry.description) || ledger_field(entry.reference)
    || ledger_field(encode(entry.content_hash, 'hex')) || ledger_field(entry.reverses_id::text)
    || ledger_field(entry.actor_id::text)
    || COALESCE((
        SELECT string_agg(
            ledger_field(line.id::text) || ledger_field(account.code) || ledger_field(account.kind)
            || ledger_field(line.debit::text) || ledger_field(line.credit::text), ''::bytea ORDER BY line.id)
        FROM ledger_line AS line JOIN ledger_account AS account ON account.id = line.account_id
        WHERE line.entry_id = entry.id), ''::bytea)
) AS digest
FROM ledger_entry AS entry;
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial"), ("core", "0002_guarantees")]

    operations = [
        migrations.RunSQL(
            CHECK_LINES, "DROP TRIGGER check_lines ON ledger_line; DROP FUNCTION ledger_check_lines();"
        ),
        migrations.RunSQL(
            CHECK_ENTRIES,
            "DROP TRIGGER note_entries ON ledger_entry; DROP TRIGGER entry_has_lines ON ledger_entry;"
            " DROP FUNCTION ledger_note_entries(); DROP FUNCTION ledger_entry_has_lines();",
        ),
        migrations.RunSQL(
            ACCOUNTS,
            "DROP TRIGGER account_opened ON ledger_account; DROP TRIGGER account_fixed ON ledger_account;"
            " DROP FUNCTION ledger_account_opened(); DROP FUNCTION ledger_account_fixed();",
        ),
        migrations.RunSQL(
            DIGESTS,
            "DROP VIEW ledger_digest; DROP FUNCTION ledger_micros(timestamptz); DROP FUNCTION ledger_field(text);",
        ),
        append_only("ledger_entry"),
        append_only("ledger_line"),
        append_only("ledger_seal"),
        migrations.RunSQL(
            FLOORS, "DROP TRIGGER floor_guarded ON ledger_floor; DROP FUNCTION ledger_floor_guarded();"
        ),
        migrations.RunSQL(
            revoke("INSERT, UPDATE, DELETE ON ledger_floor")
            + revoke("INSERT, UPDATE ON ledger_unsealed")
            + CLOSED,
            grant("INSERT, UPDATE, DELETE ON ledger_floor") + grant("INSERT, UPDATE ON ledger_unsealed"),
        ),
    ]
