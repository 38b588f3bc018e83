"""Accounting days of tills, as the schema shows them."""

from __future__ import annotations

from datetime import date, datetime

import strawberry
import strawberry_django
from strawberry import relay

from graphql_api.enums import described
from graphql_api.mpesa.types import MpesaAccount, Till
from graphql_api.pages import Page, grow, listed
from graphql_api.reading import Below
from graphql_api.reconciliation.types import ReconciliationRun
from graphql_api.scalars import Money
from graphql_api.users.person import Person
from graphql_api.users.types import Business
from reconciliation import models

DayState = described(
    models.DayState,
    "ReconciliationDayState",
    "How a day stands.",
    UNKNOWN="Nobody but the books tells of it.",
    MATCHED="Nothing differs and nothing is open, or a person has cleared what does.",
    DISCREPANCY="An account differs, or exceptions of the day are open.",
    INVESTIGATING="Somebody looks into it.",
)
DayBasis = described(
    models.DayBasis,
    "ReconciliationDayBasis",
    "What tells of an account's day, the surest first.",
    STATEMENT="Its statement, which covers the whole day.",
    PART="Its statement, which covers a part of the day; for the rest its balances and the books.",
    BALANCES="What Account Balance said at its ends.",
    PULL="The payments that Pull Transactions showed.",
    NOTHING="Nothing but the books.",
)

_Root = strawberry.Parent[models.ReconciliationDay]


def _decided_by(root: _Root) -> Person | None:
    return Person.of(root.decided_by) if root.decided_by else None


def _author(root: strawberry.Parent[models.ReconciliationDayNote]) -> Person | None:
    return Person.of(root.author) if root.author else None


@strawberry.type(description="What is expected of a day beside what the books have.")
class ReconciliationDaySource:
    name: str = strawberry.field(
        description="`requests`: Safaricom says that they were paid, and no receipt has come; `payouts`: it"
        " took them on, and nobody has told what became of them; `charges`: its balances lack as much, and no"
        " callback tells of charges."
    )
    amount: Money = strawberry.field(description="How much; below zero for what goes out.")


def _sources(root: _Root) -> list[ReconciliationDaySource]:
    return [
        ReconciliationDaySource(name=name, amount=Money(cents))
        for name, cents in sorted(root.sources.items())
    ]


@strawberry_django.type(
    models.ReconciliationDayAccount, description="The part of one M-Pesa account in a day of its till."
)
class ReconciliationDayAccount:
    account: MpesaAccount = strawberry_django.field(description="Which.")
    basis: DayBasis = strawberry_django.field(description="What tells of it.")
    expected: Money = strawberry_django.field(description="What was to move by the books and beside them.")
    actual: Money | None = strawberry_django.field(
        description="What moved; null where nobody but the books tells."
    )
    discrepancy: Money | None = strawberry_django.field(
        description="The actual less the expected; null where nobody but the books tells."
    )
    open_items: int = strawberry_django.field(description="Its exceptions of this day that are open.")
    unexplained: Money = strawberry_django.field(
        description="What its newest proof leaves unexplained; it may come from other days of the proof."
    )
    is_proved: bool = strawberry_django.field(
        description="Whether a proof of the whole day still holds: nothing of it was booked or shown since."
    )
    run: ReconciliationRun | None = strawberry_django.field(
        description="The newest proof that has the day; null where there is none."
    )


@strawberry_django.type(models.ReconciliationDayNote, description="What somebody, or the system, says of it.")
class ReconciliationDayNote:
    text: str = strawberry_django.field(description="In words.")
    author: Person | None = strawberry_django.field(
        resolver=_author, select_related=["author"], description="Who; null for the system."
    )
    at: datetime = strawberry_django.field(description="In UTC.")


@strawberry_django.type(
    models.ReconciliationDay,
    description="One accounting day of a till: what was to be expected to move in its M-Pesa accounts, and"
    " what did. Judged when it is over, and whenever a fact about it changes.",
)
class ReconciliationDay(relay.Node):
    business: Business = strawberry_django.field(description="Whose books.")
    till: Till = strawberry_django.field(description="Of which shortcode.")
    day: date = strawberry_django.field(description="The accounting day, in East African Time (UTC+3).")
    state: DayState = strawberry_django.field(description="How it stands.")
    provisional: bool = strawberry_django.field(
        description="Whether it is not sure yet: an account that counts is not covered whole by its statement"
        " and proved."
    )
    expected: Money = strawberry_django.field(
        description="What was to move, by the books and by `sources`: above zero came in."
    )
    actual: Money | None = strawberry_django.field(
        description="What moved; null where nobody but the books tells. An account of which nobody else tells"
        " counts as the books have it."
    )
    discrepancy: Money | None = strawberry_django.field(
        description="The actual less the expected; null where nobody but the books tells."
    )
    open_items: int = strawberry_django.field(description="Exceptions of this day that are open.")
    sources: list[ReconciliationDaySource] = strawberry_django.field(
        resolver=_sources, only=["sources"], description="What is expected beside the books."
    )
    decided_by: Person | None = strawberry_django.field(
        resolver=_decided_by,
        select_related=["decided_by"],
        description="Who looks into it, or has cleared it; null where nobody has.",
    )
    decided_at: datetime | None = strawberry_django.field(
        description="Since when somebody does, or when it was cleared, in UTC."
    )
    judged_at: datetime = strawberry_django.field(description="When it last became what it is, in UTC.")


@listed(Page[ReconciliationDayAccount], description="Its accounts that count, by name.")  # type: ignore[type-var]
def _accounts(root: _Root) -> Below[models.ReconciliationDayAccount]:
    return Below(root, "row", models.ReconciliationDayAccount.objects.order_by("account", "pk"))


@listed(Page[ReconciliationDayNote], description="What was said about it, oldest first.")  # type: ignore[type-var]
def _notes(root: _Root) -> Below[models.ReconciliationDayNote]:
    return Below(root, "row", models.ReconciliationDayNote.objects.order_by("pk"))


grow(ReconciliationDay, accounts=_accounts, notes=_notes)
