"""The facts about days of a till, read from the database: a fixed number of queries, however many days."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from core.days import day_bounds
from core.money import Cents
from mpesa.models import MpesaAccount, Till
from mpesa.tills.accounts import account_code, collecting_account
from reconciliation.days.expecting import expected_of
from reconciliation.days.judging import AccountFacts, Covered
from reconciliation.days.lines import Key, booked_days, booked_within, open_items, shown_days
from reconciliation.days.outside import dearest_charges, midnights_of, pulled_days
from reconciliation.days.proved import Proofs
from reconciliation.models import Stretch
from reconciliation.verified.changes import DAY, Span, days_between, days_without
from reconciliation.verified.coverage import AccountBook, Piece, joined


@dataclass(frozen=True)
class TillFacts:
    """`accounts`: by day, what is known of each M-Pesa account. `waiting`: days for which a proof of some
    account waits or is under way, by account."""

    accounts: Mapping[date, Mapping[str, AccountFacts]]
    waiting: frozenset[Key]
    failed: frozenset[Key]


def facts_of(till: Till, span: Span) -> TillFacts:
    """All that is known of these days of a till, as it is committed now."""
    booked, shown = booked_days(till, span), shown_days(till, span)
    pieces = _pieces(till)
    covered = {account: _covered(pieces[account], span) for account in MpesaAccount.values}
    uncovered = _uncovered(till, pieces, covered)
    proofs = Proofs(till, span)
    expects = expected_of(till, span.first, span.last)
    opened, collecting = open_items(till, span), collecting_account(till).value
    bare = [day for day in span.days() if covered[collecting][day] is Covered.NONE]
    others = [
        (account, day)
        for account in MpesaAccount.values
        for day in span.days()
        if covered[account][day] is Covered.NONE
    ]
    midnights = midnights_of(till, others)
    pulled, charges = (pulled_days(till, bare), dearest_charges(till, bare)) if bare else ({}, {})
    found: dict[date, dict[str, AccountFacts]] = {}
    for day in span.days():
        found[day] = {}
        for account in MpesaAccount.values:
            key, collects = (account, day), account == collecting
            found[day][account] = AccountFacts(
                booked=booked[key].cents,
                moves=booked[key].moves + shown[key].moves,
                shown=shown[key].cents,
                covered=covered[account][day],
                uncovered=uncovered.get(key, 0),
                expects=expects.get(day, {}) if collects else {},
                open=tuple(opened[key]),
                proof=proofs.of(key, booked[key], shown[key]),
                begin=midnights.get((account, day)),
                end=midnights.get((account, day + DAY)),
                charges=charges.get(day, 0) if collects else 0,
                pulled=pulled.get(day) if collects else None,
            )
    return TillFacts(found, frozenset(proofs.waiting), frozenset(proofs.failed))


def _pieces(till: Till) -> defaultdict[str, list[Piece]]:
    stretches: defaultdict[str, list[Stretch]] = defaultdict(list)
    known = Stretch.objects.filter(till=till, account__in=MpesaAccount.values, ended_at=None)
    for stretch in known.order_by("account", "from_at", "until_at", "pk"):
        stretches[stretch.account].append(stretch)
    found: defaultdict[str, list[Piece]] = defaultdict(list)
    found.update({account: joined(rows) for account, rows in stretches.items()})
    return found


def _covered(pieces: Sequence[Piece], span: Span) -> dict[date, Covered]:
    start, end = day_bounds(span.first)[0], day_bounds(span.last)[1]
    lacking = days_without(pieces, start, end)
    having: set[date] = set()
    for piece in pieces:
        having |= days_between(max(start, piece.from_at), min(end, piece.until_at))
    return {
        day: Covered.WHOLE if day not in lacking else Covered.PART if day in having else Covered.NONE
        for day in span.days()
    }


def _uncovered(
    till: Till, pieces: Mapping[str, Sequence[Piece]], covered: Mapping[str, Mapping[date, Covered]]
) -> dict[Key, Cents]:
    """Of days that a statement has in part, what moved in the rest: the jump of the balance where a hole lies
    within the day, else what the books have."""
    found: dict[Key, Cents] = {}
    wanted: list[tuple[Key, str, datetime, datetime]] = []
    for account, of_days in covered.items():
        book = AccountBook(till.pk, account)
        for day in (day for day, known in of_days.items() if known is Covered.PART):
            start, end = day_bounds(day)
            found[account, day] = 0
            for hole in book.holes(start, end):
                inner = hole.jump is not None and start < hole.from_at and hole.until_at < end
                if inner:
                    found[account, day] += hole.jump or 0
                else:
                    code = account_code(till, MpesaAccount(account))
                    wanted.append(((account, day), code, hole.from_at, hole.until_at))
    for place, lines in booked_within(till, [each[1:] for each in wanted]).items():
        found[wanted[place][0]] += sum(line.cents for line in lines)
    return found
