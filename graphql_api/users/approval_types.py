"""Requests for approval, as the schema shows them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import strawberry
import strawberry_django
from django.db.models import QuerySet
from strawberry import relay

from core.money import cents_shown, says_money
from graphql_api.enums import described
from graphql_api.scalars import Money, money_or_none
from graphql_api.users.person import Person
from graphql_api.users.types import Business
from users import models

ApprovalState = described(
    models.ApprovalState,
    "ApprovalState",
    "How far a request for approval has come.",
    PENDING="It waits for an answer.",
    APPROVED="Somebody said yes, and it was done.",
    REFUSED="Somebody said no; nothing was done.",
    CANCELLED="Who asked took it back.",
    EXPIRED="Nobody answered in time.",
)
ApprovalStep = described(
    models.ApprovalStep,
    "ApprovalStep",
    "What somebody did with a request for approval.",
    REQUESTED="Asked for it.",
    APPROVED="Said yes, and it was done.",
    REFUSED="Said no.",
    CANCELLED="Took it back.",
    EXPIRED="Nobody answered in time.",
)
Alone = described(
    models.Alone,
    "Alone",
    "Why one person was enough.",
    SOLO_LIMIT="It was within what one person may move alone.",
    NOBODY_ELSE="Nobody else in the business could approve it.",
)


#: The types of what a request can be about (graphql_api/subjects.py) -> what such a subject begins with.
SUBJECT_NAMES = {
    "Business": "business",
    "Invoice": "invoice",
    "KycSubmission": "kyc",
    "Market": "market",
    "Payout": "payout",
    "PayoutBatch": "batch",
    "PayoutSchedule": "schedule",
    "Period": "period",
    "PortalMove": "portal_move",
    "Receipt": "receipt",
    "ReconciliationException": "reconciliationexception",
    "RecurringVoucher": "recurring",
    "JournalEntry": "reversal",
    "Statement": "statement",
    "Voucher": "voucher",
}


@strawberry.type(
    description="One fact of what will happen. Together they are all that `digest` is made of, and nothing"
    " else is done."
)
class ApprovalFact:
    path: list[str] = strawberry.field(
        description='Where it stands: ["facts", "lines", "0", "debit"]. Lists count from 0.'
    )
    text: str | None = strawberry.field(
        description='What it says, money in shillings: "KES 1,160.00". Null for a flag, and for nothing.'
    )
    flag: bool | None = strawberry.field(description="What it says, where it is yes or no; else null.")
    amount: Money | None = strawberry.field(
        description="What `text` says, where it is money; else null. The digest is made of the text."
    )


def facts_in(content: str) -> list[ApprovalFact]:
    """The facts in the text that a digest is made of (users/approvals/kinds.py)."""
    facts = []
    for path, leaf in _leaves(json.loads(content), ()):
        text, flag = (None, leaf) if isinstance(leaf, bool) else (leaf, None)
        amount = cents_shown(text) if text and any(map(says_money, path)) else None
        shown = money_or_none(amount)
        facts.append(ApprovalFact(path=list(path), text=text, flag=flag, amount=shown))
    return facts


def _leaves(value: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    if isinstance(value, dict | list):
        for step, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _leaves(inner, (*path, str(step)))
    else:
        yield path, value


def _content(root: strawberry.Parent[models.Approval]) -> list[ApprovalFact]:
    return facts_in(root.content)


def subject_named(id: relay.GlobalID) -> str:
    """What the subject of an approval is called inside. No approval is about what has none of these types."""
    return f"{SUBJECT_NAMES.get(id.type_name, '-')}:{id.node_id}"


def _maker(root: strawberry.Parent[models.Approval]) -> Person:
    return Person.of(root.maker)


def _checker(root: strawberry.Parent[models.Approval]) -> Person | None:
    return Person.of(root.checker) if root.checker else None


def _alone(root: strawberry.Parent[models.Approval]) -> Alone | None:
    return models.Alone(root.alone) if root.alone else None


def _by(root: strawberry.Parent[models.ApprovalDecision]) -> Person | None:
    return Person.of(root.by) if root.by else None


@strawberry_django.type(models.ApprovalDecision, description="A step of an approval; kept for ever.")
class ApprovalDecision:
    step: ApprovalStep = strawberry_django.field(description="What was done.")
    by: Person | None = strawberry_django.field(
        resolver=_by, select_related=["by"], description="By whom; null when nobody answered in time."
    )
    digest: str = strawberry_django.field(description="The digest that they had before them.")
    comment: str = strawberry_django.field(description="What they said; may be empty.")
    at: datetime = strawberry_django.field(description="In UTC.")

    @classmethod
    def get_queryset(
        cls, queryset: QuerySet[models.ApprovalDecision], info: Any, **kwargs: Any
    ) -> QuerySet[models.ApprovalDecision]:
        return queryset.order_by("pk")


@strawberry_django.type(models.Approval, description="An act that waits for, or had, another person's yes.")
class Approval(relay.Node):
    business: Business = strawberry_django.field(description="Where it happens.")
    kind: str = strawberry_django.field(
        description="What kind of act it is, like receipt.place; docs/approvals.md lists them."
    )
    state: ApprovalState = strawberry_django.field(description="How far it has come.")
    content: list[ApprovalFact] = strawberry_django.field(
        resolver=_content,
        only=["content"],
        description="Exactly what will happen, fact by fact. Show all of it to who approves.",
    )
    digest: str = strawberry_django.field(
        description="SHA-256 of the content in hex; give it back when you approve."
    )
    amount: Money | None = strawberry_django.field(
        description="What it moves; null where nothing moves, or nobody may move it alone."
    )
    two_people: bool = strawberry_django.field(description="Nobody may ever approve this alone.")
    comment: str = strawberry_django.field(description="What the maker said; may be empty.")
    maker: Person = strawberry_django.field(
        resolver=_maker, select_related=["maker"], description="Who asked."
    )
    checker: Person | None = strawberry_django.field(
        resolver=_checker, select_related=["checker"], description="Who answered; null while nobody has."
    )
    alone: Alone | None = strawberry_django.field(
        resolver=_alone, only=["alone"], description="Why one person was enough; null where two acted."
    )
    created_at: datetime = strawberry_django.field(description="When it was asked for, in UTC.")
    expires_at: datetime = strawberry_django.field(
        description="Until when it can be answered, in UTC; afterwards it is EXPIRED."
    )
    decided_at: datetime | None = strawberry_django.field(description="When it ended, in UTC; null before.")
    decisions: list[ApprovalDecision] = strawberry_django.field(
        description="What was done with it, in order: at most a handful."
    )
