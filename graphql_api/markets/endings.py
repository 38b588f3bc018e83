"""How a market ended: the result that counts, or since when it is void, and why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import strawberry
import strawberry_django

from graphql_api.context import Info
from graphql_api.markets.results import MarketProposal
from graphql_api.markets.types import Market
from graphql_api.pages import grow
from graphql_api.reading import path_of, shown_rows, together
from markets import models
from markets.endings import Void, corrections_of, results_of, voids_of


@strawberry_django.field(
    only=["id"],
    description="The result that players were paid by, which is not always the newest one: a correction is"
    " proposed before it counts. Null until it is settled, and where it is void.",
)
def _result(root: strawberry.Parent[models.Market], info: Info) -> MarketProposal | None:
    def read(keys: Sequence[int]) -> dict[int, models.Proposal]:
        chosen = results_of(keys)
        named = models.Proposal.objects.filter(pk__in=chosen.values())
        found = {row.pk: row for row in shown_rows(named, info, type_name="MarketProposal")}
        return {market: found[proposal] for market, proposal in chosen.items()}

    return together(root, (*path_of(info), "result"), read)  # type: ignore[no-any-return]


def _void(root: models.Market) -> Void | None:
    found: Void | None = together(root, ("Market", "void"), voids_of)
    return found


@strawberry_django.field(only=["id"], description="When it was made void, in UTC; null where it is not.")
def _voided_at(root: strawberry.Parent[models.Market]) -> datetime | None:
    found = _void(root)
    return found.at if found else None


@strawberry_django.field(
    only=["id"],
    description="Why it is void, in the words of who made it so; null where it is not, and where the clock"
    " did, since there was no result in time.",
)
def _void_reason(root: strawberry.Parent[models.Market]) -> str | None:
    found = _void(root)
    return found.reason or None if found else None


@strawberry_django.field(
    only=["id"],
    description="Why the result was corrected after players had been paid, for them; null where it was"
    " not, and while a correction is only asked for.",
)
def _correction_reason(root: strawberry.Parent[models.Market], info: Info) -> str | None:
    found: str | None = together(root, ("Market", "correction"), corrections_of)
    return found


grow(
    Market,
    result=_result,
    correction_reason=_correction_reason,
    voided_at=_voided_at,
    void_reason=_void_reason,
)
