"""The walk through the reports of shifts, as every role of two businesses."""

from __future__ import annotations

from graphql_api.ids import write_id
from tests.graphql_api.conftest import Browser
from tests.graphql_api.walk.asking import code_of, may

REPORT = "query ($id: ID!) { shiftReport(shift: $id) { cash { counted overShort } } }"

CLAIMABLE = "query ($sale: ID!, $shift: ID!) { claimableReceipts(sale: $sale, shift: $shift) { id } }"


def test_how_a_shift_stands_is_for_who_reads_bills(seeds, walkers):
    id = write_id("Shift", seeds["duka"].nodes["Shift"].pk)
    for who, (browser, roles) in walkers.items():
        answer = browser.ask(REPORT, id=id)
        if may(roles, "billing.read"):
            cash = {"counted": "40.00", "overShort": "-10.00"}
            assert answer["data"]["shiftReport"] == {"cash": cash}, who
        else:
            assert code_of(answer) == "NOT_FOUND", who
    assert code_of(Browser().ask(REPORT, id=id)) == "SIGN_IN_REQUIRED"


def test_payments_to_claim_are_shown_to_who_sells(seeds, walkers):
    theirs = seeds["duka"].nodes
    ids = {"sale": write_id("Sale", theirs["Sale"].pk), "shift": write_id("Shift", theirs["Shift"].pk)}
    for who, (browser, roles) in walkers.items():
        answer = browser.ask(CLAIMABLE, **ids)
        if may(roles, "pos.sell"):
            assert answer["data"] == {"claimableReceipts": []}, who
        else:
            assert code_of(answer) == ("NOT_ALLOWED" if may(roles, "billing.read") else "NOT_FOUND"), who
    assert code_of(Browser().ask(CLAIMABLE, **ids)) == "SIGN_IN_REQUIRED"
