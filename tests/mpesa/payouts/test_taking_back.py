"""M-Pesa takes a payment back: the money is the source's again, once, and the payout is REVERSED."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import transaction

from core import days
from core.days import EAT
from core.errors import InvalidInput
from mpesa.asking.enquiries import ask_about_payouts
from mpesa.models import Discrepancy, Enquiry, FactSource, Payout, PayoutAttempt, PayoutFact, PayoutStep
from mpesa.payouts.acts import acts_of
from mpesa.payouts.taking_back import TakenBack, take_payouts_back
from reconciliation.exceptions.proposing import Action, Proposal, proposal_for
from reconciliation.exceptions.settling import correct
from reconciliation.models import ReconciliationException
from tests.graphql_api.conftest import House
from tests.mpesa.payouts.offices import PAYEE, Office, send, tell
from tests.mpesa.payouts.safaricom import Order, Safaricom
from tests.mpesa.payouts.test_outcomes import retry, state
from tests.mpesa.payouts.test_statements import AT, MONDAY, WEDNESDAY, statement
from tests.reconciliation.verified.files import bring, prove
from users.approvals.approving import Proof, approve
from users.models import Approval, Role


@pytest.fixture
def office(house: House, settings) -> Iterator[Office]:
    settings.BASE_URL = "http://127.0.0.1:9"
    made = Office(house, shortcode="600984")
    yield made
    made.check()


def back(office: Office, attempt: PayoutAttempt, **more: object) -> int:
    given = {"receipt": attempt.receipt, "occurred_at": days.now(), "source": FactSource.QUERY} | more
    with transaction.atomic():
        return take_payouts_back([TakenBack(till=office.till, **given)])


def test_what_it_was_paid_from_has_it_back_once(office: Office):
    payout = office.reserved()
    attempt = send(payout)
    tell(attempt, "PAID")
    assert back(office, attempt, amount=500_00, own_number="UKR0000001") == 1
    assert back(office, attempt, amount=500_00, own_number="UKR0000001") == 0
    assert (state(payout), office.mpesa(), office.balance("5500")) == ("REVERSED", 0, 0)
    assert attempt.state == "PAID"
    assert PayoutStep.objects.latest("pk").after == "REVERSED"
    assert acts_of(Payout.objects.get()) == []
    assert back(office, attempt, receipt="UKOTHER001") == 0, "of no payout of ours"


def test_a_player_has_it_back_in_the_wallet(office: Office):
    wallet = office.wallet(800_00)
    payout = office.reserved(wallet=wallet)
    attempt = send(payout)
    tell(attempt, "PAID")
    back(office, attempt)
    assert (state(payout), office.wallets()) == ("REVERSED", 800_00)


def test_of_two_payments_the_second_one_is_not_owed_any_more(office: Office):
    payout = office.reserved()
    first = send(payout)
    tell(first, "FAILED", code="14")
    second = retry(payout)
    tell(first, "PAID")
    tell(second, "PAID")
    assert office.balance("1210") == 500_00
    back(office, second)
    assert (state(payout), office.balance("1210"), office.balance("5500")) == ("PAID", 0, 500_00)
    back(office, first)
    assert (state(payout), office.mpesa(), office.balance("5500")) == ("REVERSED", 0, 0)


def test_another_amount_than_was_paid_is_a_case(office: Office):
    payout = office.reserved()
    attempt = send(payout)
    tell(attempt, "PAID")
    assert back(office, attempt, amount=499_00) == 0
    assert (state(payout), office.mpesa()) == ("PAID", -500_00)
    assert Discrepancy.objects.get().code == "PAYOUT_AMOUNT_DIFFERS"


def test_transaction_status_tells_that_it_was_paid_and_came_back(office: Office, drain):
    payout = office.reserved()
    attempt = send(payout)
    tell(attempt, "UNKNOWN")
    with transaction.atomic():
        ask_about_payouts([attempt])
    safaricom, enquiry = Safaricom(), Enquiry.objects.get()
    order = Order(attempt.originator_id, PAYEE, 500_00, "", "", code="0", came_back=True)
    safaricom.orders[order.id] = order
    question = {"path": f"payout/{enquiry.ref}", "id": order.id, "conversation": ""}
    for _ in range(2):
        safaricom.answer(office.till, question, days.now())
        drain("mpesa.inbox")
    steps = PayoutStep.objects.filter(payout=payout).order_by("pk").values_list("after", flat=True)
    assert list(steps)[-2:] == ["PAID", "REVERSED"]
    assert (state(payout), office.mpesa(), office.balance("2400"), office.balance("5500")) == (
        "REVERSED",
        0,
        0,
        0,
    )


def test_the_statement_tells_of_it_and_nothing_is_left_to_explain(office: Office, clock, drain):
    clock.at = AT
    payout = office.reserved()
    attempt = send(payout)
    paid_at = AT + timedelta(minutes=3)
    tell(attempt, "PAID", receipt="UKG1AA0001", amount=500_00, occurred_at=paid_at)
    data = statement(("UKG1AA0001", paid_at, 500, PAYEE)).decode()
    stamp = f"{AT.astimezone(EAT) + timedelta(hours=2):%d-%m-%Y %H:%M:%S}"
    row = (
        f"UKG1AB0002,{stamp},{stamp},Reversal of UKG1AA0001,Completed,500.00,,5000.00,true,"
        "Transaction Reversal,,UKG1AA0001,,KES"
    )
    data = data.replace("Closing Balance:,4500.00", "Closing Balance:,5000.00")
    data = data.replace("\r\nUKG1AA0001,", f"\r\n{row}\r\nUKG1AA0001,")
    clock.at = AT + timedelta(days=4)
    assert bring(office.till, data.encode()).state == "ADMITTED"
    run = prove(office.till, drain, MONDAY, WEDNESDAY)
    assert (run.state, run.unexplained, run.matched) == ("DONE", 0, 1)
    assert (run.credits_not_booked, state(payout), office.balance("5500")) == (500_00, "PAID", 500_00)
    question = Enquiry.objects.get()  # a file alone gives nobody money: Safaricom is asked
    assert question.attempt == attempt
    drain("mpesa.ask")
    question.refresh_from_db()
    assert question.state == "ASKING", "nobody can be reached: it goes on"
    (row,) = ReconciliationException.objects.select_related("business", "till")
    assert proposal_for(row) == Proposal(Action.CORRECT, "5500")
    people = office.house.people
    asked = {"exception": row, "key": "back-0001", "comment": "They sent it back."}
    with pytest.raises(InvalidInput, match="SYSTEM_ACCOUNT"):
        correct(account="5900", actor=people[Role.ACCOUNTANT], **asked)
    correct(account="5500", actor=people[Role.ACCOUNTANT], **asked)
    approval = Approval.objects.get(kind="reconciliation.settle")
    checker = people[Role.APPROVER]
    approve(approval=approval, checker=checker, digest=approval.digest, proof=Proof())
    assert (state(payout), office.balance("5500")) == ("REVERSED", 0)
    fact = PayoutFact.objects.get(code="TAKEN_BACK")
    assert (fact.source, fact.receipt, fact.approval) == ("PEOPLE", "UKG1AB0002", approval)
    again = prove(office.till, drain, MONDAY, WEDNESDAY)
    assert (again.unexplained, again.matched, again.items.count()) == (0, 2, 0)
