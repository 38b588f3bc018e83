"""What a file says: read as its sender told, what it claims of each account that it holds, and how that is
judged. Writes nothing."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.conf import settings

from core import days
from core.days import day_bounds
from core.digests import digest
from core.errors import InvalidInput
from core.files.workbook_guard import Limits
from core.machine.crypto import unseal_bytes
from core.money import display
from mpesa.models import Environment, MpesaAccount, Till
from mpesa.tills.accounts import collecting_account
from mpesa.tills.addresses import is_named
from reconciliation.accounts import is_bank
from reconciliation.models import Statement, StatementState
from reconciliation.statement_files.bank import read_bank_statement
from reconciliation.statement_files.bank_titles import BANK
from reconciliation.statement_files.chain import check_chain
from reconciliation.statement_files.framing import with_keys
from reconciliation.statement_files.preamble import period_of_name
from reconciliation.statement_files.reading import StatementFile, read_statement
from reconciliation.statement_files.splitting import split_accounts
from reconciliation.statement_files.tables import read_table
from reconciliation.verified.admitting import Claim, Judgement, claim_of, judge
from reconciliation.verified.coverage import AccountBook

PURPOSE = "statement.file"
_SECOND = timedelta(seconds=1)
#: Of several accounts in one file the worst counts.
_WORST = [StatementState.ADMITTED, StatementState.RESTATED, StatementState.QUARANTINED]
_ACCOUNTS = {account.label: account for account in MpesaAccount}


@dataclass(frozen=True)
class Told:
    """What whoever sends a file says of it: its account, its first and last accounting day.

    Each may be left out, but for a bank account: only whoever sends a bank's statement says which it is of.
    What the file itself says comes first; what its name says, last.
    """

    account: str = ""
    from_day: date | None = None
    to_day: date | None = None

    def check(self) -> None:
        """Raises InvalidInput BAD_PERIOD / BAD_DAY / ACCOUNT_UNKNOWN."""
        if (self.from_day is None) != (self.to_day is None):
            raise InvalidInput("BAD_PERIOD", "to_day", "Give the first and the last day, or neither.")
        if self.from_day and self.to_day:
            for name, day in (("from_day", self.from_day), ("to_day", self.to_day)):
                days.checked_day(day, field=name)
            if self.to_day < self.from_day:
                raise InvalidInput("BAD_PERIOD", "to_day", "The last day is not before the first.")
        if self.account and self.account not in MpesaAccount.values and not is_bank(self.account):
            raise InvalidInput("ACCOUNT_UNKNOWN", "account", "There is no such account.")

    @property
    def period(self) -> tuple[datetime, datetime] | None:
        """Its first and last second."""
        if self.from_day is None or self.to_day is None:
            return None
        return day_bounds(self.from_day)[0], day_bounds(self.to_day)[1] - _SECOND

    def reading(self, file_name: str) -> str:
        """In hex, how a file is to be read: by what was told, and by what its name says."""
        named = period_of_name(file_name)
        shown = [named[0], named[1].isoformat(), named[2].isoformat()] if named else []
        own = [self.from_day and self.from_day.isoformat(), self.to_day and self.to_day.isoformat()]
        return digest([self.account, *own, *shown]).hex()


NOTHING_TOLD = Told()


@dataclass(frozen=True)
class Source:
    """A file as it was sent, for a till; `seen_at` is when it came."""

    till: Till
    file_name: str
    data: bytes = field(repr=False)
    told: Told
    seen_at: datetime


def source_of(statement: Statement) -> Source:
    """A file as it is kept."""
    return Source(
        till=statement.till,
        file_name=statement.file_name,
        data=zlib.decompress(unseal_bytes(statement.data_key, statement.file_sealed, purpose=PURPOSE)),
        told=Told(statement.told_account, statement.told_from, statement.told_to),
        seen_at=statement.uploaded_at,
    )


def read_source(source: Source) -> StatementFile:
    """The file, read. Raises InvalidInput as read_statement and read_bank_statement do, and WRONG_ACCOUNT for
    a bank's file that was told to be a till's."""
    limits = Limits(size=settings.STATEMENT_MAX_BYTES)
    try:
        return _read(source, limits)
    except InvalidInput as error:
        if error.code == "NOT_A_STATEMENT" and not is_bank(source.told.account) and _is_banks(source, limits):
            message = (
                "This reads like the statement of a bank: choose the bank account that it is of, not a till."
            )
            raise InvalidInput("WRONG_ACCOUNT", "file", message) from None
        raise


def _is_banks(source: Source, limits: Limits) -> bool:
    try:
        read_table(source.data, limits, BANK)
    except InvalidInput:
        return False
    return True


def _read(source: Source, limits: Limits) -> StatementFile:
    told = source.told
    if is_bank(told.account):
        return read_bank_statement(
            source.data,
            account=told.account,
            limits=limits,
            told_period=told.period,
            seen_on=days.accounting_day(source.seen_at),
        )
    return read_statement(
        source.data,
        source.file_name,
        limits=limits,
        account_of_b=collecting_account(source.till).label,
        told_account=MpesaAccount(told.account).label if told.account else "",
        told_period=told.period,
        # the local Safaricom has a clock of its own, which may be set forward
        seen_at=None if source.till.environment == Environment.LOCAL else source.seen_at,
    )


def account_of(parsed: StatementFile, till: Till) -> str:
    """The account of a file. Raises InvalidInput WRONG_TILL / WRONG_ACCOUNT / ACCOUNT_UNKNOWN /
    PERIOD_UNKNOWN."""
    if parsed.shortcode and not is_named(till, parsed.shortcode):
        raise InvalidInput(
            "WRONG_TILL",
            "file",
            f"The statement is of shortcode {parsed.shortcode}, and this till is {till.shortcode}: choose the"
            " till that it is of.",
        )
    if is_bank(parsed.account):
        _require_same_number(parsed, till)
    elif parsed.account not in _ACCOUNTS:
        raise InvalidInput(
            "ACCOUNT_UNKNOWN", "file", "The statement does not say which M-Pesa account it is of: say it."
        )
    if not len(parsed.frame) and (parsed.period_from is None or parsed.period_to is None):
        raise InvalidInput(
            "PERIOD_UNKNOWN", "file", "Neither the file nor its name says which period it covers: say it."
        )
    return parsed.account if is_bank(parsed.account) else _ACCOUNTS[parsed.account].value


def _require_same_number(parsed: StatementFile, till: Till) -> None:
    """A bank's file says the number of its account, and an admitted one has said it before.

    Raises InvalidInput WRONG_ACCOUNT.
    """
    if not parsed.number_end:
        return
    known = Statement.objects.filter(till=till, state=StatementState.ADMITTED).exclude(number_end="")
    of_account = known.filter(account=parsed.account).order_by("-pk").first()
    if of_account is not None and of_account.number_end != parsed.number_end:
        raise InvalidInput(
            "WRONG_ACCOUNT",
            "file",
            f"The statement is of an account that ends in {parsed.number_end}, and {parsed.account} is the"
            f" one that ends in {of_account.number_end}.",
        )


def claims_in(parsed: StatementFile, account: str, source: Source) -> list[Claim]:
    """What a file claims of each account that it holds: nearly always one. It fills its period as far as that
    had passed when the export was made."""
    if parsed.opening is None or parsed.closing is None:
        return []
    period = parsed.period_from, parsed.period_to
    seen_at = min(moment for moment in (source.seen_at, parsed.reported_at) if moment is not None)
    whole = claim_of(
        account,
        parsed.frame,
        period=period,
        seen_at=seen_at,
        opening=parsed.opening,
        closing=parsed.closing,
    )
    if parsed.template != "B" or parsed.chain.ok or source.told.account:
        return [whole]
    found = split_accounts(parsed.frame, parsed.account) or {}
    parts = {_ACCOUNTS[name].value: with_keys(frame, name) for name, frame in found.items()}
    chains = {name: check_chain(frame) for name, frame in parts.items()}
    if len(parts) < 2 or not all(chain.ok and chain.opening is not None for chain in chains.values()):
        return [whole]
    return [
        claim_of(
            name,
            parts[name],
            period=period,
            seen_at=source.seen_at,
            opening=int(chain.opening or 0),
            closing=int(chain.closing or 0),
        )
        for name, chain in sorted(chains.items())
    ]


def claims_of(statement: Statement) -> list[Claim]:
    """What a kept file claims, read again: of each account that it holds."""
    source = source_of(statement)
    return claims_in(read_source(source), statement.account, source)


def judged(till: Till, parsed: StatementFile, claims: Sequence[Claim]) -> list[Judgement]:
    """What becomes of each claim of a file; of one whose own balances do not hold, of the file. Who acts on
    it holds the book's lock."""
    if not (parsed.chain.ok or len(claims) > 1):
        return [Judgement(StatementState.QUARANTINED, tuple(_broken(parsed)))]
    return [judge(AccountBook(till.pk, claim.account), claim) for claim in claims]


def worst(judgements: Sequence[Judgement]) -> StatementState:
    """What becomes of the whole file: it is admitted for all its accounts, or for none."""
    return max((each.state for each in judgements), key=_WORST.index)


def _broken(parsed: StatementFile) -> list[str]:
    found = [found.message for found in parsed.chain.breaks]
    return found or [_short_of_totals(parsed)]


def _short_of_totals(parsed: StatementFile) -> str:
    """By how much the rows and the declared totals differ, side by side."""
    sides = {
        "paid in": (parsed.declared_paid_in, parsed.computed_paid_in),
        "withdrawn": (parsed.declared_withdrawn, parsed.computed_withdrawn),
    }
    by = [
        f"{display(abs(declared - computed))} {side} {'is missing' if declared > computed else 'is too much'}"
        for side, (declared, computed) in sides.items()
        if declared is not None and declared != computed
    ]
    return f"The rows do not add up to the totals that the file declares: {' and '.join(by)}."
