"""What people ask: a receipt claimed by its SMS, a request checked, balances fetched, over GraphQL."""

from __future__ import annotations

import pytest

from core import days
from graphql_api.ids import write_id
from ledger.models import Entry
from mpesa.asking.balances import ask_for_balances
from mpesa.asking.initiators import set_initiator
from mpesa.models import BalanceSnapshot, Enquiry, PaymentRequest, Receipt, StatusAnswer, Till
from mpesa.tills.credentials import TillCredentials
from mpesa.tills.tills import create_till
from tests.graphql_api.conftest import Browser, House, signed_in
from tests.mpesa.shops import Shop
from tests.mpesa.test_asking import PASSWORD, ask, pay, settled
from users.actors import SYSTEM
from users.models import Role
from users.people import add_member, create_staff

CLAIM = """mutation ($input: ClaimReceiptInput!) { claimReceipt(input: $input) {
    claim { id number state verdict says dueAt claimedBy { name } receipt { number amount }
            request { id state } }
    problems { code field } } }"""
CHECK = """mutation ($input: CheckPaymentInput!) { checkPayment(input: $input) {
    paymentRequest { id state flagged receipt { number } } problems { code } } }"""
BALANCES = """mutation ($input: RefreshTillBalancesInput!) { refreshTillBalances(input: $input) {
    till { id } problems { code } } }"""


@pytest.fixture
def cashier(till: Till) -> Browser:
    user = create_staff(username="counter", password="correct horse battery", display_name="Counter")
    add_member(
        business=till.business, user=user, role=Role.CASHIER, actor=till.business.memberships.first().user
    )
    return signed_in(user)


@pytest.fixture
def asking(till: Till) -> Till:
    return set_initiator(till=till, name="testapi", password=PASSWORD, actor=SYSTEM)


def claim(browser: Browser, till: Till, number: str, key: str = "claim-0001", **more: str) -> dict:
    wanted = {"till": write_id("Till", till.pk), "receiptNumber": number, "idempotencyKey": key, **more}
    return browser.data(CLAIM, input=wanted)["claimReceipt"]


def test_a_cashier_claims_a_receipt_and_it_pays_the_request(asking, cashier, sandbox, drain):
    number = pay(sandbox, asking, amount=200)
    phone = next(
        each["msisdn"]
        for each in sandbox.get("/_sandbox/state").json()["payments"]
        if each["receipt"] == number
    )
    request = ask(asking, 200_00, phone=phone)
    drain("mpesa.push")
    before = Entry.objects.count()
    told = claim(cashier, asking, number.lower(), request=write_id("PaymentRequest", request.pk))
    assert (told["problems"], told["claim"]["state"]) == ([], "ASKING")
    assert (told["claim"]["receipt"], told["claim"]["claimedBy"]["name"]) == (None, "Counter")
    assert Entry.objects.count() == before
    settled(sandbox, drain, Enquiry.objects.get())
    again = claim(cashier, asking, number, key="claim-0002")["claim"]
    assert (again["id"], again["state"], again["verdict"]) == (told["claim"]["id"], "BOOKED", "COMPLETED")
    assert again["receipt"] == {"number": number, "amount": "200.00"}
    assert again["request"]["state"] == "PAID"
    receipt = Receipt.objects.get()
    assert (receipt.account_reference, receipt.request) == (request.account_reference, request)


def test_a_receipt_of_another_shortcode_says_so(asking, cashier, sandbox, drain):
    """Money that left the till, or that went to another one, is not money of this till."""
    booked = sandbox.post(
        "/_sandbox/pay", {"msisdn": "254700019999", "shortcode": "174379", "amount": "50", "account": "x"}
    )
    number = booked.json()["receipt"]
    told = claim(cashier, asking, number)["claim"]
    assert told["state"] == "ASKING"
    enquiry = settled(sandbox, drain, Enquiry.objects.get())
    assert (enquiry.state, Receipt.objects.count()) == ("ASKED", 0)  # Safaricom tells strangers nothing
    assert "compare it with the SMS" in claim(cashier, asking, number)["claim"]["says"]


@pytest.mark.parametrize(
    ("number", "key", "found"),
    [
        ("UKK-000001", "12345678", [("BAD_RECEIPT_NUMBER", ["receiptNumber"])]),
        ("", "", [("BAD_RECEIPT_NUMBER", ["receiptNumber"]), ("BAD_KEY", ["idempotencyKey"])]),
    ],
)
def test_what_is_no_number_is_refused_whole(till, cashier, number, key, found):
    problems = claim(cashier, till, number, key)["problems"]
    assert [(each["code"], each["field"]) for each in problems] == found
    assert not Enquiry.objects.exists()


def test_claims_of_others_of_another_key_and_too_many(house: House, other_house: House, monkeypatch):
    shop = Shop(house, "600100")
    cashier = house.browser(Role.CASHIER)
    assert claim(cashier, shop.till, "UKK0000001")["claim"]["state"] == "WAITING"
    assert claim(cashier, shop.till, "UKK0000002")["problems"][0]["code"] == "KEY_REUSED"
    for browser in (house.browser(Role.AUDITOR), other_house.browser()):
        refused = claim(browser, shop.till, "UKK0000003", "claim-0003")
        assert refused["problems"][0]["code"] in ("NOT_ALLOWED", "NOT_FOUND")
    monkeypatch.setattr("mpesa.collections.claims.PER_PERSON", 2)
    assert claim(cashier, shop.till, "UKK0000004", "claim-0004")["problems"] == []
    assert claim(cashier, shop.till, "UKK0000005", "claim-0005")["problems"][0]["code"] == "TOO_MANY_CLAIMS"
    assert Enquiry.objects.count() == 2


def test_a_receipt_that_is_booked_at_another_till_is_told(house: House, drain):
    shop = Shop(house, "600100")
    other = create_till(
        business=house.business, name="Shop", kind="PAYBILL", shortcode="600200",
        credentials=TillCredentials("a", "b", "c"), actor=SYSTEM,
    )  # fmt: skip
    shop.confirm("UKK0000001", 50_00, "nobody", "254700000300")
    drain("mpesa.inbox")
    told = claim(house.browser(Role.CASHIER), other, "UKK0000001")["claim"]
    assert (told["state"], told["verdict"], told["receipt"]) == ("ANSWERED", "ELSEWHERE", None)
    assert "600100" in told["says"]


def test_a_request_is_checked_now_and_not_twice_in_a_moment(till, cashier, sandbox, drain):
    request = ask(till, 200_00)
    drain("mpesa.push")
    sandbox.post("/_sandbox/faults", {"fault": "lose_callback", "call": "stk", "times": 1})
    checkout = PaymentRequest.objects.get(pk=request.pk).checkout_request_id
    sandbox.post("/_sandbox/approve", {"checkout_request_id": checkout}).raise_for_status()
    sandbox.drain()
    wanted = {"request": write_id("PaymentRequest", request.pk)}
    told = cashier.data(CHECK, input=wanted)["checkPayment"]["paymentRequest"]
    assert (told["state"], told["receipt"]) == ("CONFIRMED", None)
    assert StatusAnswer.objects.count() == 1
    cashier.data(CHECK, input=wanted)
    assert StatusAnswer.objects.count() == 1


def test_of_what_is_open_only_one_question_is_sent_in_five_seconds(till, cashier, sandbox, drain):
    request = ask(till, 200_00)
    drain("mpesa.push")
    wanted = {"request": write_id("PaymentRequest", request.pk)}
    for _ in range(3):
        assert cashier.data(CHECK, input=wanted)["checkPayment"]["paymentRequest"]["state"] == "PENDING"
    assert StatusAnswer.objects.count() == 1


def test_balances_come_on_schedule_and_on_demand(asking, cashier, sandbox, drain):
    pay(sandbox, asking, amount=250)
    assert (ask_for_balances(), ask_for_balances()) == (1, 0)
    settled(sandbox, drain, Enquiry.objects.get())
    till_id = write_id("Till", asking.pk)
    assert cashier.data(BALANCES, input={"till": till_id})["refreshTillBalances"]["problems"] == []
    assert Enquiry.objects.count() == 1  # a moment ago
    shown = f"""{{ node(id: "{till_id}") {{ ... on Till {{ balances {{ edges {{ node {{
        account name current available takenAt stamp }} }} }} }} }} }}"""
    rows = {
        edge["node"]["account"]: edge["node"] for edge in cashier.data(shown)["node"]["balances"]["edges"]
    }
    assert set(rows) == {"UTILITY", "WORKING", "CHARGES_PAID", "SETTLEMENT"}
    assert (rows["UTILITY"]["name"], rows["UTILITY"]["current"]) == ("Utility Account", "250.00")
    snapshot = BalanceSnapshot.objects.filter(account="utility").get()
    assert rows["UTILITY"]["stamp"] == str(snapshot.stamp) and len(str(snapshot.stamp)) == 14
    assert abs(snapshot.taken_at - days.now()).total_seconds() < 600


def test_a_till_without_an_initiator_says_that_it_cannot_ask(till, cashier):
    (problem,) = cashier.data(BALANCES, input={"till": write_id("Till", till.pk)})["refreshTillBalances"][
        "problems"
    ]
    assert problem["code"] == "INITIATOR_MISSING"
    assert ask_for_balances() == 0
