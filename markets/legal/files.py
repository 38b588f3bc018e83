"""The remittance pack of a day as a file, through the signed addresses of users/files.py."""

from __future__ import annotations

import csv
from datetime import date
from io import StringIO
from typing import Final

from core import days
from core.files.formulas import harmless
from core.money import to_shillings
from markets.legal.remitting import RIGHT, TaxOfDay, remittance_of
from users.access import require_right
from users.audit import record_audit
from users.files import Given, file_address
from users.models import Business, User

WHAT: Final = "remittance"
_COLUMNS: Final = (
    *("tax", "account", "day", "number", "reference", "kind", "description"),
    *("charged", "taken_back", "by_hand"),
)


def remittance_path(*, business: Business, day: date, user: User) -> str:
    """Where this person may GET the pack of a day as CSV within ten minutes. Needs the right ledger.read.
    Raises InvalidInput BAD_DAY."""
    require_right(user, business, RIGHT)
    days.checked_day(day, field="day")
    return file_address(WHAT, user=user, pk=business.pk, name=day.isoformat())


def give_remittance(user: User, business_id: int, name: str) -> Given:
    """The pack as it is now; every download is audited. Raises as remittance_path does."""
    business, day = Business.objects.get(pk=business_id), date.fromisoformat(name)
    require_right(user, business, RIGHT)
    text = _written(remittance_of(business, day), day)
    record_audit(
        actor=user, business=business, action="market.remittance", subject=business, details={"day": name}
    )
    return Given(f"remittance-{business.code}-{name}.csv", text.encode(), "text/csv; charset=utf-8")


def _written(taxes: list[TaxOfDay], day: date) -> str:
    """A line for each entry, and after those of a tax one with its sums, whose kind is TOTAL."""
    target = StringIO()
    writer = csv.writer(target, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for each in taxes:
        place = (str(each.tax), each.account, day.isoformat())
        for row in each.rows:
            said = (row.number or "", harmless(row.reference), row.kind, harmless(row.description))
            writer.writerow((*place, *said, *map(to_shillings, (row.charged, row.taken_back, row.by_hand))))
        sums = map(to_shillings, (each.charged, each.taken_back, each.by_hand))
        writer.writerow((*place, "", "", "TOTAL", "", *sums))
    return target.getvalue()
