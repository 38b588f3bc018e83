"""Charts of accounts in, books out."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from enum import Enum

import strawberry

from core import days
from graphql_api.context import Info
from graphql_api.ledger.vouchers import FileUpload, FileUploadResult
from ledger.files import web
from users.access import Right, business_for
from users.files import LIFETIME


@strawberry.enum(description="Of an export of the books.")
class BookFormat(Enum):
    CSV = "csv"
    BEANCOUNT = "beancount"
    HLEDGER = "hledger"


@strawberry.type(description="GET the file from this path with the session that asked.")
class FileDownload:
    path: str
    expires_at: datetime


def _in_ten_minutes() -> datetime:
    return days.now() + timedelta(seconds=LIFETIME)


@strawberry.type
class BookFileQueries:
    @strawberry.field(
        description="The sealed journal as a file; days are accounting days, inclusive. Each download is"
        " audited."
    )
    def books_file(
        self,
        info: Info,
        business: str,
        format: BookFormat,
        from_day: date | None = None,
        to_day: date | None = None,
    ) -> FileDownload:
        user = info.context.user
        path = web.books_path(
            business=business_for(user, business, Right.LEDGER_READ),
            format=format.value,
            from_day=from_day,
            to_day=to_day,
            user=user,
        )
        return FileDownload(path=path, expires_at=_in_ten_minutes())


@strawberry.type
class BookFileMutations:
    @strawberry.mutation(
        description="An address for a chart of accounts (CSV or XLSX, up to 2 MB) with columns code, name,"
        " kind, and perhaps parent, debit, credit (opening balances of `day`). All of it is taken or nothing;"
        " the answer to the POST lists every problem of every row. A dry run takes nothing."
    )
    def upload_chart(
        self, info: Info, business: str, day: date | None = None, dry_run: bool = False
    ) -> FileUploadResult | None:
        user = info.context.user
        where = business_for(user, business, Right.LEDGER_WRITE)
        path = web.chart_upload_path(business=where, day=day, dry_run=dry_run, user=user)
        return FileUpload(path=path, expires_at=_in_ten_minutes())
