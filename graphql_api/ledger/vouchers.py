"""Writing vouchers. Needs the right ledger.write."""

from __future__ import annotations

from datetime import date
from typing import cast

import strawberry
from strawberry import relay

from core.errors import Findings
from graphql_api.businesses import business_named
from graphql_api.context import Info
from graphql_api.ledger.enums import VatCode
from graphql_api.ledger.voucher_types import Voucher
from graphql_api.nodes import find
from graphql_api.payloads import KEY_SAYS, good, mutation
from graphql_api.scalars import Money
from ledger.vouchers import writing
from ledger.vouchers.lines import MAX_LINES, LineInput, check_amounts
from users.access import Right

RIGHT = Right.LEDGER_WRITE
_DAY = "The accounting day it counts for: not a future one, and not a closed one."


@strawberry.input(
    description="An amount on one side of an account, by its code. With a VAT code the amount includes VAT:"
    " the line is split, and the VAT goes to 2600-output (income) or 2600-input (expenses and assets)."
)
class VoucherLineInput:
    account_code: str = strawberry.field(description="The code of the account.")
    debit: Money = strawberry.field(default=Money(0), description="Above zero, or left out for a credit.")
    credit: Money = strawberry.field(default=Money(0), description="Above zero, or left out for a debit.")
    vat_code: VatCode | None = strawberry.field(
        default=None, description="When it is sold or bought and the amount includes VAT."
    )

    def line(self) -> LineInput:
        code = self.vat_code.value if self.vat_code else ""
        return LineInput(self.account_code, self.debit, self.credit, code)


@strawberry.input(description="A journal voucher.")
class PostJournalEntryInput:
    business: relay.GlobalID = strawberry.field(description="In whose books.")
    day: date = strawberry.field(description=_DAY)
    description: str = strawberry.field(description="What it is for, in 1 to 200 characters.")
    lines: list[VoucherLineInput] = strawberry.field(description=f"2 to {MAX_LINES} lines with equal sides.")
    comment: str = strawberry.field(default="", description="To whoever approves it.")
    idempotency_key: str = strawberry.field(description=KEY_SAYS)


@strawberry.input(description="An entry to undo.")
class ReverseJournalEntryInput:
    entry: relay.GlobalID = strawberry.field(description="An entry that came from a voucher.")
    reason: str = strawberry.field(description="Why.")
    day: date | None = strawberry.field(
        default=None, description="The accounting day it is undone for; today where nothing is given."
    )
    idempotency_key: str = strawberry.field(description=KEY_SAYS)


@strawberry.input(description="Money to move between own accounts of one business.")
class TransferFundsInput:
    source: relay.GlobalID = strawberry.field(description="An account of cash or bank.")
    target: relay.GlobalID = strawberry.field(description="Another account of cash or bank.")
    amount: Money = strawberry.field(description="Above zero.")
    day: date = strawberry.field(description=_DAY)
    description: str = strawberry.field(default="", description="What it is for.")
    idempotency_key: str = strawberry.field(description=KEY_SAYS)


@strawberry.input(description="What accounts begin with.")
class PostOpeningBalancesInput:
    business: relay.GlobalID = strawberry.field(description="In whose books.")
    day: date = strawberry.field(description=_DAY)
    balances: list[VoucherLineInput] = strawberry.field(
        description="Each account once, without 3900, which is the other side of all."
    )
    idempotency_key: str = strawberry.field(description=KEY_SAYS)


def look_at_lines(
    found: Findings, field: str, lines: list[VoucherLineInput], *, template: bool = False
) -> None:
    """Note what is wrong with amounts, each at its place, where other values are none."""
    for place, line in enumerate(lines):
        with found.noting(field, place):
            check_amounts(good(line.debit), good(line.credit), template=template)


def _look_at_entry(input: PostJournalEntryInput, found: Findings) -> None:
    writing.note_terms(found, description=input.description, key=input.idempotency_key, day=good(input.day))
    look_at_lines(found, "lines", input.lines)


def _look_at_reversal(input: ReverseJournalEntryInput, found: Findings) -> None:
    writing.note_terms(found, key=input.idempotency_key)


def _look_at_transfer(input: TransferFundsInput, found: Findings) -> None:
    writing.note_terms(found, key=input.idempotency_key, day=good(input.day))


def _look_at_openings(input: PostOpeningBalancesInput, found: Findings) -> None:
    writing.note_terms(found, key=input.idempotency_key, day=good(input.day))
    look_at_lines(found, "balances", input.balances)


@strawberry.type
class VoucherMutations:
    @mutation(
        description="A journal voucher: posted at once within the solo limit, else when it is approved. Safe"
        " to repeat with the same key.",
        look=_look_at_entry,
    )
    def post_journal_entry(self, info: Info, input: PostJournalEntryInput) -> Voucher:
        posted = writing.post_journal_entry(
            business=business_named(info, input.business, RIGHT),
            day=input.day,
            description=input.description,
            lines=[line.line() for line in input.lines],
            key=input.idempotency_key,
            actor=info.context.user,
            comment=input.comment,
        )
        return cast(Voucher, posted)

    @mutation(
        description="The mirror of an entry that came from a voucher, counted for `day` (today). It needs"
        " approval as the voucher did. Safe to repeat with the same key.",
        look=_look_at_reversal,
    )
    def reverse_journal_entry(self, info: Info, input: ReverseJournalEntryInput) -> Voucher:
        asked = writing.reverse_journal_entry(
            entry=find(info.context.user, input.entry, "JournalEntry", field="entry"),
            reason=input.reason,
            key=input.idempotency_key,
            actor=info.context.user,
            day=input.day,
        )
        return cast(Voucher, asked)

    @mutation(
        description="Money between own accounts of cash and bank. Safe to repeat with the same key.",
        look=_look_at_transfer,
    )
    def transfer_funds(self, info: Info, input: TransferFundsInput) -> Voucher:
        moved = writing.transfer_funds(
            source=find(info.context.user, input.source, "Account", field="source"),
            target=find(info.context.user, input.target, "Account", field="target"),
            amount=input.amount,
            day=input.day,
            key=input.idempotency_key,
            actor=info.context.user,
            description=input.description,
        )
        return cast(Voucher, moved)

    @mutation(
        description="What accounts begin with, once each, against 3900. Safe to repeat with the same key.",
        look=_look_at_openings,
    )
    def post_opening_balances(self, info: Info, input: PostOpeningBalancesInput) -> Voucher:
        opened = writing.post_opening_balances(
            business=business_named(info, input.business, RIGHT),
            day=input.day,
            balances=[line.line() for line in input.balances],
            key=input.idempotency_key,
            actor=info.context.user,
        )
        return cast(Voucher, opened)
