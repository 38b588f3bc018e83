"""Promise P4, told to PostgreSQL in its own language by the application, the owner and a superuser.

Each attack is one transaction of plain SQL. Each is refused, and afterwards no row of the books is different.
"""

from __future__ import annotations

import pytest
from psycopg.errors import CheckViolation, InsufficientPrivilege

from core.guards.recording import record_guards
from ledger.chart.standard import open_sub_account
from ledger.models import Entry
from tests.ledger.attacks import ATTACKS, HEADER, LAWFUL, assert_refused, attack, lines

ROLES = ["hesabu_app", "hesabu_owner"]


def test_every_attack_is_refused(posted, connect, books):
    """One database for all of them: each is refused, and leaves everything as it was."""
    before = books()
    for role in ROLES:
        connection = connect(role)
        for name, (statements, expected) in ATTACKS.items():
            try:
                assert_refused(attack(connection, statements, posted), expected)
                assert books() == before
            except AssertionError as error:
                raise AssertionError(f"{role}: {name}: {error}") from error


def test_the_owner_is_refused_by_triggers_and_the_application_by_its_rights_too(posted, connect):
    update = ATTACKS["update a header"][0]
    assert isinstance(attack(connect("hesabu_app"), update, posted), InsufficientPrivilege)
    assert "APPEND_ONLY" in str(attack(connect("hesabu_owner"), update, posted))


@pytest.mark.parametrize("role", ROLES)
def test_late_lines_by_copy(posted, connect, books, role):
    before = books()
    connection = connect(role)
    for rows, error in (
        ([(posted.entry, posted.cash, 7, 0), (posted.entry, posted.sales, 0, 7)], CheckViolation),
        ([(posted.entry, posted.cash, 7, 0)], CheckViolation),
    ):
        with (
            pytest.raises(error, match="LATE_LINE"),
            connection.transaction(),
            connection.cursor().copy(
                "COPY ledger_line (entry_id, account_id, debit, credit) FROM STDIN"
            ) as copy,
        ):
            for row in rows:
                copy.write_row(row)
    assert books() == before


@pytest.mark.parametrize("name", LAWFUL)
def test_what_is_lawful_passes(posted, connect, name):
    before = Entry.objects.count()
    assert attack(connect("hesabu_app"), LAWFUL[name], posted) is None
    assert Entry.objects.count() - before == (2 if name == "a batch" else 1)


def test_a_right_of_the_application_to_borrow_a_trigger_is_missing(posted, connect, books):
    """A trigger function that runs as the owner, hung on a table of one's own, would move floors at will."""
    before = books()
    error = attack(
        connect("hesabu_app"),
        [
            "CREATE TEMPORARY TABLE forged (entry_id bigint, account_id bigint, debit bigint, credit bigint)",
            "CREATE TRIGGER t AFTER INSERT ON forged REFERENCING NEW TABLE AS added"
            " FOR EACH STATEMENT EXECUTE FUNCTION ledger_check_lines()",
            "INSERT INTO forged VALUES ({entry}, {wallet}, 0, 1000000), ({entry}, {cash}, 1000000, 0)",
        ],
        posted,
    )
    assert isinstance(error, InsufficientPrivilege)
    assert books() == before


@pytest.mark.parametrize("role", ROLES)
def test_replica_mode_is_not_theirs_to_set(posted, connect, role):
    error = attack(connect(role), ["SET LOCAL session_replication_role = replica"], posted)
    assert isinstance(error, InsufficientPrivilege)


@pytest.mark.parametrize("role", ["hesabu_owner", "postgres"])
def test_replica_mode_switches_no_guard_off(posted, connect, books, superuser_database, role):
    """Where a role may set it: foreign keys sleep then, our triggers do not."""
    superuser_database.execute("GRANT SET ON PARAMETER session_replication_role TO hesabu_owner")
    try:
        before = books()
        connection = connect(role)
        for name, (statements, expected) in ATTACKS.items():
            error = attack(connection, ["SET LOCAL session_replication_role = replica", *statements], posted)
            assert error is not None, f"{role}: {name} passed"
            assert expected is None or expected in str(error), f"{role}: {name}: {error}"
            assert books() == before, f"{role}: {name}"
    finally:
        superuser_database.execute("REVOKE SET ON PARAMETER session_replication_role FROM hesabu_owner")


def test_a_floor_account_without_its_balance_row_cannot_be_posted_to(
    posted, connect, superuser_database, books
):
    superuser_database.execute("ALTER TABLE ledger_floor DISABLE TRIGGER floor_guarded")
    superuser_database.execute("DELETE FROM ledger_floor")
    before = books()
    spend = [HEADER, lines("{wallet}, 50, 0", "{cash}, 0, 50")]
    assert_refused(attack(connect("hesabu_app"), spend, posted), "FLOOR_MISSING")
    assert books() == before
    superuser_database.execute("INSERT INTO ledger_floor VALUES (%s, 100)", [posted.wallet])
    superuser_database.execute("ALTER TABLE ledger_floor ENABLE ALWAYS TRIGGER floor_guarded")
    record_guards(reason="a test took a floor away")


def test_opening_a_sub_account_twice_opens_one(business, wallet):
    again = open_sub_account(
        business_id=business.pk, parent_code="2200", suffix="1", name="B", has_floor=True
    )
    assert again == wallet and again.name == "A player"
    assert wallet.floor.balance == 0
