"""Cases about charges, with what the books have of them."""

from __future__ import annotations

from typing import cast

import strawberry
import strawberry_django

from graphql_api.context import Info
from graphql_api.ledger.types import JournalEntry
from graphql_api.mpesa.cases import Discrepancy
from graphql_api.pages import grow
from graphql_api.reading import together
from mpesa import models
from mpesa.collections.charge_cases import entries_of_cases
from users.access import Right


@strawberry_django.field(
    only=["business_id"],
    description="The entry of the charge that it is about; null where it is about none, and for who may not"
    " read the journal.",
)
def _booked(root: strawberry.Parent[models.Discrepancy], info: Info) -> JournalEntry | None:
    if not info.context.holds(root.business_id, Right.LEDGER_READ):
        return None
    return cast("JournalEntry | None", together(root, ("booked",), entries_of_cases))


grow(Discrepancy, booked=_booked)
