"""Charts in and books out, through the signed addresses of users/files.py."""

from __future__ import annotations

from datetime import date
from typing import Any

from core.errors import InvalidInput
from core.money import to_shillings
from ledger.files.books import book_lines
from ledger.files.importing import import_chart
from ledger.models import Seal
from users.access import Right, require_right
from users.audit import record_audit
from users.files import Given, file_address, upload_address
from users.models import Business, User

CHART, BOOKS = "chart", "books"
#: What is made while a browser waits; more is written by `manage.py export_books`.
MAX_ENTRIES = 100_000
_FILES = {
    "csv": ("csv", "text/csv"),
    "beancount": ("beancount", "text/plain"),
    "hledger": ("journal", "text/plain"),
}


def chart_upload_path(*, business: Business, day: date | None, dry_run: bool, user: User) -> str:
    """Where this person may POST a chart of accounts within ten minutes. Needs the right ledger.write."""
    require_right(user, business, Right.LEDGER_WRITE)
    return upload_address(
        CHART, user=user, pk=business.pk, name=f"{day or ''}/{'dry' if dry_run else 'real'}"
    )


def take_chart(user: User, business_id: int, name: str, data: bytes) -> dict[str, Any]:
    """Import an uploaded chart; answers what it opened, or every problem of every row."""
    day, _, mode = name.partition("/")
    result = import_chart(
        business=Business.objects.get(pk=business_id),
        data=data,
        day=date.fromisoformat(day) if day else None,
        actor=user,
        dry_run=mode == "dry",
    )
    return {
        "dryRun": mode == "dry",
        "rows": result.rows,
        "opened": result.opened,
        "known": result.known,
        "openingDebits": to_shillings(result.opening_debits),
        "openingCredits": to_shillings(result.opening_credits),
        "voucherState": result.voucher.state if result.voucher else None,
        "problems": [vars(problem) for problem in result.problems],
    }


def books_path(
    *, business: Business, format: str, from_day: date | None, to_day: date | None, user: User
) -> str:
    """Where this person may GET the books as a file within ten minutes. Needs the right ledger.read.

    Raises InvalidInput BAD_FORMAT / BAD_FILTER / BOOKS_TOO_LARGE.
    """
    require_right(user, business, Right.LEDGER_READ)
    book_lines(business, format=format, from_day=from_day, to_day=to_day)
    _check_size(business, from_day, to_day)
    name = f"{format}/{from_day or ''}/{to_day or ''}"
    return file_address(BOOKS, user=user, pk=business.pk, name=name)


def give_books(user: User, business_id: int, name: str) -> Given:
    """The books up to the newest seal; every download is audited. Raises as books_path does."""
    business = Business.objects.get(pk=business_id)
    require_right(user, business, Right.LEDGER_READ)
    format, *texts = name.split("/")
    from_day, to_day = (date.fromisoformat(text) if text else None for text in texts)
    _check_size(business, from_day, to_day)
    lines = book_lines(business, format=format, from_day=from_day, to_day=to_day)
    content = "".join(f"{line}\n" for line in lines).encode()
    record_audit(
        actor=user, business=business, action="ledger.export", subject=business, details={"what": name}
    )
    ending, media_type = _FILES[format]
    return Given(f"books-{business.code}.{ending}", content, f"{media_type}; charset=utf-8")


def _check_size(business: Business, from_day: date | None, to_day: date | None) -> None:
    rows = Seal.objects.filter(business=business)
    if from_day is not None:
        rows = rows.filter(entry__effective_on__gte=from_day)
    if to_day is not None:
        rows = rows.filter(entry__effective_on__lte=to_day)
    if rows[MAX_ENTRIES : MAX_ENTRIES + 1].exists():
        raise InvalidInput(
            "BOOKS_TOO_LARGE", "from_day", f"At most {MAX_ENTRIES:,} entries; ask for fewer days."
        )
