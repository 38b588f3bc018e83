"""A month of Safaricom's bad day, and the month after it: what others did is open to the cent, item by item,
and nothing else; what is proposed is accepted, and both months close.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db.models import Sum
from django.utils import timezone

from core import days
from core.days import day_bounds, end_of_month
from core.machine.jobs import queue_names
from core.money import to_cents
from ledger.integrity.verifying import verify_ledger
from ledger.reads.selectors import balance_by_code
from mpesa.models import MpesaAccount, Receipt, Reversal, Till
from mpesa.tills.accounts import account_code
from mpesa.tills.credentials import TillCredentials
from mpesa.tills.registering import register_urls
from mpesa.tills.tills import create_till
from tests.processes import SandboxProcess
from tests.reconciliation.month.accountant import Accountant, facts
from tests.reconciliation.month.clocks import TwoClocks
from tests.reconciliation.month.other_client import OtherClient
from tests.reconciliation.month.payroll import Payroll
from tests.reconciliation.month.traffic import Busy, Traffic
from tests.reconciliation.month.truth import Truth, moment
from users.actors import SYSTEM

SHORTCODE, PASSKEY = "600870", "passkey-of-the-months"
APP = {"consumer_key": "app-of-the-months", "consumer_secret": "secret-of-the-months"}
FIRST, DAY = date(2026, 9, 1), timedelta(days=1)
DRESSES = (("a", "csv"), ("b", "xlsx"), ("a", "xlsx"), ("b", "csv"))
SPOILED = ("edit_cent", "drop_row", "repeat_row")
OTHERS = (MpesaAccount.CHARGES_PAID, MpesaAccount.SETTLEMENT, MpesaAccount.WORKING)
ACCOUNTS = (MpesaAccount.UTILITY, *OTHERS)
SMALL = Busy(every=8, payments=6, payouts=2, wages=2, taken_back=0.5, swept=0.8, banked=0.5)
FULL = Busy(every=1, payments=40, payouts=6, wages=4, taken_back=1, swept=1, banked=0.5)


@pytest.fixture
def daraja(tmp_path: Path, settings) -> Iterator[SandboxProcess]:
    process = SandboxProcess(tmp_path / "daraja").start()
    settings.DARAJA_SANDBOX_URL = process.url
    yield process
    assert process.get("/_sandbox/check").json() == {"adds_up": True, "breaks": []}
    process.kill()


class Months:
    """The till, who pays at it, who keeps its books, and what really happened."""

    def __init__(self, house, daraja: SandboxProcess, clocks: TwoClocks, drain, seed: int) -> None:
        self.house, self.daraja, self.clocks, self.drain = house, daraja, clocks, drain
        # What the clusters would do, but for messages and housekeeping.
        wanted = ("mpesa.", "payouts.", "reconciliation.", "ledger.seal")
        self.queues = [name for name in queue_names() if name.startswith(wanted)]
        self.till = self._open_till()
        other = OtherClient(daraja.url, SHORTCODE, APP["consumer_key"], APP["consumer_secret"])
        self.payroll = Payroll(house, self.till, seed)
        self.traffic = Traffic(self.till, daraja, clocks, other, self.payroll, seed)
        self.truth = Truth(daraja.data_dir, SHORTCODE)
        self.accountant = Accountant(house, self.till, daraja, drain)
        self.traffic.control("faults", {"fault": "bad_day", "seed": str(seed)})
        self.files = 0

    def _open_till(self) -> Till:
        organisation = {"shortcode": SHORTCODE, "name": "MAJI", "kind": "paybill", "passkey": PASSKEY, **APP}
        money = {"opening_balance": "50000.00", "working_balance": "20000.00", "tariff": "business"}
        self.daraja.post("/_sandbox/organisations", organisation | money).raise_for_status()
        till = create_till(
            business=self.house.business,
            name="Water",
            kind="PAYBILL",
            shortcode=SHORTCODE,
            credentials=TillCredentials(passkey=PASSKEY, **APP),
            actor=SYSTEM,
        )
        return register_urls(till=till, actor=SYSTEM)

    def rest(self) -> None:
        """What is late arrives, and what was not told is asked for."""
        for _ in range(3):
            self.clocks.pass_seconds(150)
            self.daraja.drain()
            self.clocks.make_due()
            self.drain(*self.queues)

    def live(self, first: date, last: date, busy: Busy) -> None:
        """On the morning after a day what has happened is brought in; the quieter accounts at the end."""
        begins = first
        while begins <= last:
            ends = min(begins + (busy.every - 1) * DAY, last)
            self.traffic.live(
                ends, busy, straddles=ends == last, rest=lambda: self.drain("mpesa.push", "payouts.send")
            )
            self.rest()
            self.clocks.wait_until(moment(ends + DAY, 6 * 3600))
            self._bring(begins, ends)
            begins = ends + DAY
        for account in OTHERS:
            assert self.accountant.bring(account, first, last, template="a", form="csv") == "ADMITTED"
        self.rest()

    def _bring(self, first: date, last: date) -> None:
        """In one dress after the other; every third file is spoiled on its way, and sent again."""
        self.files += 1
        template, form = DRESSES[self.files % len(DRESSES)]
        moved = any(account == "Utility Account" for account, _, _ in self.truth.rows(first, last))
        if moved and self.files % 3 == 0:
            fault = {"fault": SPOILED[self.files // 3 % 3], "call": "statement", "seed": str(self.files)}
            self.traffic.control("faults", fault)
            spoiled = self.accountant.bring(MpesaAccount.UTILITY, first, last, template="a", form="csv")
            assert spoiled.startswith("QUARANTINED"), spoiled
        if not moved:
            template = "a"  # only there a file without rows says of which days it is
        came = self.accountant.bring(MpesaAccount.UTILITY, first, last, template=template, form=form)
        assert came == "ADMITTED", (first, template, form, came)

    def close(self, first: date, last: date) -> None:
        expected = self.truth.of_others(first, last)
        for account in ACCOUNTS:
            run = self.accountant.prove(account, first, last)
            theirs = [cents for label, _, cents in expected.elements() if label == account.label]
            assert (run["state"], run["unexplained"]) == ("DONE", "0.00"), run
            assert to_cents(run["creditsNotBooked"]) == sum(cents for cents in theirs if cents > 0), account
            assert to_cents(run["debitsNotBooked"]) == -sum(cents for cents in theirs if cents < 0), account
            assert run["items"]["totalCount"] == len(theirs), account
        found = self.accountant.open_items()
        assert facts(found) == expected != Counter(), (facts(found) - expected, expected - facts(found))
        held = Reversal.objects.filter(till=self.till, held__gt=0).aggregate(sum=Sum("held"))["sum"] or 0
        assert balance_by_code(self.house.business.pk, "2890") == -held
        assert bool(self.accountant.release()) == bool(held)
        self._check_receipts(first, last)
        self.payroll.check_against(self.truth)
        self.accountant.correct(found)
        self.drain()
        balances = self.truth.balances()
        for account in ACCOUNTS:
            run = self.accountant.prove(account, first, last)
            assert (run["state"], run["unexplained"]) == ("DONE", "0.00"), run
            assert (run["items"]["totalCount"], run["gaps"]["totalCount"]) == (0, 0), (account, run)
            held = balance_by_code(self.house.business.pk, account_code(self.till, account))
            assert held == balances[account.label], account
        assert self.accountant.open_items() == []
        assert self.accountant.close(last) == "CLOSED"

    def _check_receipts(self, first: date, last: date) -> None:
        """Each shilling once; what no message told is known from the statement, and has been confirmed since:
        Safaricom was asked by ourselves."""
        receipts = Receipt.objects.filter(
            till=self.till, occurred_at__gte=day_bounds(first)[0], occurred_at__lt=day_bounds(last)[1]
        )
        assert dict(receipts.values_list("number", "amount")) == self.truth.payments(first, last)
        untold = dict(receipts.filter(first_channel="STATEMENT").values_list("number", "amount"))
        assert untold == self.truth.untold(first, last) != {}
        assert balance_by_code(self.house.business.pk, "2890") == 0


@pytest.mark.parametrize(
    ("busy", "seed"), [(SMALL, 4), pytest.param(FULL, 2, marks=pytest.mark.slow)], ids=["small", "full"]
)
def test_two_months_close_one_after_the_other(
    house, daraja, hook_server, drain, monkeypatch, busy: Busy, seed: int
) -> None:
    clocks = TwoClocks(daraja, day_bounds(FIRST)[0])
    monkeypatch.setattr(days, "_ask", clocks.now)
    monkeypatch.setattr(timezone, "now", clocks.now)
    months = Months(house, daraja, clocks, drain, seed)
    for first in (FIRST, end_of_month(FIRST) + DAY):
        last = end_of_month(first)
        months.live(first, last, busy)
        months.close(first, last)
    print(f"seed {seed}: {dict(months.traffic.happened)}; {months.truth.counts()}")
    assert verify_ledger() == []
