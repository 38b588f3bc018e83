"""Sums that 64 bits cannot hold, and a chart that is no tree: every read answers, and comes to an end."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from core.money import MAX_CENTS, to_shillings
from graphql_api.ids import write_id
from ledger.chart.accounts import open_account
from ledger.chart.standard import open_sub_account
from ledger.closing.periods import close_period
from ledger.closing.years import close_year
from ledger.files.books import FORMATS, book_lines
from ledger.integrity.verifying import verify_ledger
from ledger.journal.batches import post_entries
from ledger.journal.posting import EntryDraft, Leg
from ledger.journal.sealing import seal_business
from ledger.journal.turnovers import accounts_under, fold_turnovers
from ledger.models import Account, DayTurnover, Floor, Line
from ledger.reads.account_tree import account_tree, rolled_up
from ledger.reads.cash_flow import cash_flow
from ledger.reads.general_ledger import account_statements, general_ledger
from ledger.reads.selectors import balance_by_code, trial_balance
from ledger.reads.statements import balance_sheet, income_statement
from tests.graphql_api.conftest import Browser, House
from tests.ledger.books import post
from tests.ledger.vouching import alone_up_to, code, cr, dr, member, say_yes, write
from users.models import Business, Role, User

FIRST, LAST = date(2024, 11, 1), date(2024, 11, 30)
NOON = datetime(2024, 11, 20, 9, tzinfo=UTC)
#: Of the largest amount on one side of an entry, and entries: beyond 2**63 cents together.
LINES, ENTRIES = 100, 94
SUM = LINES * ENTRIES * MAX_CENTS


def many(business: Business, *, to: str) -> list[EntryDraft]:
    parts = [Leg(to, credit=MAX_CENTS)] * LINES + [Leg("1020", debit=MAX_CENTS)] * LINES
    return [
        EntryDraft(
            business_id=business.pk, kind="MANUAL", reference=f"{to}:{n}", legs=parts, occurred_at=NOON
        )
        for n in range(ENTRIES)
    ]


@pytest.fixture
def owner(business: Business) -> User:
    return User.objects.get(username="owner")


def test_no_sum_of_the_largest_lines_is_too_large(business, wallet):
    """As they stand unsealed, sealed, and folded; a floor keeps such a balance too."""
    assert SUM > 2**63
    post_entries(many(business, to=wallet.code))
    for _ in range(3):
        assert balance_by_code(business.pk, "2200", day=LAST) == balance_by_code(business.pk, "1020") == SUM
        rows = {row.account.code: row for row in trial_balance(business.pk, from_day=FIRST, day=LAST)}
        assert (rows["1020"].debit, rows[wallet.code].credit) == (SUM, SUM)
        assert balance_sheet(business.pk, day=LAST).difference == 0
        flow = cash_flow(business.pk, from_day=FIRST, to_day=LAST)
        assert (flow.received, flow.closing) == (SUM, SUM)
        cash = Account.objects.get(business=business, code="1020").pk
        (row,) = account_statements([cash]).rows
        last = Line.objects.filter(account=cash).latest("pk").pk
        assert general_ledger(business.pk).balances([cash], [last]) == {last: row.balance} == {last: SUM}
        assert {node.account.code: node.with_all_below for node in account_tree(business.pk)}["2200"] == SUM
        if not seal_business(business.pk):
            fold_turnovers()
    assert Floor.objects.get(account=wallet).balance == SUM
    assert [type(day.debit) for day in DayTurnover.objects.all()] == [int] * 2
    for name in FORMATS:
        assert sum(1 for _ in book_lines(business, format=name)) > ENTRIES
    assert verify_ledger() == []


@pytest.mark.slow
def test_vouchers_of_the_largest_lines_break_nothing(house: House):
    """What two people of a business can do to its books by the front door."""
    business, clerk, approver = house.business, house.people[Role.ACCOUNTANT], house.people[Role.APPROVER]
    lines = [cr("4000", MAX_CENTS)] * LINES + [dr("1020", MAX_CENTS)] * LINES
    for _ in range(ENTRIES):
        say_yes(write(business, clerk, *lines), approver)
    seal_business(business.pk)
    fold_turnovers()
    auditor = house.browser(Role.AUDITOR)
    assert shown(auditor) == to_shillings(SUM)


def shown(browser: Browser) -> str:
    query = """query ($business: ID!) { trialBalance(business: $business) {
        totalDebit totalCredit rows { nodes { balance } } } }"""
    found = browser.data(query, business=write_id("Business", Business.objects.get(code="maji").pk))[
        "trialBalance"
    ]
    assert found["totalDebit"] == found["totalCredit"]
    return found["totalDebit"]


def test_a_year_beyond_the_largest_amount_is_closed_in_parts(business, owner):
    post_entries(many(business, to="4000"))
    assert income_statement(business.pk, from_day=FIRST, to_day=LAST).income.total == SUM
    post(business, "loss", 7, by="5200", to="1020", occurred_at=NOON)
    close_period(business=business, last_day=LAST, actor=owner)
    entry = close_year(business=business, last_day=LAST, actor=owner)
    assert entry.lines.count() == 2 * LINES * ENTRIES + 1
    assert {max(line.debit, line.credit) for line in entry.lines.all()} == {MAX_CENTS, MAX_CENTS - 7, 7}
    left = {number: balance_by_code(business.pk, number, day=LAST) for number in ("4000", "5200", "3100")}
    assert left == {"4000": 0, "5200": 0, "3100": SUM - 7}
    assert close_year(business=business, last_day=LAST, actor=owner) == entry


def test_a_voucher_beyond_the_solo_limit_waits_whatever_its_size(business, owner):
    clerk = member(business, Role.ACCOUNTANT)
    alone_up_to(business, MAX_CENTS)
    lines = [cr("4000", MAX_CENTS)] * LINES + [dr("1020", MAX_CENTS)] * LINES
    voucher = write(business, clerk, *lines)
    assert (voucher.amount, voucher.approval.amount, voucher.state) == (
        LINES * MAX_CENTS, LINES * MAX_CENTS, "PENDING",
    )  # fmt: skip
    assert code(write, business, clerk, cr("4000", MAX_CENTS + 1), dr("1020", MAX_CENTS + 1)) == "BAD_AMOUNT"


@pytest.mark.tampers
def test_a_chart_that_is_no_tree_is_read_to_its_end(business, tamper):
    """As a superuser could write it with the triggers away: a chain of 1,500, a circle, itself as parent."""
    post(business, "r1", 500, to="4000", occurred_at=NOON)
    columns = "(id, business_id, code, name, kind, has_floor, parent_id)"
    mine = business.pk
    tamper(
        f"INSERT INTO ledger_account {columns} SELECT 10000 + n, {mine}, 'deep' || n, 'x', 'INCOME', false,"
        " CASE WHEN n > 1 THEN 9999 + n END FROM generate_series(1, 1500) AS n",
        f"INSERT INTO ledger_account {columns} VALUES (20001, {mine}, 'round1', 'x', 'INCOME', false, 20002),"
        f" (20002, {mine}, 'round2', 'x', 'INCOME', false, 20001),"
        f" (20003, {mine}, 'self', 'x', 'INCOME', false, 20003)",
        f"UPDATE ledger_line SET account_id = 20001 WHERE account_id = (SELECT id FROM ledger_account"
        f" WHERE business_id = {mine} AND code = '4000')",
    )
    tree = account_tree(business.pk)
    assert len(tree) == Account.objects.filter(business=business).count() == len({n.account for n in tree})
    nodes = {node.account.code: node for node in tree}
    assert nodes["deep1500"].depth == 1499
    assert (nodes["round1"].depth, nodes["round2"].depth, nodes["self"].depth) == (0, 1, 0)
    assert nodes["round1"].with_all_below == 500
    accounts = list(Account.objects.filter(business=business))
    assert sum(net for _, net in rolled_up(accounts, {20001: -500, 11500: -7})) == -507
    assert set(accounts_under([20001])) == {20001, 20002}
    assert balance_sheet(business.pk).difference == 0
    assert cash_flow(business.pk).received == 500


def test_accounts_go_ten_deep(business, owner):
    parent = None
    for number in range(10):
        opened = open_account(
            business=business, code=f"60{number}0", name="Rent", kind="EXPENSE", parent=parent, actor=owner
        )
        parent = opened.code
    refused = {"business": business, "code": "6100", "name": "Rent", "kind": "EXPENSE", "actor": owner}
    assert code(open_account, **refused, parent=parent) == "CHART_TOO_DEEP"
    deep = open_sub_account(business_id=business.pk, parent_code="6080", suffix="1", name="x")
    assert account_tree(business.pk)[-1].depth == 9 and deep.parent.code == "6080"
