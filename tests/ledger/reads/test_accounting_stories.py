"""docs/accounting-stories.md, told to empty books: every figure on that page comes out to the cent."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time

import pytest

from core.money import Cents, split, to_cents
from ledger.closing.periods import close_period
from ledger.closing.years import close_year
from ledger.journal.posting import Leg, post_entry, reverse_entry
from ledger.models import Account, Entry
from ledger.reads.cash_flow import cash_flow
from ledger.reads.selectors import balance_by_code
from ledger.reads.statements import Section, balance_sheet, income_statement
from tests.environment import ROOT
from users.models import Business, User

PAGE = (ROOT / "docs/accounting-stories.md").read_text("utf-8")
LATER = datetime(2025, 2, 1, 9, tzinfo=UTC)


@dataclass
class Event:
    """What happened on a day: an entry when it has legs, else a closing or a reversal."""

    day: date
    what: str
    legs: list[Leg] = field(default_factory=list)


@dataclass(frozen=True)
class Expected:
    on: str
    figure: str
    amount: Cents


@dataclass(frozen=True)
class Story:
    title: str
    source: str
    events: list[Event]
    figures: list[Expected]


def rows(text: str, heading: str) -> Iterator[list[str]]:
    """The cells of the table with a heading."""
    table = text.partition(heading)[2].partition("\n\n")[0]
    for line in table.strip().splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if not set(cells[0]) <= {"-"} or not cells[0]:
            yield cells


def cents(text: str) -> Cents:
    return to_cents(text.replace(",", "")) if text else 0


def parse(text: str) -> Story:
    title = text.splitlines()[0]
    source = re.search(r"^Source: (.+)$", text, re.MULTILINE)
    events: list[Event] = []
    for day, what, account, debit, credit in rows(text, "| Account | Debit | Credit |"):
        if day:
            events.append(Event(date.fromisoformat(day), what))
        if account:
            events[-1].legs.append(Leg(account, debit=cents(debit), credit=cents(credit)))
    figures = [
        Expected(on, figure, int(amount) if figure == "late entries" else cents(amount))
        for on, figure, amount in rows(text, "| Figure | Amount |")
    ]
    return Story(title, source[1] if source else "", events, figures)


STORIES = [parse(text) for text in re.split(r"^## \d+\. ", PAGE, flags=re.MULTILINE)[1:]]
ACCOUNTS = list(rows(PAGE, "| Account | Name | Kind |"))


def tell(story: Story, business: Business, owner: User) -> None:
    for number, event in enumerate(story.events):
        if event.what == "Period closed":
            close_period(business=business, last_day=event.day, actor=owner)
        elif event.what == "Year closed":
            close_year(business=business, last_day=event.day, actor=owner)
        elif event.what.startswith("Reversed: "):
            original = Entry.objects.get(business=business, description=event.what.removeprefix("Reversed: "))
            reverse_entry(
                entry=original,
                reason=event.what,
                occurred_at=LATER,
                effective_on=event.day,
                actor_id=owner.pk,
            )
        else:
            is_fact = event.what.startswith("M-Pesa")
            post_entry(
                business_id=business.pk,
                kind="RECEIPT" if is_fact else "MANUAL",
                reference=f"story:{number}",
                legs=event.legs,
                occurred_at=datetime.combine(event.day, time(9), UTC) if is_fact else LATER,
                effective_on=None if is_fact else event.day,
                description=event.what,
                actor_id=None if is_fact else owner.pk,
            )


def of(section: Section, code: str) -> Cents:
    return sum(figure.amount for figure in section.figures if figure.account.code == code)


def on_a_day(business: Business, day: date) -> dict[str, Callable[[str], Cents]]:
    sheet = balance_sheet(business.pk, day=day)
    assert sheet.difference == 0
    return {
        "balance of": lambda code: balance_by_code(business.pk, code, day=day),
        "assets": lambda _: sheet.assets.total,
        "liabilities": lambda _: sheet.liabilities.total,
        "equity": lambda _: sheet.equity.total,
        "current result": lambda _: sheet.current_result,
    }


def between(business: Business, first: date, last: date) -> dict[str, Callable[[str], Cents]]:
    earned = income_statement(business.pk, from_day=first, to_day=last)
    cash = cash_flow(business.pk, from_day=first, to_day=last)
    entries = Entry.objects.filter(business=business, effective_on__range=(first, last))
    assert cash.opening + cash.received - cash.paid == cash.closing
    return {
        "result": lambda _: earned.result,
        "income of": lambda code: of(earned.income, code),
        "expense of": lambda code: of(earned.expenses, code),
        "cash received": lambda _: cash.received,
        "cash paid": lambda _: cash.paid,
        "cash received against": lambda code: sum(
            flow.received for flow in cash.flows if flow.account.code == code
        ),
        "cash paid against": lambda code: sum(flow.paid for flow in cash.flows if flow.account.code == code),
        "cash at the end": lambda _: cash.closing,
        "late entries": lambda _: sum(entry.is_late for entry in entries),
    }


def shown(business: Business, expected: Expected) -> Cents:
    first, _, last = expected.on.partition(" to ")
    day = date.fromisoformat(first)
    known = between(business, day, date.fromisoformat(last)) if last else on_a_day(business, day)
    words, code = re.fullmatch(r"(.+?)(?: (\d{4}))?", expected.figure).groups()  # type: ignore[union-attr]
    return known[words](code)


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.title)
def test_a_story_ends_as_it_says(business: Business, story: Story):
    for code, name, kind in ACCOUNTS:
        Account.objects.create(business=business, code=code, name=name, kind=kind)
    tell(story, business, User.objects.get(username="owner"))
    told = [Expected(each.on, each.figure, shown(business, each)) for each in story.figures]
    assert told == story.figures


def test_the_page_has_its_stories_each_with_a_source():
    assert len(STORIES) >= 17 and len({story.title for story in STORIES}) == len(STORIES)
    named = r"IFRS|IAS \d|OpenStax, Principles of Accounting, Volume 1, section|Value Added Tax Act|GnuCash"
    for story in STORIES:
        assert re.match(named, story.source), story.title
        assert story.events and len(story.figures) >= 3, story.title


def test_the_tax_of_the_page_is_what_the_one_rounding_rule_gives():
    (sale,) = [story for story in STORIES if story.title == "A sale with VAT in the price"]
    paid, value, tax = sale.events[0].legs
    assert [value.credit, tax.credit] == split(paid.debit, [100, 16])
