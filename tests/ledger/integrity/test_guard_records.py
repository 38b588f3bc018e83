"""The record of the guards' traces: who renews it, and what becomes of one that is not true."""

from __future__ import annotations

from io import StringIO

import psycopg
import pytest
from django.core.management import CommandError, call_command

from core.guards.recording import recorded_migrating
from core.models import GuardRecord
from ledger.integrity.verifying import verify_ledger
from tests.ledger.books import verified
from tests.ledger.guard_tampering import RECORD, UNSEALED_EDITS
from tests.ledger.tampering import forge_the_record, tamper_with
from users.models import AuditEntry

pytestmark = pytest.mark.tampers

AWAY = "ALTER TABLE ledger_line DISABLE TRIGGER check_lines"
BACK = "ALTER TABLE ledger_line ENABLE ALWAYS TRIGGER check_lines"


def codes() -> set[str]:
    return {found.code for found in verify_ledger()}


def test_the_first_migration_makes_the_first_record(db):
    record = GuardRecord.objects.get()
    assert record.number == 1 and record.reason.startswith("migrate: ")
    assert "trigger check_lines on ledger_line" in record.traces
    call_command("migrate", verbosity=0)
    assert GuardRecord.objects.count() == 1  # nothing was changed


def test_upkeep_of_the_server_leaves_the_traces_as_they_are(db, superuser_database):
    for upkeep in (
        "VACUUM (FREEZE, ANALYZE)",
        "VACUUM FULL pg_proc",
        "REINDEX TABLE ledger_line",
        "REINDEX SYSTEM",
    ):
        superuser_database.execute(upkeep)
    assert verify_ledger() == []


def test_migrations_renew_what_they_change_and_nothing_else(db, owner_database, superuser_database):
    owner_database.execute(f"{AWAY}; {BACK}")
    assert codes() == {"GUARD_TOUCHED"}
    call_command("migrate", "reconciliation", "zero", verbosity=0)
    call_command("migrate", verbosity=0)
    (found,) = verify_ledger()
    assert found.detail.startswith("trigger check_lines on ledger_line was changed since record 3")
    assert GuardRecord.objects.get(number=3).reason.startswith("migrate: reconciliation.0001_initial")


def test_a_guard_that_was_there_before_is_not_made_honest_by_migrating(db, owner_database):
    owner_database.execute(
        "CREATE TRIGGER evil BEFORE INSERT ON ledger_line EXECUTE FUNCTION hesabu_refuse_change()"
    )
    with recorded_migrating(using="owner", reason=lambda: "a test"):
        owner_database.execute("ALTER TABLE ledger_seal DISABLE TRIGGER append_only")
        owner_database.execute("ALTER TABLE ledger_seal ENABLE ALWAYS TRIGGER append_only")
    assert [found.code for found in verify_ledger()] == ["GUARD_ADDED"]
    assert "trigger evil on ledger_line" not in GuardRecord.objects.get(number=2).traces


def test_a_person_records_with_a_reason(db, owner_database):
    owner_database.execute(f"{AWAY}; {BACK}")
    said = StringIO()
    call_command("record_guards", reason="the dump of Monday was restored", stdout=said)
    assert said.getvalue().startswith("record 2 of ")
    assert verify_ledger() == []
    act = AuditEntry.objects.get(action="guards.record")
    assert (act.subject, act.details["number"]) == ("guardrecord:2", 2)
    owner_database.execute(AWAY)
    with pytest.raises(CommandError, match="GUARDS_DIFFER"):
        call_command("record_guards", reason="all is well")
    with pytest.raises(CommandError, match="COMMENT_MISSING"):
        call_command("record_guards", reason=" ")
    assert GuardRecord.objects.count() == 2


@pytest.mark.parametrize("name", RECORD)
def test_a_record_that_was_changed_is_found(db, superuser_database, name):
    superuser_database.execute(f"ALTER TABLE core_guardrecord DISABLE TRIGGER append_only; {RECORD[name]}")
    assert "GUARD_RECORD_BROKEN" in codes()


def test_a_record_forged_whole_is_found_by_the_one_that_was_kept_outside(db, superuser_database):
    told = GuardRecord.objects.get().told
    superuser_database.execute(f"{AWAY}; {BACK}")
    forge_the_record(superuser_database, first=True)
    assert verify_ledger() == []
    assert verified("--guards", GuardRecord.objects.get().told)[0] == 0
    for kept in (told, "7:00", "", "x", "²:0"):
        code, shown = verified("--guards", kept)
        assert code == 1 and "GUARD_RECORD_BROKEN  database: record" in shown


@pytest.mark.parametrize("name", UNSEALED_EDITS)
def test_the_content_of_unsealed_entries_is_guarded_by_the_traces_alone(sealed, superuser_database, name):
    tamper_with(superuser_database, UNSEALED_EDITS[name], forging=False)
    assert codes() == {"GUARD_TOUCHED"}
    forge_the_record(superuser_database)
    assert codes() == set()


def test_the_application_records_nothing(db, connect):
    with connect("hesabu_app") as session, pytest.raises(psycopg.errors.InsufficientPrivilege):
        session.execute(
            "INSERT INTO core_guardrecord SELECT number + 1, now(), '', traces, digest FROM core_guardrecord"
        )
