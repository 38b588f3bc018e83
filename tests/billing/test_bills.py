"""Bills by the doors that people and Safaricom use: made and issued, paid by reference, seen by their own
alone."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
import requests
from stdnum import damm

from billing.models import Allocation, Counter, Customer, Invoice, InvoiceLine
from core.machine.crypto import blind_index
from graphql_api.ids import write_id
from ledger.models import Entry, Line
from ledger.reads.selectors import balance_by_code
from mpesa.models import Receipt, Till
from tests.graphql_api.conftest import Browser, House
from tests.mpesa.shops import STAMP
from users.models import Role

PHONE = "254712345678"
MAKE_CUSTOMER = """mutation ($input: CreateCustomerInput!) { createCustomer(input: $input) {
    customer { id name phone accountNumber } problems { code field detail { other } } } }"""
MAKE_INVOICE = """mutation ($input: CreateInvoiceInput!) { createInvoice(input: $input) {
    invoice { id number state total paid due issuedAt }
    problems { code field detail { count other limit } } } }"""
ISSUE = """mutation ($id: ID!) { issueInvoice(input: {invoice: $id}) {
    invoice { number state due issuedAt } problems { code } } }"""
SHOW = """query ($id: ID!) { node(id: $id) { ... on Invoice { state total paid due
    lines { nodes { description quantity unitPrice amount } }
    payments { nodes { receiptNumber amount } } } } }"""
Pay = Callable[..., Receipt]


@pytest.fixture
def owner(house: House) -> Browser:
    return house.browser()


def made_customer(browser: Browser, house: House, **given: Any) -> dict[str, Any]:
    """The whole payload."""
    given = {"name": "Amina Otieno", "idempotencyKey": "customer-1"} | given
    asked = {"business": write_id("Business", house.business.pk)} | given
    return browser.data(MAKE_CUSTOMER, input=asked)["createCustomer"]


@pytest.fixture
def customer(house: House, owner: Browser) -> dict[str, str]:
    return made_customer(owner, house, phone="0712 345 678")["customer"]


@pytest.fixture
def pay(house: House, hook_server: str, drain: Callable[[], None], owner: Browser) -> Pay:
    """Safaricom tells of a payment to the business's PayBill; what became of it."""
    owner.data(
        """mutation ($id: ID!) { createTill(input: {business: $id, name: "Water", kind: PAYBILL,
            shortcode: "600984", credentials: {consumerKey: "a", consumerSecret: "b", passkey: "c"}}) {
            till { id } } }""",
        id=write_id("Business", house.business.pk),
    )
    url = f"{hook_server}/hooks/{Till.objects.get().hook_token}/c2b/confirmation"

    def tell(reference: str, amount: str, number: str = "UKK1AA00A1") -> Receipt:
        body = {
            "TransactionType": "Pay Bill", "TransID": number, "TransTime": STAMP,
            "TransAmount": amount, "BusinessShortCode": "600984", "BillRefNumber": reference,
            "OrgAccountBalance": "1000.00", "MSISDN": "25471****678", "FirstName": "AMINA",
        }  # fmt: skip
        assert requests.post(url, data=json.dumps(body), timeout=10).status_code == 200
        drain()
        return Receipt.objects.get(number=number)

    return tell


def payload(owner: Browser, customer: dict[str, str], *prices: str, key: str = "bill-1") -> dict[str, Any]:
    lines = [{"description": f"Line {count}", "unitPrice": price} for count, price in enumerate(prices)]
    asked = {"customer": customer["id"], "idempotencyKey": key, "lines": lines}
    return owner.data(MAKE_INVOICE, input=asked)["createInvoice"]


def draft(owner: Browser, customer: dict[str, str], *prices: str, key: str = "bill-1") -> dict[str, Any]:
    made = payload(owner, customer, *prices, key=key)
    assert made["problems"] == []
    return made["invoice"]


def codes(payload: dict[str, Any]) -> list[str]:
    """Why nothing was done."""
    (thing,) = [part for name, part in payload.items() if name != "problems"]
    assert (thing is None) == bool(payload["problems"])
    return [problem["code"] for problem in payload["problems"]]


def issued(owner: Browser, customer: dict[str, str], price: str, key: str = "bill-1") -> dict[str, Any]:
    made = draft(owner, customer, price, key=key)
    return made | owner.data(ISSUE, id=made["id"])["issueInvoice"]["invoice"]


def shown(owner: Browser, invoice: dict[str, Any]) -> dict[str, Any]:
    found = owner.data(SHOW, id=invoice["id"])["node"]
    return found | {name: found[name]["nodes"] for name in ("lines", "payments")}


def balances(house: House, *codes: str) -> dict[str, int]:
    return {code: balance_by_code(house.business.pk, code) for code in codes}


def test_a_customer_has_a_number_and_is_sealed(house: House, owner: Browser, customer):
    assert customer["name"] == "Amina Otieno" and customer["phone"] == PHONE
    assert damm.is_valid(customer["accountNumber"])
    row = Customer.objects.get()
    phone = row.phones.get()
    assert bytes(phone.phone_index) == blind_index(PHONE)
    stored = b"|".join(bytes(part) for part in (row.name_sealed, phone.phone_sealed, phone.phone_index))
    assert b"Amina" not in stored and b"712345678" not in stored
    query = "query ($id: ID!) { node(id: $id) { ... on Customer { name phone } } }"
    seen = house.browser(Role.AUDITOR).data(query, id=customer["id"])["node"]
    assert seen["name"] == "Amina Otieno" and "712345" not in seen["phone"]
    second = made_customer(owner, house, idempotencyKey="customer-2")["customer"]
    assert second["accountNumber"] != customer["accountNumber"] and second["phone"] is None


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"name": ""}, [("NAME_MISSING", ["name"])]),
        ({"name": " \t"}, [("NAME_MISSING", ["name"])]),
        ({"name": "x" * 121}, [("NAME_MISSING", ["name"])]),
        ({"phone": "12"}, [("BAD_PHONE", ["phone"])]),
        ({"phone": "25471****678"}, [("BAD_PHONE", ["phone"])]),
        ({"phone": 254712345678}, [("BAD_PHONE", ["phone"])]),
        ({"idempotencyKey": ""}, [("BAD_KEY", ["idempotencyKey"])]),
        (
            {"name": "", "phone": "12", "idempotencyKey": "x" * 101},
            [("BAD_PHONE", ["phone"]), ("NAME_MISSING", ["name"]), ("BAD_KEY", ["idempotencyKey"])],
        ),
    ],
)
def test_a_customer_who_cannot_be(house: House, owner: Browser, given: dict[str, Any], told: list[Any]):
    payload = made_customer(owner, house, **given)
    assert [(each["code"], each["field"]) for each in payload["problems"]] == told
    assert payload["customer"] is None
    assert not Customer.objects.exists() and not Counter.objects.exists()


def test_a_key_is_one_customer(house: House, other_house: House, owner: Browser, customer):
    assert made_customer(owner, house, phone="+254 712 345678")["customer"] == customer
    for other in ({"phone": "0712 345 679"}, {"name": "Brian", "phone": "0712 345 678"}, {}):
        (problem,) = made_customer(owner, house, **other)["problems"]
        assert (problem["code"], problem["field"]) == ("KEY_REUSED", ["idempotencyKey"])
        assert problem["detail"] == {"other": customer["id"]}
    assert Customer.objects.count() == 1
    assert made_customer(other_house.browser(), other_house)["customer"]  # the same key, another business


def test_a_draft_posts_nothing_and_its_issue_posts_once(house: House, owner: Browser, customer):
    lines = [
        {"description": "Water, cubic metres", "quantity": "2.5", "unitPrice": "100.01"},
        {"description": "Meter", "unitPrice": "30"},
    ]
    asked = {"customer": customer["id"], "idempotencyKey": "bill-1", "lines": lines}
    made = owner.data(MAKE_INVOICE, input=asked)["createInvoice"]["invoice"]
    assert (made["state"], made["total"], made["due"], made["issuedAt"]) == (
        "DRAFT",
        "280.03",
        "280.03",
        None,
    )
    assert not Entry.objects.exists()
    first = owner.data(ISSUE, id=made["id"])["issueInvoice"]["invoice"]
    assert (first["state"], first["due"]) == ("UNPAID", "280.03")
    assert owner.data(ISSUE, id=made["id"])["issueInvoice"] == {"invoice": first, "problems": []}
    entry = Entry.objects.get()
    assert (entry.kind, entry.reference) == ("INVOICE", f"invoice:{first['number']}:issue")
    rows = Line.objects.order_by("pk").values_list("account__code", "debit", "credit")
    assert list(rows) == [("1200", 28003, 0), ("4000", 0, 28003)]
    assert [line["amount"] for line in shown(owner, made)["lines"]] == ["250.03", "30.00"]


def test_a_key_is_one_invoice_of_one_business(house: House, other_house: House, owner: Browser, customer):
    first = draft(owner, customer, "10.00")
    assert draft(owner, customer, "10.00") == first
    other = made_customer(owner, house, name="Brian", idempotencyKey="customer-2")["customer"]
    reused = {"code": "KEY_REUSED", "field": ["idempotencyKey"]}
    for again in (payload(owner, customer, "10.01"), payload(owner, other, "10.00")):
        (problem,) = again["problems"]
        assert problem == reused | {"detail": {"count": None, "limit": None, "other": first["id"]}}
    assert (Invoice.objects.count(), InvoiceLine.objects.count()) == (1, 1)
    theirs = other_house.browser()
    neighbour = made_customer(theirs, other_house, name="Chao")["customer"]
    assert draft(theirs, neighbour, "99.00")["total"] == "99.00"  # the same key, another business


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ([], "LINES_MISSING"),
        ([{"description": "x", "unitPrice": "1"}] * 201, "LINES_MISSING"),
        ([{"description": "  ", "unitPrice": "1"}], "DESCRIPTION_MISSING"),
        ([{"description": "x" * 201, "unitPrice": "1"}], "DESCRIPTION_MISSING"),
        ([{"description": "x", "unitPrice": "1.001"}], "BAD_AMOUNT"),
        ([{"description": "x", "quantity": "NaN", "unitPrice": "1"}], "BAD_NUMBER"),
        ([{"description": "x", "quantity": "0", "unitPrice": "1"}], "BAD_QUANTITY"),
        ([{"description": "x", "quantity": "-1", "unitPrice": "1"}], "BAD_QUANTITY"),
        ([{"description": "x", "quantity": "1.0001", "unitPrice": "1"}], "BAD_QUANTITY"),
        ([{"description": "x", "unitPrice": "0"}], "BAD_AMOUNT"),
        ([{"description": "x", "quantity": "0.001", "unitPrice": "0.01"}], "BAD_AMOUNT"),
        ([{"description": "x", "quantity": "999999999.999", "unitPrice": "9999999"}], "BAD_AMOUNT"),
    ],
)
def test_an_invoice_that_cannot_be(owner: Browser, customer, lines: list[dict[str, str]], code: str):
    asked = {"customer": customer["id"], "idempotencyKey": "bill-1", "lines": lines}
    assert codes(owner.data(MAKE_INVOICE, input=asked)["createInvoice"]) == [code]
    assert not Invoice.objects.exists()
    assert draft(owner, customer, "1.00")["number"].startswith("INV-00001")  # no number is used up


def test_everything_that_is_wrong_with_an_invoice_is_told_at_once(owner: Browser, customer):
    lines = [
        {"description": "x", "unitPrice": "1"},
        {"description": " ", "quantity": "0", "unitPrice": "-1"},
        {"description": "x", "quantity": "999999999.999", "unitPrice": "9999999"},
    ]
    asked = {"customer": customer["id"], "idempotencyKey": "", "dueOn": "1999-01-01", "lines": lines}
    wrong = [
        ("BAD_KEY", ["idempotencyKey"]),
        ("BAD_DAY", ["dueOn"]),
        ("DESCRIPTION_MISSING", ["lines", "1", "description"]),
        ("BAD_QUANTITY", ["lines", "1", "quantity"]),
        ("BAD_AMOUNT", ["lines", "1", "unitPrice"]),
        ("BAD_AMOUNT", ["lines", "2", "unitPrice"]),
    ]
    told = owner.data(MAKE_INVOICE, input=asked)["createInvoice"]["problems"]
    assert [(each["code"], each["field"]) for each in told] == wrong
    # With values that their scalars cannot be, the rest is looked at all the same.
    lines[0]["unitPrice"] = "ten"
    asked["dueOn"] = "2026-02-30"
    told = owner.data(MAKE_INVOICE, input=asked)["createInvoice"]["problems"]
    unread = [("BAD_AMOUNT", ["lines", "0", "unitPrice"]), ("BAD_DAY", ["dueOn"])]
    assert [(each["code"], each["field"]) for each in told] == [*unread, wrong[0], *wrong[2:]]
    asked["lines"] = []
    (missing,) = [
        each
        for each in owner.data(MAKE_INVOICE, input=asked)["createInvoice"]["problems"]
        if each["field"] == ["lines"]
    ]
    assert (missing["code"], missing["detail"]["count"]) == ("LINES_MISSING", 200)
    assert not Invoice.objects.exists()


def test_paid_in_two_parts_by_the_invoice_number(house: House, owner: Browser, customer, pay: Pay):
    invoice = issued(owner, customer, "75.00")
    pay(invoice["number"].lower().replace("-", " "), "30.00", "UKK1AA00A1")
    assert shown(owner, invoice) | {"lines": []} == {
        "state": "PARTIALLY_PAID", "total": "75.00", "paid": "30.00", "due": "45.00", "lines": [],
        "payments": [{"receiptNumber": "UKK1AA00A1", "amount": "30.00"}],
    }  # fmt: skip
    assert balances(house, "1200", "1010", "2890", "2900") == {
        "1200": 4500,
        "1010": 3000,
        "2890": 0,
        "2900": 0,
    }
    pay(invoice["number"], "45.00", "UKK1AA00A2")
    assert (shown(owner, invoice)["state"], shown(owner, invoice)["due"]) == ("PAID", "0.00")
    assert balances(house, "1200", "1010", "2100", "2900") == {"1200": 0, "1010": 7500, "2100": 0, "2900": 0}


def test_an_account_number_pays_the_oldest_first_and_the_rest_is_credit(
    house: House, owner: Browser, customer, pay: Pay
):
    old = issued(owner, customer, "50.00", key="bill-00001")
    new = issued(owner, customer, "40.00", key="bill-00002")
    receipt = pay(customer["accountNumber"], "70.00", "UKK1AA00A1")
    assert (shown(owner, old)["state"], shown(owner, new)["paid"]) == ("PAID", "20.00")
    pay(customer["accountNumber"], "25.00", "UKK1AA00A2")
    assert [shown(owner, each)["state"] for each in (old, new)] == ["PAID", "PAID"]
    assert balances(house, "1200", "1010", "2100", "2900") == {
        "1200": 0, "1010": 9500, "2100": 500, "2900": 0,
    }  # fmt: skip
    parts = (
        Allocation.objects.filter(payment__receipt_id=receipt.pk)
        .order_by("pk")
        .values_list("cents", flat=True)
    )
    assert list(parts) == [5000, 2000]


def test_too_much_for_one_invoice_is_the_customers_credit(house: House, owner: Browser, customer, pay: Pay):
    invoice = issued(owner, customer, "50.00")
    pay(invoice["number"], "80.00", "UKK1AA00A1")
    pay(invoice["number"], "5.00", "UKK1AA00A2")  # already paid
    assert shown(owner, invoice)["paid"] == "50.00"
    assert balances(house, "1200", "2100", "2900") == {"1200": 0, "2100": 3500, "2900": 0}
    assert Allocation.objects.count() == 1


def test_a_receipt_told_twice_pays_once(house: House, owner: Browser, customer, pay: Pay):
    invoice = issued(owner, customer, "50.00")
    for _ in range(2):
        pay(invoice["number"], "20.00", "UKK1AA00A1")
    assert shown(owner, invoice)["paid"] == "20.00"
    assert balances(house, "1200", "1010") == {"1200": 3000, "1010": 2000}


def test_a_slip_of_the_pen_and_a_draft_end_in_suspense(house: House, owner: Browser, customer, pay: Pay):
    invoice = issued(owner, customer, "50.00", key="bill-00001")
    waiting = draft(owner, customer, "60.00", key="bill-00002")
    last = invoice["number"][-1]
    pay(invoice["number"][:-1] + ("1" if last != "1" else "2"), "50.00", "UKK1AA00A1")
    pay(waiting["number"], "60.00", "UKK1AA00A2")
    assert balances(house, "1200", "2100", "2900") == {"1200": 5000, "2100": 0, "2900": 11000}
    assert [shown(owner, each)["paid"] for each in (invoice, waiting)] == ["0.00", "0.00"]
    assert not Allocation.objects.exists()


STATEMENT = """query ($id: ID!, $filter: CustomerStatementFilter, $order: CustomerStatementOrder) {
    node(id: $id) { ... on Customer { statement(filter: $filter, orderBy: $order) { totalCount nodes {
        billed paid balance invoice { number } payment { receiptNumber } } } } } }"""


def test_a_statement_says_what_was_due_after_each_line(house: House, owner: Browser, customer, pay: Pay):
    first = issued(owner, customer, "75.00", key="bill-1")
    draft(owner, customer, "99.00", key="bill-2")  # a draft is on no statement
    pay(first["number"], "30.00", "UKK1AA00A1")
    second = issued(owner, customer, "40.00", key="bill-3")
    pay(customer["accountNumber"], "60.00", "UKK1AA00A2")  # the rest of the first, and 15.00 of the second
    other = made_customer(owner, house, name="Brian", idempotencyKey="customer-2")["customer"]
    issued(owner, other, "11.00", key="bill-4")

    def lines(**given: Any) -> list[tuple[str, str, str, str, str]]:
        found = owner.data(STATEMENT, id=customer["id"], **given)["node"]["statement"]
        assert found["totalCount"] == len(found["nodes"])
        return [
            (line["billed"], line["paid"], line["balance"], (line["invoice"] or {"number": ""})["number"],
             (line["payment"] or {"receiptNumber": ""})["receiptNumber"])
            for line in found["nodes"]
        ]  # fmt: skip

    expected = [
        # both were paid two days ago, as Safaricom tells them
        ("0.00", "30.00", "-30.00", "", "UKK1AA00A1"),
        ("0.00", "60.00", "-90.00", "", "UKK1AA00A2"),
        ("75.00", "0.00", "-15.00", first["number"], ""),
        ("40.00", "0.00", "25.00", second["number"], ""),
    ]
    assert lines(order={"field": "AT", "direction": "ASC"}) == expected
    assert lines() == expected[::-1]
    assert lines(filter={"day": {"preset": "TODAY"}}) == expected[:1:-1]
    assert lines(filter={"day": {"preset": "YESTERDAY"}}) == []
    page = """query ($id: ID!, $after: String) { node(id: $id) { ... on Customer {
        statement(first: 2, after: $after) { nodes { balance } pageInfo { endCursor hasNextPage } } } } }"""
    seen, after = [], None
    for _ in range(2):
        part = owner.data(page, id=customer["id"], after=after)["node"]["statement"]
        seen += [node["balance"] for node in part["nodes"]]
        after = part["pageInfo"]["endCursor"]
    assert seen == [line[2] for line in expected[::-1]] and not part["pageInfo"]["hasNextPage"]


def test_who_is_not_of_the_business_sees_and_moves_nothing(
    house: House, other_house: House, owner: Browser, customer
):
    invoice = draft(owner, customer, "50.00")
    stranger = other_house.browser()
    for thing in (customer, invoice):
        assert stranger.data("query ($id: ID!) { node(id: $id) { id } }", id=thing["id"]) == {"node": None}
    listed = "query ($id: ID!) { invoices(allMine: true, filter: {customer: $id}) { totalCount } }"
    (error,) = stranger.ask(listed, id=customer["id"])["errors"]
    assert error["extensions"] == {"code": "NOT_FOUND", "field": ["filter", "customer"]}
    all_mine = "{ customers(allMine: true) { totalCount } invoices(allMine: true) { totalCount } }"
    assert stranger.data(all_mine) == {
        "customers": {"totalCount": 0}, "invoices": {"totalCount": 0},
    }  # fmt: skip
    assert codes(payload(stranger, customer, "1.00", key="bill-2")) == ["NOT_FOUND"]
    absent = {"id": write_id("Customer", 999_999_999)}
    assert codes(payload(stranger, absent, "1.00", key="bill-2")) == ["NOT_FOUND"]
    assert codes(stranger.data(ISSUE, id=invoice["id"])["issueInvoice"]) == ["NOT_FOUND"]
    assert codes(made_customer(stranger, house)) == ["NOT_FOUND"]
    assert (Customer.objects.count(), Invoice.objects.count(), Entry.objects.count()) == (1, 1, 0)
    assert Invoice.objects.get().state == "DRAFT"


def test_an_auditor_reads_and_writes_nothing(house: House, owner: Browser, customer):
    invoice = draft(owner, customer, "50.00")
    auditor = house.browser(Role.AUDITOR)
    assert shown(auditor, invoice)["total"] == "50.00"
    assert codes(payload(auditor, customer, "1.00", key="bill-2")) == ["NOT_ALLOWED"]
    assert codes(auditor.data(ISSUE, id=invoice["id"])["issueInvoice"]) == ["NOT_ALLOWED"]
    assert codes(made_customer(auditor, house)) == ["NOT_ALLOWED"]
    assert house.browser(Role.PLAYER).data(SHOW, id=invoice["id"]) == {"node": None}
    assert (Customer.objects.count(), Invoice.objects.count(), Entry.objects.count()) == (1, 1, 0)
