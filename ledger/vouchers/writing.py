"""What people post by hand: journal vouchers, transfers, reversals and opening balances.

Each waits for approval, or is posted at once within the solo limit of the business
(ledger/vouchers/approval.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from core import days
from core.errors import Conflict, Detail, Findings, InvalidInput, InvalidState, NotFound
from core.money import MAX_CENTS, Cents
from core.rows.locks import AdvisoryLock
from core.text import checked_key, one_line
from ledger.chart.standard import BANK, CASH, OPENING_BALANCES
from ledger.chart.system_accounts import line_up
from ledger.journal.posting import DESCRIPTION_LENGTH, require_day_of_reversal
from ledger.models import Account, Entry, EntryKind, Voucher
from ledger.vouchers.approval import (
    ask_to_post,
    checked_day,
    checked_description,
    require_past,
    require_unopened,
    voucher_of_key,
)
from ledger.vouchers.lines import LineInput, ReadyLine, note_lines, ready_lines
from users.access import Right, require_right
from users.models import Business, User

RIGHT = Right.LEDGER_WRITE
_reversals = AdvisoryLock("ledger.reversal")
MAX_OPENINGS = 5_001


def post_journal_entry(
    *,
    business: Business,
    day: date,
    description: str,
    lines: Sequence[LineInput],
    key: str,
    actor: User,
    comment: str = "",
) -> Voucher:
    """A journal voucher: posted at once within the solo limit of the business, else when it is approved.

    Needs the right ledger.write. Idempotent by (business, key). Raises InvalidInput BAD_KEY / BAD_DAY /
    DESCRIPTION_MISSING and what ready_lines raises, InvalidState PERIOD_CLOSED, Conflict KEY_REUSED,
    and what request_approval and post_entry raise; then nothing is written.
    """
    require_right(actor, business, RIGHT)
    description = _checked(business, lines, day=day, description=description, key=key)

    def write(key_hash: bytes) -> Voucher:
        found = Findings()
        with found.noting():
            checked_day(day, business)
        if found.errors:
            note_lines(found, business.pk, lines)
        found.settle()
        return ask_to_post(
            Voucher(
                business=business,
                kind=EntryKind.MANUAL,
                effective_on=day,
                description=description,
                key=key,
                key_hash=key_hash,
                maker=actor,
            ),
            ready_lines(business.pk, lines, day=day),
            comment=comment,
        )

    asked = [EntryKind.MANUAL, day, description, [line.as_json() for line in lines]]
    return voucher_of_key(business, key, asked, write)


def _checked(business: Business, lines: Sequence[LineInput], *, day: date, description: str, key: str) -> str:
    """The description of a voucher. Where it, the key or the day is wrong, the lines are looked at too, so
    that all is told at once; a voucher that there is already is not looked at again.
    """
    found = Findings()
    note_terms(found, description=description, key=key, day=day)
    if found.errors:
        note_lines(found, business.pk, lines)
    found.settle()
    return checked_description(description)


def note_terms(found: Findings, *, description: str | None = None, key: str, day: date | None = None) -> None:
    """Note BAD_KEY / DESCRIPTION_MISSING / BAD_DAY; what is None is not looked at."""
    if description is not None:
        with found.noting():
            checked_description(description)
    if day is not None:
        with found.noting():
            require_past(day)
    with found.noting():
        checked_key(key, "voucher")


def transfer_funds(
    *,
    source: Account,
    target: Account,
    amount: Cents,
    day: date,
    key: str,
    actor: User,
    description: str = "",
) -> Voucher:
    """A voucher that moves money between own accounts: 1020 Cash, 1100 Bank and what lies below them.

    As post_journal_entry; raises also InvalidInput NOT_OWN_FUNDS, NotFound for a target of other books.
    """
    business = source.business
    require_right(actor, business, RIGHT)
    if target.business_id != business.pk:
        raise NotFound("account", "target")
    found = Findings()
    for field, account in (("source", source), ("target", target)):
        if source == target or not _holds_own_funds(account):
            text = f"Move money between two accounts of {CASH} Cash and {BANK} Bank."
            found.errors.append(InvalidInput("NOT_OWN_FUNDS", field, text))
    if not 0 < amount <= MAX_CENTS:
        text = "Move an amount above zero."
        found.errors.append(InvalidInput("BAD_AMOUNT", "amount", text, detail=Detail(limit=MAX_CENTS)))
    note_terms(found, key=key, day=day)
    found.settle()
    return post_journal_entry(
        business=business,
        day=day,
        description=description or f"Transfer {source.code} to {target.code}",
        lines=[LineInput(target.code, debit=amount), LineInput(source.code, credit=amount)],
        key=key,
        actor=actor,
    )


def _holds_own_funds(account: Account) -> bool:
    return any(place.code in (CASH, BANK) for place in line_up(account))


def reverse_journal_entry(
    *, entry: Entry, reason: str, key: str, actor: User, day: date | None = None
) -> Voucher:
    """A voucher that mirrors an entry which came from a voucher; `day` is today unless given, and never
    before that of the entry.

    Needs the right ledger.write. Idempotent by (business, key). Waits for approval as the voucher itself did.
    Raises InvalidInput BAD_KEY / BAD_DAY / REASON_MISSING, InvalidState NOT_MANUAL / IS_A_REVERSAL, Conflict
    ALREADY_REVERSED / KEY_REUSED, and what request_approval raises.
    """
    business = entry.business
    require_right(actor, business, RIGHT)
    reason = one_line(reason)[:DESCRIPTION_LENGTH]
    found = Findings()
    note_terms(found, key=key, day=day)
    if not reason:
        found.errors.append(InvalidInput("REASON_MISSING", "reason", "Say why the entry is reversed."))
    found.settle()

    def write(key_hash: bytes) -> Voucher:
        _reversals.take(entry.pk)
        original = Voucher.objects.filter(entry=entry).first()
        if entry.reverses_id is not None:
            raise InvalidState("IS_A_REVERSAL", "entry", "A reversal is final; post the right entry anew.")
        if original is None:
            raise InvalidState(
                "NOT_MANUAL", "entry", "Only what was posted by a voucher is reversed by hand."
            )
        if Entry.objects.filter(reverses=entry).exists():
            raise Conflict("ALREADY_REVERSED", "entry", "This entry was reversed already.")
        counts_for = checked_day(day or days.today(), business)
        require_day_of_reversal(entry, counts_for)
        return ask_to_post(
            Voucher(
                business=business,
                kind=EntryKind.REVERSAL,
                effective_on=counts_for,
                description=reason,
                reverses=entry,
                key=key,
                key_hash=key_hash,
                maker=actor,
            ),
            [
                ReadyLine(line.account, line.credit, line.debit, line.vat_code, line.vat)
                for line in original.lines.select_related("account").order_by("pk")
            ],
        )

    return voucher_of_key(business, key, [EntryKind.REVERSAL, entry.pk, day, reason], write)


def post_opening_balances(
    *,
    business: Business,
    day: date,
    balances: Sequence[LineInput],
    key: str,
    actor: User,
    description: str = "Opening balances",
) -> Voucher:
    """A voucher with the balances that accounts begin with; the other side is 3900 Opening balances.

    Once per account, unless it was reversed. As post_journal_entry; raises also InvalidInput VAT_NOT_HERE /
    OPENING_ITSELF and Conflict OPENING_EXISTS.
    """
    require_right(actor, business, RIGHT)
    description = checked_description(description)
    found = Findings()
    note_terms(found, key=key, day=day)
    if found.errors:
        _note_openings(found, business, balances)
    found.settle()

    def write(key_hash: bytes) -> Voucher:
        found = Findings()
        with found.noting():
            checked_day(day, business)
        if found.errors:
            _note_openings(found, business, balances)
        found.settle()
        lines = opening_lines(business, balances, day=day)
        require_unopened(business, [line.account for line in lines])
        return ask_to_post(
            Voucher(
                business=business,
                kind=EntryKind.OPENING,
                effective_on=day,
                description=description,
                key=key,
                key_hash=key_hash,
                maker=actor,
            ),
            lines,
        )

    asked = [EntryKind.OPENING, day, description, [line.as_json() for line in balances]]
    return voucher_of_key(business, key, asked, write)


def opening_lines(business: Business, balances: Sequence[LineInput], *, day: date) -> list[ReadyLine]:
    """The lines of opening balances with their other side. Raises as post_opening_balances does."""
    found = Findings()
    lines = _note_openings(found, business, balances)
    found.settle()
    return ready_lines(business.pk, lines, day=day, most=MAX_OPENINGS, field="balances")


def _note_openings(found: Findings, business: Business, balances: Sequence[LineInput]) -> Sequence[LineInput]:
    """Note what is wrong with opening balances, each at its place; they with their other side."""
    seen: set[str] = set()
    for place, line in enumerate(balances):
        with found.noting("balances", place):
            if line.vat:
                raise InvalidInput("VAT_NOT_HERE", "vat_code", "An opening balance has no VAT on it.")
            if line.account == OPENING_BALANCES or line.account in seen:
                text = f"Name each account once, and not {OPENING_BALANCES}: it is the other side."
                raise InvalidInput("OPENING_ITSELF", "account_code", text)
        seen.add(line.account)
    net = sum(line.debit - line.credit for line in balances)
    other = LineInput(OPENING_BALANCES, debit=max(-net, 0), credit=max(net, 0))
    lines = [*balances, *([other] if net else [])]
    if found.errors:
        note_lines(found, business.pk, lines, most=MAX_OPENINGS, field="balances")
    return lines
