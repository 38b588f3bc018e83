"""Products, registers and shifts."""

from __future__ import annotations

from decimal import Decimal

from billing.pos.products import ProductTerms, create_product
from billing.pos.registers import open_register
from billing.pos.selling import Item, ring_up_sale
from billing.pos.shifts import close_shift, open_shift
from billing.pos.stock import receive_stock
from tests.graphql_api.walk.rows import Rows, Seeds
from users.models import Role

_TERMS = 'terms: {{name: "", price: "1"}}'
ROWS = Rows(
    lists={
        "products": "billing.read",
        "registers": "billing.read",
        "shifts": "billing.read",
        "sales": "billing.read",
    },
    lists_of_one_row={"registers"},
    others={"shiftReport", "claimableReceipts"},
    nodes={
        "Product": "billing.read",
        "Register": "billing.read",
        "Shift": "billing.read",
        "Sale": "billing.read",
    },
    mutations={
        "createProduct": (
            "ledger.write",
            'createProduct(input: {{business: "{Business}", ' + _TERMS + ', idempotencyKey: "1"}})',
        ),
        "editProduct": ("ledger.write", 'editProduct(input: {{product: "{Product}", ' + _TERMS + "}})"),
        "archiveProduct": ("ledger.write", 'archiveProduct(input: {{product: "{Product}"}})'),
        "receiveStock": (
            "ledger.write",
            'receiveStock(input: {{product: "{Product}", quantity: "0", cost: "1", idempotencyKey: "1"}})',
        ),
        "countStock": (
            "ledger.write",
            'countStock(input: {{product: "{Product}", found: "-1", idempotencyKey: "1"}})',
        ),
        "openRegister": ("ledger.write", 'openRegister(input: {{business: "{Business}", name: ""}})'),
        "editRegister": ("ledger.write", 'editRegister(input: {{register: "{Register}", name: ""}})'),
        "openShift": (
            "pos.sell",
            'openShift(input: {{register: "{Register}", counted: "-1", idempotencyKey: "1"}})',
        ),
        "moveCash": (
            "pos.sell",
            'moveCash(input: {{shift: "{Shift}", amount: "0", account: "", reason: "",'
            ' idempotencyKey: "1"}})',
        ),
        "closeShift": ("pos.sell", 'closeShift(input: {{shift: "{Shift}"}})'),
        "ringUpSale": (
            "pos.sell",
            'ringUpSale(input: {{shift: "{Shift}", lines: [], idempotencyKey: "1"}})',
        ),
        "takeCash": (
            "pos.sell",
            'takeCash(input: {{sale: "{Sale}", shift: "{Shift}", tendered: "0", idempotencyKey: "1"}})',
        ),
        "abandonSale": ("pos.sell", 'abandonSale(input: {{sale: "{Sale}", reason: ""}})'),
        "claimForSale": (
            "pos.sell",
            'claimForSale(input: {{sale: "{Sale}", shift: "{Shift}", receipt: "{Receipt}"}})',
        ),
        "refundSale": (
            "pos.sell",
            'refundSale(input: {{sale: "{Sale}", shift: "{Shift}", lines: [], reason: "",'
            ' idempotencyKey: "1"}})',
        ),
        "tellSale": (
            "pos.sell",
            'tellSale(input: {{sale: "{Sale}", phone: "0712345678", idempotencyKey: "1"}})',
        ),
    },
)


def fill(seeds: Seeds) -> None:
    house = seeds.house
    owner = house.people[Role.OWNER]
    register = open_register(
        business=house.business, name=f"Drawer of {house.code}", till=seeds.till, actor=owner
    )
    for count in range(seeds.times):
        product = create_product(
            business=house.business,
            terms=ProductTerms(name=f"Sugar of {house.code} {count}", price=200_00, is_stocked=True),
            key=f"{house.code}-product-{count:04}",
            actor=owner,
        )
        receive_stock(
            product=product,
            quantity=Decimal(2),
            cost=100_00,
            note=f"from {house.code}",
            key=f"{house.code}-stock-{count:04}",
            actor=owner,
        )
        shift = open_shift(
            register=register,
            counted=50_00,
            key=f"{house.code}-shift-{count:04}",
            actor=house.people[Role.CASHIER],
        )
        item = Item(quantity=Decimal(1), product=product)
        sale = ring_up_sale(
            shift=shift,
            items=[item],
            key=f"{house.code}-sale-{count:04}",
            actor=house.people[Role.CASHIER],
        )
        close_shift(shift=shift, counted=40_00, note=f"at {house.code}", actor=owner)
        seeds.nodes |= {"Product": product, "Register": register, "Shift": shift, "Sale": sale}
