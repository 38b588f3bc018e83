"""The walk through the reports of the other business, as every role of both."""

from __future__ import annotations

from graphql_api.ids import write_id
from reports.catalogue.contents import REPORTS
from tests.graphql_api.conftest import Browser
from tests.graphql_api.walk.asking import code_of, expected_code, may
from users.models import Role

DAYS = 'fromDay: "2026-11-01", toDay: "2026-11-30"'


def test_reports_of_the_other_business(seeds, walkers):
    duka = f'business: "{seeds["duka"].house.id}"'
    account = write_id("Account", seeds["duka"].nodes["Account"].pk)
    till = write_id("Till", seeds["duka"].nodes["Till"].pk)
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
            query = (
                f'{{ reportFile({duka}, report: {key.upper()}, {DAYS}, account: "{account}", till: "{till}")'
                " { path expiresAt } }"
            )
            if may(roles, report.right.value) and not may(roles, "ledger.read"):
                query = query.replace(f', account: "{account}"', "")
            assert code_of(browser.ask(query)) == expected_code(roles, report.right.value), (who, key)
    for asked in (catalogue, query):
        assert Browser().refusal(asked) == "SIGN_IN_REQUIRED"


def test_no_account_and_no_till_of_another_business(seeds):
    maji, duka = (seeds[code] for code in ("maji", "duka"))
    browser = maji.house.browser(Role.OWNER)
    for argument, name, report in (
        ("account", "Account", "ACCOUNT_STATEMENT"),
        ("till", "Till", "COLLECTIONS"),
    ):
        theirs = write_id(name, duka.nodes[name].pk)
        query = (
            f'{{ reportFile(business: "{maji.house.id}", report: {report}, {DAYS}, {argument}: "{theirs}")'
            " { path } }"
        )
        assert browser.refusal(query) == "NOT_FOUND"
