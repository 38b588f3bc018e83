"""Products and shifts as they change."""

from __future__ import annotations

from typing import Any

import strawberry

from graphql_api.events.changes import changes_of
from graphql_api.pos.types import Product, Shift


@strawberry.type
class PosSubscriptions:
    product_changed: Any = changes_of(
        Product,
        "product.changed",
        description="First how things stand, then every product that is made, changed or moved: of one"
        " business, or one product.",
    )
    shift_changed: Any = changes_of(
        Shift,
        "shift.changed",
        description="First how things stand, then every shift that is opened, closed or in which cash moves:"
        " of one business, or one shift.",
    )
