"""Every way the owner may break the books behind the triggers' back, found by its code."""

from __future__ import annotations

import json
from collections.abc import Iterable

import pytest
from django.core.management import CommandError

from core.models import GuardRecord
from ledger.integrity.verifying import verify_ledger
from ledger.journal.wallets import open_wallet
from ledger.models import Account, Entry
from tests.ledger.books import verified
from tests.ledger.breaks import BREAKS, R1, UNSEALED
from users.people import create_player

pytestmark = pytest.mark.tampers


@pytest.mark.parametrize("name", BREAKS)
def test_each_break_is_found_by_its_code(sealed, tamper, name):
    statements, codes = BREAKS[name]
    tamper(*statements)
    assert {found.code for found in verify_ledger()} == codes


def test_a_wallet_that_lost_its_floor_before_it_held_anything_is_found(sealed, tamper):
    player = create_player(phone="0712345678", pin="279341", business=sealed)
    account = open_wallet(business=sealed, player=player).account
    tamper(f"UPDATE ledger_account SET has_floor = false WHERE id = {account.pk}",
           f"DELETE FROM ledger_floor WHERE account_id = {account.pk}")  # fmt: skip
    assert [(found.code, found.detail) for found in verify_ledger()] == [
        ("FLOOR_DIFFERS", f"account {account.code}")
    ]


def test_every_missing_trigger_is_named(superuser_database):
    triggers = superuser_database.execute(
        "SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1, 2"
    ).fetchall()
    assert {"ledger_wallet", "ledger_recurringvoucher", "users_approval"} <= {table for table, _ in triggers}

    def alter_each(few: Iterable[tuple[str, str]], change: str) -> None:
        for table, trigger in few:
            superuser_database.execute(f"ALTER TABLE {table} {change} {trigger}")

    for start in range(0, len(triggers), 40):  # more at once look like a dump that was restored
        few = triggers[start : start + 40]
        for change, state in (
            ("DISABLE TRIGGER", "never"),
            ("ENABLE TRIGGER", "usually"),
            ("ENABLE REPLICA TRIGGER", "in replicas"),
        ):
            alter_each(few, change)
            assert sorted(
                found.detail for found in verify_ledger() if found.code != "GUARD_TOUCHED"
            ) == sorted(
                f"trigger {trigger} on {table}: enabled is {state}, not always" for table, trigger in few
            )
        alter_each(few, "ENABLE ALWAYS TRIGGER")
    touched = verify_ledger()
    assert {found.code for found in touched} == {"GUARD_TOUCHED"}
    assert [found.detail.partition(" was changed")[0] for found in touched] == sorted(
        f"trigger {trigger} on {table}" for table, trigger in triggers
    )


@pytest.mark.parametrize(
    ("drop", "missing"),
    [
        ("ALTER TABLE ledger_wallet DROP CONSTRAINT wallet_once", "constraint wallet_once on ledger_wallet"),
        ("DROP INDEX one_open_alert", "index one_open_alert on core_alert"),
        (
            "ALTER TABLE users_invite DROP CONSTRAINT invite_to_a_staff_role",
            "constraint invite_to_a_staff_role",
        ),
        ("DROP FUNCTION ledger_post", "function ledger_post"),
        ("DROP VIEW ledger_digest", "view ledger_digest"),
    ],
)
def test_what_is_gone_is_named(superuser_database, drop, missing):
    superuser_database.execute(drop)
    found = verify_ledger()[0]
    assert found.code == "GUARD_MISSING"
    assert found.detail.startswith(missing) and found.detail.endswith(" is not there")


@pytest.mark.parametrize(
    ("right", "on", "says"),
    [
        ("UPDATE", "ledger_line", "the application may UPDATE on table ledger_line"),
        ("INSERT", "ledger_floor", "the application may INSERT on table ledger_floor"),
        ("DELETE", "mpesa_receipt", "the application may DELETE on table mpesa_receipt"),
        (
            "EXECUTE",
            "FUNCTION ledger_check_lines()",
            "the application may EXECUTE on function ledger_check_lines()",
        ),
    ],
)
def test_a_right_that_came_back_is_named(superuser_database, right, on, says):
    superuser_database.execute(f"GRANT {right} ON {on} TO hesabu_app")
    assert [(found.code, found.detail) for found in verify_ledger()] == [("ROLE_MAY_CHANGE", says)]


def test_one_business_is_asked_about_itself_and_the_database(
    sealed, other_business, tamper, superuser_database
):
    tamper(f"UPDATE ledger_entry SET description = 'x' WHERE id = {R1}")
    assert verify_ledger(other_business.pk) == []
    assert [found.code for found in verify_ledger(sealed.pk)] == ["ENTRY_EDITED"]
    tamper("DELETE FROM ledger_unsealed", f"DELETE FROM ledger_entry WHERE id = {UNSEALED}")
    assert verify_ledger(other_business.pk) == []
    own = {found.code for found in verify_ledger(sealed.pk)}
    assert own >= {"ENTRY_EDITED", "LINE_WITHOUT_ENTRY"}
    superuser_database.execute("GRANT UPDATE ON ledger_line TO hesabu_app")
    assert [found.code for found in verify_ledger(other_business.pk)] == ["ROLE_MAY_CHANGE"]


def test_the_command_says_that_the_books_hold(sealed):
    code, shown = verified()
    lines = shown.splitlines()
    assert code == 0 and lines[-1] == "the books of 2 businesses hold"
    assert lines[0].startswith("duka: sealed up to 1, chain ") and lines[1].startswith(
        "maji: sealed up to 4, chain "
    )
    posted_at = Entry.objects.get(reference="unsealed").posted_at
    assert f", 1 unsealed since {posted_at.isoformat(timespec='seconds')}, unanchored" in lines[1]
    assert "unsealed" not in lines[0]


def test_the_command_fails_on_a_break_and_names_it(sealed, tamper):
    entry = Account.objects.get(business=sealed, code="4000").lines.order_by("id").first().entry_id
    tamper(f"UPDATE ledger_entry SET description = 'x' WHERE id = {R1}")
    code, shown = verified("--business", "maji")
    assert code == 1
    assert shown.splitlines()[1] == f"guards: record {GuardRecord.objects.latest('number').told}"
    assert shown.splitlines()[2:] == [f"ENTRY_EDITED  maji: entry {entry}, seal 1", "1 broken"]
    code, shown = verified("--json")
    found = json.loads(shown)
    assert (code, found["holds"]) == (1, False)
    assert found["breaks"] == [
        {
            "code": "ENTRY_EDITED",
            "business_id": sealed.pk,
            "detail": f"entry {entry}, seal 1",
            "business": "maji",
        }
    ]
    assert [(head["business"], head["number"], len(head["chain"])) for head in found["heads"]] == [
        ("duka", 1, 64),
        ("maji", 4, 64),
    ]
    assert verified("--business", "duka")[0] == 0


def test_the_command_refuses_a_business_that_is_not_there(db):
    with pytest.raises(CommandError, match="no business has the code nobody") as refusal:
        verified("--business", "nobody")
    assert refusal.value.returncode == 2
