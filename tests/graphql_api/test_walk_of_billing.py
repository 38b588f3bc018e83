"""The walk through what is reckoned of bills before they are some, as every role of two businesses."""

from __future__ import annotations

from graphql_api.ids import write_id
from tests.graphql_api.conftest import Browser
from tests.graphql_api.walk.asking import code_of, expected_code

PRICE = """query ($business: ID!) { priceInvoice(business: $business,
    lines: [{description: "Tea", unitPrice: "10.00", vatCode: STANDARD}]) {
        net vat total lines { amount } } }"""


def test_what_lines_come_to_is_for_who_bills(seeds, walkers):
    business = write_id("Business", seeds["duka"].house.business.pk)
    for who, (browser, roles) in walkers.items():
        answer = browser.ask(PRICE, business=business)
        expected = expected_code(roles, "billing.write")
        if expected is None:
            priced = {"net": "8.62", "vat": "1.38", "total": "10.00", "lines": [{"amount": "10.00"}]}
            assert answer["data"]["priceInvoice"] == priced, who
        else:
            assert code_of(answer) == expected, who
    assert code_of(Browser().ask(PRICE, business=business)) == "SIGN_IN_REQUIRED"
