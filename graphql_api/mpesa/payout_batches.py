"""Batches of payouts out of files: seeing them, bringing one in, having it approved, stopping it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import cast

import strawberry
import strawberry_django
from django.db.models import Count, QuerySet, Sum
from strawberry import relay

from core import days
from graphql_api.businesses import businesses_asked
from graphql_api.context import Info
from graphql_api.enums import described
from graphql_api.filters import in_states, ordered, with_text
from graphql_api.mpesa.payout_board import PayoutStateFigure
from graphql_api.mpesa.payout_queries import PayoutFilter, PayoutOrder, chosen
from graphql_api.mpesa.payout_types import Payout, PayoutCommand
from graphql_api.mpesa.types import Till
from graphql_api.nodes import find, register_node
from graphql_api.pages import Page, grow, listed
from graphql_api.payloads import KEY_SAYS, mutation
from graphql_api.reading import Below, together
from graphql_api.scalars import Money
from graphql_api.users.approval_types import Approval
from graphql_api.users.person import Person
from graphql_api.users.types import Business
from mpesa import models, selectors
from mpesa.payouts.batches import approving, outliers, repeating, stopping, web
from users.files import LIFETIME

register_node("PayoutBatch", selectors.payout_batch_for)

BatchState = described(
    models.BatchState,
    "PayoutBatchState",
    "How far a batch has come; once it is approved its payouts say how far they are.",
    DRAFT="Brought in and not asked for yet.",
    PENDING_APPROVAL="Another person is asked for a yes.",
    APPROVED="Its payouts were set aside, and go out.",
    CANCELLED="Taken back, refused or not answered; nothing of it was paid.",
)


@strawberry.type(description="That nothing of a batch is ordered now, and why.")
class PayoutBatchPause:
    at: datetime = strawberry.field(description="Since when, in UTC.")
    by: Person | None = strawberry.field(description="Who paused it; null for the system.")
    reason: str = strawberry.field(description="Why, in their words.")


def _states(batches: Sequence[int]) -> dict[int, list[PayoutStateFigure]]:
    rows = models.Payout.objects.filter(batch__in=batches).order_by()
    counted = rows.values_list("batch", "state").annotate(count=Count("pk"), sum=Sum("amount"))
    found = {(batch, state): (count, amount) for batch, state, count, amount in counted}
    return {
        batch: [
            PayoutStateFigure(state=state, count=found[batch, state][0], amount=Money(found[batch, state][1]))
            for state in models.PayoutState
            if (batch, state) in found
        ]
        for batch in batches
    }


def _residues(batches: Sequence[int]) -> dict[int, int]:
    rows = models.Payout.objects.filter(batch__in=batches, residue__gt=0).order_by()
    return {batch: int(cents) for batch, cents in rows.values_list("batch").annotate(sum=Sum("residue"))}


def _residue(root: strawberry.Parent[models.PayoutBatch]) -> Money:
    return Money(together(root, ("residue",), _residues) or 0)


def _figures(root: strawberry.Parent[models.PayoutBatch]) -> list[PayoutStateFigure]:
    return cast("list[PayoutStateFigure]", together(root, ("states",), _states) or [])


def _pause(root: strawberry.Parent[models.PayoutBatch]) -> PayoutBatchPause | None:
    if root.paused_at is None:
        return None
    by = Person.of(root.paused_by) if root.paused_by else None
    return PayoutBatchPause(at=root.paused_at, by=by, reason=root.pause_reason)


def _requested_by(root: strawberry.Parent[models.PayoutBatch]) -> Person | None:
    return Person.of(root.requested_by) if root.requested_by else None


@strawberry_django.type(
    models.PayoutBatch,
    only=["business_id"],
    description="Payouts of one file: approved together, and each on its own way then.",
)
class PayoutBatch(relay.Node):
    business: Business = strawberry_django.field(description="Who pays.")
    till: Till = strawberry_django.field(description="Which shortcode pays.")
    ref: str = strawberry_django.field(description="Its name inside; the answer to the file gives it.")
    name: str = strawberry_django.field(description="What people call it.")
    file_name: str = strawberry_django.field(description="The file that it came in.")
    rows: int = strawberry_django.field(description="How many payouts it has.")
    amount: Money = strawberry_django.field(description="Together: whole shillings, as M-Pesa pays.")
    residue: Money = strawberry_django.field(
        resolver=_residue,
        only=["id"],
        description="What the file says beyond whole shillings, together: it is not paid.",
    )
    smallest: Money = strawberry_django.field(description="Its smallest payout.")
    middle: Money = strawberry_django.field(description="Half of its payouts are larger, half smaller.")
    odd: int = strawberry_django.field(description=f"How many are more than {outliers.ODD} times the middle.")
    fresh: int = strawberry_django.field(
        description="How many go to phones that the business had never paid when it was brought in."
    )
    repeated: int = strawberry_django.field(
        description="How many go to a phone that gets more than one of it."
    )
    state: BatchState = strawberry_django.field(description="How far it has come.")
    code: str = strawberry_django.field(description="Why it was cancelled; empty else.")
    states: list[PayoutStateFigure] = strawberry_django.field(
        resolver=_figures, only=["id"], description="How far its payouts are: each state that has some."
    )
    approval: Approval | None = strawberry_django.field(
        description="The decision by which it is paid; null before that."
    )
    pause: PayoutBatchPause | None = strawberry_django.field(
        resolver=_pause,
        only=["paused_at", "pause_reason"],
        select_related=["paused_by"],
        description="That nothing of it is ordered now; null while that is not so.",
    )
    requested_by: Person | None = strawberry_django.field(
        resolver=_requested_by, select_related=["requested_by"], description="Who brought it in."
    )
    created_at: datetime = strawberry_django.field(description="When it was brought in, in UTC.")
    approved_at: datetime | None = strawberry_django.field(
        description="When it was approved, in UTC; null before that."
    )


@listed(Page[Payout], description="Its payouts, newest first.")  # type: ignore[type-var]
def _payouts(
    root: strawberry.Parent[models.PayoutBatch],
    info: Info,
    filter: PayoutFilter | None = None,
    order_by: PayoutOrder | None = None,
) -> Below[models.Payout]:
    return Below(root, "batch", chosen(models.Payout.objects.all(), info, filter, order_by))


@strawberry_django.field(
    only=["batch"],
    select_related=["batch"],
    description="The batch that it came with; null for one alone.",
)
def _batch_of_payout(root: strawberry.Parent[models.Payout]) -> PayoutBatch | None:
    return cast("PayoutBatch | None", root.batch)


grow(PayoutBatch, payouts=_payouts)
grow(Payout, batch=_batch_of_payout)


@strawberry.input(description="Which batches; all that is given holds at once.")
class PayoutBatchFilter:
    states: list[BatchState] | None = strawberry.field(default=None, description="In one of these states.")
    text: str | None = strawberry.field(
        default=None, description="Part of its name or of the file's, or its ref."
    )

    def of(self, rows: QuerySet[models.PayoutBatch]) -> QuerySet[models.PayoutBatch]:
        """Raises InvalidInput BAD_FILTER."""
        rows = in_states(rows, self.states)
        return with_text(rows, self.text, "name__icontains", "file_name__icontains", "ref__exact")


@strawberry.input(description="A file of payouts to bring in.")
class UploadPayoutBatchInput:
    till: relay.GlobalID = strawberry.field(description="Which shortcode pays.")
    file_name: str = strawberry.field(description="What the file is called.")
    name: str = strawberry.field(default="", description="What people call it; the file's name else.")
    account_code: str = strawberry.field(
        description="The account from which rows are paid that name none: 2000, 5400, 5500 or another. May be"
        " empty where every row names one."
    )
    description: str = strawberry.field(
        description="What the receivers of rows read that say nothing: 2 to 100 letters, digits, blanks, dots"
        " or dashes. May be empty where every row says it."
    )
    command: PayoutCommand = strawberry.field(
        default=models.PayoutCommand.BUSINESS, description="What Safaricom is told that they are."
    )
    pay_on: date | None = strawberry.field(
        default=None,
        description="The accounting day before which nothing of it is sent; null: as soon as may be.",
    )


@strawberry.type(description="Where the file is POSTed to.")
class PayoutBatchUpload:
    path: str = strawberry.field(
        description="POST the file here, as the body, with the CSRF token of the session. The answer says all"
        " that is wrong with it, or `ref` of the batch that it became."
    )
    expires_at: datetime = strawberry.field(description="Until then, in UTC.")


@strawberry.input(description="A batch that is to be paid once more.")
class RepeatPayoutBatchInput:
    batch: relay.GlobalID = strawberry.field(description="This one: its rows make the new draft.")
    name: str = strawberry.field(description="What people call the new one.")
    pay_on: date | None = strawberry.field(
        default=None,
        description="The accounting day before which nothing of it is sent; null: as soon as may be.",
    )


@strawberry.input(description="A batch that is to be paid.")
class RequestPayoutBatchInput:
    batch: relay.GlobalID = strawberry.field(description="This one.")
    comment: str = strawberry.field(default="", description="Why, for the person who approves it.")
    idempotency_key: str = strawberry.field(description=KEY_SAYS)


@strawberry.input(description="A batch to take back.")
class CancelPayoutBatchInput:
    batch: relay.GlobalID = strawberry.field(description="This one.")
    reason: str = strawberry.field(description="Why, in up to 200 characters.")


@strawberry.input(description="A batch to pause.")
class PausePayoutBatchInput:
    batch: relay.GlobalID = strawberry.field(description="This one.")
    reason: str = strawberry.field(description="Why, in up to 200 characters.")


@strawberry.input(description="A batch to let go on.")
class ResumePayoutBatchInput:
    batch: relay.GlobalID = strawberry.field(description="This one.")


@strawberry.type
class PayoutBatchQueries:
    @listed(Page[PayoutBatch], description="Batches of one business or of all of mine; newest first.")
    def payout_batches(
        self,
        info: Info,
        business: relay.GlobalID | None = None,
        all_mine: bool = False,
        filter: PayoutBatchFilter | None = None,
    ) -> QuerySet[models.PayoutBatch]:
        where = businesses_asked(info, business, all_mine, selectors.PAYOUT_RIGHT)
        rows = ordered(selectors.payout_batches_of(where), None)
        return filter.of(rows) if filter else rows


@strawberry.type
class PayoutBatchMutations:
    @mutation(
        description="An address for one CSV or Excel file of payouts, for ten minutes. Every row is judged;"
        " with one that is wrong nothing is kept. Needs the right payout.request.",
        facts=True,
    )
    def upload_payout_batch(self, info: Info, input: UploadPayoutBatchInput) -> PayoutBatchUpload:
        expires_at = days.now() + timedelta(seconds=LIFETIME)
        path = web.upload_path(
            user=info.context.user,
            till=cast(models.Till, find(info.context.user, input.till, "Till", field="till")),
            file_name=input.file_name,
            name=input.name,
            account_code=input.account_code,
            description=input.description,
            command=input.command.value,
            pay_on=input.pay_on,
        )
        return PayoutBatchUpload(path=path, expires_at=expires_at)

    @mutation(
        description="Makes a new draft of the rows of a batch that was approved: last month's wages for this"
        " month. It is looked at and approved like any. Needs the right payout.request. Safe to repeat: one"
        " name and day is one batch."
    )
    def repeat_payout_batch(self, info: Info, input: RepeatPayoutBatchInput) -> PayoutBatch:
        made = repeating.repeat_batch(
            batch=_batch(info, input.batch),
            name=input.name,
            pay_on=input.pay_on,
            actor=info.context.user,
        )
        return cast(PayoutBatch, made)

    @mutation(
        description="Asks that a batch is paid; somebody else approves all of it at once, whatever the"
        " amount. Needs the right payout.request. Safe to repeat.",
        gives="approval",
    )
    def request_payout_batch(self, info: Info, input: RequestPayoutBatchInput) -> Approval:
        asked = approving.ask_for_batch(
            batch=_batch(info, input.batch),
            key=input.idempotency_key,
            comment=input.comment,
            actor=info.context.user,
        )
        return cast(Approval, asked)

    @mutation(
        description="Takes a batch back: all of it before it was approved, else what of it is not with"
        " Safaricom or paid. Needs the right payout.request. Safe to repeat."
    )
    def cancel_payout_batch(self, info: Info, input: CancelPayoutBatchInput) -> PayoutBatch:
        batch = _batch(info, input.batch)
        return cast(
            PayoutBatch, stopping.cancel_batch(batch=batch, reason=input.reason, actor=info.context.user)
        )

    @mutation(
        description="Orders nothing more of a batch until that is taken back. What is with Safaricom goes on,"
        " and is booked. Needs the right payout.request. Safe to repeat."
    )
    def pause_payout_batch(self, info: Info, input: PausePayoutBatchInput) -> PayoutBatch:
        batch = _batch(info, input.batch)
        return cast(
            PayoutBatch, stopping.pause_batch(batch=batch, reason=input.reason, actor=info.context.user)
        )

    @mutation(
        description="Takes the pause of a batch back: the rest of it is sent. Needs the right payout.request."
        " Safe to repeat."
    )
    def resume_payout_batch(self, info: Info, input: ResumePayoutBatchInput) -> PayoutBatch:
        batch = _batch(info, input.batch)
        return cast(PayoutBatch, stopping.resume_batch(batch=batch, actor=info.context.user))


def _batch(info: Info, id: relay.GlobalID) -> models.PayoutBatch:
    return cast(models.PayoutBatch, find(info.context.user, id, "PayoutBatch", field="batch"))
