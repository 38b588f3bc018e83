"""Charts of accounts in, books out. What goes up and comes down has an address for ten minutes."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Annotated

import strawberry
from strawberry import relay

from core import days
from graphql_api.businesses import business_named
from graphql_api.context import Info
from graphql_api.ledger.enums import BookFormat
from graphql_api.ledger.types import FromDay, OfBusiness, ToDay
from graphql_api.nodes import find
from graphql_api.payloads import mutation
from ledger.files import web
from ledger.vouchers.attachments import attachment_upload_path
from users.access import Right
from users.files import LIFETIME

_UNTIL = "Until when the address is good, in UTC."


@strawberry.type(description="Where a file is taken.")
class FileUpload:
    path: str = strawberry.field(
        description="POST the file here, as the body, with the session that asked and its CSRF token."
    )
    expires_at: datetime = strawberry.field(description=_UNTIL)


@strawberry.type(description="Where a file is given.")
class FileDownload:
    path: str = strawberry.field(description="GET the file here with the session that asked.")
    expires_at: datetime = strawberry.field(description=_UNTIL)


@strawberry.input(description="A chart of accounts to send.")
class UploadChartInput:
    business: relay.GlobalID = strawberry.field(description="In whose books.")
    day: date | None = strawberry.field(
        default=None,
        description="The accounting day of the opening balances in the file; not needed without them.",
    )
    dry_run: bool = strawberry.field(default=False, description="Only look at it: nothing is taken.")


@strawberry.input(description="An attachment to send.")
class UploadVoucherAttachmentInput:
    voucher: relay.GlobalID = strawberry.field(description="What it belongs to.")


def in_ten_minutes() -> datetime:
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
        business: OfBusiness,
        format: Annotated[BookFormat, strawberry.argument(description="How it is written.")],
        from_day: FromDay = None,
        to_day: ToDay = None,
    ) -> FileDownload:
        path = web.books_path(
            business=business_named(info, business, Right.LEDGER_READ),
            format=format.value,
            from_day=from_day,
            to_day=to_day,
            user=info.context.user,
        )
        return FileDownload(path=path, expires_at=in_ten_minutes())


@strawberry.type
class BookFileMutations:
    @mutation(
        description="Gives an address for a chart of accounts (CSV or XLSX, up to 2 MB) with columns code,"
        " name, kind, and perhaps parent, debit, credit (opening balances of `day`). All of it is taken or"
        " nothing; the answer to the POST lists every problem of every row. A dry run takes nothing.",
        facts=True,
    )
    def upload_chart(self, info: Info, input: UploadChartInput) -> FileUpload:
        path = web.chart_upload_path(
            business=business_named(info, input.business, Right.LEDGER_WRITE),
            day=input.day,
            dry_run=input.dry_run,
            user=info.context.user,
        )
        return FileUpload(path=path, expires_at=in_ten_minutes())

    @mutation(
        description="Gives an address for one attachment of a voucher: JPEG, PNG or PDF, up to 5 MB.",
        facts=True,
    )
    def upload_voucher_attachment(self, info: Info, input: UploadVoucherAttachmentInput) -> FileUpload:
        found = find(info.context.user, input.voucher, "Voucher", field="voucher")
        path = attachment_upload_path(voucher=found, user=info.context.user)
        return FileUpload(path=path, expires_at=in_ten_minutes())
