"""QR codes by which a customer pays to a till."""

from __future__ import annotations

import base64

import strawberry
from strawberry import relay

from core.errors import Findings
from graphql_api.context import Info
from graphql_api.mpesa.till_addresses import till_named
from graphql_api.payloads import good, mutation
from graphql_api.scalars import Money
from mpesa.daraja import bodies
from mpesa.tills import qr


@strawberry.input(description="What a QR code asks to be paid.")
class TillQrInput:
    till: relay.GlobalID = strawberry.field(description="To this till.")
    amount: Money = strawberry.field(
        description="Shillings, 1 to 250,000; cents are rounded as the business rounds."
    )
    account_reference: str = strawberry.field(
        description="What it is for, as the customer would type it: an account or invoice number, 1 to 12"
        " letters, digits, blanks, dots or dashes."
    )


@strawberry.type(description="A QR code.")
class TillQr:
    image: str = strawberry.field(description="A PNG picture, as a data: address (image/png;base64).")
    amount: Money = strawberry.field(description="What it asks for, in whole shillings.")


def _look(input: TillQrInput, found: Findings) -> None:
    reference = good(input.account_reference)
    if reference is not None:
        with found.noting():
            bodies.reference_field(reference.strip())


@strawberry.type
class TillQrMutations:
    @mutation(
        description="Has Safaricom draw a QR code for one payment to a till, which the M-Pesa app reads."
        " Nothing is kept or asked of anybody. Safe to repeat.",
        facts=True,
        look=_look,
    )
    def till_qr(self, info: Info, input: TillQrInput) -> TillQr:
        drawn = qr.till_qr(
            till=till_named(info, input.till),
            amount=input.amount,
            account_reference=input.account_reference,
            actor=info.context.user,
        )
        image = f"data:image/png;base64,{base64.b64encode(drawn.png).decode()}"
        return TillQr(image=image, amount=Money(drawn.amount))
