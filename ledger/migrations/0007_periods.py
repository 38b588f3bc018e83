"""Closed periods: no entry comes on a closed day, whoever writes, however the clocks of two sessions stand.

A posting shares an advisory lock per business that a closing takes alone. It waits for a closing that is under
way and then sees it, since under READ COMMITTED each statement of a trigger looks anew. A transaction of a
stricter level keeps its old picture: it also locks the row of its business, which a closing writes, and
fails when that was written since.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from core.sql import revoke

ENTRIES = """
CREATE OR REPLACE FUNCTION ledger_note_entries() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
    bad date;
BEGIN
    PERFORM pg_advisory_xact_lock_shared(hashtextextended('ledger.period:' || business_id, 0)) FROM added;
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        PERFORM FROM users_business WHERE id IN (SELECT business_id FROM added) ORDER BY id FOR SHARE;
    END IF;
    SELECT added.effective_on INTO bad FROM added WHERE EXISTS (
        SELECT FROM ledger_period AS period WHERE period.business_id = added.business_id
        AND period.last_day >= added.effective_on AND period.state = 'CLOSED') LIMIT 1;
    IF bad IS NOT NULL THEN
        RAISE EXCEPTION 'PERIOD_CLOSED: the books of % are closed', bad
            USING ERRCODE = 'check_violation', TABLE = 'ledger_entry', CONSTRAINT = 'entry_in_open_period';
    END IF;

    INSERT INTO ledger_unsealed (entry_id, business_id) SELECT id, business_id FROM added;
    INSERT INTO ledger_awaitinglines (entry_id)
    SELECT id FROM added WHERE NOT EXISTS (SELECT FROM ledger_line WHERE entry_id = added.id);
    RETURN NULL;
END $$;
"""
ENTRIES_BEFORE = """
CREATE OR REPLACE FUNCTION ledger_note_entries() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
BEGIN
    INSERT INTO ledger_unsealed (entry_id, business_id) SELECT id, business_id FROM added;
    INSERT INTO ledger_awaitinglines (entry_id)
    SELECT id FROM added WHERE NOT EXISTS (SELECT FROM ledger_line WHERE entry_id = added.id);
    RETURN NULL;
END $$;
"""

PERIODS = """
CREATE FUNCTION ledger_period_guarded() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    newest date;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('ledger.period:' || NEW.business_id, 0));
    SELECT max(last_day) INTO newest FROM ledger_period WHERE business_id = NEW.business_id;
    IF TG_OP = 'INSERT' THEN
        IF NEW.first_day <> newest + 1 THEN
            RAISE EXCEPTION 'PERIOD_GAP: the period after % begins on the next day', newest
                USING ERRCODE = 'check_violation', TABLE = 'ledger_period', CONSTRAINT = 'periods_follow';
        END IF;
    ELSIF (OLD.id, OLD.business_id, OLD.first_day, OLD.last_day)
            IS DISTINCT FROM (NEW.id, NEW.business_id, NEW.first_day, NEW.last_day) THEN
        RAISE EXCEPTION 'PERIOD_FIXED: the days of a period do not change'
            USING ERRCODE = 'restrict_violation', TABLE = 'ledger_period', CONSTRAINT = 'period_fixed';
    END IF;
    IF NEW.state = 'CLOSED' AND EXISTS (
            SELECT FROM ledger_period WHERE business_id = NEW.business_id AND last_day < NEW.first_day
                AND state = 'OPEN')
       OR NEW.state = 'OPEN' AND EXISTS (
            SELECT FROM ledger_period WHERE business_id = NEW.business_id AND last_day > NEW.last_day
                AND state = 'CLOSED') THEN
        RAISE EXCEPTION 'PERIOD_ORDER: periods are closed in their order, and opened again from the last'
            USING ERRCODE = 'check_violation', TABLE = 'ledger_period', CONSTRAINT = 'periods_in_order';
    END IF;
    UPDATE users_business SET id = id WHERE id = NEW.business_id;
    RETURN NEW;
END $$;
CREATE TRIGGER period_guarded BEFORE INSERT OR UPDATE ON ledger_period
    FOR EACH ROW EXECUTE FUNCTION ledger_period_guarded();
ALTER TABLE ledger_period ENABLE ALWAYS TRIGGER period_guarded;
CREATE TRIGGER period_kept BEFORE DELETE OR TRUNCATE ON ledger_period
    FOR EACH STATEMENT EXECUTE FUNCTION hesabu_refuse_change();
ALTER TABLE ledger_period ENABLE ALWAYS TRIGGER period_kept;
REVOKE ALL ON FUNCTION ledger_period_guarded() FROM PUBLIC;
"""
PERIODS_REVERSE = """
DROP TRIGGER period_kept ON ledger_period; DROP TRIGGER period_guarded ON ledger_period;
DROP FUNCTION ledger_period_guarded();
"""

KINDS = [
    ("RECEIPT", "M-Pesa receipt"), ("ROUTE", "Receipt routed"), ("SUSPENSE", "Receipt to suspense"),
    ("CHARGE", "M-Pesa charge"), ("SWEEP", "M-Pesa sweep"), ("OPENING", "Opening balance"),
    ("INVOICE", "Invoice issued"), ("WALLET", "Wallet movement"), ("MANUAL", "Journal voucher"),
    ("CLOSING", "Year-end closing"), ("REVERSAL", "Reversal"),
]  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0006_turnover_reads"),
        ("users", "0002_guarantees"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Period",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("first_day", models.DateField()),
                ("last_day", models.DateField()),
                (
                    "state",
                    models.CharField(
                        choices=[("OPEN", "Open"), ("CLOSED", "Closed")], default="CLOSED", max_length=8
                    ),
                ),
                ("seal", models.BigIntegerField()),
                ("comment", models.CharField(blank=True, max_length=500)),
                ("closed_at", models.DateTimeField()),
                (
                    "business",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="periods",
                        to="users.business",
                    ),
                ),
                (
                    "closed_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("business", "last_day"), name="period_once"),
                    models.CheckConstraint(
                        condition=models.Q(("last_day__gte", models.F("first_day"))), name="period_has_days"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["OPEN", "CLOSED"])), name="period_state_known"
                    ),
                ],
            },
        ),
        migrations.AlterField(
            model_name="entry",
            name="kind",
            field=models.CharField(choices=KINDS, max_length=16),
        ),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(
                condition=models.Q(("kind", "CLOSING")),
                fields=["business", "effective_on"],
                name="entry_closing_year",
            ),
        ),
        migrations.RunSQL(ENTRIES, ENTRIES_BEFORE),
        migrations.RunSQL(
            PERIODS
            + revoke("EXECUTE ON FUNCTION ledger_period_guarded()")
            + revoke("DELETE ON ledger_period"),
            PERIODS_REVERSE,
        ),
    ]
