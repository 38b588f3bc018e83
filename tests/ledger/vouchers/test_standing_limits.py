"""Recurring vouchers: approved is all that happens at once, changed by nobody; and what stops one."""

from __future__ import annotations

import json
import threading
from contextlib import contextmanager
from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from core.errors import Conflict, DomainError, Problems
from core.models import Alert
from ledger.chart.accounts import rename_account
from ledger.closing.periods import close_period, hold_postings
from ledger.models import Account, Entry, RecurringVoucher, Voucher
from ledger.vouchers import recurring as standing_vouchers
from ledger.vouchers.recurring import create_recurring, pause_recurring, post_due, resume_recurring
from tests.clock import Clock
from tests.core.threads import SECONDS, Running
from tests.ledger.vouching import alone_up_to, code, cr, dr, fresh_key, say_yes, write
from users.models import AuditEntry, User

RENT = [dr("5900", 500_00), cr("1100", 500_00)]
TODAY = date(2024, 1, 31)


@pytest.fixture
def clock(clock: Clock) -> Clock:
    clock.is_day(TODAY)
    return clock


def rent(business, actor, **more) -> RecurringVoucher:
    fields = {"name": "Rent", "description": "Rent", "lines": RENT, "frequency": "WEEKLY", "first_on": TODAY}
    return create_recurring(business=business, actor=actor, key=fresh_key(), **(fields | more))


def drain() -> None:
    while post_due():
        pass


def test_the_limit_counts_all_that_is_posted_at_once_and_all_of_a_year(business, accountant, clock):
    alone_up_to(business, 1000_00)
    twice = rent(business, accountant, last_on=date(2024, 2, 7))
    assert twice.state == "ACTIVE"
    alone_up_to(business, 2000_00)
    monthly = rent(business, accountant, frequency="MONTHLY", first_on=date(2025, 1, 31))
    later = rent(business, accountant, first_on=date(2024, 1, 24), last_on=date(2024, 2, 7))
    for_ever = rent(business, accountant)
    year = rent(business, accountant, first_on=date(2023, 1, 31), last_on=date(2034, 1, 31))
    ended = rent(business, accountant, first_on=date(2023, 1, 31), last_on=date(2023, 2, 14))
    drain()
    assert Entry.objects.count() == 1
    shown = []
    for each in (monthly, later, for_ever, year, ended):
        assert each.state == "PENDING"
        content = json.loads(each.approval.content)
        facts = content["facts"]
        shown.append((content["amount"], facts["each_time"], facts["posted_at_once"], facts["counted"]))
    today = "times, for the days up to 2024-01-31"
    in_a_year = "times, for the days up to 2025-01-30"
    assert shown == [
        ("KES 6,000.00", "KES 500.00", f"0 {today}", "12 times, for the days up to 2026-01-30"),
        ("KES 1,500.00", "KES 500.00", f"2 {today}", f"3 {in_a_year}"),
        ("KES 26,500.00", "KES 500.00", f"1 {today}", f"53 {in_a_year}"),
        ("KES 52,500.00", "KES 500.00", f"53 {today}", f"105 {in_a_year}"),
        ("KES 1,500.00", "KES 500.00", f"3 {today}", f"3 {in_a_year}"),
    ]


def test_what_was_shown_is_what_is_posted_at_once(business, accountant, approver, clock):
    asked = rent(business, accountant, first_on=date(2023, 12, 27))
    clock.is_day(date(2024, 2, 2))
    say_yes(asked, approver)
    drain()
    assert Entry.objects.count() == 6  # as shown: five weeks since and the first day
    assert json.loads(asked.approval.content)["facts"]["posted_at_once"].startswith("6 times")


def test_too_much_at_once_is_refused_with_a_code(business, accountant, clock):
    lines = [dr("5900", 10**15), cr("1100", 10**15)]
    assert code(rent, business, accountant, first_on=date(2023, 1, 31), lines=lines) == "BAD_AMOUNT"


def test_days_that_cannot_be_kept_are_refused_with_a_code(business, accountant, clock):
    for days in (
        {"last_on": date(2101, 1, 1)},
        {"last_on": date.max},
        {"first_on": date.max},
        {"first_on": date.min},
    ):
        assert code(rent, business, accountant, **days) == "BAD_DAY"
    last = date(2100, 12, 31)
    assert rent(business, accountant, last_on=last).last_on == last


def test_one_does_not_begin_in_a_closed_period(business, accountant, clock):
    owner = User.objects.get(username="owner")
    close_period(business=business, last_day=date(2023, 12, 31), actor=owner)
    assert code(rent, business, accountant, first_on=date(2023, 12, 31)) == "PERIOD_CLOSED"
    with pytest.raises(Problems) as refusal:
        rent(business, accountant, first_on=date(2023, 12, 31), lines=[dr("5900", 5), cr("1199", 5)])
    assert [each.code for each in refusal.value.each] == ["PERIOD_CLOSED", "UNKNOWN_ACCOUNT"]
    assert rent(business, accountant, first_on=date(2024, 1, 1)).state == "PENDING"


def test_while_it_waits_its_maker_changes_nothing(business, accountant, approver, clock):
    asked = rent(business, accountant)
    for act in (
        lambda: pause_recurring(recurring=asked, actor=accountant),
        lambda: resume_recurring(recurring=asked, actor=accountant),
        lambda: resume_recurring(recurring=asked, actor=accountant, skip_until=date(2030, 1, 1)),
    ):
        assert code(act) == "ILLEGAL_STEP"
    for change in ({"next_on": date(2030, 1, 1)}, {"next_index": 7}, {"paused": True}):
        with pytest.raises(DatabaseError, match="RECURRING_FIXED"), transaction.atomic():
            RecurringVoucher.objects.filter(pk=asked.pk).update(**change)
    say_yes(asked, approver)
    drain()
    assert Entry.objects.get().effective_on == TODAY


def test_an_account_renamed_since_is_shown_to_who_approves(business, accountant, approver, clock):
    plan = rent(business, accountant)
    voucher = write(business, accountant, *RENT, day=TODAY)
    account = Account.objects.get(business=business, code="5900")
    was = account.name
    lines = json.loads(voucher.approval.content)["facts"]["lines"]
    assert lines[0] == {"account": "5900", "name": was, "debit": "KES 500.00"}
    rename_account(account=account, name="Gifts to the accountant", actor=accountant)
    for each in (plan, voucher):
        with pytest.raises(DomainError) as refused:
            say_yes(each, approver)
        assert refused.value.code == "SUBJECT_CHANGED"
        assert f'lines.1.name was "{was}" and is "Gifts to the accountant"' in refused.value.message
    rename_account(account=account, name=was, actor=accountant)
    say_yes(plan, approver)
    say_yes(voucher, approver)


@contextmanager
def postings_held(business):
    """Somebody closes a period, and takes longer than this session waits."""
    held, may_end = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():
            hold_postings(business)
            held.set()
            assert may_end.wait(SECONDS)

    holder = Running(hold)
    assert held.wait(SECONDS)
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '50ms'")
    try:
        yield
    finally:
        may_end.set()
        holder.result()
        with connection.cursor() as cursor:
            cursor.execute("RESET lock_timeout")


def test_who_only_has_to_wait_stays_due_and_the_others_go_on(
    business, other_business, clerk, accountant, clock
):
    other = User.objects.get(username="other")
    alone_up_to(other_business, 53 * 500_00)
    first, theirs = rent(business, clerk), rent(other_business, other)
    with postings_held(business):
        assert post_due() == 1
    first.refresh_from_db()
    assert (first.state, first.problem, first.next_on) == ("ACTIVE", "", TODAY)
    assert not AuditEntry.objects.filter(action="recurring.pause").exists()
    assert Voucher.objects.get().recurring == theirs
    drain()
    assert Voucher.objects.filter(recurring=first, entry__isnull=False).count() == 1


@pytest.mark.parametrize(
    "refusal", [Conflict("TRY_AGAIN", "", "x"), DatabaseError("permanent")], ids=["temporary", "unknown"]
)
def test_no_refusal_that_may_go_away_pauses_it(business, clerk, clock, monkeypatch, refusal):
    plan = rent(business, clerk)

    def refuse(*_: object) -> None:
        raise refusal

    with monkeypatch.context() as patch:
        patch.setattr(standing_vouchers, "post_voucher", refuse)
        assert post_due() == 0
    assert Alert.objects.filter(code="WORK_FAILS").exists() == (not isinstance(refusal, DomainError))
    plan.refresh_from_db()
    assert (plan.state, plan.problem_code) == ("ACTIVE", "")
    drain()
    assert Entry.objects.count() == 1


def test_what_lasts_pauses_it_and_says_which_and_what_to_do(business, clerk, clock):
    plan = rent(business, clerk)
    owner = User.objects.get(username="owner")
    clock.is_day(date(2024, 2, 29))
    close_period(business=business, last_day=date(2024, 1, 31), actor=owner)
    drain()
    plan.refresh_from_db()
    assert (plan.state, plan.problem_code, plan.next_on) == ("PAUSED", "PERIOD_CLOSED", TODAY)
    assert "post on a later one" in plan.problem
    assert "Nothing was posted for 2024-01-31. Mend that and resume, or leave days out" in plan.problem
    resume_recurring(recurring=plan, actor=clerk, skip_until=date(2024, 2, 1))
    drain()
    plan.refresh_from_db()
    assert (plan.state, plan.problem_code, plan.problem) == ("ACTIVE", "", "")
    assert [
        str(day) for day in Entry.objects.order_by("effective_on").values_list("effective_on", flat=True)
    ] == [
        *("2024-02-07", "2024-02-14", "2024-02-21", "2024-02-28"),
    ]
