"""What the verified statement of Working decides of orders to businesses that nobody knows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest

from core.days import EAT
from ledger.models import Entry
from mpesa.models import Enquiry, Payout, PayoutAttempt
from mpesa.payouts.moving import move_float
from reconciliation.runs.running import start_run
from tests.graphql_api.conftest import House
from tests.mpesa.payouts.offices import FLOAT, Office, send, tell
from tests.mpesa.payouts.safaricom import parameters, post
from tests.mpesa.payouts.test_statements import shown, told
from tests.reconciliation.verified.files import HEAD_A, bring
from users.actors import SYSTEM

MONDAY, WEDNESDAY = date(2026, 11, 16), date(2026, 11, 18)
AT = datetime(2026, 11, 16, 7, 0, tzinfo=UTC)
SOON = AT + timedelta(minutes=3)


@pytest.fixture
def office(house: House, settings, clock) -> Iterator[Office]:
    settings.BASE_URL = "http://127.0.0.1:9"
    clock.at = AT
    made = Office(house, shortcode="600984")
    yield made
    made.check()


def ordered(office: Office, amount: int = 500_00, **more: str) -> PayoutAttempt:
    """Ordered, its acknowledgement lost, and nobody knows what became of it."""
    attempt = send(office.approve(office.ask_business(amount, **more)))
    tell(attempt, "UNKNOWN", code="DARAJA_TIMEOUT")
    return attempt


def statement(*paid: tuple[str, datetime, int, str, str]) -> bytes:
    """The portal's file of Working: so many shillings to which shortcode and account there, oldest first."""
    lines = [
        "Short Code:,600984",
        "Account:,Working Account",
        f"Time Period:,From,{MONDAY:%d-%m-%Y} 00:00:00,To,{WEDNESDAY:%d-%m-%Y} 23:59:59",
        f"Opening Balance:,5000.00,Closing Balance:,{5000 - sum(each[2] for each in paid)}.00",
        HEAD_A,
    ]
    rows, balance = [], 5000
    for receipt, at, shillings, shortcode, account in paid:
        balance -= shillings
        stamp = f"{at.astimezone(EAT):%d-%m-%Y %H:%M:%S}"
        party, why = f"{shortcode} - SUPPLIER", "Business Pay Bill via API"
        rows.append(
            f"{receipt},{stamp},{stamp},{why} to {party} Acc. {account},Completed,,-{shillings}.00,"
            f"{balance}.00,true,{why},{party},,{account},KES"
        )
    return "\r\n".join([*lines, *reversed(rows)]).encode()


def test_a_row_that_can_be_nothing_else_is_the_payment(office: Office, clock, drain):
    attempt = ordered(office)
    told(office, clock, drain, statement(("UKG1AA0001", SOON, 500, "600000", "4102 77")))
    attempt.refresh_from_db()
    assert (attempt.state, attempt.decided_by, attempt.receipt) == ("PAID", "STATEMENT", "UKG1AA0001")
    assert (Payout.objects.get().state, office.balance("2400"), office.balance("5500")) == ("PAID", 0, 500_00)
    assert (office.balance("1010-600984-working"), office.mpesa()) == (-500_00, 0)


@pytest.mark.parametrize(
    "row",
    [
        ("UKG1AA0001", SOON, 501, "600000", "4102 77"),
        ("UKG1AA0001", SOON, 500, "600009", "4102 77"),
        ("UKG1AA0001", SOON, 500, "600000", "4102 78"),
        ("UKG1AA0001", AT - timedelta(minutes=30), 500, "600000", "4102 77"),
        None,
    ],
)
def test_an_order_that_covered_days_do_not_show_has_failed(office: Office, clock, drain, row):
    attempt = ordered(office)
    told(office, clock, drain, statement(*([row] if row else [])))
    attempt.refresh_from_db()
    assert (attempt.state, attempt.result_code, office.balance("2400")) == ("FAILED", "NOT_ON_STATEMENT", 0)


def test_of_two_orders_with_one_row_nobody_is_decided_and_nobody_asked(office: Office, clock, drain):
    twins = [ordered(office), ordered(office)]
    told(office, clock, drain, statement(("UKG1AA0001", SOON, 500, "600000", "4102 77")))
    states = set(PayoutAttempt.objects.filter(pk__in=[twin.pk for twin in twins]).values_list("state"))
    assert states == {("UNKNOWN",)} and not Enquiry.objects.exists()
    assert office.balance("2400") == 1_000_00
    told(office, clock, drain, statement(("UKG1AA0001", SOON, 500, "600000", "4102 77")), days=5)
    assert office.balance("2400") == 1_000_00


def test_the_statement_of_the_account_that_pays_phones_says_nothing_of_it(office: Office, clock, drain):
    attempt = ordered(office)
    row = ("UKG1AA0001", SOON, 500, "600000", "4102 77")
    told(office, clock, drain, statement(row).replace(b"Working Account", b"Utility Account"))
    attempt.refresh_from_db()
    assert attempt.state == "UNKNOWN"


SWEEP = "Organization MMF Account to Utility Account"


def swept(account: str, opening: int, cents: str, closing: int) -> bytes:
    """One account's file with one row of a move between the two."""
    stamp = f"{SOON.astimezone(EAT):%d-%m-%Y %H:%M:%S}"
    columns = f",{cents}" if cents.startswith("-") else f"{cents},"
    return "\r\n".join(
        [
            "Short Code:,600984",
            f"Account:,{account}",
            f"Time Period:,From,{MONDAY:%d-%m-%Y} 00:00:00,To,{WEDNESDAY:%d-%m-%Y} 23:59:59",
            f"Opening Balance:,{opening}.00,Closing Balance:,{closing}.00",
            HEAD_A,
            f"UKG1AA0001,{stamp},{stamp},{SWEEP},Completed,{columns},{closing}.00,true,{SWEEP},,,,KES",
        ]
    ).encode()


@pytest.mark.parametrize("first", ["result", "statement"])
def test_a_move_of_own_float_is_booked_once_whoever_tells_first(office: Office, clock, drain, first: str):
    payout = move_float(till=office.till, amount=500_00, key="move-0001", actor=office.clerk)
    attempt = send(office.approve(payout))
    if first == "result":
        tell(attempt, "PAID", receipt="UKG1AA0001", occurred_at=SOON)
    else:
        tell(attempt, "UNKNOWN", code="DARAJA_TIMEOUT")
    clock.at = AT + timedelta(days=4)
    for data in (
        swept("Working Account", 5000, "-500.00", 4500),
        swept("Utility Account", 1_000_000, "500.00", 1_000_500),
    ):
        assert bring(office.till, data).state == "ADMITTED"
    # The office was given its float by an entry that no statement shows.
    for account, unexplained in (("working", 0), ("utility", FLOAT)):
        run = start_run(till=office.till, account=account, from_day=MONDAY, to_day=WEDNESDAY, actor=SYSTEM)
        drain()
        run.refresh_from_db()
        assert (run.state, run.unexplained) == ("DONE", unexplained)
        assert (run.debits_not_booked, run.credits_not_booked) == (0, 0)
    clock.pass_seconds(3601)
    drain("payouts.look")
    attempt.refresh_from_db()
    assert (attempt.state, attempt.receipt) == ("PAID", "UKG1AA0001")
    assert (office.balance("1010-600984-transit"), office.balance("2400")) == (0, 0)
    assert Entry.objects.filter(reference="mpesa:600984:UKG1AA0001:sweep").count() == 1


def test_of_a_payment_that_came_back_to_working_safaricom_is_asked(office: Office, clock, drain):
    attempt = send(office.approve(office.ask_business()))
    tell(attempt, "PAID", receipt="UKG1AA0001", occurred_at=SOON, originator_id="theirs-1")
    data = swept("Working Account", 5000, "500.00", 5500).replace(b"UKG1AA0001", b"UKG1AA0002")
    data = data.replace(SWEEP.encode(), b"Reversal of UKG1AA0001")
    clock.at = AT + timedelta(days=4)
    assert bring(office.till, data).state == "ADMITTED"
    start_run(till=office.till, account="working", from_day=MONDAY, to_day=WEDNESDAY, actor=SYSTEM)
    drain()
    assert Enquiry.objects.get(kind="PAYOUT").attempt == attempt


@pytest.mark.parametrize(
    ("status", "more"),
    [
        ("Declined", {}),
        ("Completed", {"OriginatorConversationID": "5118-999-1", "FinalisedTime": 20260301120000}),
    ],
)
def test_m9_the_receipt_of_something_else_says_nothing_of_an_order_without_an_id(
    office: Office, clock, drain, status: str, more: dict[str, object]
):
    """A forged row names a declined transaction, or an old payment to the same supplier."""
    attempt = ordered(office)
    shown(office, clock, drain, statement(("UKG1AA0001", SOON, 500, "600000", "4102 77")))
    question = Enquiry.objects.get()
    parties = {"DebitPartyName": "600984 - Shop", "CreditPartyName": "600000 - KPLC"}
    told = {"TransactionStatus": status, "Amount": 500, "ReceiptNo": "UKG1AA0001"} | parties | more
    answer = {"ResultType": 0, "ResultCode": 0, "ResultDesc": "as it stands", "ConversationID": ""}
    result = answer | {"OriginatorConversationID": ""} | parameters(**told)
    post(office.till, "result", f"payout/{question.ref}", {"Result": result})
    clock.at = datetime.now(UTC) + timedelta(seconds=5)
    drain("mpesa.inbox")
    attempt.refresh_from_db()
    assert (attempt.state, office.balance("2400")) == ("UNKNOWN", 500_00)
    assert attempt.facts.latest("pk").code == "OTHER_PAYMENT"


def test_what_an_answer_that_came_late_names_can_be_asked_about(office: Office, clock, drain):
    attempt = ordered(office)
    drain("payouts.look")
    tell(attempt, "SENT", conversation_id="AG_20261116_1", originator_id="5118-1-1")
    clock.pass_seconds(61)
    drain("payouts.look")
    assert Enquiry.objects.get().attempt == attempt
