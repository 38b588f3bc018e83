"""What a day of a till comes to, by the front door: files, callbacks, what people do, what comes later."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.db import DatabaseError, transaction

from core.errors import InvalidInput, InvalidState, NotAllowed
from ledger.closing.periods import close_period
from ledger.models import Entry
from reconciliation.days.marking import mark_days
from reconciliation.days.nights import judge_days
from reconciliation.days.working import clear_day, investigate_day
from reconciliation.exceptions.settling import correct, write_off
from reconciliation.models import (
    DayState,
    ReconciliationDay,
    ReconciliationDayAccount,
    ReconciliationException,
    ReconciliationRun,
)
from reconciliation.restating.changing import withdraw_statement
from tests.reconciliation.days.nights import Nights, at
from tests.reconciliation.verified.files import MONDAY, TUESDAY, bring, file_of, moves, name_of_b
from tests.reconciliation.verified.test_several_accounts import export
from users.models import AuditEntry, Business, Membership, Role, User
from users.people import create_staff

DAY = moves(MONDAY, 1000, 300, -5, 700, 50)
NEXT = moves(TUESDAY, DAY[-1].balance, 40)


@pytest.fixture
def owner(business) -> User:
    return User.objects.get(username="owner")


def mark(nights: Nights, *days: date) -> None:
    with transaction.atomic():
        mark_days(business_id=nights.till.business_id, till_id=nights.till.pk, days=days)
    nights.drain()


def tell_of(nights: Nights, rows) -> None:
    """Callbacks of the payments among rows."""
    for row in rows:
        if row.shillings > 0:
            nights.tell(
                row.receipt, row.shillings, at(row.at.date(), row.at.hour, row.at.minute, row.at.second)
            )


def test_a_day_that_its_statement_covers_is_matched_and_final(nights):
    tell_of(nights, DAY)
    nights.bring(file_of(DAY, MONDAY))
    assert nights.shown(MONDAY) == ("MATCHED", False, 1045, 1045, 0, 0)
    assert nights.accounts(MONDAY) == {"utility": ("STATEMENT", 1045, 1045, True)}
    part = nights.row(MONDAY).accounts.get()
    assert part.run == ReconciliationRun.objects.get()


def test_a_day_of_which_nobody_tells_is_unknown(nights):
    nights.tell("UKK1AA00A1", 300, at(MONDAY, 9))
    mark(nights, MONDAY)
    assert nights.shown(MONDAY) == ("UNKNOWN", True, 300, None, None, 0)
    assert nights.accounts(MONDAY) == {"utility": ("NOTHING", 300, None, False)}


def test_what_the_statement_lacks_is_a_discrepancy(nights):
    tell_of(nights, DAY)
    nights.tell("UKK1AA00X1", 77, at(MONDAY, 15))
    nights.bring(file_of(DAY, MONDAY))
    assert nights.shown(MONDAY) == ("DISCREPANCY", False, 1122, 1045, -77, 1)


def test_two_faults_that_cancel_each_other_are_no_match(nights):
    tell_of(nights, DAY[:3])
    nights.tell("UKK1AA00X1", 50, at(MONDAY, 15))
    odd = file_of(DAY, MONDAY).decode().splitlines()
    odd = [
        line.replace("Pay Bill from", "A riddle").replace("Pay Bill Online", "?")
        if DAY[3].receipt in line
        else line
        for line in odd
    ]
    nights.bring("\r\n".join(odd).encode())
    assert nights.shown(MONDAY) == ("DISCREPANCY", False, 1045, 1045, 0, 2)


def test_a_withdrawn_file_makes_its_day_provisional_again(nights, owner):
    tell_of(nights, [row for row in DAY if row.shillings > 0])
    paid = [replace(row, balance=0) for row in DAY if row.shillings > 0]
    balance = 1000
    for place, row in enumerate(paid):
        balance += row.shillings
        paid[place] = replace(row, balance=balance)
    file = nights.bring(file_of(paid, MONDAY))
    assert nights.shown(MONDAY) == ("MATCHED", False, 1050, 1050, 0, 0)
    withdraw_statement(statement=file, key="withdraw-01", comment="a test", actor=owner)
    nights.drain()
    assert nights.shown(MONDAY) == ("UNKNOWN", True, 1050, None, None, 0)
    nights.bring(file_of(paid, MONDAY) + b"\r\n")
    assert nights.shown(MONDAY) == ("MATCHED", False, 1050, 1050, 0, 0)


def test_what_was_open_of_a_withdrawn_file_is_closed_with_it(nights, owner):
    """A day told of the wrong account: nobody has to clear its rows away, and no proof is needed."""
    file = nights.bring(file_of(moves(MONDAY, 1000, 300, 700), MONDAY, account="Working Account"))
    listed = ReconciliationException.objects.exclude(row_key="").filter(state="OPEN")
    assert (listed.count(), nights.shown(MONDAY)[-1]) == (2, 2)
    withdraw_statement(statement=file, key="withdraw-01", comment="It is of Utility.", actor=owner)
    nights.drain()
    assert not listed.exists() and nights.shown(MONDAY)[-1] == 0
    closed = ReconciliationException.objects.exclude(row_key="").prefetch_related("notes")
    assert {each.closed_as for each in closed} == {"CLEARED"}
    assert all("was withdrawn" in each.notes.latest("pk").text for each in closed)


def test_a_hole_in_the_middle_of_a_day_is_seen_by_the_balances_around_it(nights):
    tell_of(nights, [DAY[0], DAY[3]])
    morning = file_of(DAY[:2], MONDAY).replace(b"23:59:59", b"09:30:00")
    evening = file_of(DAY[3:], MONDAY).replace(b"00:00:00,To", b"10:30:00,To")
    nights.bring(morning)
    assert nights.shown(MONDAY) == ("MATCHED", True, 345, 345, 0, 0)  # the books know of 50 more
    assert nights.accounts(MONDAY) == {"utility": ("PART", 345, 345, False)}
    nights.bring(evening)
    state, provisional, expected, actual, over, _ = nights.shown(MONDAY)
    assert (state, provisional, expected, actual, over) == ("DISCREPANCY", True, 345, 1045, 700)
    nights.bring(file_of(DAY, MONDAY))
    assert nights.shown(MONDAY) == ("MATCHED", False, 1045, 1045, 0, 0)


def test_a_file_that_ends_at_noon_says_nothing_of_the_afternoon(nights):
    tell_of(nights, DAY)
    nights.bring(file_of(DAY[:2], MONDAY).replace(b"23:59:59", b"09:30:00"))
    assert nights.shown(MONDAY) == ("MATCHED", True, 1045, 1045, 0, 0)
    nights.bring(file_of(DAY, MONDAY))
    assert nights.shown(MONDAY) == ("MATCHED", False, 1045, 1045, 0, 0)


def test_a_file_of_several_accounts_makes_the_day_of_each_final(nights):
    nights.bring(export().data(), name_of_b(MONDAY))
    told = nights.accounts(MONDAY)
    assert {account: row[0] for account, row in told.items()} == dict.fromkeys(
        ("settlement", "utility", "working"), "STATEMENT"
    )
    assert [row[1:] for row in told.values()] == [(0, 0, True), (-835, -835, True), (1400, 400, True)]
    assert nights.shown(MONDAY) == ("DISCREPANCY", False, 565, -435, -1000, 1)  # what went to the bank


def test_a_sweep_to_an_account_without_a_statement_leaves_the_day_provisional(nights):
    sweep = [replace(DAY[0], shillings=-700, balance=300)]
    words = "Utility Account to Organization Settlement Account"
    data = (
        file_of(sweep, MONDAY)
        .replace(b"Pay Bill Charge", words.encode())
        .replace(b"Pay Bill Online", words.encode())
    )
    nights.bring(data)
    assert nights.accounts(MONDAY) == {
        "settlement": ("NOTHING", 700, None, False),
        "utility": ("STATEMENT", -700, -700, True),
    }
    assert nights.shown(MONDAY) == ("MATCHED", True, 0, 0, 0, 0)
    other = file_of(
        [replace(DAY[0], shillings=700, balance=700)], MONDAY, account="Organization Settlement Account"
    )
    nights.bring(
        other.replace(b"Pay Bill from", words.encode() + b" from").replace(b"Pay Bill Online", words.encode())
    )
    assert nights.shown(MONDAY) == ("MATCHED", False, 0, 0, 0, 0)


def test_what_is_booked_late_is_found_by_the_next_night_and_proved_again(nights):
    tell_of(nights, DAY)
    nights.bring(file_of(DAY, MONDAY))
    nights.pass_()
    proofs = ReconciliationRun.objects.count()
    nights.pass_()
    assert ReconciliationRun.objects.count() == proofs  # nothing new: nothing is proved
    nights.tell("UKK1AA00X1", 77, at(MONDAY, 15))
    nights.drain()
    assert nights.shown(MONDAY) == ("MATCHED", False, 1045, 1045, 0, 0)
    nights.pass_()
    assert nights.shown(MONDAY) == ("DISCREPANCY", False, 1122, 1045, -77, 1)
    newest = ReconciliationRun.objects.latest("pk")
    assert (newest.from_day, newest.to_day, newest.automatic) == (MONDAY, MONDAY, True)
    assert nights.row(MONDAY).accounts.get().run == newest


def test_a_day_of_a_closed_period_has_what_came_late(nights, owner, business):
    first, last = date(2025, 11, 30), date(2025, 12, 1)
    close_period(business=business, last_day=first, actor=owner)
    rows = moves(first, 1000, 300)
    tell_of(nights, [*rows, *moves(last, 0, 20)])
    late = Entry.objects.get(kind="RECEIPT", occurred_at__lt=at(last, 0))
    assert (late.is_late, late.effective_on) == (True, last)
    nights.bring(file_of(rows, first))
    assert nights.shown(first) == ("MATCHED", False, 300, 300, 0, 0)
    mark(nights, last)
    assert nights.shown(last) == ("UNKNOWN", True, 20, None, None, 0)


def test_at_midnight_the_statement_says_which_day_it_was(nights):
    late = [replace(DAY[0], at=DAY[0].at.replace(hour=23, minute=59, second=59))]
    nights.tell(late[0].receipt, 300, at(TUESDAY, 0, 0, 1))
    nights.bring(file_of(late, MONDAY))
    nights.bring(file_of([replace(NEXT[0], balance=1340)], TUESDAY))
    assert nights.shown(MONDAY) == ("MATCHED", False, 300, 300, 0, 0)
    assert nights.shown(TUESDAY) == ("MATCHED", False, 40, 40, 0, 0)


def test_a_correction_and_a_write_off_match_the_day_they_are_of(nights, owner, business):
    Business.objects.update(solo_limit=1_000_000_00)
    nights.tell("UKK1AA00X1", 77, at(MONDAY, 15))
    out = [
        *DAY,
        replace(
            DAY[3],
            receipt="UKKPAYOUT1",
            shillings=-60,
            balance=DAY[3].balance - 60,
            at=DAY[3].at.replace(hour=13),
        ),
    ]
    data = file_of(out, MONDAY).decode().splitlines()
    words = ("Pay Bill Charge", "Pay Bill Online")
    data = [
        line.replace(words[0], "Business Payment to 25470****222 - B").replace(words[1], "Business Payment")
        if "UKKPAYOUT1" in line
        else line
        for line in data
    ]
    nights.bring("\r\n".join(data).encode())
    assert nights.shown(MONDAY) == ("DISCREPANCY", False, 1122, 985, -137, 2)
    for place, (verb, receipt) in enumerate(((correct, "UKKPAYOUT1"), (write_off, "UKK1AA00X1"))):
        row = ReconciliationException.objects.select_related("business", "till").get(receipt=receipt)
        verb(
            exception=row,
            account="5900" if verb is correct else "",
            key=f"k-{place}",
            actor=owner,
            comment="looked at it",
        )
    nights.drain()
    assert nights.shown(MONDAY)[:5] == ("MATCHED", False, 985, 985, 0)


def test_people_look_into_a_day_and_clear_it_and_another_difference_opens_it_again(nights, owner, business):
    tell_of(nights, DAY)
    nights.tell("UKK1AA00X1", 77, at(MONDAY, 15))
    nights.bring(file_of(DAY, MONDAY))
    reader = create_staff(username="reader", password="correct horse battery")
    Membership.objects.create(business=business, user=reader, role=Role.AUDITOR)
    for verb, said in ((investigate_day, {"note": "asked them"}), (clear_day, {"reason": "asked them"})):
        with pytest.raises(NotAllowed):
            verb(row=nights.row(MONDAY), actor=reader, **said)
        with pytest.raises(InvalidInput):
            verb(row=nights.row(MONDAY), actor=owner, **dict.fromkeys(said, "x"))
    assert nights.shown(MONDAY)[0] == "DISCREPANCY" and nights.notes(MONDAY) == []

    investigate_day(row=nights.row(MONDAY), note="asked Safaricom", actor=owner)
    row = investigate_day(row=nights.row(MONDAY), note="they look", actor=owner)
    assert (row.state, row.decided_by, nights.notes(MONDAY)) == (
        "INVESTIGATING",
        owner,
        ["asked Safaricom", "they look"],
    )
    mark(nights, MONDAY)
    assert nights.shown(MONDAY) == ("INVESTIGATING", False, 1122, 1045, -77, 1)

    row = clear_day(row=nights.row(MONDAY), reason="a test payment", actor=owner)
    assert (row.state, row.decided_by, row.discrepancy) == ("MATCHED", owner, -77_00)
    assert clear_day(row=row, reason="once more", actor=owner).state == "MATCHED"
    assert nights.notes(MONDAY)[2:] == ["a test payment"]
    nights.pass_()
    assert nights.shown(MONDAY) == ("MATCHED", False, 1122, 1045, -77, 1)

    nights.tell("UKK1AA00X2", 5, at(MONDAY, 16))
    nights.pass_()
    row = nights.row(MONDAY)
    assert nights.shown(MONDAY) == ("DISCREPANCY", False, 1127, 1045, -82, 2)
    assert (row.decided_by, row.cleared_findings) == (None, "")
    assert nights.notes(MONDAY)[3:] == [
        "It was cleared with a difference of -KES 77.00 and 1 open item;"
        " now it is -KES 82.00 and 1 open item."
    ]
    acts = AuditEntry.objects.filter(action__in=("reconciliation.investigate", "reconciliation.clear"))
    assert [entry.action[15:] for entry in acts.order_by("pk")] == ["investigate", "investigate", "clear"]


def test_what_is_looked_into_and_gone_is_matched_by_itself(nights, owner):
    tell_of(nights, DAY)
    late = [
        *DAY,
        replace(
            DAY[3],
            receipt="UKK1AA00X1",
            shillings=77,
            balance=DAY[3].balance + 77,
            at=DAY[3].at.replace(hour=15),
        ),
    ]
    nights.tell("UKK1AA00X1", 77, at(MONDAY, 15, 5, 42))
    nights.bring(file_of(DAY, MONDAY).replace(b"23:59:59", b"16:00:00"))
    assert nights.shown(MONDAY)[0] == "DISCREPANCY"
    investigate_day(row=nights.row(MONDAY), note="asked Safaricom", actor=owner)
    # Safaricom books it after the end of what was exported, and the next export has it.
    late[-1] = replace(late[-1], at=late[-1].at.replace(hour=16))
    nights.bring(file_of(late, MONDAY))
    row = nights.row(MONDAY)
    assert (row.state, row.provisional, row.discrepancy, row.open_items, row.decided_by) == (
        "MATCHED",
        False,
        0,
        0,
        None,
    )
    assert nights.notes(MONDAY)[-1] == "What was found is there no more: both sides agree."


def test_nobody_clears_a_day_of_which_nothing_is_known(nights, owner):
    mark(nights, MONDAY)
    with pytest.raises(InvalidState) as caught:
        clear_day(row=nights.row(MONDAY), reason="it was a holiday", actor=owner)
    assert caught.value.code == "DAY_UNKNOWN"
    assert (nights.shown(MONDAY)[0], nights.notes(MONDAY)) == ("UNKNOWN", [])


def test_of_the_same_facts_the_same_rows(nights):
    tell_of(nights, DAY)
    nights.bring(file_of(DAY, MONDAY))
    before = list(ReconciliationDay.objects.values()), list(ReconciliationDayAccount.objects.values())
    with transaction.atomic():
        assert judge_days(nights.till, [MONDAY]) == []
    assert (
        list(ReconciliationDay.objects.values()),
        list(ReconciliationDayAccount.objects.values()),
    ) == before


def test_the_database_keeps_to_it(nights, owner):
    nights.tell("UKK1AA00X1", 77, at(MONDAY, 15))
    nights.bring(file_of(DAY, MONDAY))
    rows, accounts = ReconciliationDay.objects.all(), ReconciliationDayAccount.objects.all()
    investigate_day(row=nights.row(MONDAY), note="asked Safaricom", actor=owner)
    for change in (
        {"discrepancy": 0},
        {"actual": None},
        {"state": DayState.UNKNOWN},
        {"state": DayState.DISCREPANCY},
        {"state": DayState.MATCHED},
        {"state": DayState.MATCHED, "cleared_findings": "0" * 64},
        {"decided_at": None},
        {"day": TUESDAY},
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**change)
    for change in ({"actual": 1}, {"basis": "NOTHING"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            accounts.update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.delete()
    assert nights.shown(MONDAY)[0] == "INVESTIGATING"


def test_a_day_whose_proof_waits_is_not_judged_before_it(nights):
    tell_of(nights, DAY[:1])
    bring(nights.till, file_of(DAY, MONDAY))
    nights.drain("reconciliation.nights")
    assert nights.days() == []
    nights.drain()
    assert nights.shown(MONDAY) == ("MATCHED", False, 1045, 1045, 0, 0)


def test_a_proof_that_fails_leaves_the_day_as_it_is_known(nights, owner):
    tell_of(nights, DAY)
    file = bring(nights.till, file_of(DAY, MONDAY))
    withdraw_statement(statement=file, key="withdraw-01", comment="a test", actor=owner)
    nights.drain()
    assert ReconciliationRun.objects.get().state == "FAILED"
    assert nights.shown(MONDAY)[0] == "UNKNOWN"


def test_what_safaricom_calls_paid_is_expected_until_its_receipt_comes(nights):
    from mpesa.collections.requests.requesting import request_payment
    from mpesa.models import PaymentRequest
    from users.actors import SYSTEM

    request = request_payment(
        till=nights.till, phone="254700000101", amount=300_00, account_reference="x", key="k-1", actor=SYSTEM
    )
    PaymentRequest.objects.filter(pk=request.pk).update(state="PENDING")
    PaymentRequest.objects.filter(pk=request.pk).update(state="CONFIRMED", sent_at=at(MONDAY, 9))
    mark(nights, MONDAY)
    assert nights.shown(MONDAY) == ("UNKNOWN", True, 300, None, None, 0)
    assert nights.row(MONDAY).sources == {"requests": 300_00}
    nights.bring(file_of(DAY, MONDAY))  # a file alone pays no request; its receipt is held, and counts once
    assert nights.shown(MONDAY) == ("MATCHED", False, 1045, 1045, 0, 0)
    assert (nights.row(MONDAY).sources, PaymentRequest.objects.get().state) == ({}, "CONFIRMED")


def test_accounts_of_another_till_are_not_mixed_in(nights, business):
    from types import SimpleNamespace

    from tests.config.places import place

    other = place(SimpleNamespace(business=business, people={"OWNER": None}), "600985")
    Nights(other.till, nights.drain).tell("UKK1AA00Z1", 999, at(MONDAY, 9))
    tell_of(nights, DAY)
    nights.bring(file_of(DAY, MONDAY))
    assert nights.shown(MONDAY) == ("MATCHED", False, 1045, 1045, 0, 0)
