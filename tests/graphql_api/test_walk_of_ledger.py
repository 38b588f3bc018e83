"""The walk through the ledger's fields that ask for one thing of a business."""

from __future__ import annotations

from graphql import get_named_type

from graphql_api.ids import write_id
from tests.graphql_api.conftest import Browser
from tests.graphql_api.walk.asking import code_of, expected_code, may, root_fields, selection


def test_the_insides_of_wallets(seeds, walkers):
    id = write_id("Wallet", seeds["duka"].nodes["Wallet"].pk)
    for who, (browser, roles) in walkers.items():
        for field in ("walletStatement", "explainBalance"):
            answer = browser.ask(f"query ($id: ID!) {{ {field}(wallet: $id) {{ amount }} }}", id=id)
            if may(roles, "wallet.read"):
                assert answer["data"][field] == [{"amount": "70.00"}], (who, field)
            else:
                assert code_of(answer) == "NOT_FOUND", (who, field)


def test_the_lines_of_accounts(seeds, walkers):
    id = write_id("Account", seeds["duka"].nodes["Account"].pk)
    node = get_named_type(get_named_type(root_fields("query")["accountLines"].type).fields["edges"].type)
    inside = selection(get_named_type(node.fields["node"].type))
    query = (
        f"query ($id: ID!) {{ accountLines(account: $id, first: 9) {{ edges {{ node {{ {inside} }} }} }} }}"
    )
    for who, (browser, roles) in walkers.items():
        answer = browser.ask(query, id=id)
        if may(roles, "ledger.read"):
            assert {
                edge["node"]["account"]["business"]["code"]
                for edge in answer["data"]["accountLines"]["edges"]
            } == {"duka"}
        else:
            assert code_of(answer) == "NOT_FOUND", who


def test_vat_and_books_of_the_other_business(seeds, walkers):
    inside = selection(get_named_type(root_fields("query")["vatReturn"].type))
    query = f'{{ vatReturn(business: "duka", month: "2024-11-01") {{ {inside} }} }}'
    file = '{ booksFile(business: "duka", format: CSV) { path } }'
    split = '{ vatSplit(amount: "116", code: STANDARD, day: "2024-11-20") { taxableValue vat withheld } }'
    for who, (browser, roles) in walkers.items():
        for each in (query, file):
            assert code_of(browser.ask(each)) == expected_code(roles, "ledger.read"), who
        assert browser.data(split)["vatSplit"] == {
            "taxableValue": "100.00",
            "vat": "16.00",
            "withheld": "2.00",
        }
    assert [Browser().refusal(each) for each in (query, file, split)] == ["SIGN_IN_REQUIRED"] * 3
