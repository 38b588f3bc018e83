"""What the verified statement decides of orders that nobody knows: paid, not paid, or ask by the receipt."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction

from core.days import EAT
from mpesa.asking.enquiries import ask_about_payouts
from mpesa.models import Enquiry, MpesaAccount, Payout, PayoutAttempt, PayoutFact, Till
from mpesa.payouts.booked import charges_of_attempts
from mpesa.payouts.claiming import claim_payouts
from mpesa.payouts.deciding import release_payout
from mpesa.payouts.retrying import retry_payout
from reconciliation.models import Statement
from reconciliation.restating.changing import withdraw_statement
from reconciliation.runs.running import start_run
from tests.graphql_api.conftest import House
from tests.mpesa.payouts.offices import PAYEE, Office, send, tell
from tests.reconciliation.verified.files import HEAD_A, Move, bring, file_of, prove
from users.actors import SYSTEM
from users.approvals.approving import Proof, approve
from users.models import Role

MONDAY, WEDNESDAY = date(2026, 11, 16), date(2026, 11, 18)
THURSDAY, SUNDAY = date(2026, 11, 19), date(2026, 11, 22)
AT = datetime(2026, 11, 16, 7, 0, tzinfo=UTC)
OTHER = "254700000302"


@pytest.fixture
def office(house: House, settings, clock) -> Iterator[Office]:
    settings.BASE_URL = "http://127.0.0.1:9"
    clock.at = AT
    made = Office(house, shortcode="600984")
    yield made
    made.check()


def ordered(office: Office, amount: int = 500_00, phone: str = PAYEE) -> PayoutAttempt:
    """Ordered, and nobody knows what became of it."""
    attempt = send(office.reserved(amount, phone=phone))
    tell(attempt, "UNKNOWN", code="DARAJA_TIMEOUT")
    return attempt


def statement(*paid: tuple[str, datetime, int, str], first: date = MONDAY, last: date = WEDNESDAY) -> bytes:
    """The portal's file of the paying account: so many shillings to whom, oldest first."""
    lines = [
        "Short Code:,600984",
        "Account:,Utility Account",
        f"Time Period:,From,{first:%d-%m-%Y} 00:00:00,To,{last:%d-%m-%Y} 23:59:59",
        f"Opening Balance:,5000.00,Closing Balance:,{5000 - sum(each[2] for each in paid)}.00",
        HEAD_A,
    ]
    rows, balance = [], 5000
    for receipt, at, shillings, phone in paid:
        balance -= shillings
        stamp = f"{at.astimezone(EAT):%d-%m-%Y %H:%M:%S}"
        party = f"{phone[:5]}****{phone[-3:]} - JANE **** DOE"
        why = "Business Payment to Customer via API"
        rows.append(
            f"{receipt},{stamp},{stamp},{why} to {party},Completed,,-{shillings}.00,{balance}.00,true,{why},"
            f"{party},,,KES"
        )
    return "\r\n".join([*lines, *reversed(rows)]).encode()


def told(office: Office, clock, drain, data: bytes, *, days: int = 4) -> None:
    """The file is there, and Safaricom, asked by the receipts of its rows, does not answer in time."""
    shown(office, clock, drain, data, days=days)
    clock.pass_seconds(3601)
    drain("payouts.look")


def shown(office: Office, clock, drain, data: bytes, *, days: int = 4) -> None:
    clock.at = AT + timedelta(days=days)
    assert bring(office.till, data).state == "ADMITTED"
    drain("payouts.look")


def test_a_row_that_can_be_nothing_else_is_the_payment(office: Office, clock, drain):
    attempt = ordered(office)
    row = ("UKG1AA0001", AT + timedelta(minutes=3), 500, PAYEE)
    told(office, clock, drain, statement(row))
    attempt.refresh_from_db()
    assert (attempt.state, attempt.decided_by, attempt.receipt) == ("PAID", "STATEMENT", "UKG1AA0001")
    assert attempt.paid_at == AT + timedelta(minutes=3)
    fact = PayoutFact.objects.get(source="STATEMENT")
    assert fact.evidence.startswith("statement row ") and fact.amount == 500_00
    assert (Payout.objects.get().state, office.balance("2400"), office.balance("5500")) == ("PAID", 0, 500_00)


@pytest.mark.parametrize(
    "row",
    [
        ("UKG1AA0001", AT + timedelta(minutes=3), 501, PAYEE),
        ("UKG1AA0001", AT + timedelta(minutes=3), 500, "254711111999"),
        ("UKG1AA0001", AT - timedelta(minutes=30), 500, PAYEE),
        ("UKG1AA0001", AT + timedelta(hours=25), 500, PAYEE),
        None,
    ],
)
def test_an_order_that_a_covered_day_does_not_show_has_failed(office: Office, clock, drain, row):
    attempt = ordered(office)
    told(office, clock, drain, statement(*([row] if row else [])))
    attempt.refresh_from_db()
    assert (attempt.state, attempt.decided_by, attempt.result_code) == (
        "FAILED",
        "STATEMENT",
        "NOT_ON_STATEMENT",
    )
    assert (Payout.objects.get().state, office.balance("2400"), office.balance("5500")) == ("FAILED", 0, 0)


def test_a_statement_that_ends_within_the_day_after_the_order_decides_no_failure(
    office: Office, clock, drain
):
    attempt = ordered(office)
    told(office, clock, drain, statement(last=MONDAY))
    attempt.refresh_from_db()
    assert attempt.state == "UNKNOWN" and attempt.book_at is not None
    told(office, clock, drain, statement(first=date(2026, 11, 17)), days=5)
    attempt.refresh_from_db()
    assert attempt.state == "FAILED"


def test_a_file_that_is_not_admitted_decides_nothing(office: Office, clock, drain):
    attempt = ordered(office)
    clock.at = AT + timedelta(days=4)
    broken = statement(("UKG1AA0001", AT, 500, PAYEE)).replace(b"-500.00,4500.00", b"-500.00,4400.00")
    assert bring(office.till, broken).state == "QUARANTINED"
    drain("payouts.look")
    attempt.refresh_from_db()
    assert attempt.state == "UNKNOWN"


def test_twins_are_both_paid_by_two_rows(office: Office, clock, drain):
    twins = [ordered(office), ordered(office)]
    rows = [(f"UKG1AA000{n}", AT + timedelta(minutes=n), 500, PAYEE) for n in (2, 1)]
    told(office, clock, drain, statement(*sorted(rows, key=lambda row: row[1])))
    receipts = {PayoutAttempt.objects.get(pk=each.pk).receipt for each in twins}
    assert receipts == {"UKG1AA0001", "UKG1AA0002"}
    assert office.balance("2400") == 0


def test_of_twins_with_one_row_safaricom_says_which(office: Office, clock, drain):
    """Asked by the receipt it names the order; the other one is then missing on the statement."""
    twins = [ordered(office), ordered(office)]
    with transaction.atomic():
        ask_about_payouts(list(PayoutAttempt.objects.select_related("till").order_by("pk")))
    told(office, clock, drain, statement(("UKG1AA0001", AT + timedelta(minutes=3), 500, PAYEE)))
    assert set(Enquiry.objects.values_list("number", flat=True)) == {"UKG1AA0001"}
    assert set(PayoutAttempt.objects.values_list("state", flat=True)) == {"UNKNOWN"}
    tell(twins[1], "PAID", receipt="UKG1AA0001", amount=500_00)
    PayoutAttempt.objects.filter(state="UNKNOWN").update(book_at=None)
    drain("payouts.look")
    assert [PayoutAttempt.objects.get(pk=each.pk).state for each in twins] == ["FAILED", "PAID"]


def test_rows_of_other_receivers_are_told_apart(office: Office, clock, drain):
    mine, others = ordered(office), ordered(office, phone=OTHER)
    told(office, clock, drain, statement(("UKG1AA0001", AT + timedelta(minutes=3), 500, OTHER)))
    mine.refresh_from_db()
    others.refresh_from_db()
    assert (mine.state, others.state, others.receipt) == ("FAILED", "PAID", "UKG1AA0001")


def test_a_row_that_another_order_has_pays_none_else(office: Office, clock, drain):
    first = ordered(office)
    tell(first, "PAID", receipt="UKG1AA0001", amount=500_00)
    second = ordered(office)
    told(office, clock, drain, statement(("UKG1AA0001", AT + timedelta(minutes=3), 500, PAYEE)))
    second.refresh_from_db()
    assert second.state == "FAILED"


@pytest.mark.parametrize("where", ["Details", "Linked Transaction ID"])
def test_a_row_under_another_receipt_is_matched_by_the_ids_of_the_order(
    office: Office, clock, drain, where: str
):
    """Two people mistyped the receipt; the row names Safaricom's id of the order, or ours."""
    attempt = send(office.reserved())
    tell(attempt, "SENT", conversation_id="AG_20261116_7000abcdef")
    tell(attempt, "PAID", receipt="UKG1AA0009", occurred_at=AT + timedelta(minutes=3))
    data = statement(("UKG1AA0001", AT + timedelta(minutes=3), 500, PAYEE))
    if where == "Details":
        data = data.replace(b"via API to", b"via API AG_20261116_7000abcdef to")
    else:
        data = data.replace(b",,,KES", f",{attempt.originator_id},,KES".encode())
    clock.at = AT + timedelta(days=4)
    assert bring(office.till, data).state == "ADMITTED"
    run = prove(office.till, drain, MONDAY, WEDNESDAY)
    assert (run.state, run.matched, run.debits_not_booked, run.payouts_not_on_statement) == ("DONE", 1, 0, 0)


def test_m9_nor_by_another_payout_to_the_same_phone(office: Office, clock, drain):
    ordered(office)
    told(office, clock, drain, statement())
    second = office.reserved()
    assert claim_payouts(10) == ([], 1)
    second.refresh_from_db()
    assert (second.state, second.code) == ("HELD", "FAILED_BY_FILE")
    clock.pass_seconds(8 * 24 * 3600)
    third = office.reserved()
    assert [attempt.payout_id for attempt in claim_payouts(10)[0]] == [third.pk]


def test_m9_a_file_alone_has_nobody_paid_twice(office: Office, clock, drain):
    """A forged file leaves the payment out: tried again it waits for two people."""
    ordered(office)
    told(office, clock, drain, statement())
    payout = retry_payout(payout=Payout.objects.get(), actor=office.clerk)
    assert claim_payouts(10) == ([], 1)
    payout.refresh_from_db()
    assert (payout.state, payout.code, payout.due_at) == ("HELD", "FAILED_BY_FILE", None)
    asked = release_payout(payout=payout, key="r-1", comment="the portal has none", actor=office.clerk)
    approve(approval=asked, checker=office.approver, digest=asked.digest, proof=Proof())
    assert len(claim_payouts(10)[0]) == 1


def test_m9_nor_does_a_second_file_after_people_let_it_go(office: Office, clock, drain):
    ordered(office)
    told(office, clock, drain, statement())
    payout = retry_payout(payout=Payout.objects.get(), actor=office.clerk)
    claim_payouts(10)
    asked = release_payout(payout=payout, key="r-1", comment="the portal has none", actor=office.clerk)
    approve(approval=asked, checker=office.approver, digest=asked.digest, proof=Proof())
    second = send(payout)
    tell(second, "UNKNOWN", code="DARAJA_TIMEOUT")
    told(office, clock, drain, statement(first=THURSDAY, last=SUNDAY), days=8)
    assert Payout.objects.get().state == "FAILED"
    retry_payout(payout=payout, actor=office.clerk)
    assert claim_payouts(10) == ([], 1)
    payout.refresh_from_db()
    assert (payout.state, payout.code, payout.released) == ("HELD", "FAILED_BY_FILE", True)


def test_m9_safaricom_is_asked_before_a_row_alone_pays(office: Office, clock, drain):
    attempt = ordered(office)
    shown(office, clock, drain, statement(("UKG1AA0001", AT + timedelta(minutes=3), 500, PAYEE)))
    attempt.refresh_from_db()
    question = Enquiry.objects.get()
    assert (attempt.state, attempt.book_at) == ("UNKNOWN", None)
    assert (question.number, question.state, question.attempt_id) == ("UKG1AA0001", "ASKING", attempt.pk)


def test_m9_a_receipt_that_safaricom_does_not_know_pays_nothing(office: Office, clock, drain):
    """A forged row: people decide, with what the portal shows."""
    attempt = ordered(office)
    row = ("UKG1AA0001", AT + timedelta(minutes=3), 500, PAYEE)
    shown(office, clock, drain, statement(row))
    Enquiry.objects.update(result_code="2033")
    clock.pass_seconds(3 * 24 * 3600)
    drain("payouts.look")
    attempt.refresh_from_db()
    assert attempt.state == "UNKNOWN" and attempt.book_at is not None


def test_a_till_that_cannot_ask_has_the_row_decide(office: Office, clock, drain):
    attempt = ordered(office)
    Till.objects.update(initiator_problem="2001")
    shown(office, clock, drain, statement(("UKG1AA0001", AT + timedelta(minutes=3), 500, PAYEE)))
    attempt.refresh_from_db()
    assert (attempt.state, attempt.decided_by) == ("PAID", "STATEMENT")


def test_m9_a_payment_that_another_file_left_out_is_asked_about_and_booked(office: Office, clock, drain):
    """The forged file was withdrawn; the true one shows the payment. Safaricom says whose it is."""
    attempt = ordered(office)
    told(office, clock, drain, statement())
    attempt.refresh_from_db()
    assert attempt.state == "FAILED"
    accountant = office.house.people[Role.ACCOUNTANT]
    forged = Statement.objects.get()
    withdraw_statement(statement=forged, key="forged-01", comment="It is forged.", actor=accountant)
    row = ("UKG1AA0001", AT + timedelta(minutes=3), 500, PAYEE)
    shown(office, clock, drain, statement(row), days=5)
    question = Enquiry.objects.get()
    assert (question.number, question.state) == ("UKG1AA0001", "ASKING")
    drain("mpesa.ask")
    question.refresh_from_db()
    assert question.state == "ASKING", "nobody can be reached: it goes on"
    tell(attempt, "PAID", receipt="UKG1AA0001", amount=500_00)
    attempt.refresh_from_db()
    payout = Payout.objects.get()
    assert (attempt.state, payout.state, payout.flagged) == ("PAID", "PAID", True)
    assert (office.balance("2400"), office.balance("5500")) == (0, 500_00)


def test_what_safaricom_took_is_known_once_the_statement_of_charges_has_it_booked(office, clock, drain):
    attempt = send(office.reserved())
    tell(attempt, "PAID", receipt="UKG1AA0001", occurred_at=AT)
    assert charges_of_attempts([attempt.pk]) == {}
    clock.at = AT + timedelta(days=4)
    row = Move("UKG1AA0001", datetime(2026, 11, 16, 10, 3), -5, 4_995)
    charges = file_of([row], MONDAY, WEDNESDAY, account=MpesaAccount.CHARGES_PAID.label)
    assert bring(office.till, charges).state == "ADMITTED"
    run = start_run(
        till=office.till,
        account=MpesaAccount.CHARGES_PAID,
        from_day=MONDAY,
        to_day=WEDNESDAY,
        actor=SYSTEM,
    )
    drain()
    run.refresh_from_db()
    assert (run.state, office.balance("5100")) == ("DONE", 5_00)
    assert charges_of_attempts([attempt.pk]) == {attempt.pk: 5_00}
