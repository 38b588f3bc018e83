"""The walk through the ledger's fields that ask for one thing of a business."""

from __future__ import annotations

from decimal import Decimal

from graphql import get_named_type

from graphql_api.ids import write_id
from tests.graphql_api.conftest import Browser
from tests.graphql_api.walk.asking import code_of, expected_code, may, root_fields, selection


def test_the_insides_of_wallets(seeds, walkers):
    id = write_id("Wallet", seeds["duka"].nodes["Wallet"].pk)
    query = """query ($id: ID!) { node(id: $id) { ... on Wallet {
        movements { nodes { amount } } origins { nodes { amount } } } } }"""
    for who, (browser, roles) in walkers.items():
        found = browser.data(query, id=id)["node"]
        if may(roles, "wallet.read"):
            moved = [each["amount"] for each in found["movements"]["nodes"]]
            of_markets = ["-1.00", "1.00", "-38.00", "38.00", "-20.00", "-20.00", "50.00"]
            assert moved == [*of_markets, "70.00"], who
            assert sum(Decimal(each["amount"]) for each in found["origins"]["nodes"]) == 80, who
        else:
            assert found is None, who


def test_the_insides_of_accounts(seeds, walkers):
    id = write_id("Account", seeds["duka"].nodes["Account"].pk)
    account = root_fields("query")["accounts"].type.of_type.fields["nodes"].type
    fields = get_named_type(account).fields
    lines = selection(get_named_type(get_named_type(fields["lines"].type).fields["nodes"].type), lists=False)
    kept = selection(get_named_type(fields["statement"].type))
    query = f"""query ($id: ID!) {{ node(id: $id) {{ ... on Account {{
        lines(first: 9) {{ nodes {{ {lines} }} }} statement {{ {kept} }} }} }} }}"""
    for who, (browser, roles) in walkers.items():
        found = browser.data(query, id=id)["node"]
        if may(roles, "ledger.read"):
            assert {row["account"]["business"]["code"] for row in found["lines"]["nodes"]} == {"duka"}
            assert found["statement"]["account"]["business"]["code"] == "duka"
            assert found["statement"]["lines"]["nodes"][0]["entry"]["business"]["code"] == "duka"
        else:
            assert found is None, who


def test_the_insides_of_vouchers(seeds, walkers):
    nodes = seeds["duka"].nodes
    ids = {
        name: write_id(name, nodes[name].pk) for name in ("Voucher", "VoucherTemplate", "RecurringVoucher")
    }
    lines = "lines { nodes { account { code business { code } } debit } }"
    for who, (browser, roles) in walkers.items():
        for name, id in ids.items():
            query = f"query ($id: ID!) {{ node(id: $id) {{ ... on {name} {{ {lines} }} }} }}"
            found = browser.data(query, id=id)["node"]
            if may(roles, "ledger.read"):
                first = found["lines"]["nodes"][0]
                assert first["account"] == {"code": "1020", "business": {"code": "duka"}}, (who, name)
            else:
                assert found is None, (who, name)


def test_vat_and_books_of_the_other_business(seeds, walkers):
    inside = selection(get_named_type(root_fields("query")["vatReturn"].type))
    duka = f'business: "{seeds["duka"].house.id}"'
    query = f'{{ vatReturn({duka}, month: "2024-11-01") {{ {inside} }} }}'
    file = f"{{ booksFile({duka}, format: CSV) {{ path }} }}"
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
