"""What was paid out of a market, and how far that has come."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import strawberry
import strawberry_django
from strawberry import relay

from graphql_api.context import Info
from graphql_api.markets.enums import SettlementKind, SettlementState
from graphql_api.markets.types import Market, is_staff
from graphql_api.pages import grow
from graphql_api.reading import path_of, shown_rows, together
from graphql_api.scalars import Money, money_column
from graphql_api.users.approval_types import Approval
from markets import models
from markets.settling.progress import SentOn, approvals_of_runs, sent_on
from users.selectors import approvals_read_by


def _digest(root: strawberry.Parent[models.SettlementRun]) -> str:
    return bytes(root.digest).hex()


@strawberry_django.type(
    models.SettlementRun,
    description="What everybody gets by one result, fixed before anything moves, and how much of it is in"
    " the books. Players see what was approved.",
)
class Settlement(relay.Node):
    market: Market = strawberry_django.field(description="Of which market.")
    number: int = strawberry_django.field(description="1, 2, 3 and so on in its market.")
    kind: SettlementKind = strawberry_django.field(description="What it does.")
    state: SettlementState = strawberry_django.field(description="How far it has come.")
    digest: str = strawberry_django.field(
        resolver=_digest,
        only=["digest"],
        description="SHA-256 of all that went in and came out: what was approved, and what its certificate"
        " is checked against.",
    )
    stake_count: int = strawberry_django.field(field_name="stakes", description="Stakes that it is about.")
    winner_count: int = strawberry_django.field(
        field_name="winners", description="Players who were right with a stake."
    )
    payment_count: int = strawberry_django.field(
        field_name="payments", description="Wallets that something is posted to."
    )
    posted_count: int = strawberry_django.field(
        field_name="posted", description="How many of these are in the books."
    )
    sent_count: int = strawberry_django.field(
        field_name="sent",
        description="How many of these were looked at for a withdrawal to a phone; all, once it is done,"
        " where what is won stays in the wallets.",
    )
    staked: Money = money_column("staked", "All stakes.")
    carry_in: Money = money_column("carry_in", "What another market has left to it.")
    paid: Money = money_column("paid", "To who was right, their stakes among it.")
    refunded: Money = money_column("refunded", "Stakes that are given back.")
    fee: Money = money_column("fee", "What is kept.")
    breakage: Money = money_column("breakage", "What is left of rounding down; of a TOTE.")
    carry_out: Money = money_column("carry_out", "What goes to another market.")
    reason: str = strawberry_django.field(description="Why it is void or corrected; else empty.")
    frozen_at: datetime = strawberry_django.field(description="When it was worked out, in UTC.")
    began_at: datetime | None = strawberry_django.field(
        field_name="begun_at", description="When it was approved, in UTC; null before."
    )
    done_at: datetime | None = strawberry_django.field(
        description="When all of it was in the books, in UTC; null before."
    )


@strawberry_django.field(
    only=["id"],
    description="The request for another person's yes, or that yes; null where the clock decided, and for who"
    " may not read it.",
)
def _approval(root: strawberry.Parent[models.SettlementRun], info: Info) -> Approval | None:
    def read(keys: Sequence[int]) -> dict[int, models.SettlementRun]:
        asked = approvals_of_runs(keys)
        readable = approvals_read_by(info.context.user).filter(pk__in=asked.values())
        found = {row.pk: row for row in shown_rows(readable, info, type_name="Approval")}
        return {run: found[pk] for run, pk in asked.items() if pk in found}

    return together(root, (*path_of(info), "approval"), read)  # type: ignore[no-any-return]


def _sent_on(root: models.SettlementRun, info: Info) -> SentOn | None:
    """None for players: what became of others' withdrawals is for the staff."""
    if not is_staff(info, root.market.business_id):
        return None
    found: SentOn | None = together(root, ("Settlement", "sent on"), sent_on)
    return found or SentOn()


def _count_of(name: str, says: str) -> Any:
    def shown(root: strawberry.Parent[models.SettlementRun], info: Info) -> int | None:
        found = _sent_on(root, info)
        return getattr(found, name) if found else None

    return strawberry_django.field(
        resolver=shown,
        only=["market__business_id"],
        select_related=["market"],
        description=f"Withdrawals to phones {says} Null for players.",
    )


grow(
    Settlement,
    approval=_approval,
    paid_out=_count_of("paid", "that are paid."),
    failed_out=_count_of(
        "failed", "that did not come about, failed or came back: the money is in the wallet."
    ),
    unknown_out=_count_of("unknown", "of which nobody has said yet what became of them."),
    waiting_out=_count_of("waiting", "that are under way, or still to be made."),
)
