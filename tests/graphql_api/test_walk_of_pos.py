"""The walk through the reports of shifts, as every role of two businesses."""

from __future__ import annotations

from graphql_api.ids import write_id
from tests.graphql_api.conftest import Browser
from tests.graphql_api.walk.asking import code_of, may

REPORT = "query ($id: ID!) { shiftReport(shift: $id) { cash { counted overShort } } }"


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
