"""References that statement triggers check, a whole batch at once, and digests that PostgreSQL computes in C.

A foreign key checks row by row and locks the row that it points to: a hot account's, at every posting. The
statement triggers look anyway; what they find can never go away, since entries, accounts and seals are never
deleted and an account keeps its business, which PostgreSQL then keeps too.
"""

import hashlib
from importlib import import_module

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from core.sql import revoke

# One pass when all is well; the causes are looked for only when something is wrong. The plan of a session's
# first statement serves all later ones: without sequential scans it is right for two lines and for thousands.
CHECK_LINES = """
CREATE OR REPLACE FUNCTION ledger_check_lines() RETURNS trigger
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
                   OR each.first_business <> each.last_business
                   OR entry.business_id IS DISTINCT FROM each.first_business
                   OR each.lines <> (SELECT count(*) FROM ledger_line WHERE entry_id = each.entry_id)),
           bool_or(entry.reverses_id IS NOT NULL), bool_or(each.has_floors)
    INTO wrong, reversing, has_floors
    FROM (
        SELECT added.entry_id, count(*) AS lines, sum(added.debit) AS debits, sum(added.credit) AS credits,
               count(account.id) AS known, min(account.business_id) AS first_business,
               max(account.business_id) AS last_business, bool_or(account.has_floor) AS has_floors
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
    END IF;

    IF has_floors THEN
        SELECT count(DISTINCT added.account_id) INTO floors
        FROM added JOIN ledger_account AS account ON account.id = added.account_id AND account.has_floor;
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
"""

# A header may come before its lines, in a statement of its own; then a deferred trigger wants them by commit.
HAS_LINES = """
DROP TRIGGER entry_has_lines ON ledger_entry;
DROP FUNCTION ledger_entry_has_lines();
CREATE OR REPLACE FUNCTION ledger_note_entries() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
BEGIN
    INSERT INTO ledger_unsealed (entry_id, business_id) SELECT id, business_id FROM added;
    INSERT INTO ledger_awaitinglines (entry_id)
    SELECT id FROM added WHERE NOT EXISTS (SELECT FROM ledger_line WHERE entry_id = added.id);
    RETURN NULL;
END $$;
CREATE FUNCTION ledger_entry_has_lines() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM ledger_line WHERE entry_id = NEW.entry_id) THEN
        RAISE EXCEPTION 'EMPTY_ENTRY: entry % has no lines', NEW.entry_id
            USING ERRCODE = 'check_violation', TABLE = 'ledger_entry', CONSTRAINT = 'entry_has_lines';
    END IF;
    DELETE FROM ledger_awaitinglines WHERE entry_id = NEW.entry_id;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER entry_has_lines AFTER INSERT ON ledger_awaitinglines
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_entry_has_lines();
ALTER TABLE ledger_awaitinglines ENABLE ALWAYS TRIGGER entry_has_lines;
REVOKE ALL ON FUNCTION ledger_entry_has_lines() FROM PUBLIC;
"""
HAS_LINES_REVERSE = """
DROP TRIGGER entry_has_lines ON ledger_awaitinglines;
DROP TRIGGER note_entries ON ledger_entry;
DROP FUNCTION ledger_entry_has_lines();
DROP FUNCTION ledger_note_entries();
"""

KEPT = """
CREATE TRIGGER account_kept BEFORE DELETE OR TRUNCATE ON ledger_account
    FOR EACH STATEMENT EXECUTE FUNCTION hesabu_refuse_change();
ALTER TABLE ledger_account ENABLE ALWAYS TRIGGER account_kept;

CREATE FUNCTION ledger_check_seals() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
    bad bigint;
BEGIN
    SELECT added.entry_id INTO bad FROM added LEFT JOIN ledger_entry AS entry ON entry.id = added.entry_id
    WHERE entry.business_id IS DISTINCT FROM added.business_id LIMIT 1;
    IF bad IS NOT NULL THEN
        RAISE EXCEPTION 'TWO_BUSINESSES: entry % is not one of the business that seals it', bad
            USING ERRCODE = 'check_violation', TABLE = 'ledger_seal', CONSTRAINT = 'seal_of_business';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER check_seals AFTER INSERT ON ledger_seal
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION ledger_check_seals();
ALTER TABLE ledger_seal ENABLE ALWAYS TRIGGER check_seals;
"""
KEPT_REVERSE = """
DROP TRIGGER account_kept ON ledger_account;
DROP TRIGGER check_seals ON ledger_seal; DROP FUNCTION ledger_check_seals();
"""

# The content of a digest: what PostgreSQL's binary protocol sends for these columns, in these types.
DIGESTS = """
CREATE FUNCTION ledger_line_content(line ledger_line, account ledger_account) RETURNS bytea
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT record_send(ROW(line.id, account.code::text, account.kind::text, line.debit, line.credit))
$$;
CREATE FUNCTION ledger_entry_content(entry ledger_entry) RETURNS bytea
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT record_send(ROW(
        entry.business_id, entry.id, entry.effective_on, entry.occurred_at, entry.posted_at, entry.kind::text,
        entry.description::text, entry.reference::text, entry.content_hash, entry.reverses_id, entry.actor_id))
$$;
CREATE OR REPLACE VIEW ledger_digest AS
SELECT entry.id AS entry_id, entry.business_id, sha256(
    ledger_entry_content(entry) || COALESCE((
        SELECT string_agg(ledger_line_content(line, account), ''::bytea ORDER BY line.id)
        FROM ledger_line AS line JOIN ledger_account AS account ON account.id = line.account_id
        WHERE line.entry_id = entry.id), ''::bytea)
) AS digest
FROM ledger_entry AS entry;
DROP FUNCTION ledger_field(text);
"""

POST = """
CREATE FUNCTION ledger_post(
    for_business bigint, on_day date, at_moment timestamptz, of_kind text, described text, under_reference text,
    content bytea, mirror_of bigint, by_actor bigint, codes text[], debits bigint[], credits bigint[],
    OUT id bigint, OUT posted_at timestamptz)
LANGUAGE plpgsql SET search_path = public, pg_temp
SET enable_seqscan = off SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    WITH entry AS (
        INSERT INTO ledger_entry (business_id, effective_on, occurred_at, posted_at, kind, description,
                                  reference, content_hash, reverses_id, actor_id)
        VALUES (for_business, on_day, at_moment, clock_timestamp(), of_kind, described, under_reference, content,
                mirror_of, by_actor)
        ON CONFLICT (business_id, reference) DO NOTHING
        RETURNING ledger_entry.id, ledger_entry.posted_at
    ), lines AS (
        INSERT INTO ledger_line (entry_id, account_id, debit, credit)
        SELECT entry.id,
               (SELECT account.id FROM ledger_account AS account
                WHERE account.business_id = for_business AND account.code = leg.code),
               leg.debit, leg.credit
        FROM entry, unnest(codes, debits, credits) AS leg (code, debit, credit)
    )
    SELECT entry.id, entry.posted_at INTO ledger_post.id, ledger_post.posted_at FROM entry;
END $$;
"""

_before = import_module("ledger.migrations.0002_guarantees")
CHECK_ENTRIES_BEFORE = (
    HAS_LINES_REVERSE + _before.CHECK_ENTRIES + "REVOKE ALL ON FUNCTION ledger_note_entries() FROM PUBLIC;"
)
CHECK_LINES_BEFORE = _before.CHECK_LINES.partition("CREATE TRIGGER")[0].replace(
    "CREATE F", "CREATE OR REPLACE F"
)
DIGESTS_BEFORE = (
    _before.DIGESTS.replace("CREATE F", "CREATE OR REPLACE F").replace("CREATE V", "CREATE OR REPLACE V")
    + "DROP FUNCTION ledger_line_content(ledger_line, ledger_account);"
    "DROP FUNCTION ledger_entry_content(ledger_entry);"
)


def seal_anew(apps, schema_editor):
    """Digests and chains in the form of the view of now. Exported heads of before no longer fit them."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(
            "SELECT seal.id, seal.business_id, fresh.digest FROM ledger_seal AS seal"
            " JOIN ledger_digest AS fresh ON fresh.entry_id = seal.entry_id ORDER BY seal.business_id, seal.number"
        )
        rows, chains, seals = cursor.fetchall(), {}, []
        for seal, business, digest in rows:
            chains[business] = hashlib.sha256(chains.get(business, bytes(32)) + bytes(digest)).digest()
            seals.append((bytes(digest), chains[business], seal))
        cursor.execute("ALTER TABLE ledger_seal DISABLE TRIGGER append_only")
        cursor.executemany("UPDATE ledger_seal SET digest = %s, chain = %s WHERE id = %s", seals)
        cursor.execute("ALTER TABLE ledger_seal ENABLE ALWAYS TRIGGER append_only")


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0004_turnovers"),
        ("users", "0002_guarantees"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AwaitingLines",
            fields=[
                (
                    "entry",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        serialize=False,
                        to="ledger.entry",
                    ),
                ),
            ],
        ),
        migrations.RemoveIndex(
            model_name="entry",
            name="entry_by_business",
        ),
        migrations.AlterField(
            model_name="entry",
            name="actor",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="entry",
            name="business",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="entries",
                to="users.business",
            ),
        ),
        migrations.AlterField(
            model_name="line",
            name="account",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="lines",
                to="ledger.account",
            ),
        ),
        migrations.AlterField(
            model_name="line",
            name="entry",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="lines",
                to="ledger.entry",
            ),
        ),
        migrations.AlterField(
            model_name="seal",
            name="business",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="seals",
                to="users.business",
            ),
        ),
        migrations.AlterField(
            model_name="seal",
            name="entry",
            field=models.OneToOneField(
                db_constraint=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="seal",
                to="ledger.entry",
            ),
        ),
        migrations.AlterField(
            model_name="unsealed",
            name="business",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="users.business",
            ),
        ),
        migrations.AlterField(
            model_name="unsealed",
            name="entry",
            field=models.OneToOneField(
                db_constraint=False,
                on_delete=django.db.models.deletion.PROTECT,
                primary_key=True,
                serialize=False,
                to="ledger.entry",
            ),
        ),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(fields=["business", "id"], name="entry_of_business"),
        ),
        migrations.AddIndex(
            model_name="line",
            index=models.Index(fields=["entry"], name="line_by_entry"),
        ),
        migrations.RunSQL(CHECK_LINES, CHECK_LINES_BEFORE),
        migrations.RunSQL(HAS_LINES, CHECK_ENTRIES_BEFORE),
        migrations.RunSQL(KEPT, KEPT_REVERSE),
        migrations.RunSQL(
            "REVOKE ALL ON FUNCTION ledger_check_seals() FROM PUBLIC;"
            + revoke("EXECUTE ON FUNCTION ledger_check_seals(), ledger_entry_has_lines()")
            + revoke("INSERT, UPDATE, DELETE ON ledger_awaitinglines"),
            migrations.RunSQL.noop,
        ),
        migrations.RunPython(migrations.RunPython.noop, seal_anew),
        migrations.RunSQL(DIGESTS, DIGESTS_BEFORE),
        migrations.RunPython(seal_anew, migrations.RunPython.noop),
        migrations.RunSQL(POST, "DROP FUNCTION ledger_post;"),
    ]
