"""Failed payments by reason: which payment requests brought no money, and why, till by till."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from mpesa.collections.requests.failing import Ended, Reason, reasons_of, requests_by_end, sum_failed
from mpesa.collections.requests.words import words_of
from mpesa.models import RequestState, Till
from reports.catalogue.covers import book_of, place_facts, till_group
from reports.kinds import Asked, Parameter, Report, Words
from reports.presets import Preset
from reports.sheets.description import (
    Book,
    Chart,
    Check,
    Column,
    Group,
    Kind,
    Mark,
    Row,
    Rows,
    Table,
    Tone,
    Total,
    TotalOf,
)
from users.access import Right

_COUNT = Column("requests", "Requests", Kind.INT, width=12, total=Total.SUM)
_AMOUNT = Column("amount", "Asked for", Kind.MONEY, total=Total.SUM)
_REASON = (
    Column("code", "Code", width=22),
    Column("reason", "What the customer is told", width=56, wraps=True),
    Column("advice", "What to do", width=44, wraps=True),
)
_REASONS = (*_REASON, _COUNT, _AMOUNT)
_BY_TILL = (Column("till", "Till", width=14), *_REASON, _COUNT, _AMOUNT)
_RATE = Column("success", "Paid of ended", Kind.PERCENT, width=16)
_TILLS = (
    Column("till", "Till", width=14),
    Column("name", "Name", width=30),
    _COUNT,
    Column("open", "Still open", Kind.INT, width=12, total=Total.SUM),
    Column("paid", "Paid", Kind.INT, width=12, total=Total.SUM),
    Column(
        "failed", "Failed", Kind.INT, width=12, total=Total.SUM, marks=(Mark("greaterThan", 0, Tone.WATCH),)
    ),
    _RATE,
    Column("paid_amount", "Paid", Kind.MONEY, total=Total.SUM),
    Column("failed_amount", "Failed", Kind.MONEY, total=Total.SUM),
)


def _describe(asked: Asked) -> Book:
    days: dict[str, Any] = {"first_day": asked.first_day, "last_day": asked.last_day}
    found = requests_by_end(asked.business.pk, **days, till_ids=asked.till_ids)
    tills: dict[int, list[Ended]] = defaultdict(list)
    for each in found:
        tills[each.till_id].append(each)
    names = {each.pk: each for each in Till.objects.filter(pk__in=tills)}
    ordered = sorted(tills, key=lambda pk: (names[pk].shortcode, pk))
    return book_of(
        FAILED_PAYMENTS,
        asked,
        Table(
            "reasons",
            "Reasons",
            _REASONS,
            (Rows([_reason_row(each) for each in reasons_of(found)]),),
            "Total",
            equals={"amount": sum_failed(asked.business.pk, **days, till_ids=asked.till_ids)},
            chart=Chart("Asked for and not paid, by code", ("amount",), "code"),
        ),
        Table(
            "by_till",
            "By till",
            _BY_TILL,
            [_group(names[pk], tills[pk]) for pk in ordered],
            "Total",
            is_grouped=True,
        ),
        Table(
            "tills",
            "Paid and failed",
            _TILLS,
            (Rows([_till_row(names[pk], tills[pk]) for pk in ordered]),),
            "Total",
        ),
        facts=place_facts(asked),
        shown=(
            ("Failed", TotalOf("reasons", "amount")),
            ("Paid", TotalOf("tills", "paid_amount")),
        ),
        checks=(
            Check("Reasons less tills", (TotalOf("reasons", "amount"),), (TotalOf("by_till", "amount"),)),
            Check("Tills less failed", (TotalOf("by_till", "amount"),), (TotalOf("tills", "failed_amount"),)),
        ),
    )


def _reason_row(reason: Reason | Ended) -> Row:
    words = words_of(reason.state, reason.code)
    return (
        reason.code or reason.state.capitalize(),
        words.message.en,
        words.advice.en,
        reason.requests,
        reason.amount,
    )


def _group(till: Till, found: Sequence[Ended]) -> Group:
    rows: list[Row] = [(till.shortcode, *_reason_row(each)) for each in found if each.has_failed]
    return till_group(till, rows)


def _till_row(till: Till, found: Sequence[Ended]) -> Row:
    paid = [each for each in found if each.state == RequestState.PAID]
    failed = [each for each in found if each.has_failed]
    counts = [sum(each.requests for each in group) for group in (found, paid, failed)]
    ended = counts[1] + counts[2]
    return (
        till.shortcode,
        till.name,
        counts[0],
        counts[0] - ended,
        counts[1],
        counts[2],
        Decimal(counts[1]) / ended if ended else None,
        sum(each.amount for each in paid),
        sum(each.amount for each in failed),
    )


FAILED_PAYMENTS = Report(
    key="failed_payments",
    title=Words("Failed payments by reason", "Malipo yaliyoshindikana kwa sababu"),
    answers=Words(
        "Which payment requests brought no money, for which reason, and what to do about it, till by till.",
        "Maombi gani ya malipo hayakuleta pesa, kwa sababu gani, na la kufanya, tili kwa tili.",
    ),
    right=Right.COLLECTIONS_READ,
    describe=_describe,
    needs=frozenset({Parameter.PERIOD}),
    takes=frozenset({Parameter.BRANCH, Parameter.TILL}),
    presets=tuple(Preset),
)
