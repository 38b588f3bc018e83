"""The catalogue of reports, report files, and packs that are sent by the clock."""

from __future__ import annotations

from datetime import date

from reports.models import Pack
from reports.requesting import request_report
from reports.saying import Said
from reports.scheduling import set_report_schedule
from tests.graphql_api.walk.rows import Rows, Seeds
from users.models import Membership, Role

ROWS = Rows(
    others={"reports", "reportFiles", "reportPack"},
    lists={"reportSchedules": "business.manage"},
    lists_of_one_row={"reportSchedules"},
    nodes={
        "ReportFile": "member.manage",  # nobody's but whose it is: here the owner's
        "ReportSchedule": "business.manage",
    },
    mutations={
        "requestReport": (
            "ledger.read",
            'requestReport(input: {{business: "{Business}", report: TRIAL_BALANCE, fromDay: "2026-11-01",'
            ' toDay: "2026-11-30"}})',
        ),
        "sendReportPack": ("ledger.read", 'sendReportPack(input: {{business: "{Business}", pack: DAILY}})'),
        "removeReportFile": ("member.manage", 'removeReportFile(input: {{reportFile: "{ReportFile}"}})'),
        "setReportSchedule": (
            "business.manage",
            'setReportSchedule(input: {{business: "{Business}", pack: DAILY, members: ["{Membership}"],'
            " isOn: true}})",
        ),
    },
)


def fill(seeds: Seeds) -> None:
    house = seeds.house
    said = Said(key="trial_balance", first_day=date(2026, 11, 1), last_day=date(2026, 11, 20))
    seeds.nodes["ReportFile"] = request_report(
        said=said, business=house.business, actor=house.people[Role.OWNER]
    )
    owner = Membership.objects.get(user=house.people[Role.OWNER], business=house.business, role=Role.OWNER)
    seeds.nodes["ReportSchedule"] = set_report_schedule(
        business=house.business, pack=Pack.WEEKLY, members={owner.pk}, is_on=True, actor=owner.user
    )
