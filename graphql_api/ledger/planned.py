"""Lines as they are written and kept, before VAT is split off: of templates and recurring vouchers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import strawberry

from graphql_api.context import Info
from graphql_api.ledger.enums import VatCode
from graphql_api.ledger.figures import shown_accounts
from graphql_api.ledger.types import Account
from graphql_api.reading import Figures, path_of, together
from graphql_api.scalars import Money
from ledger import models
from ledger.models import VatCode as VatCodes

Planned = models.VoucherTemplate | models.RecurringVoucher


@strawberry.type(description="A line as it was written, before VAT is split off.")
class PlannedLine:
    row: strawberry.Private[Any]
    account_code: str = strawberry.field(description="The code of the account.")
    debit: Money = strawberry.field(description="0.00 when it is a credit, or is to be filled in.")
    credit: Money = strawberry.field(description="0.00 when it is a debit, or is to be filled in.")
    vat_code: VatCode | None = strawberry.field(
        description="The amount includes VAT of this kind; null: it is not about VAT."
    )

    @strawberry.field(description="The account; null while an account of VAT was not opened yet.")
    def account(self, info: Info) -> Account | None:
        path = path_of(info)
        kind = type(self.row)
        found = together(self.row, path, lambda keys: _accounts(kind, keys, info))
        return found.get(self.account_code) if found else None


def planned_lines(row: Planned) -> Figures[PlannedLine]:
    """The lines of a template or a recurring voucher, in their order; read at once for all of a list."""
    rows = type(row)._default_manager
    written = together(
        row, ("lines",), lambda keys: dict(rows.filter(pk__in=keys).values_list("pk", "lines"))
    )
    lines = [
        PlannedLine(
            row=row,
            account_code=line["account"],
            debit=Money(line["debit"]),
            credit=Money(line["credit"]),
            vat_code=VatCodes(line["vat"]) if line["vat"] else None,
        )
        for line in written or []
    ]
    places = {id(line): str(place) for place, line in enumerate(lines)}
    return Figures(lines, lambda line: places[id(line)])


def _accounts(kind: type[Planned], keys: Sequence[int], info: Info) -> dict[int, dict[str, models.Account]]:
    """Row -> its accounts by code, with all that is asked of them: read at once for all rows."""
    rows = list(kind._default_manager.filter(pk__in=keys).values_list("pk", "business_id", "lines"))
    codes = {line["account"] for _, _, lines in rows for line in lines}
    wanted = models.Account.objects.filter(business_id__in={row[1] for row in rows}, code__in=codes)
    places = {(of, code): pk for pk, of, code in wanted.values_list("pk", "business_id", "code")}
    found = {account.pk: account for account in shown_accounts(list(places.values()), info)}
    return {
        pk: {
            line["account"]: found[places[business, line["account"]]]
            for line in lines
            if (business, line["account"]) in places
        }
        for pk, business, lines in rows
    }
