"""What makes a proof one proof: its digest, the run that it repeats, the players' money, and comparing."""

from __future__ import annotations

from typing import Annotated, cast

import strawberry
import strawberry_django
from strawberry import relay

from graphql_api.context import Info
from graphql_api.nodes import find
from graphql_api.reading import together
from graphql_api.reconciliation.types import ReconciliationItem, ReconciliationRun
from graphql_api.scalars import Money
from reconciliation import models, selectors
from reconciliation.runs.comparing import Change, Comparison, compare_runs

MAX_COMPARED = 100


@strawberry_django.type(
    models.RunCover,
    description="What the business owes to its players and what it has, up to the seal of a proof.",
)
class ReconciliationCover:
    wallets: Money = strawberry_django.field(description="Players' wallets, 2200.")
    pools: Money = strawberry_django.field(description="Open market pools, 2300.")
    carry_over: Money = strawberry_django.field(description="What markets carry over, 2310.")
    payouts_in_flight: Money = strawberry_django.field(description="Payouts on their way, 2400.")
    mpesa: Money = strawberry_django.field(description="M-Pesa accounts of all tills, 1010.")
    bank: Money = strawberry_django.field(description="Bank, 1100.")
    surplus: Money = strawberry_django.field(
        description="What it has less what it owes; below zero, the players' money is not covered."
    )


@strawberry.type(description="An item that two proofs have, with another term, amount or reason.")
class ReconciliationItemChange:
    before: ReconciliationItem = strawberry.field(description="As the proof has it that is compared with.")
    after: ReconciliationItem = strawberry.field(description="As this proof has it.")


@strawberry.type(description=f"What is different between two proofs; of each list the first {MAX_COMPARED}.")
class ReconciliationComparison:
    found: strawberry.Private[Comparison]

    @strawberry.field(description="Whether both were made from the same: then nothing is different.")
    def same_inputs(self) -> bool:
        return self.found.same

    @strawberry.field(description="Items that only this proof has.")
    def came(self) -> list[ReconciliationItem]:
        return cast("list[ReconciliationItem]", self.found.came[:MAX_COMPARED])

    @strawberry.field(description="How many only this proof has.")
    def came_count(self) -> int:
        return len(self.found.came)

    @strawberry.field(description="Items that only the other proof has.")
    def went(self) -> list[ReconciliationItem]:
        return cast("list[ReconciliationItem]", self.found.went[:MAX_COMPARED])

    @strawberry.field(description="How many only the other proof has.")
    def went_count(self) -> int:
        return len(self.found.went)

    @strawberry.field(description="Items that both have, and not alike.")
    def changed(self) -> list[ReconciliationItemChange]:
        return [_change(each) for each in self.found.changed[:MAX_COMPARED]]

    @strawberry.field(description="How many both have, and not alike.")
    def changed_count(self) -> int:
        return len(self.found.changed)


def _change(change: Change) -> ReconciliationItemChange:
    before = cast("ReconciliationItem", change.before)
    return ReconciliationItemChange(before=before, after=cast("ReconciliationItem", change.after))


@strawberry_django.field(
    only=["digest"],
    description="SHA-256 in hex of all that it was made from: proofs with the same digest have the same"
    " figures. Null until the proof is done.",
)
def digest_of_run(root: strawberry.Parent[models.ReconciliationRun]) -> str | None:
    return root.digest or None


@strawberry_django.field(
    only=["digest"],
    description="The earliest proof that was made from the same; null where this is the first.",
)
def same_as_of_run(root: strawberry.Parent[models.ReconciliationRun]) -> ReconciliationRun | None:
    return cast("ReconciliationRun | None", together(root, ("sameAs",), selectors.same_as))


@strawberry_django.field(only=[], description="The players' money; null until the proof is done.")
def cover_of_run(root: strawberry.Parent[models.ReconciliationRun]) -> ReconciliationCover | None:
    return cast("ReconciliationCover | None", together(root, ("cover",), selectors.covers_of))


@strawberry_django.field(
    only=["till_id", "account", "digest"],
    description="What is different from another proof of the account; null where none is named.",
)
def compared_run(
    root: strawberry.Parent[models.ReconciliationRun],
    info: Info,
    with_: Annotated[
        relay.GlobalID | None, strawberry.argument(name="with", description="The proof to compare with.")
    ] = None,
) -> ReconciliationComparison | None:
    if with_ is None:
        return None
    other = find(info.context.user, with_, "ReconciliationRun", field="with")
    return ReconciliationComparison(found=compare_runs(root, other))
