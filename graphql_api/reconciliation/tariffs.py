"""What Safaricom charges a business: its own tariffs, what is published, and setting one."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, cast

import strawberry
from strawberry import relay

from core import days
from core.errors import Findings
from graphql_api.businesses import business_named
from graphql_api.context import Info
from graphql_api.enums import described
from graphql_api.payloads import good, mutation
from graphql_api.scalars import Money
from graphql_api.users.person import Person
from graphql_api.users.types import Business
from mpesa import models
from mpesa.tariffs import prices, setting
from reconciliation import selectors
from users.models import Business as BusinessRow

ChargeKind = described(
    models.ChargeKind,
    "ChargeKind",
    "For what Safaricom charges.",
    PAY_BILL="Payments to a PayBill, where the business pays for them.",
    BUY_GOODS="Payments to a Buy Goods till.",
    B2C="Payments to phones.",
    B2B="Payments to businesses.",
)


@strawberry.type(description="Amounts up to a limit, and what each costs.")
class ChargeBand:
    up_to: Money = strawberry.field(description="The largest amount of the band.")
    fee: Money = strawberry.field(description="What Safaricom charges for it.")


@strawberry.type(
    description="What one kind of payment costs from a day on. Charges of proofs are judged by the one that"
    " was in force on the day of their row."
)
class Tariff:
    kind: ChargeKind = strawberry.field(description="For what.")
    from_day: date | None = strawberry.field(
        description="From which accounting day on; null for what Safaricom publishes, which stands in where"
        " the business has set none, and is held against a charge only where it explains nearly all of them."
    )
    is_in_force: bool = strawberry.field(description="Whether it holds today.")
    set_by: Person | None = strawberry.field(description="Who set it; null for what is published.")
    set_at: datetime | None = strawberry.field(description="When, in UTC; null for what is published.")
    shown: strawberry.Private[list[ChargeBand]]

    @strawberry.field(description="In rising order, at most 50; none: what is charged is not judged.")
    def bands(
        self, limit: Annotated[int, strawberry.argument(description="At most so many.")] = setting.MAX_BANDS
    ) -> list[ChargeBand]:
        return self.shown[:limit]


def _tariff(one: prices.Prices, in_force: prices.Prices | None, row: models.Tariff | None = None) -> Tariff:
    return Tariff(
        kind=one.kind,
        from_day=one.from_day,
        is_in_force=one is in_force,
        shown=[ChargeBand(up_to=Money(band.up_to), fee=Money(band.fee)) for band in one.bands],
        set_by=Person.of(row.set_by) if row and row.set_by else None,
        set_at=row.set_at if row else None,
    )


def _shown(business: BusinessRow) -> list[Tariff]:
    known = setting.tariffs_of([business.pk])[business.pk]
    rows = models.Tariff.objects.filter(business=business).select_related("set_by").order_by("pk")
    newest: dict[tuple[str, date | None], models.Tariff] = {(row.kind, row.from_day): row for row in rows}
    told = []
    for kind in models.ChargeKind:
        in_force = known.on(kind, days.today())
        told += [
            _tariff(one, in_force, newest[kind, one.from_day]) for one in reversed(known.own.get(kind, ()))
        ]
        if kind in prices.PUBLISHED:
            told.append(_tariff(prices.PUBLISHED[kind], in_force))
    return told


@strawberry.type(description="What Safaricom charges a business.")
class ChargeTariffs:
    business: Business = strawberry.field(description="Whose contract.")
    shown: strawberry.Private[list[Tariff]]

    @strawberry.field(
        description="Kind by kind, the newest day first, and at the end of each what is published."
    )
    def tariffs(
        self, limit: Annotated[int, strawberry.argument(description="At most so many.")] = 50
    ) -> list[Tariff]:
        return self.shown[:limit]


def _of(business: BusinessRow) -> ChargeTariffs:
    return ChargeTariffs(business=cast(Business, business), shown=_shown(business))


@strawberry.type
class TariffQueries:
    @strawberry.field(description="What Safaricom charges a business. Needs the right reconciliation.read.")
    def charge_tariffs(
        self,
        info: Info,
        business: Annotated[relay.GlobalID, strawberry.argument(description="Whose contract.")],
    ) -> ChargeTariffs:
        return _of(business_named(info, business, selectors.RIGHT))


@strawberry.input(description="Amounts up to a limit, and what each costs.")
class ChargeBandInput:
    up_to: Money = strawberry.field(description="The largest amount of the band, above that of the last one.")
    fee: Money = strawberry.field(description="What Safaricom charges for it.")


@strawberry.input(description="What Safaricom charges from a day on, as the contract says.")
class SetTariffInput:
    business: relay.GlobalID = strawberry.field(description="Whose contract.")
    kind: ChargeKind = strawberry.field(description="For what.")
    from_day: date = strawberry.field(description="From which accounting day on, past or to come.")
    bands: list[ChargeBandInput] = strawberry.field(
        description="In rising order, at most 50; none: what is charged is not judged."
    )

    def pairs(self) -> list[tuple[int | None, int | None]]:
        """What can be read of them."""
        return [(good(band.up_to), good(band.fee)) for band in good(self.bands) or []]


def _look_at_tariff(input: SetTariffInput, found: Findings) -> None:
    setting.note_tariff(found, from_day=good(input.from_day), bands=input.pairs())


@strawberry.type
class TariffMutations:
    @mutation(
        description="Says what Safaricom charges from a day on; for the owner. Proofs that are made from then"
        " on judge each charge by the tariff of its day; those that are done stay. Safe to repeat.",
        look=_look_at_tariff,
    )
    def set_tariff(self, info: Info, input: SetTariffInput) -> ChargeTariffs:
        where = business_named(info, input.business, setting.RIGHT)
        setting.set_tariff(
            business=where,
            kind=input.kind,
            from_day=input.from_day,
            bands=[(int(band.up_to), int(band.fee)) for band in input.bands],
            actor=info.context.user,
        )
        return _of(where)
