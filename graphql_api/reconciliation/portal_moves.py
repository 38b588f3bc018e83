"""Moves made in Safaricom's portal: seeing them, recording one, taking a record back."""

from __future__ import annotations

from datetime import date, datetime
from typing import cast

import strawberry
import strawberry_django
from django.db.models import QuerySet
from strawberry import relay

from core.errors import Findings
from graphql_api.businesses import businesses_asked
from graphql_api.context import Info
from graphql_api.enums import described
from graphql_api.filters import AmountRange, DayRange, in_states, of_amounts, on_days, ordered
from graphql_api.mpesa.filters import at_till
from graphql_api.mpesa.types import MpesaAccount, Till
from graphql_api.nodes import find, register_node
from graphql_api.pages import Page, listed
from graphql_api.payloads import KEY_SAYS, good, mutation
from graphql_api.scalars import Money
from graphql_api.users.approval_types import Approval
from graphql_api.users.person import Person
from graphql_api.users.types import Business
from ledger.models import Account as AccountRow
from mpesa import models as mpesa_models
from reconciliation import models, selectors
from reconciliation.portal_moves import recording

register_node("PortalMove", selectors.portal_move_for)

PortalMoveState = described(
    models.MoveState,
    "PortalMoveState",
    "How a move made in the portal stands.",
    PENDING_APPROVAL="Another person is asked for a yes.",
    OPEN="It stands, and no statement shows it yet.",
    TIED="Each of its legs whose statement is there has its row.",
    CANCELLED="Taken back, refused or not answered.",
)


def _by(root: strawberry.Parent[models.PortalMove]) -> Person:
    return Person.of(root.recorded_by)


def _target(root: strawberry.Parent[models.PortalMove]) -> MpesaAccount | None:
    return mpesa_models.MpesaAccount(root.target) if root.target else None


def _receipt(root: strawberry.Parent[models.PortalMove]) -> str:
    row = root.left or root.arrived
    return row.receipt if row else ""


def _left_at(root: strawberry.Parent[models.PortalMove]) -> datetime | None:
    return root.left.completed_at if root.left else None


def _arrived_at(root: strawberry.Parent[models.PortalMove]) -> datetime | None:
    return root.arrived.completed_at if root.arrived else None


@strawberry_django.type(
    models.PortalMove,
    only=["business_id"],
    description="Money of the business that a person moved in Safaricom's portal, between accounts of a till"
    " or to the bank. It books nothing: its rows of the statement do.",
)
class PortalMove(relay.Node):
    business: Business = strawberry_django.field(description="Whose money.")
    till: Till = strawberry_django.field(description="Of which till.")
    source: MpesaAccount = strawberry_django.field(description="The M-Pesa account that it left.")
    target: MpesaAccount | None = strawberry_django.field(
        resolver=_target,
        only=["target"],
        description="The M-Pesa account that it reached; null where it went to the bank.",
    )
    bank_account_code: str = strawberry_django.field(
        field_name="bank_account",
        description="The bank account of the books that it reached; empty where it stayed in M-Pesa.",
    )
    amount: Money = strawberry_django.field(description="How much.")
    day: date = strawberry_django.field(description="The accounting day on which it was done.")
    note: str = strawberry_django.field(description="What it was for.")
    state: PortalMoveState = strawberry_django.field(description="How it stands.")
    code: str = strawberry_django.field(description="Why it was cancelled; empty else.")
    receipt_number: str = strawberry_django.field(
        resolver=_receipt,
        select_related=["left", "arrived"],
        only=["left__receipt", "arrived__receipt"],
        description="M-Pesa's number of it; empty until a statement shows it.",
    )
    left_at: datetime | None = strawberry_django.field(
        resolver=_left_at,
        select_related=["left"],
        only=["left__completed_at"],
        description="When the statement of the one account shows it, in UTC; null until it does.",
    )
    arrived_at: datetime | None = strawberry_django.field(
        resolver=_arrived_at,
        select_related=["arrived"],
        only=["arrived__completed_at"],
        description="When the statement of the other account shows it, in UTC; null until it does.",
    )
    approval: Approval | None = strawberry_django.field(
        description="The decision by which it stands; null before that."
    )
    recorded_by: Person = strawberry_django.field(
        resolver=_by, select_related=["recorded_by"], description="Who recorded it."
    )
    created_at: datetime = strawberry_django.field(description="When it was recorded, in UTC.")


@strawberry.input(description="Which moves; all that is given holds at once.")
class PortalMoveFilter:
    day: DayRange | None = strawberry.field(default=None, description="Done on these accounting days.")
    states: list[PortalMoveState] | None = strawberry.field(
        default=None, description="In one of these states: OPEN for those that no statement shows yet."
    )
    amount: AmountRange | None = strawberry.field(default=None, description="How much was moved.")
    till: relay.GlobalID | None = strawberry.field(default=None, description="Of this till.")

    def of(self, rows: QuerySet[models.PortalMove], info: Info) -> QuerySet[models.PortalMove]:
        """Raises InvalidInput BAD_FILTER, NotFound of the till."""
        rows = in_states(on_days(rows, "day", self.day), self.states)
        return at_till(of_amounts(rows, "amount", self.amount), self.till, info)


@strawberry.input(description="What was done in the portal.")
class RecordPortalMoveInput:
    till: relay.GlobalID = strawberry.field(description="Of which till.")
    source: MpesaAccount = strawberry.field(description="The M-Pesa account that the money left.")
    target: MpesaAccount | None = strawberry.field(
        default=None, description="The M-Pesa account that it reached. This, or a bank account."
    )
    bank_account: relay.GlobalID | None = strawberry.field(
        default=None, description="The bank account of the books that it reached. This, or a target."
    )
    amount: Money = strawberry.field(description="How much.")
    day: date = strawberry.field(description="The accounting day on which it was done, within the last year.")
    note: str = strawberry.field(description="What it was for, in up to 200 characters.")
    comment: str = strawberry.field(default="", description="Why, for the person who approves it.")
    idempotency_key: str = strawberry.field(description=KEY_SAYS)


def _look_at(input: RecordPortalMoveInput, found: Findings) -> None:
    recording.note_move(
        found,
        source=input.source.value,
        target=input.target.value if input.target else "",
        bank_account="bank" if input.bank_account else "",
        amount=good(input.amount),
        day=input.day,
        note=input.note,
        key=input.idempotency_key,
    )


@strawberry.input(description="A record to take back.")
class CancelPortalMoveInput:
    move: relay.GlobalID = strawberry.field(description="This one.")
    reason: str = strawberry.field(description="Why.")


@strawberry.type
class PortalMoveQueries:
    @listed(
        Page[PortalMove],
        description="Moves made in the portal, of one business or of all of mine; newest first.",
    )
    def portal_moves(
        self,
        info: Info,
        business: relay.GlobalID | None = None,
        all_mine: bool = False,
        filter: PortalMoveFilter | None = None,
    ) -> QuerySet[models.PortalMove]:
        where = businesses_asked(info, business, all_mine, selectors.MOVES_RIGHT)
        rows = ordered(selectors.portal_moves_of(where), None)
        return filter.of(rows, info) if filter else rows


@strawberry.type
class PortalMoveMutations:
    @mutation(
        description="Records what was done in the portal. Within the solo limit it stands at once, else"
        " somebody else approves it; its rows of the statement are tied to it. Needs the right"
        " payout.request. Safe to repeat.",
        gives="move",
        look=_look_at,
    )
    def record_portal_move(self, info: Info, input: RecordPortalMoveInput) -> PortalMove:
        user = info.context.user
        till = cast(mpesa_models.Till, find(user, input.till, "Till", field="till"))
        bank = ""
        if input.bank_account is not None:
            account = cast(AccountRow, find(user, input.bank_account, "Account", field="bank_account"))
            bank = account.code if account.business_id == till.business_id else "-"
        made = recording.record_portal_move(
            till=till,
            source=input.source.value,
            target=input.target.value if input.target else "",
            bank_account=bank,
            amount=input.amount,
            day=input.day,
            note=input.note,
            key=input.idempotency_key,
            comment=input.comment,
            actor=user,
        )
        return cast(PortalMove, made)

    @mutation(
        description="Takes a record back that no statement shows. Needs the right payout.request. Safe to"
        " repeat.",
        gives="move",
    )
    def cancel_portal_move(self, info: Info, input: CancelPortalMoveInput) -> PortalMove:
        move = cast(models.PortalMove, find(info.context.user, input.move, "PortalMove", field="move"))
        done = recording.cancel_portal_move(move=move, reason=input.reason, actor=info.context.user)
        return cast(PortalMove, done)
