"""Working through exceptions. Needs the right reconciliation.write."""

from __future__ import annotations

from typing import cast

import strawberry
from strawberry import relay

from core.errors import NotFound
from graphql_api.context import Info
from graphql_api.nodes import find
from graphql_api.payloads import KEY_SAYS, mutation
from graphql_api.reconciliation.exception_types import ReconciliationException
from graphql_api.scalars import Money
from reconciliation import models, selectors
from reconciliation.exceptions import settling, working
from users.access import require_right

_WHICH = "Which."
_COMMENT = "What was found, and why this is right, in 3 to 500 characters."


@strawberry.input(description="Who works on an exception.")
class AssignExceptionInput:
    exception: relay.GlobalID = strawberry.field(description=_WHICH)
    member: relay.GlobalID | None = strawberry.field(
        default=None, description="The membership of who works on it; nobody where none is given."
    )


@strawberry.input(description="What was found about an exception.")
class NoteExceptionInput:
    exception: relay.GlobalID = strawberry.field(description=_WHICH)
    text: str = strawberry.field(description="In 3 to 500 characters.")


@strawberry.input(description="An exception that stays open.")
class CarryExceptionInput:
    exception: relay.GlobalID = strawberry.field(description=_WHICH)
    comment: str = strawberry.field(description="Why it stays open, in 3 to 500 characters.")


@strawberry.input(description="An exception, and the entry that it is.")
class TieExceptionInput:
    exception: relay.GlobalID = strawberry.field(description=_WHICH)
    entry: relay.GlobalID = strawberry.field(
        description="An entry that moves exactly the open amount on the same M-Pesa account."
    )
    comment: str = strawberry.field(description=_COMMENT)


@strawberry.input(description="A correction of the books by what the statement says.")
class CorrectExceptionInput:
    exception: relay.GlobalID = strawberry.field(description=_WHICH)
    account_code: str | None = strawberry.field(
        default=None,
        description="On which account the other side is booked; as proposed where none is given.",
    )
    comment: str = strawberry.field(description=_COMMENT)
    idempotency_key: str = strawberry.field(description=KEY_SAYS)


@strawberry.input(description="A part of an amount.")
class ExceptionPartInput:
    account_code: str = strawberry.field(description="On which account it is booked.")
    amount: Money = strawberry.field(description="How much, above zero.")


@strawberry.input(description="A correction over several accounts.")
class SplitExceptionInput:
    exception: relay.GlobalID = strawberry.field(description=_WHICH)
    parts: list[ExceptionPartInput] = strawberry.field(
        description=f"2 to {settling.MAX_PARTS} accounts, each once; together the amount exactly."
    )
    comment: str = strawberry.field(description=_COMMENT)
    idempotency_key: str = strawberry.field(description=KEY_SAYS)


@strawberry.input(description="An amount that is lost.")
class WriteOffExceptionInput:
    exception: relay.GlobalID = strawberry.field(description=_WHICH)
    account_code: str | None = strawberry.field(
        default=None, description="On which account; 5200 Bad debts where none is given."
    )
    comment: str = strawberry.field(description=_COMMENT)
    idempotency_key: str = strawberry.field(description=KEY_SAYS)


@strawberry.type
class ExceptionMutations:
    @mutation(description="Says who works on an exception. A repeat changes nothing.")
    def assign_exception(self, info: Info, input: AssignExceptionInput) -> ReconciliationException:
        row = _row(info, input.exception)
        person = None
        if input.member is not None:
            member = find(info.context.user, input.member, "Membership", field="member")
            if member.business_id != row.business_id:
                raise NotFound("thing", "member")
            person = member.user
        working.assign(exception=row, assignee=person, actor=info.context.user)
        return _as_it_is(info, row)

    @mutation(description="Writes down what was found about an exception, closed or not.")
    def note_exception(self, info: Info, input: NoteExceptionInput) -> ReconciliationException:
        row = _row(info, input.exception)
        working.add_note(exception=row, text=input.text, actor=info.context.user)
        return _as_it_is(info, row)

    @mutation(description="Leaves an exception open, and says why: later proofs carry it.")
    def carry_exception(self, info: Info, input: CarryExceptionInput) -> ReconciliationException:
        row = _row(info, input.exception)
        working.carry(exception=row, comment=input.comment, actor=info.context.user)
        return _as_it_is(info, row)

    @mutation(
        description="Says which entry an exception is, and closes it; nothing is posted. A repeat changes"
        " nothing."
    )
    def tie_exception(self, info: Info, input: TieExceptionInput) -> ReconciliationException:
        row = _row(info, input.exception)
        entry = find(info.context.user, input.entry, "JournalEntry", field="entry")
        working.tie(exception=row, entry=entry, comment=input.comment, actor=info.context.user)
        return _as_it_is(info, row)

    @mutation(
        description="Asks for the posting that makes the books agree with the statement. Somebody else"
        " approves it (approveRequest), unless it is within the business's solo limit. Safe to repeat."
    )
    def correct_exception(self, info: Info, input: CorrectExceptionInput) -> ReconciliationException:
        row = _row(info, input.exception)
        settling.correct(
            exception=row,
            account=input.account_code or "",
            key=input.idempotency_key,
            actor=info.context.user,
            comment=input.comment,
        )
        return _as_it_is(info, row)

    @mutation(description="As correctException, over several accounts.")
    def split_exception(self, info: Info, input: SplitExceptionInput) -> ReconciliationException:
        row = _row(info, input.exception)
        settling.split(
            exception=row,
            parts=[settling.Part(part.account_code, part.amount) for part in input.parts],
            key=input.idempotency_key,
            actor=info.context.user,
            comment=input.comment,
        )
        return _as_it_is(info, row)

    @mutation(
        description="Asks to book as lost what the books have and the statement has not. Approved as a"
        " correction is. Safe to repeat."
    )
    def write_off_exception(self, info: Info, input: WriteOffExceptionInput) -> ReconciliationException:
        row = _row(info, input.exception)
        settling.write_off(
            exception=row,
            account=input.account_code or "",
            key=input.idempotency_key,
            actor=info.context.user,
            comment=input.comment,
        )
        return _as_it_is(info, row)


def _row(info: Info, id: relay.GlobalID) -> models.ReconciliationException:
    """The exception, for who may work on it: others are told before anything else is read."""
    row = find(info.context.user, id, "ReconciliationException", field="exception")
    require_right(info.context.user, row.business, settling.RIGHT)
    return cast(models.ReconciliationException, row)


def _as_it_is(info: Info, row: models.ReconciliationException) -> ReconciliationException:
    return cast(ReconciliationException, selectors.exception_for(info.context.user, row.pk))
