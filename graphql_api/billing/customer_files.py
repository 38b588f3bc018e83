"""Files of customers in. What goes up has an address for ten minutes."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import strawberry
from strawberry import relay

from billing.importing import web
from billing.importing.reading import LIMITS
from core import days
from graphql_api.businesses import business_named
from graphql_api.context import Info
from graphql_api.payloads import mutation
from users.access import Right
from users.files import LIFETIME


@strawberry.input(description="A file of customers to send.")
class UploadCustomersInput:
    business: relay.GlobalID = strawberry.field(description="Who bills them.")
    dry_run: bool = strawberry.field(default=False, description="Only look at it: nobody is added.")
    good_only: bool = strawberry.field(
        default=False,
        description="Add the customers of the rows with which nothing is wrong, and leave the others out;"
        " otherwise nobody is added while any row is wrong.",
    )
    opened_on: date | None = strawberry.field(
        default=None,
        description="The accounting day on which opening balances are booked; not needed without them.",
    )


@strawberry.type(description="Where a file of customers is POSTed to.")
class CustomerUpload:
    path: str = strawberry.field(
        description="POST the file here, as the body, with the session that asked and its CSRF token. The"
        " answer says what was read, all that is wrong with it, and how many were added."
    )
    expires_at: datetime = strawberry.field(description="Until when the address is good, in UTC.")


@strawberry.type
class CustomerFileMutations:
    @mutation(
        description=f"An address for one CSV or XLSX file of up to {LIMITS.rows} customers, for ten minutes."
        " Columns: name, and perhaps phone, phone 2, phone 3, email, kra pin, credit limit, tags, account (of"
        " the former system), opening balance (what they owed when the books were opened: Dr 1200, Cr 3900,"
        " with the right ledger.write). The answer to the POST shows the rows and lists each problem. A"
        " row that made a customer before makes no other. Needs the right billing.write.",
        facts=True,
    )
    def upload_customers(self, info: Info, input: UploadCustomersInput) -> CustomerUpload:
        path = web.upload_path(
            business=business_named(info, input.business, Right.BILLING_WRITE),
            dry_run=input.dry_run,
            good_only=input.good_only,
            opened_on=input.opened_on,
            user=info.context.user,
        )
        return CustomerUpload(path=path, expires_at=days.now() + timedelta(seconds=LIFETIME))
