"""Whose is it: asking that money in Suspense is placed."""

from __future__ import annotations

from typing import cast

import strawberry
from strawberry import relay

from billing.models import Customer as CustomerRow
from billing.models import Invoice as InvoiceRow
from core.errors import InvalidInput, NotFound
from graphql_api.context import Info
from graphql_api.nodes import find, find_node
from graphql_api.payloads import KEY_SAYS, mutation
from graphql_api.users.approval_types import Approval
from mpesa.collections.placing import RIGHT, place_receipt
from mpesa.models import Receipt as ReceiptRow
from users.access import require_right


@strawberry.input(description="Whose a receipt is. Give one of target, accountReference, accountCode.")
class PlaceReceiptInput:
    receipt: relay.GlobalID = strawberry.field(description="A receipt whose money waits in Suspense.")
    target: relay.GlobalID | None = strawberry.field(
        default=None,
        description="The invoice that it pays, or the customer whose open invoices it pays, oldest first."
        " What is too much becomes the customer's credit.",
    )
    account_reference: str | None = strawberry.field(
        default=None, description="The same as a payer types it: an invoice number or an account number."
    )
    account_code: str | None = strawberry.field(
        default=None,
        description="An account of the books, for money that is for no bill (sent back in cash, the owner's"
        " own). Needs a comment.",
    )
    comment: str = strawberry.field(
        default="", description="For the person who approves, at most 500 characters."
    )
    idempotency_key: str = strawberry.field(description=KEY_SAYS)


@strawberry.type
class PlacingMutations:
    @mutation(
        description="Asks that a receipt's money leaves Suspense and pays whose it is. Somebody else approves"
        " it (approveRequest); until then nothing moves. Needs the right ledger.write. Safe to repeat."
    )
    def place_receipt(self, info: Info, input: PlaceReceiptInput) -> Approval:
        receipt = find(info.context.user, input.receipt, "Receipt", field="receipt")
        require_right(info.context.user, receipt.business, RIGHT)
        given = [input.target, input.account_reference, input.account_code]
        if sum(each is not None for each in given) != 1:
            raise InvalidInput("WHICH_TARGET", "", "Give a target, an account reference or an account code.")
        asked = place_receipt(
            receipt=receipt,
            reference=_number(info, receipt, input.target) if input.target else input.account_reference or "",
            account_code=input.account_code or "",
            key=input.idempotency_key,
            actor=info.context.user,
            comment=input.comment,
        )
        return cast(Approval, asked)


def _number(info: Info, receipt: ReceiptRow, target: relay.GlobalID) -> str:
    """What a payer types for an invoice or a customer of the receipt's business. Raises NotFound."""
    try:
        row = find_node(info.context.user, target)
    except NotFound:
        row = None
    if not isinstance(row, CustomerRow | InvoiceRow) or row.business_id != receipt.business_id:
        raise NotFound("thing", "target")
    return row.account_number if isinstance(row, CustomerRow) else row.number
