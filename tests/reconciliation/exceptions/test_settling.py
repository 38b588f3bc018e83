"""Corrections: posted once, as approved, and known to the next run as what they are."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from core import days
from core.errors import DomainError
from ledger.closing.periods import close_period
from ledger.journal.posting import credit, debit, post_entry
from ledger.models import Entry, EntryKind
from mpesa.models import Receipt
from reconciliation.exceptions.candidates import candidates_of
from reconciliation.exceptions.settling import Part, correct, split, write_off
from reconciliation.exceptions.undoing import Undone, undone_by
from reconciliation.exceptions.working import assign, tie
from reconciliation.models import ReconciliationException, RowTie
from tests.core.threads import run_together
from tests.reconciliation.exceptions.books import CHARGE, ODD, PAYMENT, PAYOUT, Books, a_week_ago
from tests.users.approving import NEW, code
from users.approvals.approving import approve, cancel, refuse
from users.models import Approval, AuditEntry, Business, Role

DAY = a_week_ago()
NEXT = DAY + timedelta(days=1)
WHY = "looked at it"


@pytest.fixture
def books(house) -> Books:
    books = Books(house)
    books.call_back("UKK1AA00A1", 500, DAY)
    books.show(DAY, 9, "UKK1AA00A1", PAYMENT, 500)
    return books


def fresh(row: ReconciliationException) -> ReconciliationException:
    return ReconciliationException.objects.select_related("business", "till").get(pk=row.pk)


def the_open(books: Books) -> ReconciliationException:
    books.close(DAY, DAY)
    (row,) = books.open()
    return fresh(row)


def test_a_correction_waits_for_another_person_and_books_once(books):
    books.show(DAY, 12, "UKK1AA00B1", PAYOUT, -60)
    row = the_open(books)
    people = books.house.people
    accountant, checker = people[Role.ACCOUNTANT], people[Role.APPROVER]
    for _ in range(2):
        row = correct(exception=row, account="5900", key="k-1", actor=accountant, comment=WHY)
    approval = Approval.objects.get()
    assert (row.state, row.approval, books.balance()) == ("PROPOSED", approval, 500_00)
    again = {"exception": row, "account": "5900", "actor": people[Role.OWNER], "comment": WHY}
    assert code(correct, key="k-2", **again) == "ALREADY_PENDING"
    assert code(approve, approval=approval, checker=accountant, digest=approval.digest, proof=NEW)
    for _ in range(2):
        approve(approval=approval, checker=checker, digest=approval.digest, proof=NEW)
    row = fresh(row)
    assert (row.state, row.closed_as, row.closed_by) == ("CLOSED", "CORRECTED", accountant)
    assert (row.entry.reference, row.entry.kind) == ("mpesa:600984:UKK1AA00B1:payout", "CORRECTION")
    assert (books.balance(), books.balance("5900")) == (440_00, 60_00)
    assert code(correct, key="k-3", **(again | {"exception": row})) == "EXCEPTION_CLOSED"
    assert correct(exception=row, account="5900", key="k-1", actor=accountant, comment=WHY) == row
    assert Entry.objects.filter(kind=EntryKind.CORRECTION).count() == 1
    assert books.close(DAY, DAY, fresh=False).items.count() == 0
    acts = AuditEntry.objects.filter(action="reconciliation.settle")
    assert [act.details for act in acts] == [{"rule": "correct", "entry": row.entry_id}]


@pytest.mark.parametrize("answer", ["refuse", "cancel"])
def test_what_is_refused_or_taken_back_is_open_again(books, answer):
    books.show(DAY, 12, "UKK1AA00B1", PAYOUT, -60)
    row = the_open(books)
    accountant, checker = (books.house.people[role] for role in (Role.ACCOUNTANT, Role.APPROVER))
    correct(exception=row, account="5900", key="k-1", actor=accountant, comment=WHY)
    approval = Approval.objects.get()
    if answer == "refuse":
        refuse(approval=approval, checker=checker, comment="not so")
    else:
        cancel(approval=approval, maker=accountant)
    assert (fresh(row).state, Entry.objects.filter(kind="CORRECTION").count()) == ("OPEN", 0)
    correct(exception=row, account="5000", key="k-2", actor=accountant, comment=WHY)
    assert fresh(row).state == "PROPOSED"


def test_what_clears_while_its_correction_waits_is_not_corrected(books):
    books.call_back("UKK1AA00A2", 200, DAY, 22)
    row = the_open(books)
    accountant, checker = (books.house.people[role] for role in (Role.ACCOUNTANT, Role.APPROVER))
    write_off(exception=row, key="k-1", actor=accountant, comment=WHY)
    books.show(NEXT, 1, "UKK1AA00A2", PAYMENT, 200)
    books.close(NEXT, NEXT)
    assert fresh(row).closed_as == "CLEARED"
    approval = Approval.objects.get()
    refused = code(approve, approval=approval, checker=checker, digest=approval.digest, proof=NEW)
    assert (refused, books.balance()) == ("EXCEPTION_CLOSED", 700_00)


@pytest.fixture
def alone(books) -> Books:
    """One person may act alone."""
    Business.objects.update(solo_limit=1_000_00)
    return books


def test_a_write_off_ends_what_the_statement_never_had(alone):
    alone.call_back("UKK1AA00A2", 200, DAY, 10)
    row = the_open(alone)
    done = write_off(exception=row, key="k-1", actor=alone.house.people[Role.OWNER], comment=WHY)
    assert (done.closed_as, done.entry.reference) == ("WRITTEN_OFF", f"recon:{row.pk}:writeoff:1")
    assert (alone.balance(), alone.balance("5200")) == (500_00, 200_00)
    # of that day it stays open, and a person has closed it; of the later one it is gone
    assert alone.close(DAY, DAY, fresh=False).items.count() == 1
    assert alone.open() == []
    run = alone.close(DAY, days.today())
    assert (run.items.count(), run.ledger) == (0, 500_00)


def test_above_the_limit_a_write_off_waits(books):
    Business.objects.update(solo_limit=199_99)
    books.call_back("UKK1AA00A2", 200, DAY, 10)
    row = the_open(books)
    row = write_off(exception=row, key="k-1", actor=books.house.people[Role.OWNER], comment=WHY)
    assert (row.state, books.balance("5200")) == ("PROPOSED", 0)


def test_a_split_is_the_amount_exactly(alone):
    alone.show(DAY, 12, "UKK1AA00B1", ODD, -60)
    row = the_open(alone)
    asked = {"exception": row, "key": "k-1", "actor": alone.house.people[Role.OWNER], "comment": WHY}
    for parts, problem in (
        ([("5100", 10_00), ("5900", 49_99)], "UNBALANCED"),
        ([("5900", 60_00)], "UNBALANCED"),
        ([("5900", 30_00), ("5900", 30_00)], "UNBALANCED"),
        ([("5100", 70_00), ("5900", -10_00)], "BAD_AMOUNT"),
        ([("5100", 10_00), ("2900", 50_00)], "SUSPENSE_IS_PLACED"),
        ([("5100", 10_00), ("1010", 50_00)], "SYSTEM_ACCOUNT"),
        ([("5100", 10_00), ("9999", 50_00)], "UNKNOWN_ACCOUNT"),
    ):
        assert code(split, parts=[Part(*part) for part in parts], **asked) == problem
    assert Approval.objects.count() == 0
    done = split(parts=[Part("5100", 10_00), Part("5900", 50_00)], **asked)
    assert (done.closed_as, alone.balance("5100"), alone.balance("5900")) == ("SPLIT", 10_00, 50_00)
    assert RowTie.objects.get().row_key == row.row_key
    assert alone.close(DAY, DAY, fresh=False).items.count() == 0


def test_an_amount_that_differs_is_booked_to_what_the_statement_says(alone):
    alone.call_back("UKK1AA00A3", 300, DAY, 11)
    alone.show(DAY, 11, "UKK1AA00A3", PAYMENT, 290)
    row = the_open(alone)
    owner = alone.house.people[Role.OWNER]
    assert code(correct, exception=row, key="k-0", actor=owner, comment=WHY) == "WHICH_ACCOUNT"
    correct(exception=row, account="5900", key="k-1", actor=owner, comment=WHY)
    run = alone.close(DAY, DAY, fresh=False)
    assert (run.items.count(), run.ledger, alone.balance("5900")) == (0, 790_00, 10_00)


def test_a_row_that_nobody_understood_becomes_a_receipt_as_by_a_callback(alone, drain):
    alone.show(DAY, 12, "UKK1AA00B1", ODD, 60)
    row = the_open(alone)
    owner = alone.house.people[Role.OWNER]
    assert code(write_off, exception=row, key="k-0", actor=owner, comment=WHY) == "NOT_A_LOSS"
    done = correct(exception=row, key="k-1", actor=owner, comment=WHY)
    receipt = Receipt.objects.get(number="UKK1AA00B1")
    assert (receipt.amount, receipt.first_channel, done.entry.kind) == (60_00, "STATEMENT", "RECEIPT")
    assert alone.close(DAY, DAY, fresh=False).items.count() == 0
    drain()
    assert (alone.balance("2890"), alone.balance("2900")) == (0, 560_00)


def test_a_second_charge_of_one_receipt_is_booked_beside_the_first(alone):
    alone.show(DAY, 14, "UKK1AA00B3", CHARGE, -5)
    alone.show(DAY, 15, "UKK1AA00B3", CHARGE, -5)
    row = the_open(alone)
    done = correct(exception=row, key="k-1", actor=alone.house.people[Role.OWNER], comment=WHY)
    assert (done.kind, done.entry.reference) == ("DUPLICATE", f"recon:{row.pk}:correct:1")
    run = alone.close(DAY, DAY, fresh=False)
    assert (run.items.count(), alone.balance("5100"), run.ledger) == (0, 10_00, 490_00)


def test_a_closed_day_moves_the_correction_to_the_first_open_one(house):
    Business.objects.update(solo_limit=1_000_00)
    owner, day = house.people[Role.OWNER], date(2024, 11, 20)
    close_period(business=house.business, last_day=date(2024, 11, 30), actor=owner)
    books = Books(house)
    books.show(day, 9, "UKK1AA00A1", PAYMENT, 500)
    books.show(day, 12, "UKK1AA00B1", PAYOUT, -60)
    books.close(day, day)
    (row,) = books.open()
    done = correct(exception=fresh(row), account="5900", key="k-1", actor=owner, comment=WHY)
    assert (done.entry.effective_on, done.entry.is_late) == (date(2024, 12, 1), True)
    run = books.close(day, day, fresh=False)
    assert (run.items.count(), run.ledger) == (0, 440_00)


def test_an_entry_that_is_booked_otherwise_is_tied_to_its_row(alone):
    alone.show(DAY, 12, "UKK1AA00B1", PAYOUT, -60)
    row = the_open(alone)
    accountant = alone.house.people[Role.ACCOUNTANT]
    own = alone.till
    booked = {
        cents: post_entry(
            business_id=own.business_id,
            kind=EntryKind.CORRECTION,
            reference=f"import:{cents}",
            legs=[debit("5900", cents), credit(f"1010-{own.shortcode}-utility", cents)],
            occurred_at=row.occurred_at,
        )
        for cents in (60_00, 61_00)
    }
    post_entry(
        business_id=own.business_id,
        kind=EntryKind.CORRECTION,
        reference="import:elsewhere",
        legs=[debit("5900", 60_00), credit("1020", 60_00)],
        occurred_at=row.occurred_at,
    )
    assert candidates_of([row.pk]) == {row.pk: [booked[60_00]]}
    asked = {"exception": row, "comment": WHY, "actor": accountant}
    assert code(tie, entry=booked[61_00], **asked) == "TIE_AMOUNT"
    first = Entry.objects.get(reference="mpesa:600984:UKK1AA00A1:pay")
    assert code(tie, entry=first, **asked) == "TIE_AMOUNT"
    for _ in range(2):
        assert tie(entry=booked[60_00], **asked).closed_as == "TIED"
    assert candidates_of([row.pk]) == {}
    run = alone.close(DAY, DAY, fresh=False)
    assert [(item.reference, item.cents) for item in run.items.all()] == [("import:6100", 61_00)]
    assert RowTie.objects.count() == 1


def test_nobody_of_another_business_and_no_reader_works_on_it(books, other_house):
    books.show(DAY, 12, "UKK1AA00B1", PAYOUT, -60)
    row = the_open(books)
    asked = {"exception": row, "account": "5900", "key": "k-1", "comment": WHY}
    for role in (Role.CASHIER, Role.AUDITOR, Role.APPROVER):
        assert code(correct, actor=books.house.people[role], **asked) == "NOT_ALLOWED"
    stranger = other_house.people[Role.OWNER]
    assert code(correct, actor=stranger, **asked) == "NOT_FOUND"
    owner = books.house.people[Role.OWNER]
    assert code(assign, exception=row, assignee=stranger, actor=owner) == "CANNOT_WORK_ON_IT"
    assert (Approval.objects.count(), fresh(row).assignee) == (0, None)


def test_what_was_written_off_and_comes_after_all_goes_on_an_account(alone):
    alone.call_back("UKK1AA00A2", 200, DAY, 10)
    row, owner = the_open(alone), alone.house.people[Role.OWNER]
    write_off(exception=row, key="k-1", actor=owner, comment=WHY)
    today = days.today()
    assert alone.close(DAY, today).items.count() == 0
    alone.show(today, 0, "UKK1AA00A2", PAYMENT, 200)
    alone.close(DAY, today)
    (again,) = alone.open()
    assert (again.kind, again.receipt, again.cents) == ("MISSING_IN_LEDGER", "UKK1AA00A2", 200_00)
    asked = {"exception": fresh(again), "actor": owner, "comment": WHY}
    assert code(correct, key="k-2", account="2890", **asked) == "REFERENCE_REUSED"
    assert undone_by([again.pk, row.pk]) == {again.pk: Undone(row, "5200")}
    correct(key="k-3", **asked)
    run = alone.close(DAY, today, fresh=False)
    assert (run.items.count(), alone.balance(), alone.balance("5200")) == (0, 700_00, 0)


def test_what_takes_a_write_off_back_counts_from_the_write_off_on(alone):
    """So that the receipt stands once in the books for whoever looks at them up to a moment before it."""
    alone.call_back("UKK1AA00A2", 200, DAY, 22)
    row, owner, today = the_open(alone), alone.house.people[Role.OWNER], days.today()
    write_off(exception=row, key="k-1", actor=owner, comment=WHY)
    alone.show(NEXT, 1, "UKK1AA00A2", PAYMENT, 200)
    alone.bring(NEXT, today)
    alone.prove(DAY, today)
    (again,) = alone.open()
    done = correct(exception=fresh(again), key="k-2", actor=owner, comment=WHY)
    written_off = fresh(row).entry
    assert (again.kind, alone.balance("5200")) == ("MISSING_IN_LEDGER", 0)
    assert done.entry.occurred_at == written_off.occurred_at > again.occurred_at
    for last in (NEXT, today):
        run = alone.close(DAY, last, fresh=False)
        assert (run.items.count(), run.ledger, alone.open()) == (0, 700_00, [])


def test_pressed_by_two_at_once_it_is_booked_once(alone):
    alone.show(DAY, 12, "UKK1AA00B1", PAYOUT, -60)
    row = the_open(alone)
    people = alone.house.people

    def press(role: str, key: str) -> str:
        asked = {"exception": row, "account": "5900", "key": key, "comment": WHY}
        try:
            return correct(actor=people[role], **asked).state
        except DomainError as error:
            return error.code

    found = run_together(
        [
            lambda: press(Role.OWNER, "k-1"),
            lambda: press(Role.OWNER, "k-1"),
            lambda: press(Role.ACCOUNTANT, "k-2"),
        ]
    )
    assert set(found) <= {"CLOSED", "EXCEPTION_CLOSED", "ALREADY_PENDING"} and "CLOSED" in found
    assert (alone.balance("5900"), Entry.objects.filter(kind="CORRECTION").count()) == (60_00, 1)


def test_of_two_who_tie_one_entry_at_once_the_second_is_told(alone):
    for receipt in ("UKK1AA00B1", "UKK1AA00B2"):
        alone.show(DAY, 12, receipt, PAYOUT, -60)
    alone.close(DAY, DAY)
    rows = list(ReconciliationException.objects.select_related("business", "till").order_by("pk"))
    entry = post_entry(
        business_id=alone.house.business.pk,
        kind=EntryKind.CORRECTION,
        reference="import:1",
        legs=[debit("5900", 60_00), credit(f"1010-{alone.till.shortcode}-utility", 60_00)],
        occurred_at=rows[0].occurred_at,
    )

    def press(row: ReconciliationException) -> str:
        try:
            done = tie(exception=row, entry=entry, comment=WHY, actor=alone.house.people[Role.ACCOUNTANT])
        except DomainError as error:
            return error.code
        return done.closed_as

    found = run_together([lambda row=row: press(row) for row in rows])
    assert sorted(found) == ["ENTRY_IN_USE", "TIED"]
