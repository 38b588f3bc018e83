"""Any year, with backdating, closings, reopenings and late facts: the statements tie to each other, and to
sums in plain Python."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.days import end_of_month
from core.errors import InvalidState
from core.money import split
from ledger.chart.standard import open_sub_account
from ledger.closing.periods import close_period
from ledger.closing.reopening import request_reopening
from ledger.closing.years import close_year
from ledger.integrity.verifying import verify_ledger
from ledger.journal.posting import Leg, first_open_day, post_entry, reverse_entry
from ledger.journal.sealing import seal_business
from ledger.journal.turnovers import fold_turnovers
from ledger.models import DEBIT_KINDS, Account, Entry, Period
from ledger.reads.account_tree import account_tree
from ledger.reads.cash_flow import CASH_ACCOUNTS, cash_flow
from ledger.reads.general_ledger import account_statements, general_ledger
from ledger.reads.selectors import trial_balance
from ledger.reads.statements import balance_sheet, income_statement
from tests.ledger.books import AT
from users.approvals.approving import Proof, approve
from users.models import Role
from users.people import add_member, create_business, create_staff

YEAR = 2023
FIRST = date(YEAR, 1, 1)
CODES = ["1010-1", "1020", "1100", "1200", "2100", "2600", "2890", "3000", "4000", "4010", "5000", "5100"]
RESULT = {"4000", "4010", "5000", "5100"}
_numbers = count(1)

days = st.integers(0, 364).map(lambda number: FIRST + timedelta(days=number))


@st.composite
def balanced_legs(draw) -> list[Leg]:
    """One or two lines on each side, of the same total."""
    total, legs = draw(st.integers(2, 10**8)), []
    for side in ("debit", "credit"):
        weights = draw(st.lists(st.integers(1, 5), min_size=1, max_size=2))
        shares = [share for share in split(total, weights) if share]
        legs += [Leg(draw(st.sampled_from(CODES)), **{side: share}) for share in shares]
    return legs


steps = st.lists(
    st.one_of(
        st.tuples(st.just("manual"), days, balanced_legs()),
        st.tuples(st.just("fact"), days, balanced_legs()),
        st.tuples(st.just("fact"), days, balanced_legs()),
        st.tuples(st.just("reverse"), days, st.integers(0, 20)),
        st.tuples(st.just("close"), st.integers(1, 3), st.none()),
        st.tuples(st.just("reopen"), st.none(), st.none()),
        st.tuples(st.just("seal"), st.none(), st.none()),
    ),
    min_size=4,
    max_size=22,
)


class Played:
    """A business, and what a bookkeeper with a pencil would have: (day, debits minus credits by code)."""

    def __init__(self) -> None:
        number = next(_numbers)
        self.owner = create_staff(username=f"owner{number}", password="correct horse battery")
        self.checker = create_staff(username=f"checker{number}", password="correct horse battery")
        self.business = create_business(code=f"p{number}", name="P", owner=self.owner)
        add_member(business=self.business, user=self.checker, role=Role.APPROVER, actor=self.owner)
        open_sub_account(business_id=self.business.pk, parent_code="1010", suffix="1", name="Till")
        self.pencil: list[tuple[date, dict[str, int]]] = []
        self.closed_until = date.min
        self.year_closed = False

    def note(self, day: date, legs: list[Leg], sign: int = 1) -> None:
        nets: dict[str, int] = {}
        for leg in legs:
            nets[leg.account] = nets.get(leg.account, 0) + sign * (leg.debit - leg.credit)
        self.pencil.append((day, nets))

    def net(self, code: str, first: date, last: date) -> int:
        return sum(nets.get(code, 0) for day, nets in self.pencil if first <= day <= last)

    def play(self, number: int, step) -> None:
        what, first, second = step
        if what in ("manual", "fact"):
            self.post(what, f"s{number}", first, second)
        elif what == "reverse":
            self.reverse(first, second)
        elif what == "close":
            self.close_months(first)
        elif what == "reopen":
            self.reopen()
        else:
            seal_business(self.business.pk)
            fold_turnovers()

    def post(self, what: str, reference: str, day: date, legs: list[Leg]) -> None:
        fields = {"business_id": self.business.pk, "reference": reference, "legs": legs}
        if what == "fact":
            moment = datetime.combine(day, time(9), UTC)
            entry = post_entry(kind="RECEIPT", occurred_at=moment, **fields)
            expected = day if day > self.closed_until else self.closed_until + timedelta(days=1)
            assert (entry.effective_on, entry.is_late) == (expected, expected > day)
            self.note(expected, legs)
            return
        if day <= self.closed_until:
            with pytest.raises(InvalidState, match="PERIOD_CLOSED"):
                post_entry(kind="MANUAL", occurred_at=AT, effective_on=day, **fields)
            return
        post_entry(kind="MANUAL", occurred_at=AT, effective_on=day, **fields)
        self.note(day, legs)

    def reverse(self, day: date, choice: int) -> None:
        entries = Entry.objects.filter(business=self.business, reverses=None, reversed_by=None)
        found = list(entries.exclude(kind="CLOSING").order_by("pk"))
        if not found or day <= self.closed_until:
            return
        entry = found[choice % len(found)]
        day = max(day, entry.effective_on)
        reverse_entry(entry=entry, reason="typo", occurred_at=AT, effective_on=day, actor_id=self.owner.pk)
        lines = entry.lines.select_related("account")
        self.note(day, [Leg(each.account.code, each.debit, each.credit) for each in lines], -1)

    def close_months(self, months: int) -> None:
        for _ in range(months):
            first = max(self.closed_until, date(YEAR - 1, 12, 31)) + timedelta(days=1)
            begun = Period.objects.filter(business=self.business).order_by("first_day").first()
            # The first period is that of the books' first day, and stays so when it is opened again.
            first = max([first, *([begun.first_day] if begun else sorted(day for day, _ in self.pencil)[:1])])
            day = end_of_month(first)
            if day.year > YEAR or self.net("2890", date.min, day):
                return
            close_period(business=self.business, last_day=day, actor=self.owner)
            self.closed_until = day
            if day == date(YEAR, 12, 31) and any(self.net(code, date.min, day) for code in RESULT):
                close_year(business=self.business, last_day=day, actor=self.owner)
                self.year_closed = True

    def reopen(self) -> None:
        period = Period.objects.filter(business=self.business, state="CLOSED").order_by("-last_day").first()
        if period is None:
            return
        asked = request_reopening(
            period=period,
            comment="typo",
            key=f"reopen-{Period.objects.count()}-{next(_numbers)}",
            actor=self.owner,
        )
        approve(approval=asked, checker=self.checker, digest=asked.digest, proof=Proof())
        self.closed_until = (first_open_day(self.business.pk) or date.min + timedelta(days=1)) - timedelta(
            days=1
        )
        self.year_closed = False


def assert_ties(played: Played, first: date, last: date) -> None:
    pk = played.business.pk
    kinds = dict(Account.objects.filter(business=pk).values_list("code", "kind"))
    before = first - timedelta(days=1)

    rows = {row.account.code: row for row in trial_balance(pk, from_day=first, day=last)}
    assert (
        sum(row.debit - row.credit for row in rows.values()) == 0 == sum(row.before for row in rows.values())
    )
    for code in CODES:
        if code not in RESULT:
            net = played.net(code, date.min, last)
            assert rows[code].balance == (net if kinds[code] in DEBIT_KINDS else -net), code

    earned = income_statement(pk, from_day=first, to_day=last)
    assert earned.result == -sum(played.net(code, first, last) for code in RESULT)
    assert {figure.account.code: figure.amount for figure in earned.expenses.figures} == {
        code: net for code in ("5000", "5100") if (net := played.net(code, first, last))
    }

    sheet, sheet_before = balance_sheet(pk, day=last, compare_day=before), balance_sheet(pk, day=before)
    assert sheet.difference == sheet_before.difference == 0
    retained = rows["3100"].balance
    assert sheet.current_result + retained == -sum(played.net(code, date.min, last) for code in RESULT)
    grown = sheet.current_result + retained - sheet_before.current_result - rows["3100"].opening
    assert earned.result == grown
    assert sheet.previous_result == sheet_before.current_result

    ledger = general_ledger(pk, from_day=first, to_day=last)
    shown = {row.account.code for row in ledger.rows}
    assert shown == {code for code, row in rows.items() if row.before or row.debit or row.credit}
    for row in ledger.rows:
        key = row.account.pk
        lines = list(ledger.lines().filter(account=key))
        left = ledger.balances([key], [line.pk for line in lines])
        assert (row.opening, row.balance) == (rows[row.account.code].opening, rows[row.account.code].balance)
        assert sum(line.debit for line in lines) == row.debit
        assert sum(line.credit for line in lines) == row.credit
        assert (left[lines[-1].pk] if lines else row.opening) == row.balance
        alone = account_statements([key], from_day=first, to_day=last)
        assert (list(alone.lines().filter(account=key)), alone.balances([key], list(left))) == (lines, left)

    cash = cash_flow(pk, from_day=first, to_day=last)
    held = {node.account.code: node.with_all_below for node in account_tree(pk, day=last)}
    assert (
        cash.opening + cash.received - cash.paid == cash.closing == sum(held[code] for code in CASH_ACCOUNTS)
    )
    assert cash.opening == sum(played.net(code, date.min, before) for code in ("1010-1", "1020", "1100"))


any_year = given(steps=steps, first=days, length=st.integers(0, 120), close_all=st.booleans())
QUIET = {"deadline": None, "suppress_health_check": [HealthCheck.function_scoped_fixture]}


@settings(max_examples=12, **QUIET)
@any_year
def test_the_statements_of_any_year_tie(db, steps, first, length, close_all):
    check_year(steps, first, length, close_all)


@pytest.mark.slow
@settings(max_examples=200, **QUIET)
@any_year
def test_the_statements_of_many_years_tie(db, steps, first, length, close_all):
    check_year(steps, first, length, close_all)


def check_year(steps, first: date, length: int, close_all: bool) -> None:
    played = Played()
    for number, step in enumerate(steps):
        played.play(number, step)
    if close_all:
        left = played.net("2890", date.min, date.max)
        if left:
            side = {"credit": left} if left > 0 else {"debit": -left}
            other = {"debit": left} if left > 0 else {"credit": -left}
            played.post("fact", "rest", FIRST, [Leg("2890", **side), Leg("1200", **other)])
        played.close_months(12)
    last = min(first + timedelta(days=length), date(YEAR + 1, 1, 31))
    assert_ties(played, first, last)
    assert_ties(played, FIRST, date(YEAR, 12, 31))
    months = [
        income_statement(
            played.business.pk, from_day=date(YEAR, month, 1), to_day=end_of_month(date(YEAR, month, 1))
        ).result
        for month in range(1, 13)
    ]
    assert (
        sum(months) == income_statement(played.business.pk, from_day=FIRST, to_day=date(YEAR, 12, 31)).result
    )
    if played.year_closed:
        assert balance_sheet(played.business.pk, day=date(YEAR, 12, 31)).current_result == 0
    assert verify_ledger(played.business.pk) == []
