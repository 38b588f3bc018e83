"""Balances from day turnovers equal the plain sums, at every day and seal, wherever the fold stands."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest
from django.db.models import Sum

from ledger.chart.standard import open_sub_account
from ledger.integrity.verifying import verify_ledger
from ledger.journal import turnovers as module
from ledger.journal.batches import post_entries
from ledger.journal.posting import EntryDraft, credit, debit, reverse_entry
from ledger.journal.sealing import ledger_head, seal_business
from ledger.journal.turnovers import fold_turnovers, turnovers
from ledger.models import Account, DayTurnover, Entry, Line, TurnoverHead
from ledger.reads.selectors import balance_by_code, balance_of
from tests.core.threads import run_together
from tests.ledger.books import AT, post

FIRST = date(2026, 11, 1)
CODES = ["1010", "1020", "4000", "5100", "2100"]


def plain(business, *, day=None, seal=None) -> dict[int, tuple[int, int]]:
    """The sums as PostgreSQL adds them up over every line."""
    lines = Line.objects.filter(account__business=business)
    if day is not None:
        lines = lines.filter(entry__effective_on__lte=day)
    if seal is not None:
        lines = lines.filter(entry__seal__number__lte=seal)
    rows = lines.order_by().values_list("account_id").annotate(debits=Sum("debit"), credits=Sum("credit"))
    return {account: (int(debits), int(credits)) for account, debits, credits in rows}


def assert_equal(business) -> None:
    head = ledger_head(business.pk)
    for day in (None, *[FIRST + timedelta(days=n) for n in (-1, 0, 2, 4)]):
        for seal in {None, 0, 1, head // 2, max(head - 1, 0), head, head + 5}:
            told = turnovers(business.pk, day=day, seal=seal)
            moved = {account: sums for account, sums in told.items() if sums != (0, 0)}
            assert moved == plain(business, day=day, seal=seal), (day, seal)


@pytest.mark.parametrize("seed", range(4))
def test_turnovers_are_the_plain_sums(business, other_business, monkeypatch, seed):
    monkeypatch.setattr(module, "BATCH", 7)
    chance = random.Random(seed)
    post(other_business, "theirs", 12345)
    for step in range(14):
        act = chance.choice(["post", "post", "reverse", "seal", "fold"])
        if act == "post":
            post_entries(
                EntryDraft(
                    business_id=business.pk,
                    kind="MANUAL",
                    reference=f"{step}:{n}",
                    legs=[debit(pair[0], cents), credit(pair[1], cents)],
                    occurred_at=AT,
                    effective_on=FIRST + timedelta(days=chance.randrange(5)),
                )
                for n in range(chance.randrange(1, 6))
                for pair in [chance.sample(CODES, 2)]
                for cents in [chance.randrange(1, 10**9)]
            )
        elif act == "reverse":
            for entry in Entry.objects.filter(business=business, reverses=None, reversed_by=None)[:1]:
                reverse_entry(entry=entry, reason="x", occurred_at=AT, effective_on=entry.effective_on)
        elif act == "seal":
            seal_business(business.pk)
        else:
            fold_turnovers()
        if step % 4 == 3:
            assert_equal(business)
    seal_business(business.pk)
    while fold_turnovers():
        pass
    assert TurnoverHead.objects.get(business=business).number == ledger_head(business.pk)
    assert_equal(business)


def test_a_backdated_entry_adds_to_its_day(business, drain):
    for number, day in enumerate((2, 1, 2)):
        post(business, f"r{number}", 100, effective_on=date(2026, 11, day))
        drain("ledger.seal", "ledger.turnover")
    account = Account.objects.get(business=business, code="1020")
    rows = DayTurnover.objects.using("owner").filter(account=account).order_by("effective_on")
    assert list(rows.values_list("effective_on", "debit", "credit")) == [
        (date(2026, 11, 1), 100, 0),
        (date(2026, 11, 2), 200, 0),
    ]
    assert [balance_of(account, day=date(2026, 11, 1), seal=seal) for seal in (1, 2, 3)] == [0, 100, 100]


def test_parents_roll_up_all_that_is_below_them(business, drain):
    till = open_sub_account(business_id=business.pk, parent_code="1010", suffix="1", name="Till")
    desk = open_sub_account(business_id=business.pk, parent_code=till.code, suffix="A", name="Desk")
    for number, code in enumerate(("1010", till.code, desk.code)):
        post(business, f"r{number}", 10 ** (number + 1), by=code)
        drain("ledger.seal", "ledger.turnover")
    found = [balance_by_code(business.pk, code) for code in ("1010", till.code, desk.code)]
    assert found == [1110, 1100, 1000]
    assert balance_by_code(business.pk, "1010", seal=2) == 110


def test_folding_from_many_threads_counts_once(business):
    for number in range(20):
        post(business, f"r{number}", 100)
    seal_business(business.pk)
    outcomes = run_together([fold_turnovers] * 6)
    assert sum(outcomes) == 20
    assert_equal(business)


@pytest.mark.tampers
def test_an_edited_turnover_is_found(business, drain):
    post(business)
    drain("ledger.seal", "ledger.turnover")
    assert verify_ledger() == []
    DayTurnover.objects.using("owner").filter(account__code="1020").update(debit=1)
    assert [(each.code, each.detail) for each in verify_ledger()] == [
        ("TURNOVER_DIFFERS", "account 1020 on 2026-11-20")
    ]
