"""Files of payouts: judged row by row, kept whole or not at all, approved and stopped together."""

from __future__ import annotations

import io
import time
from collections.abc import Callable
from typing import Any

import pytest
from openpyxl import Workbook

from core.errors import DomainError
from ledger.models import Entry
from mpesa.models import Payout, PayoutBatch
from mpesa.payouts.batches.approving import ask_for_batch
from mpesa.payouts.batches.importing import Brought, import_batch
from mpesa.payouts.batches.stopping import cancel_batch, pause_batch, resume_batch
from mpesa.payouts.batches.web import upload_path
from mpesa.payouts.claiming import may_be_sent
from mpesa.payouts.requesting import cancel_payout
from mpesa.payouts.retrying import retry_failed_payouts
from mpesa.payouts.rules import set_payout_limits
from tests.mpesa.payouts.offices import Office, send, tell
from users.approvals.approving import Proof, approve, refuse
from users.models import Approval, AuditEntry, Role

GOOD = """Phone,Amount (KES),Name,For,Account
0712345671,"1,500.50",Jane Doe,Wages May,5400
254712345672,200,,,
0112345673,10,Juma Ali,,
"""


def bring(office: Office, data: bytes | str, **more: Any) -> Brought:
    given = {"file_name": "may.csv", "name": "", "account_code": "5500", "description": "Pay"}
    given |= {"actor": office.clerk} | more
    return import_batch(till=office.till, data=data.encode() if isinstance(data, str) else data, **given)


def ask(office: Office, batch: PayoutBatch | None, key: str = "b-1") -> Approval:
    assert batch is not None
    return ask_for_batch(batch=batch, key=key, actor=office.clerk)


def yes(office: Office, asked: Approval) -> None:
    asked.refresh_from_db()
    approve(approval=asked, checker=office.approver, digest=asked.digest, proof=Proof())


def approved(office: Office, data: str = GOOD) -> PayoutBatch:
    batch = bring(office, data).batch
    yes(office, ask(office, batch))
    assert batch is not None
    batch.refresh_from_db()
    return batch


def refusal(act: Callable[[], Any]) -> str:
    before = Entry.objects.count(), Payout.objects.count(), PayoutBatch.objects.count()
    with pytest.raises(DomainError) as caught:
        act()
    assert (Entry.objects.count(), Payout.objects.count(), PayoutBatch.objects.count()) == before
    return caught.value.code


def states(batch: PayoutBatch) -> list[str]:
    return list(Payout.objects.filter(batch=batch).order_by("pk").values_list("state", flat=True))


def test_a_file_becomes_a_draft_and_moves_nothing(office: Office):
    books = Entry.objects.count()
    found = bring(office, GOOD)
    assert (found.rows, found.amount, found.problems) == (3, 1_710_00, [])
    batch = found.batch
    assert (batch.name, batch.state, batch.rows, batch.amount) == ("may.csv", "DRAFT", 3, 1_710_00)
    assert (batch.smallest, batch.middle, batch.odd, batch.fresh, batch.repeated) == (10_00, 200_00, 0, 3, 0)
    rows = Payout.objects.filter(batch=batch).order_by("pk").select_related("source")
    assert [(row.amount, row.residue, row.source.code, row.description) for row in rows] == [
        (1_500_00, 50, "5400", "Wages May"),
        (200_00, 0, "5500", "Pay"),
        (10_00, 0, "5500", "Pay"),
    ]
    assert states(batch) == ["DRAFT"] * 3 and Entry.objects.count() == books
    assert bring(office, GOOD).batch == batch, "the same file is the same batch"
    assert AuditEntry.objects.filter(action="payout_batch.import").count() == 1


def test_what_every_row_says_itself_need_not_be_said_beside_the_file(office: Office):
    nothing = {"account_code": "", "description": ""}
    said = {
        "user": office.clerk,
        "till": office.till,
        "file_name": "may.csv",
        "name": "",
        "command": "SALARY",
    }
    assert upload_path(**said, **nothing)
    whole = "phone,amount,for,account\n0712345671,100.50,Wages,5400\n"
    assert bring(office, whole, **nothing).batch is not None
    found = bring(office, whole + "0712345672,100,,\n", **nothing)
    assert [(each.line, each.column, each.code) for each in found.problems] == [
        (3, "description", "BAD_REMARKS"),
        (3, "account", "WHICH_TARGET"),
    ]


def test_every_problem_of_every_row_is_told_and_nothing_is_kept(office: Office):
    found = bring(
        office,
        "phone,amount,name,description,account\n"
        "12,5,,x&y,9999\n"
        "0712345678,=1+1,,,\n"
        "0712345678,300000,,,\n"
        "0712345679,50,,Rent,1010\n"
        "0712345670,50,,Rent,\n"
        "0712345670,50,,Rent,\n"
        "0712345671,abc,,,\n",
    )
    assert [(each.line, each.column, each.code) for each in found.problems] == [
        (2, "phone", "BAD_PHONE"),
        (2, "amount", "BELOW_MINIMUM"),
        (2, "description", "BAD_REMARKS"),
        (2, "account", "UNKNOWN_ACCOUNT"),
        (3, "amount", "FORMULA"),
        (4, "amount", "OVER_TRANSACTION_LIMIT"),
        (5, "account", "SYSTEM_ACCOUNT"),
        (7, "phone", "ROW_TWICE"),
        (8, "amount", "BAD_AMOUNT"),
    ]
    assert found.batch is None and not PayoutBatch.objects.exists() and not Payout.objects.exists()


def test_a_workbook_says_the_same(office: Office):
    book = Workbook()
    sheet = book.active
    sheet.append(["Simu", "Kiasi", "Jina"])
    sheet.append([712345671, 1500.5, "Jane Doe"])
    sheet.append(["0712345672", "200", None])
    data = io.BytesIO()
    book.save(data)
    found = bring(office, data.getvalue(), file_name="may.xlsx")
    assert (found.problems, found.rows, found.amount) == ([], 2, 1_700_00)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ("", "FILE_EMPTY"),
        ("phone,amount\n", "FILE_EMPTY"),
        ("phone,name\n0712345678,x\n", "COLUMN_MISSING"),
        ("phone,amount,total\n0712345678,50,50\n", "COLUMN_UNKNOWN"),
        ("phone,amount\n0712345678,250000\n0712345679,250000\n", "OVER_BATCH_LIMIT"),
    ],
)
def test_what_is_wrong_with_the_whole_file(office: Office, data: str, code: str):
    set_payout_limits(business=office.house.business, limits={"batch_limit": 400_000_00}, actor=office.owner)
    assert refusal(lambda: bring(office, data)) == code


def test_who_may_bring_a_file(office: Office):
    assert refusal(lambda: bring(office, GOOD, actor=office.house.people[Role.CASHIER])) == "NOT_ALLOWED"


def test_one_approval_sets_all_of_it_aside(office: Office):
    batch = bring(office, GOOD).batch
    asked = ask(office, batch)
    assert ask(office, batch).pk == asked.pk, "the same key is the same request"
    assert (asked.state, asked.amount, states(batch)) == ("PENDING", None, ["PENDING_APPROVAL"] * 3)
    assert office.balance("2400") == 0
    assert refusal(lambda: bring(office, GOOD)) == "BATCH_KNOWN"
    yes(office, asked)
    batch.refresh_from_db()
    assert (batch.state, states(batch)) == ("APPROVED", ["RESERVED"] * 3)
    assert (office.balance("2400"), office.balance("5400"), office.balance("5500")) == (
        1_710_00,
        1_500_00,
        210_00,
    )
    assert may_be_sent().count() == 3


def test_what_changed_since_is_not_approved(office: Office):
    batch = bring(office, GOOD).batch
    asked = ask(office, batch)
    one = Payout.objects.filter(batch=batch).select_related("business").first()
    cancel_payout(payout=one, reason="left the firm", actor=office.clerk)
    assert refusal(lambda: yes(office, asked)) == "SUBJECT_CHANGED"
    assert (states(batch), office.balance("2400")) == (["CANCELLED"] + ["PENDING_APPROVAL"] * 2, 0)


def test_a_refused_batch_is_cancelled_and_its_file_may_come_again(office: Office):
    batch = bring(office, GOOD).batch
    refuse(approval=ask(office, batch), checker=office.approver, comment="who are these?")
    batch.refresh_from_db()
    assert (batch.state, batch.code, states(batch)) == ("CANCELLED", "REFUSED", ["CANCELLED"] * 3)
    assert bring(office, GOOD).batch != batch


def test_a_paused_batch_waits_and_others_go(office: Office):
    batch, other = approved(office), office.reserved()
    pause_batch(batch=batch, reason="a wrong list", actor=office.clerk)
    assert set(may_be_sent().values_list("pk", flat=True)) == {other.pk}
    resume_batch(batch=batch, actor=office.clerk)
    assert may_be_sent().count() == 4


def test_taking_a_batch_back_touches_nothing_that_may_have_been_paid(office: Office):
    batch = approved(office)
    first, second, third = Payout.objects.filter(batch=batch).order_by("pk")
    tell(send(first), "PAID")
    tell(send(second), "UNKNOWN")
    cancel_batch(batch=batch, reason="a wrong list", actor=office.clerk)
    cancel_batch(batch=batch, reason="a wrong list", actor=office.clerk)
    assert states(batch) == ["PAID", "IN_FLIGHT", "CANCELLED"]
    assert office.balance("2400") == second.amount
    assert third.amount == 10_00


def test_a_draft_is_taken_back_as_a_whole(office: Office):
    batch = bring(office, GOOD).batch
    ask(office, batch)
    assert cancel_batch(batch=batch, reason="a wrong list", actor=office.clerk).state == "CANCELLED"
    assert states(batch) == ["CANCELLED"] * 3
    assert Approval.objects.get(kind="payout.batch").state == "CANCELLED"


def test_retrying_a_batch_leaves_other_failures_alone(office: Office):
    batch, other = approved(office), office.reserved()
    mine = Payout.objects.filter(batch=batch).first()
    for payout in (mine, other):
        tell(send(payout), "FAILED", code="14")
    again, _ = retry_failed_payouts(business=office.house.business, hours=1, batch=batch, actor=office.clerk)
    other.refresh_from_db()
    assert ([each.pk for each in again], other.state) == ([mine.pk], "FAILED")


@pytest.mark.slow
def test_ten_thousand_rows_are_checked_and_set_aside_in_ten_seconds(office: Office):
    lines = [f"07{count:08},{10 + count % 900},Payee {count},Wages" for count in range(10_000)]
    data = "\n".join(["phone,amount,name,for", *lines])
    started = time.monotonic()
    batch = bring(office, data).batch
    checked = time.monotonic()
    asked = ask(office, batch)
    waiting = time.monotonic()
    yes(office, asked)
    done = time.monotonic()
    print(
        f"checked {checked - started:.1f} s, asked {waiting - checked:.1f} s,"
        f" set aside {done - waiting:.1f} s"
    )
    assert states(batch) == ["RESERVED"] * 10_000
    assert done - started < 10
