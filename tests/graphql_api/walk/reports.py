"""The catalogue of reports, and report files."""

from __future__ import annotations

from datetime import date

from reports.requesting import request_report
from reports.saying import Said
from tests.graphql_api.walk.rows import Rows, Seeds
from users.models import Role

ROWS = Rows(
    others={"reports", "reportFiles"},
    nodes={"ReportFile": "member.manage"},  # nobody's but whose it is: here the owner's
    mutations={
        "requestReport": (
            "ledger.read",
            'requestReport(input: {{business: "{Business}", report: TRIAL_BALANCE, fromDay: "2026-11-01",'
            ' toDay: "2026-11-30"}})',
        ),
    },
)


def fill(seeds: Seeds) -> None:
    house = seeds.house
    said = Said(key="trial_balance", first_day=date(2026, 11, 1), last_day=date(2026, 11, 20))
    seeds.nodes["ReportFile"] = request_report(
        said=said, business=house.business, actor=house.people[Role.OWNER]
    )
