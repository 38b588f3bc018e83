"""What a shift sold, took and gave back: the report of its drawer, as the schema shows it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import strawberry

from graphql_api.scalars import Money


@strawberry.type(description="The drawer of a shift.")
class ShiftCash:
    between: Money = strawberry.field(
        description="What the books moved in the drawer after the shift before was closed, as `outside` says."
    )
    opening: Money = strawberry.field(description="The float, as it was counted.")
    sales: Money = strawberry.field(description="Sales that were paid in cash, without the change.")
    refunds: Money = strawberry.field(description="Cash that was given back.")
    put_in: Money = strawberry.field(description="Cash that was put in.")
    taken_out: Money = strawberry.field(description="Cash that was taken out.")
    other: Money = strawberry.field(
        description="What vouchers booked on the drawer's account meanwhile; below zero where they took from"
        " it."
    )
    expected: Money = strawberry.field(description="The balance of the drawer's account.")
    counted: Money | None = strawberry.field(description="What was in it; null while the shift is open.")
    over_short: Money | None = strawberry.field(
        description="What was counted more (below zero: less) than expected; booked on 5900."
    )


@strawberry.type(description="What an entry that is no move of a shift did to its drawer.")
class ShiftOutside:
    reference: str = strawberry.field(description="Of the entry.")
    description: str = strawberry.field(description="What it says.")
    amount: Money = strawberry.field(description="What it put in; below zero where it took out.")


@strawberry.type(description="What settled the bills of a shift, by one kind of payment.")
class ShiftPaid:
    kind: str = strawberry.field(description="CASH, MPESA, CREDIT_NOTE and so on.")
    amount: Money = strawberry.field(description="How much of them.")


@strawberry.type(description="The bills of a shift; those that were given up are left out of the amounts.")
class ShiftSold:
    count: int = strawberry.field(description="How many there are.")
    gross: Money = strawberry.field(description="Their totals, VAT included.")
    net: Money = strawberry.field(description="Without VAT.")
    vat: Money = strawberry.field(description="Of it VAT.")
    discounts: Money = strawberry.field(description="What was taken off lines.")
    posted: Money = strawberry.field(description="What their entries debit 1200: the same as `gross`.")
    posted_vat: Money = strawberry.field(description="What their entries credit 2600: the same as `vat`.")
    paid: list[ShiftPaid] = strawberry.field(
        description="What settled them, by kind; with `due` it sums to `gross`."
    )
    due: Money = strawberry.field(description="What is due of them still.")
    on_account: int = strawberry.field(description="How many of them are paid later.")
    abandoned: int = strawberry.field(description="How many more were given up.")
    first_serial: str = strawberry.field(
        description="The first printed number; empty where nothing was sold."
    )
    last_serial: str = strawberry.field(description="The last one.")


@strawberry.type(description="What was given back in a shift, of whichever sales.")
class ShiftReturned:
    count: int = strawberry.field(description="How many credit notes.")
    total: Money = strawberry.field(description="Their totals, VAT included.")
    vat: Money = strawberry.field(description="Of it VAT.")
    cash: Money = strawberry.field(description="What went back out of the drawer.")
    mpesa: Money = strawberry.field(description="What was asked to be sent back by M-Pesa.")
    credit: Money = strawberry.field(
        description="What settled bills that were open, or stayed the customers' credit."
    )


@strawberry.type(description="What was sold under a VAT code, less what was credited.")
class ShiftTaxed:
    code: str = strawberry.field(description="STANDARD, ZERO_RATED, EXEMPT; empty where none is charged.")
    net: Money = strawberry.field(description="Without VAT.")
    vat: Money = strawberry.field(description="The VAT.")


@strawberry.type(description="What a shift sold, took and gave back.")
class ShiftReport:
    cash: ShiftCash = strawberry.field(description="The drawer.")
    sold: ShiftSold = strawberry.field(description="What was sold.")
    returned: ShiftReturned = strawberry.field(description="What was given back.")
    taxed: list[ShiftTaxed] = strawberry.field(description="By VAT code.")
    claims: list[str] = strawberry.field(
        description="M-Pesa's numbers of the payments without a reference that were taken for its sales."
    )
    outside: list[ShiftOutside] = strawberry.field(
        description="The entries that make `between` and `other`, oldest first: at most 200."
    )
    digest: str = strawberry.field(
        description="SHA-256 of the report as it was stored at the closing, in hex; empty before."
    )

    @classmethod
    def of(cls, facts: dict[str, Any], digest: bytes | memoryview | None) -> ShiftReport:
        sold: dict[str, Any] = facts["sold"]
        paid = [ShiftPaid(kind=kind, amount=Money(cents)) for kind, cents in sold["paid"].items()]
        return cls(
            cash=ShiftCash(**_money({"between": 0} | facts["cash"])),
            sold=ShiftSold(**_money(sold, but=_COUNTED) | {"paid": paid}),
            returned=ShiftReturned(**_money(facts["returned"], but={"count"})),
            taxed=[ShiftTaxed(**_money(row, but={"code"})) for row in facts["taxed"]],
            claims=list(facts["claims"]),
            outside=[
                ShiftOutside(
                    reference=row["reference"], description=row["description"], amount=Money(row["cents"])
                )
                for row in facts.get("outside", [])
            ],
            digest=bytes(digest).hex() if digest else "",
        )


_COUNTED = {"count", "paid", "on_account", "abandoned", "first_serial", "last_serial"}


def _money(facts: dict[str, Any], *, but: Collection[str] = ()) -> dict[str, Any]:
    """The facts with their cents as money."""
    return {name: value if value is None or name in but else Money(value) for name, value in facts.items()}
