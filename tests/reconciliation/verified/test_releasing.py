"""Releasing what only a file knows: a whole file at once, by two people above the limit of one."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from django.db import transaction

from billing.models import Invoice
from core.errors import InvalidState
from core.machine.crypto import new_data_key, seal
from graphql_api.ids import write_id
from ledger.reads.selectors import balance_by_code
from mpesa.collections.discrepancies import close_discrepancy, open_cases
from mpesa.collections.receipts import ReceiptFacts, record_receipt
from mpesa.collections.trail import trails_of_receipts
from mpesa.models import (
    BalanceSnapshot,
    Callback,
    CallbackKind,
    Channel,
    Enquiry,
    EnquiryKind,
    EnquiryState,
    Receipt,
    ReceiptRoute,
)
from reconciliation.models import ReconciliationRun, Statement
from reconciliation.runs.running import start_run
from reconciliation.statement_files.cells import moment_of
from reconciliation.verified.importing import store_statement
from tests.billing.placing import Desk
from tests.reconciliation.statement_files import file_a, row_a
from users.actors import SYSTEM
from users.approvals.approving import refuse
from users.models import Approval, Business, Role

DAY = date(2026, 11, 20)
RELEASE = """mutation ($input: ReleaseStatementReceiptsInput!) { releaseStatementReceipts(input: $input) {
    approval { id state kind amount } problems { code field } } }"""
HELD = """query ($id: ID!) { node(id: $id) { ... on Statement { held { count amount leftOut } } } }"""
ROUTES = """query ($b: ID!, $filter: ReceiptFilter) { receipts(business: $b, filter: $filter) {
    nodes { number route { state reference } } } }"""


@pytest.fixture
def desk(house, drain) -> Desk:
    return Desk(house, drain)


@pytest.fixture
def bill(desk) -> Invoice:
    return desk.invoice(desk.customer(), 60_00)


@pytest.fixture
def statement(desk, bill, drain) -> Statement:
    """Three payments that nobody else told of, booked: 60 for the bill, 40 and 10 for nobody."""
    rows, balance = [], 0
    for turn, (amount, account) in enumerate(((60, bill.number), (40, "nobody"), (10, "nobody"))):
        balance += amount
        said = {"Receipt No.": f"UKK1AA00A{turn}", "Paid In": f"{amount}.00", "A/C No.": account}
        at = dict.fromkeys(("Completion Time", "Initiation Time"), f"{DAY:%d-%m-%Y} {9 + turn:02}:00:00")
        rows.append(row_a(**said, **at, Balance=f"{balance}.00"))
    period = f"Time Period:,From,{DAY:%d-%m-%Y} 00:00:00,To,{DAY:%d-%m-%Y} 23:59:59"
    data = f"{period}\r\n{file_a(*reversed(rows))}".encode()
    file = store_statement(till=desk.till, file_name="day.csv", data=data, actor=SYSTEM)
    drain("reconciliation.import")
    run = start_run(till=desk.till, from_day=DAY, to_day=DAY, actor=SYSTEM)
    drain()
    run = ReconciliationRun.objects.get(pk=run.pk)
    assert (run.state, run.unexplained, run.booked_rows) == ("DONE", 0, 3)
    return Statement.objects.get(pk=file.pk)


def ask(desk: Desk, statement: Statement, by: str = Role.ACCOUNTANT, key: str = "release-1") -> Any:
    asked = {
        "statement": write_id("Statement", statement.pk),
        "idempotencyKey": key,
        "comment": "asked",
    }
    return desk.house.browser(by).data(RELEASE, input=asked)["releaseStatementReceipts"]


def held(desk: Desk, statement: Statement) -> Any:
    found = desk.house.browser(Role.AUDITOR).data(HELD, id=write_id("Statement", statement.pk))
    return found["node"]["held"]


def balances(desk: Desk) -> list[int]:
    return [balance_by_code(desk.house.business.pk, code) for code in ("1010", "2890", "1200", "2900")]


def second(desk: Desk, number: str, cents: int, hour: int) -> None:
    at = moment_of(f"{DAY:%d-%m-%Y} {hour:02}:00:00")
    assert at is not None
    with transaction.atomic():
        record_receipt(till=desk.till, facts=ReceiptFacts(number, cents, at), channel=Channel.PULL)


def test_m9_two_people_release_a_file_and_see_its_sum(desk, bill, statement, drain):
    assert balances(desk) == [110_00, 110_00, 60_00, 0]
    assert held(desk, statement) == {"count": 3, "amount": "110.00", "leftOut": 0}
    listed = desk.house.browser(Role.CASHIER).data(ROUTES, b=desk.house.id, filter={"routes": ["HELD"]})
    assert [row["route"] for row in listed["receipts"]["nodes"]] == [{"state": "HELD", "reference": ""}] * 3

    payload = ask(desk, statement)
    assert payload["problems"] == []
    approval = Approval.objects.get()
    shown = json.loads(approval.content)
    assert (approval.state, approval.amount, shown["amount"]) == ("PENDING", 110_00, "KES 110.00")
    facts = shown["facts"]
    assert (len(facts.pop("all")), facts.pop("sha256")) == (64, statement.sha256)
    assert facts == {
        "statement": "day.csv",
        "till": "600984",
        "receipts": "3",
        "sum": "KES 110.00",
        "first_day": "2026-11-20",
        "last_day": "2026-11-20",
        "largest": [
            {"receipt": "UKK1AA00A0", "amount": "KES 60.00"},
            {"receipt": "UKK1AA00A1", "amount": "KES 40.00"},
            {"receipt": "UKK1AA00A2", "amount": "KES 10.00"},
        ],
        "reversals": "0",
        "reversals_sum": "KES 0.00",
        "reversed": [],
        "left_out": "0",
        "balance_differs_by": "",
    }
    again = ask(desk, statement, key="release-2")
    assert again == {"approval": None, "problems": [{"code": "ALREADY_PENDING", "field": []}]}
    drain()
    assert balances(desk) == [110_00, 110_00, 60_00, 0]  # until somebody else approves nothing moves

    seen = desk.house.browser(Role.APPROVER).act(
        "approveRequest",
        "approval { state }",
        approval=write_id("Approval", approval.pk),
        digest=approval.digest,
    )
    assert seen["approval"] == {"state": "APPROVED"}
    drain(twice=True)
    assert balances(desk) == [110_00, 0, 0, 50_00]
    bill.refresh_from_db()
    assert (bill.state, bill.paid) == ("PAID", 60_00)
    assert set(ReceiptRoute.objects.values_list("release", flat=True)) == {approval.pk}
    assert held(desk, statement) is None
    assert ask(desk, statement, key="release-3")["problems"] == [
        {"code": "NOTHING_HELD", "field": ["statement"]}
    ]
    paid = Receipt.objects.get(number="UKK1AA00A0")
    decided = [step for step in trails_of_receipts([paid.pk])[paid.pk] if step.kind == "APPROVAL_DECIDED"]
    assert [(step.what, step.person) for step in decided] == [("APPROVED", desk.house.people[Role.APPROVER])]


def test_m9_above_the_limit_of_one_nobody_releases_it_alone(desk, statement, drain):
    Business.objects.filter(pk=desk.house.business.pk).update(solo_limit=109_99)
    assert ask(desk, statement, by=Role.OWNER)["approval"]["state"] == "PENDING"
    asked = Approval.objects.get()
    with pytest.raises(InvalidState, match="SAME_PERSON"):
        desk.yes(asked, by=Role.OWNER)
    refuse(approval=asked, checker=desk.house.people[Role.APPROVER], comment="Ask the bank first")
    drain()
    assert balances(desk) == [110_00, 110_00, 60_00, 0]
    Business.objects.filter(pk=desk.house.business.pk).update(solo_limit=110_00)
    assert ask(desk, statement, key="release-2")["approval"]["state"] == "APPROVED"
    drain()
    assert balances(desk) == [110_00, 0, 0, 50_00]


@pytest.mark.parametrize("by", [Role.CASHIER, Role.APPROVER, Role.AUDITOR])
def test_m9_who_may_not_ask_for_it(desk, statement, by):
    asked = {"statement": write_id("Statement", statement.pk), "idempotencyKey": "release-1"}
    answer = desk.house.browser(by).ask(RELEASE, input=asked)
    assert "errors" in answer or answer["data"]["releaseStatementReceipts"]["problems"]
    assert not Approval.objects.exists() and balances(desk)[1] == 110_00


def test_m9_what_is_contradicted_is_left_out_until_its_case_is_closed(desk, bill, statement, drain):
    ask(desk, statement)
    asked = Approval.objects.get()
    second(desk, "UKK1AA00A1", 41_00, 10)
    second(desk, "UKK1AA00A2", 10_00, 11)
    drain()
    assert held(desk, statement) == {"count": 2, "amount": "100.00", "leftOut": 1}
    with pytest.raises(InvalidState, match="SUBJECT_CHANGED"):  # it is not what was shown
        desk.yes(asked)
    refuse(approval=asked, checker=desk.house.people[Role.APPROVER], comment="Ask anew")
    ask(desk, statement, key="release-2")
    desk.yes(Approval.objects.latest("pk"))
    drain()
    assert balances(desk) == [110_00, 40_00, 0, 10_00]
    (case,) = open_cases()
    close_discrepancy(discrepancy=case, comment="40 it was", actor=desk.house.people[Role.ACCOUNTANT])
    ask(desk, statement, key="release-3")
    desk.yes(Approval.objects.latest("pk"))
    drain()
    assert balances(desk) == [110_00, 0, 0, 50_00]


COMPARED = """query ($id: ID!) { node(id: $id) { ... on Statement {
    balanceCompared { said verified differsBy } } } }"""


def said_by_safaricom(desk: Desk, cents: int, clock: str) -> None:
    """What the result of an Account Balance query said, kept as it is when one comes."""
    at = moment_of(f"{DAY:%d-%m-%Y} {clock}")
    key = new_data_key()
    callback = Callback.objects.create(
        till=desk.till, kind=CallbackKind.RESULT, data_key_id=key.pk, headers={},
        body_sealed=seal(key, b"{}", purpose="x"),
    )  # fmt: skip
    enquiry = Enquiry.objects.create(
        business=desk.house.business, till=desk.till, kind=EnquiryKind.BALANCE, ref=f"b{cents}", why="clock",
        state=EnquiryState.ANSWERED, begun_at=at,
    )  # fmt: skip
    BalanceSnapshot.objects.create(
        business=desk.house.business, till=desk.till, enquiry=enquiry, callback=callback, account="utility",
        name="Utility Account", current=cents, stamp=1, taken_at=at,
    )  # fmt: skip


@pytest.mark.parametrize(("said", "differs"), [(110_00, "0.00"), (100_00, "10.00"), (200_00, "-90.00")])
def test_m9_a_balance_said_by_safaricom_is_shown_to_who_decides(desk, statement, said, differs):
    node = {"id": write_id("Statement", statement.pk)}
    auditor = desk.house.browser(Role.AUDITOR)
    said_by_safaricom(desk, 5_00, "11:00:05")  # about the moment of the last row
    assert auditor.data(COMPARED, **node)["node"] == {"balanceCompared": None}
    said_by_safaricom(desk, said, "12:00:00")
    said_by_safaricom(desk, 777_00, "13:00:00")
    assert auditor.data(COMPARED, **node)["node"]["balanceCompared"] == {
        "said": f"{said // 100}.00", "verified": "110.00", "differsBy": differs,
    }  # fmt: skip
    ask(desk, statement)
    shown = json.loads(Approval.objects.get().content)["facts"]["balance_differs_by"]
    assert shown.replace("KES ", "") == differs
    assert balances(desk)[1] == 110_00  # whatever it said, nothing is released by it
