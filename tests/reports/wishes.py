"""Reports asked for as the verb gives them."""

from __future__ import annotations

from datetime import date
from typing import Any
from unittest.mock import patch

from reports import filing
from reports.formats import Format
from reports.models import ReportFile
from reports.requesting import request_report
from reports.saying import Said
from tests.graphql_api.conftest import House
from users.models import Role

FIRST, LAST = date(2026, 11, 1), date(2026, 11, 30)


def wish(
    house: House,
    key: str = "general_ledger",
    *,
    role: str = Role.OWNER,
    format: Format = Format.CSV,
    **said: Any,
) -> ReportFile:
    wanted = Said(**({"key": key, "first_day": FIRST, "last_day": LAST} | said))
    return request_report(said=wanted, format=format, business=house.business, actor=house.people[role])


def queue(house: House, key: str = "general_ledger", **how: Any) -> ReportFile:
    """One that has too many rows to be made at once."""
    with patch.object(filing, "AT_ONCE", 0):
        file = wish(house, key, **how)
    assert file.state == "QUEUED"
    return file
