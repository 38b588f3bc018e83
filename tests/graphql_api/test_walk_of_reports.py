"""The walk through the reports of the other business, as every role of both."""

from __future__ import annotations

from graphql_api.ids import write_id
from reports import kinds
from reports.catalogue.contents import REPORTS
from tests.graphql_api.conftest import Browser
from tests.graphql_api.walk.asking import code_of, expected_code, may
from users.models import Role

DAYS = 'fromDay: "2026-11-01", toDay: "2026-11-30"'


#: Argument -> the type of its ids: one for each thing that a report may be of.
THINGS = {
    "account": "Account",
    "till": "Till",
    "customer": "Customer",
    "market": "Market",
    "run": "ReconciliationRun",
    "session": "Shift",
}


def test_reports_of_the_other_business(seeds, walkers):
    duka = f'business: "{seeds["duka"].house.id}"'
    things = ", ".join(
        f'{argument}: "{write_id(name, seeds["duka"].nodes[name].pk)}"' for argument, name in THINGS.items()
    )
    catalogue = (
        f"{{ reports({duka}) {{ key title answers needs takes periods {{ preset fromDay toDay }} }} }}"
    )
    for who, (browser, roles) in walkers.items():
        answer = browser.ask(catalogue)
        if roles:
            keys = [report["key"] for report in answer["data"]["reports"]]
            assert keys == [key.upper() for key, each in REPORTS.items() if may(roles, each.right.value)], who
        else:
            assert code_of(answer) == "NOT_FOUND", who
        for key, report in REPORTS.items():
            query = f"{{ reportFile({duka}, report: {key.upper()}, {DAYS}, {things}) {{ path expiresAt }} }}"
            assert code_of(browser.ask(query)) == expected_code(roles, report.right.value), (who, key)
    for asked in (catalogue, query):
        assert Browser().refusal(asked) == "SIGN_IN_REQUIRED"


def test_no_thing_of_another_business(seeds):
    maji, duka = (seeds[code] for code in ("maji", "duka"))
    browser = maji.house.browser(Role.OWNER)
    assert set(THINGS) == {parameter.value.lower() for parameter in kinds.THINGS}
    for argument, name in THINGS.items():
        for report in REPORTS.values():
            if argument not in {parameter.value.lower() for parameter in report.needs | report.takes}:
                continue
            given = dict.fromkeys(THINGS, maji) | {argument: duka}
            things = ", ".join(
                f'{each}: "{write_id(THINGS[each], of.nodes[THINGS[each]].pk)}"' for each, of in given.items()
            )
            query = (
                f'{{ reportFile(business: "{maji.house.id}", report: {report.key.upper()}, {DAYS}, {things})'
                " { path } }"
            )
            assert browser.refusal(query) == "NOT_FOUND", (report.key, name)
