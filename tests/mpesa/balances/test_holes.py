"""Holes in the balances of a till: noticed late, pulled for, closed by what comes, never booked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from core import days
from core.machine.watching import look_around
from core.models import Alert
from ledger.models import Entry
from mpesa.balances.holes import check_balances
from mpesa.models import BalanceHole, Evidence, PullRun, Receipt
from mpesa.pulling.registering import register_pull
from tests.processes import SandboxProcess
from users.actors import SYSTEM


@pytest.fixture(scope="module")
def sandbox_process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SandboxProcess]:
    """One of this file's own: its clock is put forward, and never goes back."""
    process = SandboxProcess(tmp_path_factory.mktemp("daraja") / "data").start()
    yield process
    process.stop()


@pytest.fixture
def pay(till, sandbox):
    """Customers pay, some minutes apart; of some the callback is lost."""
    phones = iter(range(254700000700, 254700000800))

    def one(amount: str, *, lost: bool = False) -> str:
        if lost:
            sandbox.post("/_sandbox/faults", {"fault": "lose_callback", "call": "c2b"}).raise_for_status()
        asked = {"msisdn": str(next(phones)), "shortcode": till.shortcode, "amount": amount, "account": "x"}
        answer = sandbox.post("/_sandbox/pay", asked)
        answer.raise_for_status()
        sandbox.drain()
        sandbox.post("/_sandbox/clock", {"advance_seconds": 60})
        return str(answer.json()["receipt"])

    return one


@pytest.fixture
def later(monkeypatch):
    """The clock, so much further than the sandbox's."""
    begin = days._ask

    def go(**on: int) -> None:
        monkeypatch.setattr(days, "_ask", lambda: begin() + timedelta(**on))

    return go


def test_a_lost_callback_is_a_hole_until_the_pull_brings_it(till, sandbox, drain, pay, later):
    first, lost, last = pay("100"), pay("350", lost=True), pay("70")
    drain()
    assert set(Receipt.objects.values_list("number", flat=True)) == {first, last}
    assert Evidence.objects.filter(balance__isnull=False).count() == 2
    later(minutes=9)
    assert check_balances() == 1 and not BalanceHole.objects.exists()  # it may yet come
    later(minutes=14)
    check_balances()
    check_balances()
    hole = BalanceHole.objects.get()
    assert (hole.after_receipt, hole.before_receipt, hole.missing) == (first, last, 350_00)
    assert (hole.filled_at, hole.pulled_at) == (None, None)
    assert Entry.objects.count() == 4  # of the two that are known: it books nothing
    look_around()
    alert = Alert.objects.get(code="CHAIN_HOLE", resolved_at=None)
    assert (alert.subject, alert.detail) == (f"till:{till.pk}", "HOLES: 1")

    register_pull(till=till, nominated_number="0700000001", actor=SYSTEM)
    check_balances()
    run = PullRun.objects.get()
    assert run.from_at < hole.since and not run.scheduled
    drain()
    assert Receipt.objects.get(number=lost).first_channel == "PULL"
    check_balances()
    hole.refresh_from_db()
    assert hole.filled_at is not None and hole.pulled_at is not None
    look_around()
    assert not Alert.objects.filter(code="CHAIN_HOLE", resolved_at=None).exists()
    assert PullRun.objects.count() == 1


def test_what_is_whole_has_no_hole_whoever_pays_the_charges(till, sandbox, drain, pay, later):
    organisation = {"shortcode": till.shortcode, "tariff": "business"}
    sandbox.post("/_sandbox/organisations", organisation).raise_for_status()
    for amount in ("1000", "20", "5000", "350"):
        pay(amount)
    sandbox.post("/_sandbox/faults", {"fault": "repeat_callback", "call": "c2b"})
    pay("40")
    drain()
    later(minutes=30)
    check_balances()
    assert Receipt.objects.count() == 5 and not BalanceHole.objects.exists()
