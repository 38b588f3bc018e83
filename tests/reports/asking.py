"""Reports asked for over GraphQL."""

from __future__ import annotations

from typing import Any

from tests.graphql_api.conftest import Browser, House

NOVEMBER = {"fromDay": "2026-11-01", "toDay": "2026-11-30"}
FILE = """id report title about compare seal format state fromDay toDay rowCount expectedRows
    problem { code message } fileName size sha256 requestedAt madeAt expiresAt download { path expiresAt }"""


def ask(house: House, browser: Browser, report: str, **more: Any) -> dict[str, Any]:
    """The file, or the first problem."""
    wanted = {"business": house.id, "report": report, **NOVEMBER} | more
    answer = browser.act("requestReport", f"reportFile {{ {FILE} }}", **wanted)
    return answer.get("reportFile") or answer


def path_of(house: House, browser: Browser, report: str, **more: Any) -> str:
    file = ask(house, browser, report, **more)
    assert file["state"] == "READY", file
    return str(file["download"]["path"])


def files(house: House, browser: Browser, shown: str = FILE, **more: Any) -> list[dict[str, Any]]:
    """What the list has, newest first."""
    query = f"""query ($business: ID!, $filter: ReportFileFilter) {{
        reportFiles(business: $business, filter: $filter) {{ totalCount nodes {{ {shown} }} }} }}"""
    page = browser.data(query, business=house.id, **more)["reportFiles"]
    assert page["totalCount"] == len(page["nodes"])
    return list(page["nodes"])
