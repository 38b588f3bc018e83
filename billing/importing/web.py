"""Files of customers in, through the signed addresses of users/files.py."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from billing.customers.customers import RIGHT
from billing.importing.customers import Imported, import_customers
from billing.importing.reading import CustomerRow
from core.days import checked_day
from core.money import to_shillings
from users.access import require_right
from users.files import upload_address
from users.models import Business, User

UPLOAD: Final = "customers"
#: So many problems and warnings of a file are told, and so many of its rows shown.
TOLD: Final = 200
_DRY, _REAL, _GOOD = "dry", "real", "good"


def upload_path(
    *, business: Business, dry_run: bool, good_only: bool, opened_on: date | None, user: User
) -> str:
    """Where this person may POST a file of customers within ten minutes. Needs the right billing.write.
    Raises InvalidInput BAD_DAY."""
    require_right(user, business, RIGHT)
    if opened_on is not None:
        checked_day(opened_on, field="opened_on")
    mode = _DRY if dry_run else _GOOD if good_only else _REAL
    return upload_address(UPLOAD, user=user, pk=business.pk, name=f"{mode}/{opened_on or ''}")


def take_customers(user: User, business_id: int, name: str, data: bytes) -> dict[str, Any]:
    """Add the customers of an uploaded file, or say what it would do and all that is wrong with it. Amounts
    in shillings as text. Raises what import_customers raises."""
    mode, _, day = name.partition("/")
    found = import_customers(
        business=Business.objects.get(pk=business_id),
        data=data,
        actor=user,
        dry_run=mode == _DRY,
        good_only=mode == _GOOD,
        opened_on=date.fromisoformat(day) if day else None,
    )
    return {
        "dryRun": mode == _DRY,
        "rows": found.file.count,
        "fresh": len(found.fresh),
        "known": len(found.known),
        "created": found.created,
        "openings": len(found.openings),
        "openingBalance": to_shillings(sum(found.openings.values())),
        "bad": len({problem.line for problem in found.problems}),
        "problems": [vars(problem) for problem in found.problems[:TOLD]],
        "problemsCount": len(found.problems),
        "warnings": [vars(warning) for warning in found.warnings[:TOLD]],
        "warningsCount": len(found.warnings),
        "hidden": found.file.hidden,
        "shown": [_shown(row, found) for row in found.file.rows[:TOLD]],
    }


def _shown(row: CustomerRow, found: Imported) -> dict[str, Any]:
    """A row as it was read, for who has just sent it."""
    said, known = row.said, found.known.get(row.line)
    limit = said.get("credit_limit")
    return {
        "line": row.line,
        "account": known.account_number if known else None,
        "name": said.get("name", ""),
        "phones": row.numbers,
        "email": said.get("email", ""),
        "kraPin": said.get("kra_pin", ""),
        "externalRef": said.get("external_ref", ""),
        "tags": list(said.get("tags", ())),
        "creditLimit": None if limit is None else to_shillings(limit),
        "opening": to_shillings(row.opening) if row.opening else None,
    }
