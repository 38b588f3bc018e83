"""The walk through the reports of the other business, as every role of both."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from graphql_api.ids import write_id
from reports import kinds
from reports.catalogue.contents import REPORTS
from tests.graphql_api.conftest import Browser
from tests.graphql_api.walk.asking import code_of, may
from users.models import Role

NO_BUSINESS = {"code": "NOT_FOUND", "field": ["business"], "message": "No such thing, or it is not yours."}
DAYS = 'fromDay: "2026-11-01", toDay: "2026-11-30"'


#: Argument -> the type of its ids: one for each thing that a report may be of.
THINGS = {
    "account": "Account",
    "till": "Till",
    "branch": "Branch",
    "customer": "Customer",
    "market": "Market",
    "run": "ReconciliationRun",
    "session": "Shift",
}


def may_have(roles: set[str], report: kinds.Report) -> bool:
    return all(may(roles, right.value) for right in report.rights)


def test_reports_of_the_other_business(seeds, walkers):
    duka = f'business: "{seeds["duka"].house.id}"'
    things = ", ".join(
        f'{argument}: "{write_id(name, seeds["duka"].nodes[name].pk)}"' for argument, name in THINGS.items()
    )
    catalogue = (
        f"{{ reports({duka}) {{ key title answers needs takes periods {{ preset fromDay toDay }} }} }}"
    )
    got: defaultdict[str, set[str]] = defaultdict(set)
    for who, (browser, roles) in walkers.items():
        answer = browser.ask(catalogue)
        if roles:
            keys = [report["key"] for report in answer["data"]["reports"]]
            assert keys == [key.upper() for key, each in REPORTS.items() if may_have(roles, each)], who
        else:
            assert code_of(answer) == "NOT_FOUND", who
        list_of_mine = browser.ask(f"{{ reportFiles({duka}) {{ nodes {{ id report }} }} }}")
        if roles:
            mine = [each["report"] for each in list_of_mine["data"]["reportFiles"]["nodes"]]
            assert mine == (["TRIAL_BALANCE"] if Role.OWNER in roles else []), who
        else:
            assert code_of(list_of_mine) == "NOT_FOUND", who
        for key, report in REPORTS.items():
            file = asked(browser, f"{duka}, report: {key.upper()}, {DAYS}, {things}")
            if may_have(roles, report):
                assert file["reportFile"]["report"] == key.upper() and not file["problems"], (who, key)
                got[who].add(file["reportFile"]["id"])
            else:
                assert file == {"reportFile": None, "problems": [NO_BUSINESS]}, (who, key)
    for who, (browser, _) in walkers.items():
        mine = browser.data("{ reportFiles(allMine: true, first: 100) { nodes { id } } }")["reportFiles"]
        assert got[who] <= {each["id"] for each in mine["nodes"]}, who
        for other in got.keys() - {who}:
            ids = sorted(got[other])
            assert browser.data("query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", ids=ids)["nodes"] == [
                None
            ] * len(ids), (who, other)
    for refused in (catalogue, f"{{ reportFiles({duka}) {{ totalCount }} }}"):
        assert Browser().refusal(refused) == "SIGN_IN_REQUIRED"


def asked(browser: Browser, input: str) -> dict[str, Any]:
    text = f"""mutation {{ requestReport(input: {{ {input} }}) {{
        reportFile {{ id report }} problems {{ code field message }} }} }}"""
    return browser.data(text)["requestReport"]


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
            business = f'business: "{maji.house.id}"'
            told = asked(browser, f"{business}, report: {report.key.upper()}, {DAYS}, {things}")
            assert [each["code"] for each in told["problems"]] == ["NOT_FOUND"], (report.key, name)


def test_packs_of_the_other_business(seeds, walkers):
    """The e-mail for who has the right to its report, who else would get it for the owner."""
    business = seeds["duka"].house.id
    for pack, report in (("DAILY", "daily_pack"), ("WEEKLY", "weekly_pack"), ("MONTHLY", "monthly_pack")):
        text = f"""{{ reportPack(business: "{business}", pack: {pack}) {{ pack fromDay toDay nextAt
            mail {{ subject text }} staff {{ person {{ name }} address problem }} }} }}"""
        for who, (browser, roles) in walkers.items():
            answer = browser.ask(text)
            if may(roles, REPORTS[report].right.value):
                found = answer["data"]["reportPack"]
                assert found["pack"] == pack and found["mail"]["subject"], who
                assert (found["staff"] is not None) == may(roles, "business.manage"), who
            else:
                assert code_of(answer) == "NOT_FOUND", (who, pack)
        assert Browser().refusal(text) == "SIGN_IN_REQUIRED"
