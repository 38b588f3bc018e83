"""Monthly pack: who did what, and the postings that an auditor looks at first."""

from __future__ import annotations

from collections.abc import Iterator

from ledger.reads.unusual import CLOSES, LARGE, OPENS, ROUND, Posting, Why, postings_by_people, reasons_of
from reports.catalogue.audit_trail import AUDIT_TRAIL
from reports.catalogue.covers import book_of
from reports.catalogue.packs import same, sheets_of
from reports.kinds import Asked, Parameter, Report, Words
from reports.presets import Preset
from reports.sheets.description import Book, Column, Kind, Row, Rows, Table, Total, TotalOf
from users.access import Right

#: What is unusual -> its word, and its rule.
REASONS: dict[Why, tuple[str, str]] = {
    Why.BY_HAND: ("By hand", "A voucher or an opening balance that a person wrote"),
    Why.REVERSAL: ("Reversal", "An earlier entry is undone"),
    Why.CORRECTION: ("Correction", "Booked by reconciliation, to agree with a statement"),
    Why.BACK_DATED: ("Back-dated", "Counts for an earlier day than it was posted on"),
    Why.ROUND_AND_LARGE: (
        "Round and large",
        f"At least KES {LARGE // 100:,}, and a whole multiple of KES {ROUND // 100:,}",
    ),
    Why.OUT_OF_HOURS: (
        "Out of hours",
        f"Posted before {OPENS:02}:00, from {CLOSES}:00 on, or on a Sunday (EAT); not what recurs by itself",
    ),
    Why.NEW_PAIR: (
        "New pair of accounts",
        "Debits one account and credits another that were never in one entry so before",
    ),
}
_POSTED = (
    Column("posted_at", "Posted (EAT)", Kind.MOMENT),
    Column("entry", "Entry", Kind.INT),
    Column("day", "Counts for", Kind.DATE, width=14),
    Column("kind", "Kind", width=26),
    Column("who", "Who", width=22),
    Column("description", "Description", width=36, wraps=True),
    Column("debited", "Debited", width=22, wraps=True),
    Column("credited", "Credited", width=22, wraps=True),
    Column("amount", "Amount", Kind.MONEY, total=Total.SUM),
    Column("why", "Why it is looked at", width=40, wraps=True),
)
_REASONS = (
    Column("reason", "Why", width=24),
    Column("rule", "That is", width=60, wraps=True),
    Column("entries", "Entries", Kind.INT),
    Column("amount", "Amount", Kind.MONEY),
    Column("as_kind", "Of these by what they are", Kind.SIDE, total=Total.SUM),
)
#: Each entry is of one of them.
_KINDS = (Why.BY_HAND, Why.REVERSAL, Why.CORRECTION)
#: So many accounts of one side are named.
_NAMED = 4


def _describe(asked: Asked) -> Book:
    found = [
        (posting, reasons_of(posting))
        for posting in postings_by_people(
            asked.business.pk, first_day=asked.first_day, last_day=asked.last_day
        )
    ]
    trail = sheets_of(AUDIT_TRAIL, asked, audit_trail="Audit trail")
    return book_of(
        MONTHLY_PACK,
        asked,
        Table("unusual", "Unusual postings", _POSTED, (Rows(_posted_rows(found)),), "Total"),
        Table("reasons", "Why", _REASONS, (Rows(_reason_rows(found)),), "All entries"),
        *trail.tables,
        shown=(("Posted by people", TotalOf("unusual", "amount")),),
        checks=(same("Postings less their kinds", ("unusual", "amount"), ("reasons", "as_kind")),),
    )


def _posted_rows(found: list[tuple[Posting, tuple[Why, ...]]]) -> Iterator[Row]:
    for posting, reasons in found:
        actor = posting.actor
        yield (
            posting.posted_at,
            posting.number,
            posting.day,
            posting.kind.label,
            "the system" if actor is None else actor.display_name or actor.username or "",
            posting.description,
            _named(posting.debited),
            _named(posting.credited),
            posting.amount,
            "; ".join(REASONS[why][0] for why in reasons),
        )


def _reason_rows(found: list[tuple[Posting, tuple[Why, ...]]]) -> Iterator[Row]:
    for why, (word, rule) in REASONS.items():
        amounts = [posting.amount for posting, reasons in found if why in reasons]
        yield word, rule, len(amounts), sum(amounts), sum(amounts) if why in _KINDS else 0


def _named(codes: tuple[str, ...]) -> str:
    more = len(codes) - _NAMED
    return ", ".join(codes[:_NAMED]) + (f" and {more} more" if more > 0 else "")


MONTHLY_PACK = Report(
    key="monthly_pack",
    title=Words("Monthly pack", "Ripoti za mwezi"),
    answers=Words(
        "Which postings people made themselves and why they are unusual, and who did what.",
        "Watu waliandika maingizo gani wenyewe na kwa nini si ya kawaida, na nani alifanya nini.",
    ),
    right=Right.AUDIT_READ,
    describe=_describe,
    needs=frozenset({Parameter.PERIOD}),
    presets=(Preset.LAST_MONTH, Preset.THIS_MONTH),
)
