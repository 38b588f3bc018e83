"""M6, M11 and M12: what is verified changes by two people, or not at all; the books follow by postings."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal

import pytest

from billing.customers.customers import create_customer
from billing.invoicing.invoices import create_invoice
from billing.invoicing.issuing import issue_invoice
from billing.invoicing.terms import LineInput
from core.errors import InvalidState, NotAllowed
from ledger.models import Entry
from ledger.reads.selectors import balance_by_code
from mpesa.models import Receipt
from reconciliation.models import StatementRow
from reconciliation.restating.changing import accept_restatement, withdraw_statement
from reconciliation.runs import running
from reconciliation.runs.booking import book_rows
from reconciliation.verified.importing import Told
from tests.reconciliation.verified.files import (
    MONDAY,
    TUESDAY,
    bring,
    file_of,
    moves,
    prove,
    with_row,
)
from users.approvals.approving import Proof, approve
from users.models import Approval, Membership, Role, User
from users.people import create_staff

DAY = moves(MONDAY, 1000, 300, -5, 700, 50)
NEXT = moves(TUESDAY, DAY[-1].balance, 40)
LATE = with_row(DAY, 2, "UKLATE0001", 777)
CODE = "1010-600984-utility"


@pytest.fixture
def people(business) -> dict[str, User]:
    found = {"owner": User.objects.get(username="owner")}
    for name, role in (("clerk", Role.ACCOUNTANT), ("second", Role.APPROVER), ("reader", Role.AUDITOR)):
        found[name] = create_staff(username=name, password="correct horse battery")
        Membership.objects.create(business=business, user=found[name], role=role)
    return found


def verified() -> list[tuple[str, int]]:
    rows = StatementRow.objects.filter(struck_at=None, moves=True).order_by("completed_at", "balance")
    return [(row.receipt, row.balance) for row in rows]


def book_of(rows) -> list[tuple[str, int]]:
    return [(row.receipt, row.balance * 100) for row in rows]


def yes(approval: Approval, person: User) -> None:
    approve(approval=approval, checker=person, digest=approval.digest, proof=Proof())


def accepted(statement, people) -> None:
    asked = accept_restatement(
        statement=statement, key="accept-0001", comment="asked them", actor=people["clerk"]
    )
    yes(asked, people["second"])
    statement.refresh_from_db()


def test_m12_accepted_by_two_it_takes_the_place_of_what_was_verified(shop, drain, people):
    first = bring(shop, file_of(DAY, MONDAY))
    assert prove(shop, drain, MONDAY).ledger == 2045_00
    late = bring(shop, file_of(LATE, MONDAY))
    assert late.state == "RESTATED"
    accepted(late, people)
    first.refresh_from_db()
    assert (late.state, first.state, verified()) == ("ADMITTED", "SUPERSEDED", book_of(LATE))
    run = prove(shop, drain, MONDAY)
    assert (run.unexplained, run.ledger, run.booked_rows, run.items.count()) == (0, 2822_00, 1, 0)


def test_m12_a_row_that_is_gone_leaves_the_books_and_its_invoice(shop, drain, people):
    """A forged file came first. Its payment paid nothing (only a file knew it), and its money goes again."""
    forged = bring(shop, file_of(LATE, MONDAY))
    assert forged.state == "ADMITTED"
    assert prove(shop, drain, MONDAY).ledger == 2822_00
    true = bring(shop, file_of(DAY, MONDAY, totals=True))
    assert true.state == "RESTATED"
    accepted(true, people)
    drain()
    assert verified() == book_of(DAY)
    run = prove(shop, drain, MONDAY)
    assert (run.unexplained, run.ledger, run.items.count()) == (0, 2045_00, 0)
    assert balance_by_code(shop.business_id, CODE) == 2045_00
    assert Entry.objects.filter(kind="TAKEN_BACK").count() == 1
    assert Receipt.objects.filter(number="UKLATE0001").count() == 1


def test_m12_nobody_alone_and_nobody_without_the_right(shop, people):
    bring(shop, file_of(DAY, MONDAY))
    late = bring(shop, file_of(LATE, MONDAY))
    with pytest.raises(NotAllowed):
        accept_restatement(statement=late, key="accept-0001", comment="asked them", actor=people["reader"])
    asked = accept_restatement(statement=late, key="accept-0001", comment="asked them", actor=people["owner"])
    with pytest.raises(InvalidState, match="Another person"):
        yes(asked, people["owner"])
    assert verified() == book_of(DAY)


def test_m12_a_file_that_would_leave_later_days_hanging_is_not_accepted(shop, drain, people):
    bring(shop, file_of(DAY, MONDAY))
    bring(shop, file_of(NEXT, TUESDAY))
    late = bring(shop, file_of(LATE, MONDAY))
    with pytest.raises(InvalidState) as caught:
        accept_restatement(statement=late, key="accept-0001", comment="asked them", actor=people["clerk"])
    assert caught.value.code == "RESTATED_TOO_SHORT"
    both = [*LATE, *(replace(row, balance=row.balance + 777) for row in NEXT)]
    whole = bring(shop, file_of(both, MONDAY, TUESDAY))
    accepted(whole, people)
    assert (whole.state, verified()) == ("ADMITTED", book_of(both))
    drain()
    late.refresh_from_db()
    assert (late.state, verified()) == ("ADMITTED", book_of(both))  # it agrees now, and was judged again


def test_m12_what_changed_meanwhile_must_be_asked_anew(shop, people):
    bring(shop, file_of(DAY, MONDAY))
    late = bring(shop, file_of(LATE, MONDAY))
    asked = accept_restatement(statement=late, key="accept-0001", comment="asked them", actor=people["clerk"])
    bring(shop, file_of(NEXT, TUESDAY))
    with pytest.raises(InvalidState) as caught:
        yes(asked, people["second"])
    assert caught.value.code in ("SUBJECT_CHANGED", "RESTATED_TOO_SHORT")
    assert verified() == book_of([*DAY, *NEXT])


def test_m11_a_file_that_nothing_was_booked_from_goes_at_once(shop, people):
    file = bring(shop, file_of(DAY, MONDAY))
    gone = withdraw_statement(statement=file, key="withdraw-01", comment="a test", actor=people["clerk"])
    assert (gone.state, gone.ended_because, verified()) == ("WITHDRAWN", "a test", [])
    broken = bring(shop, file_of(DAY[:1] + DAY[2:], MONDAY))
    withdraw_statement(statement=broken, key="withdraw-02", comment="cut off", actor=people["clerk"])
    broken.refresh_from_db()
    assert broken.state == "WITHDRAWN"


def test_m11_what_was_booked_is_undone_after_approval(shop, drain, people):
    file = bring(shop, file_of(DAY, MONDAY))
    assert prove(shop, drain, MONDAY).ledger == 2045_00
    asked = withdraw_statement(
        statement=file, key="withdraw-01", comment="another till", actor=people["clerk"]
    )
    assert asked.state == "ADMITTED"
    approval = Approval.objects.get(kind="statement.change")
    assert "2,045" not in approval.content and "KES 1,050.00" in approval.content
    yes(approval, people["second"])
    drain()
    file.refresh_from_db()
    assert (file.state, file.ended_because, verified()) == ("WITHDRAWN", "another till", [])
    assert balance_by_code(shop.business_id, "5100") == 0
    assert balance_by_code(shop.business_id, "2890") == balance_by_code(shop.business_id, "2900") == 0
    assert balance_by_code(shop.business_id, CODE) == 1000_00
    again = bring(shop, file_of(NEXT, TUESDAY))
    assert again.state == "ADMITTED"
    assert prove(shop, drain, TUESDAY).unexplained == 0


def test_m11_rows_that_another_file_has_as_well_stay(shop, people):
    bring(shop, file_of(DAY[:2], MONDAY))
    file = bring(shop, file_of(DAY, MONDAY))
    withdraw_statement(statement=file, key="withdraw-01", comment="a test", actor=people["clerk"])
    assert verified() == book_of(DAY[:2])


def test_m11_an_invoice_that_only_the_file_paid_is_open_again(shop, drain, people):
    customer = create_customer(business=shop.business, name="Client", actor=people["owner"])
    lines = [LineInput("Water", Decimal("1"), 300_00)]
    draft = create_invoice(customer=customer, lines=lines, key="inv-key-1", actor=people["owner"])
    invoice = issue_invoice(invoice=draft, actor=people["owner"])
    rows = file_of(DAY, MONDAY).replace(b",X1,KES", f",{invoice.number},KES".encode())
    file = bring(shop, rows)
    prove(shop, drain, MONDAY)
    withdraw_statement(statement=file, key="withdraw-01", comment="a test", actor=people["clerk"])
    yes(Approval.objects.get(kind="statement.change"), people["second"])
    drain()
    invoice.refresh_from_db()
    assert (invoice.state, invoice.paid) == ("UNPAID", 0)


def test_m11_a_run_that_has_seen_the_rows_books_nothing_of_what_is_withdrawn_meanwhile(
    shop, drain, people, monkeypatch
):
    file = bring(shop, file_of(DAY, MONDAY))

    def withdrawn_first(till, rows):
        seen = list(rows)
        withdraw_statement(statement=file, key="withdraw-01", comment="a test", actor=people["clerk"])
        return book_rows(till, seen)

    monkeypatch.setattr(running, "book_rows", withdrawn_first)
    prove(shop, drain, MONDAY)
    file.refresh_from_db()
    assert (file.state, verified(), Receipt.objects.count()) == ("WITHDRAWN", [], 0)
    assert set(Entry.objects.values_list("kind", flat=True)) <= {"OPENING"}


@pytest.mark.parametrize("how", ["withdrawn", "superseded"])
def test_m5_a_file_that_counts_no_longer_can_be_brought_again(shop, people, how):
    first = bring(shop, file_of(DAY, MONDAY))
    if how == "superseded":
        late = bring(shop, file_of(LATE, MONDAY))
        accepted(late, people)
        assert bring(shop, file_of(DAY, MONDAY)).state == "RESTATED"
        withdraw_statement(statement=late, key="withdraw-01", comment="forged", actor=people["clerk"])
    else:
        withdraw_statement(statement=first, key="withdraw-01", comment="a slip", actor=people["clerk"])
        assert verified() == []
    again = bring(shop, file_of(DAY, MONDAY))
    assert (again.state, again.pk != first.pk, verified()) == ("ADMITTED", True, book_of(DAY))
    assert bring(shop, file_of(DAY, MONDAY)).pk == again.pk


def test_m11_the_right_account_counts_when_the_wrong_one_is_withdrawn(shop, drain, people):
    """The file was told to be of another account first. Until that is withdrawn its payments count once."""
    data = file_of(DAY, MONDAY, account="")
    wrong = bring(shop, data, told=Told("working"))
    drain()
    assert not Receipt.objects.exists()  # payments arrive in the Utility account
    right = bring(shop, data, told=Told("utility"))
    assert right.state == "QUARANTINED"
    withdraw_statement(statement=wrong, key="withdraw-01", comment="the wrong one", actor=people["clerk"])
    yes(Approval.objects.get(kind="statement.change"), people["second"])
    drain()
    right.refresh_from_db()
    assert right.state == "ADMITTED"
    run = prove(shop, drain, MONDAY)
    assert Receipt.objects.filter(reversal=None).count() == 3
    assert run.items.count() == 0  # its charge, which had stood on the wrong account, is booked anew
    assert balance_by_code(shop.business_id, "1010-600984-working") == 1000_00


def test_m11_a_file_that_took_a_payment_back_does_not_go_at_once(shop, drain, people):
    bring(shop, file_of(DAY, MONDAY))
    prove(shop, drain, MONDAY)
    paid = DAY[0].receipt.encode()
    row = replace(NEXT[0], shillings=-300, balance=DAY[-1].balance - 300)
    data = file_of([row], TUESDAY).replace(b"Pay Bill Charge", b"Reversal of " + paid)
    file = bring(shop, data.replace(b",,X1,KES", b"," + paid + b",,KES"))
    assert prove(shop, drain, TUESDAY).ledger == 1745_00
    asked = withdraw_statement(statement=file, key="withdraw-01", comment="forged", actor=people["clerk"])
    assert asked.state == "ADMITTED"
    approval = Approval.objects.get(kind="statement.change")
    assert json.loads(approval.content)["facts"]["come_back"] == {"receipts": "1", "amount": "KES 300.00"}
    yes(approval, people["second"])
    file.refresh_from_db()
    assert file.state == "WITHDRAWN"
