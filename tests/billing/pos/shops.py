"""A shop: the business `house` with products, drawers and cashiers."""

from __future__ import annotations

from dataclasses import dataclass, field

from billing.models import Product, Register, Shift
from billing.pos.products import ProductTerms, create_product
from billing.pos.registers import open_register
from billing.pos.shifts import open_shift
from ledger.models import Line
from ledger.reads.selectors import balance_by_code
from tests.graphql_api.conftest import House
from users.models import Role, User


@dataclass
class Shop:
    house: House
    count: int = 0
    register: Register = field(init=False)

    def __post_init__(self) -> None:
        self.register = open_register(business=self.house.business, name="Front", actor=self.owner)

    @property
    def owner(self) -> User:
        return self.house.people[Role.OWNER]

    @property
    def cashier(self) -> User:
        return self.house.people[Role.CASHIER]

    def key(self) -> str:
        self.count += 1
        return f"key-{self.count:04}"

    def product(self, name: str = "Sugar 1 kg", price: int = 200_00, **terms: object) -> Product:
        return create_product(
            business=self.house.business,
            terms=ProductTerms(name=name, price=price, **terms),  # type: ignore[arg-type]
            key=self.key(),
            actor=self.owner,
        )

    def shift(self, counted: int = 0, *, by: User | None = None, register: Register | None = None) -> Shift:
        return open_shift(
            register=register or self.register, counted=counted, key=self.key(), actor=by or self.cashier
        )

    def balance(self, *codes: str) -> dict[str, int]:
        return {code: balance_by_code(self.house.business.pk, code) for code in codes}


def lines_of(reference: str) -> list[tuple[str, int, int]]:
    """(account, debit, credit) of an entry."""
    rows = Line.objects.filter(entry__reference=reference).order_by("account__code")
    return list(rows.values_list("account__code", "debit", "credit"))
