"""The walk through search and suggestions: what is whose, as every role of two businesses."""

from __future__ import annotations

from graphql_api.ids import write_id
from tests.graphql_api.conftest import Browser
from tests.graphql_api.walk.asking import code_of, may
from tests.graphql_api.walk.rows import PHONE
from users.access import RIGHTS, Right

SEARCH = """query ($text: String!, $business: ID, $all: Boolean!) {
    search(text: $text, business: $business, allMine: $all) { id type label detail business { code } } }"""
SUGGEST = """query ($id: ID!) { suggestions(receipt: $id) {
    why customer { id name phone business { code } } invoice { id number } } }"""
NEEDED = {
    "Receipt": Right.COLLECTIONS_READ,
    "PaymentRequest": Right.COLLECTIONS_READ,
    "Till": Right.COLLECTIONS_READ,
    "Customer": Right.BILLING_READ,
    "Invoice": Right.BILLING_READ,
    "JournalEntry": Right.LEDGER_READ,
    "Approval": Right.APPROVAL_READ,
}


def test_a_search_finds_what_ones_roles_may_read_and_nothing_of_others(seeds, walkers):
    theirs = seeds["duka"]
    business = write_id("Business", theirs.house.business.pk)
    texts = {
        PHONE,
        theirs.nodes["Receipt"].number,
        theirs.till.shortcode,
        theirs.nodes["Customer"].account_number,
        theirs.nodes["Invoice"].number,
        f"invoice:{theirs.nodes['Invoice'].number}:issue",
        theirs.nodes["Approval"].digest[:16],
        write_id("Receipt", theirs.nodes["Receipt"].pk),
    }
    found_by_owner = set()
    for who, (browser, roles) in walkers.items():
        for text in texts:
            answer = browser.ask(SEARCH, text=text, business=business, all=False)
            if not roles:
                assert code_of(answer) == "NOT_FOUND", (who, text)
                every = browser.data(SEARCH, text=text, business=None, all=True)["search"]
                assert "duka" not in {hit["business"]["code"] for hit in every}, (who, text)
                continue
            for hit in answer["data"]["search"]:
                assert hit["business"] == {"code": "duka"}
                assert roles & RIGHTS[NEEDED[hit["type"]]], (who, hit)
                assert PHONE not in hit["detail"] + hit["label"]
                if who == "OWNER of duka":
                    found_by_owner.add(hit["type"])
    assert found_by_owner == set(NEEDED)
    refused = Browser().ask(SEARCH, text="x", business=business, all=False)
    assert code_of(refused) == "SIGN_IN_REQUIRED"


def test_suggestions_are_for_who_reads_receipts_and_bills(seeds, walkers):
    id = write_id("Receipt", seeds["duka"].nodes["Receipt"].pk)
    for who, (browser, roles) in walkers.items():
        answer = browser.ask(SUGGEST, id=id)
        if may(roles, "collections.read") and may(roles, "billing.read"):
            (found,) = answer["data"]["suggestions"]
            assert found["why"] == ["PHONE"] and found["customer"]["business"] == {"code": "duka"}
            assert (found["customer"]["phone"] == PHONE) == may(roles, "phone.read"), who
        else:
            assert code_of(answer) == ("NOT_ALLOWED" if may(roles, "collections.read") else "NOT_FOUND"), who
    assert code_of(Browser().ask(SUGGEST, id=id)) == "SIGN_IN_REQUIRED"
