"""Registers and shifts: opened, cash put in and taken out, closed."""

from __future__ import annotations

from typing import cast

import strawberry
from strawberry import relay

from billing.pos import registers, shifts
from core.errors import InvalidInput
from graphql_api.businesses import business_named
from graphql_api.context import Info
from graphql_api.nodes import find
from graphql_api.payloads import KEY_SAYS, mutation
from graphql_api.pos.types import DrawerMove, Register, Shift
from graphql_api.scalars import Money


@strawberry.input(description="A drawer to open books for.")
class OpenRegisterInput:
    business: relay.GlobalID = strawberry.field(description="Whose.")
    name: str = strawberry.field(description="What people call it, in 1 to 60 characters.")
    till: relay.GlobalID | None = strawberry.field(
        default=None, description="The till that payers at it pay to."
    )


@strawberry.input(description="A drawer as it is to be called from now on.")
class EditRegisterInput:
    register: relay.GlobalID = strawberry.field(description="Which one.")
    name: str = strawberry.field(description="What people call it, in 1 to 60 characters.")
    till: relay.GlobalID | None = strawberry.field(
        default=None, description="The till that payers at it pay to; without it, none."
    )


@strawberry.input(description="A shift to begin.")
class OpenShiftInput:
    register: relay.GlobalID = strawberry.field(description="At which drawer.")
    counted: Money = strawberry.field(description="What is in it now: the float.")
    idempotency_key: str = strawberry.field(description=KEY_SAYS)


@strawberry.input(description="Cash to put into a drawer, or to take out.")
class MoveCashInput:
    shift: relay.GlobalID = strawberry.field(description="In which shift.")
    amount: Money = strawberry.field(description="How much; below zero takes it out.")
    account: str = strawberry.field(
        description="The code of the account that it comes from, or goes to: 1100 Bank, 5500 expenses."
    )
    reason: str = strawberry.field(description="What for, in at most 200 characters.")
    idempotency_key: str = strawberry.field(description=KEY_SAYS)


@strawberry.input(description="How many there are of a note or coin.")
class PiecesInput:
    value: Money = strawberry.field(description="Of one: a note or coin of Kenya.")
    count: int = strawberry.field(description="How many.")


@strawberry.input(description="A shift to close: give the sum, the notes and coins, or both.")
class CloseShiftInput:
    shift: relay.GlobalID = strawberry.field(description="Which one.")
    counted: Money | None = strawberry.field(default=None, description="What is in the drawer.")
    pieces: list[PiecesInput] = strawberry.field(
        default_factory=list, description="The notes and coins in it, each once."
    )
    note: str = strawberry.field(default="", description="At most 200 characters.")


@strawberry.type
class ShiftMutations:
    @mutation(
        description="Opens a named drawer, with its account below 1020 Cash. Safe to repeat: the same name"
        " and till give the same drawer."
    )
    def open_register(self, info: Info, input: OpenRegisterInput) -> Register:
        person = info.context.user
        made = registers.open_register(
            business=business_named(info, input.business, registers.RIGHT),
            name=input.name,
            till=find(person, input.till, "Till", field="till") if input.till else None,
            actor=person,
        )
        return cast(Register, made)

    @mutation(description="Gives a drawer another name or till. Audited. Safe to repeat.")
    def edit_register(self, info: Info, input: EditRegisterInput) -> Register:
        person = info.context.user
        edited = registers.edit_register(
            register=find(person, input.register, "Register", field="register"),
            name=input.name,
            till=find(person, input.till, "Till", field="till") if input.till else None,
            actor=person,
        )
        return cast(Register, edited)

    @mutation(
        description="Begins the asker's shift at a drawer: what was counted more or less than the books have"
        " in it goes to 5900. Safe to repeat."
    )
    def open_shift(self, info: Info, input: OpenShiftInput) -> Shift:
        opened = shifts.open_shift(
            register=find(info.context.user, input.register, "Register", field="register"),
            counted=input.counted,
            key=input.idempotency_key,
            actor=info.context.user,
        )
        return cast(Shift, opened)

    @mutation(description="Puts cash into the drawer of a shift, or takes it out. Audited. Safe to repeat.")
    def move_cash(self, info: Info, input: MoveCashInput) -> DrawerMove:
        move = shifts.move_cash(
            shift=find(info.context.user, input.shift, "Shift", field="shift"),
            cents=input.amount,
            account_code=input.account,
            reason=input.reason,
            key=input.idempotency_key,
            actor=info.context.user,
        )
        return cast(DrawerMove, move)

    @mutation(
        description="Closes a shift: what was counted more or less than the books have goes to 5900, and its"
        " report is final. By its cashier, or who has ledger.write. Safe to repeat: what it was closed with"
        " stays."
    )
    def close_shift(self, info: Info, input: CloseShiftInput) -> Shift:
        pieces = {str(int(each.value)): each.count for each in input.pieces}
        if len(pieces) < len(input.pieces):
            raise InvalidInput("BAD_DENOMINATION", "pieces", "Name each note and coin once.")
        closed = shifts.close_shift(
            shift=find(info.context.user, input.shift, "Shift", field="shift"),
            counted=input.counted,
            denominations=pieces,
            note=input.note,
            actor=info.context.user,
        )
        return cast(Shift, closed)
