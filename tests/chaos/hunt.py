"""The hunt for a payout that was paid twice: many payouts through Safaricom at its worst while programs are
killed, then its own journal beside our books, and the statement of the day and of the next."""

from __future__ import annotations

import random
import threading
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from core import days
from core.days import accounting_day
from core.machine.jobs import wake_all
from core.models import WakeUp
from ledger.closing.checks import Closing, run_closing_checks
from ledger.models import Unsealed
from mpesa.models import CallbackWork, DarajaApp, Enquiry, Payout, PayoutAttempt
from mpesa.models.payouts import LIVE, WITH_RESERVE
from mpesa.payouts.retrying import retry_failed_payouts
from mpesa.tills.accounts import account_code
from tests.chaos.patience import eventually
from tests.chaos.paying import SHORTCODE, PayingSystem, journal
from tests.chaos.points import CORE, PAYOUTS, WEB
from tests.chaos.system import START_SECONDS, System
from tests.graphql_api.conftest import House
from tests.ledger.vouching import alone_up_to
from tests.processes import SandboxProcess
from tests.reconciliation.verified.files import bring, prove

#: (fault, share of the orders, more).
WORST: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("error_500", "0.02", {}),
    ("html_503", "0.01", {}),
    ("reset", "0.02", {}),
    ("refuse", "0.01", {"how": "spike_arrest"}),
    ("lose_ack", "0.03", {"how": "close"}),
    ("lose_ack", "0.02", {"how": "html"}),
    ("lose_ack", "0.03", {"how": "error"}),
    ("result_first", "0.05", {}),
    ("queue_timeout", "0.04", {"how": "then_result", "seconds": "2"}),
    ("queue_timeout", "0.01", {"how": "dropped"}),
    ("result_code", "0.01", {"how": "17"}),
    ("lose_callback", "0.05", {}),
    ("repeat_callback", "0.08", {}),
    ("delay_callback", "0.05", {"seconds": "5"}),
    ("reorder_callbacks", "0.05", {"seconds": "3"}),
)
QUESTIONS: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("error_500", "0.05", {}),
    ("lose_callback", "0.05", {}),
    ("repeat_callback", "0.05", {}),
)


class Hunt(PayingSystem):
    """So many payouts by seed, each to a phone of its own; of every eighth the phone takes no money."""

    def __init__(self, system: System, house: House, *, seed: int, payouts: int, kills: int) -> None:
        eventually(system.web_answers, "web answers", within=START_SECONDS)
        super().__init__(system, house)
        alone_up_to(house.business, 100_000_000_00)
        dice = random.Random(seed)
        self.plan = [
            (f"254711{number:06}", dice.choice((50, 100, 500, 1_600, 3_000))) for number in range(payouts)
        ]
        self.refusing = [phone for phone, _ in self.plan[::8]]
        self.blows = sorted(
            (dice.uniform(0.05, 0.95), dice.choice((WEB, CORE, PAYOUTS))) for _ in range(kills)
        )
        self.killed: Counter[str] = Counter()
        self.begun = 0
        self.control("customers", [{"msisdn": phone, "registered": False} for phone in self.refusing])
        for call, faults in (("b2c", WORST), ("status", QUESTIONS)):
            for fault, share, more in faults:
                order = {
                    "fault": fault,
                    "call": call,
                    "rate": share,
                    "times": None,
                    "seed": f"{seed}:{fault}",
                }
                self.control("faults", order | {"seed": f"{seed}:{fault}:{more.get('how')}"} | more)

    def fund(self, cents: int, account: str = "") -> None:
        """The books begin with what the statement says."""

    # The day

    def live(self) -> None:
        """Ask for them all while programs are killed, and have them ordered; ends when nobody waits."""
        hand = threading.Thread(target=self._strike)
        hand.start()
        for number, (phone, shillings) in enumerate(self.plan):
            self.ask(shillings * 100, phone, key=f"hunted-{number}")
            self.begun += 1
            if number % 20 == 19:  # not faster than they are ordered, so that programs die in the middle
                eventually(self._keeps_up, "they are ordered", within=240, pause=1)
        eventually(self._ordered, "all are ordered", within=300, pause=1)
        hand.join()
        self.rest()

    def _keeps_up(self) -> bool:
        if PayoutAttempt.objects.count() >= self.begun - 60:
            return True
        self.let_time_pass()
        return False

    def _strike(self) -> None:
        for part, name in self.blows:
            eventually(lambda part=part: self.begun >= part * len(self.plan), "the day goes on", within=600)
            self.system.kill(name)
            self.killed[name] += 1

    def _ordered(self) -> bool:
        if not Payout.objects.filter(state="RESERVED").exists():
            return True
        self.let_time_pass()
        return False

    def rest(self) -> None:
        """Every question was asked some times and every message came: what is in doubt stays so."""
        for _ in range(4):
            self.let_time_pass()
            eventually(self._quiet, "nothing waits for a process", within=120, pause=0.2)
        live = PayoutAttempt.objects.filter(state__in=("SENDING", "SENT"))
        eventually(lambda: not live.exists() or self.let_time_pass(), "nothing is on its way", pause=1)
        eventually(self._quiet, "nothing waits for a process", within=120, pause=0.2)

    def let_time_pass(self) -> None:
        """What waits for a moment has it now; what a process works on just now has its turn the next time."""
        now = timezone.now()
        WakeUp.objects.using("owner").update(enqueued_at=F("enqueued_at") - timedelta(minutes=2))
        waiting = Payout.objects.filter(state="RESERVED", due_at__gt=now)
        sent = PayoutAttempt.objects.filter(state__in=("SENDING", "SENT"), look_at__gt=now)
        asked = Enquiry.objects.filter(state__in=("ASKING", "ASKED"), kind="PAYOUT", due_at__gt=now)
        works = CallbackWork.objects.filter(state="DUE", due_at__gt=now)
        slowed = DarajaApp.objects.filter(slow_until__gt=now)
        _update_free(waiting, due_at=now)
        _update_free(sent, look_at=now)
        _update_free(asked, due_at=now, tries=0)
        _update_free(works, due_at=now)
        _update_free(slowed, slow_until=None)
        wake_all()

    def _quiet(self) -> bool:
        """What Safaricom sends late leaves now."""
        self.control("clock", {"advance_seconds": 5})
        owed = not self.control("drain", {"timeout": 5})["drained"]
        now = timezone.now()
        due = Enquiry.objects.filter(state__in=("ASKING", "ASKED"), due_at__lte=now)
        works = (CallbackWork.objects.filter(state="DUE"), Unsealed.objects.all(), due)
        return not owed and not any(rows.exists() for rows in works)

    def heal(self) -> None:
        """Safaricom is well again."""
        self.system.sandbox.delete("/_sandbox/faults")

    def try_again(self) -> int:
        """Every second phone that took no money takes it now; what has failed is tried again."""
        mended = self.refusing[::2]
        self.control("customers", [{"msisdn": phone, "registered": True} for phone in mended])
        again, refused = retry_failed_payouts(business=self.house.business, hours=2, actor=self.clerk)
        assert not refused
        eventually(self._ordered, "what failed is ordered again", within=120, pause=1)
        self.rest()
        return len(again)

    # The truth

    def states(self) -> dict[str, str]:
        """By phone: the state of a payout, UNKNOWN of one in flight whose attempt is that."""
        rows = Payout.objects.values_list("pk", "state")
        unknown = set(PayoutAttempt.objects.filter(state="UNKNOWN").values_list("payout", flat=True))
        keys = {int(key.rpartition("-")[2]): pk for pk, key in Payout.objects.values_list("pk", "key")}
        told = {pk: "UNKNOWN" if pk in unknown else state for pk, state in rows}
        return {phone: told[keys[number]] for number, (phone, _) in enumerate(self.plan)}

    def check(self, *, at_rest: bool = False) -> Counter[str]:
        """Safaricom's own journal against ours; at rest nothing may be unknown."""
        transfers = journal(
            self.system,
            "SELECT counterparty, amount_cents FROM transfers WHERE kind = 'b2c' AND shortcode = ?",
            SHORTCODE,
        )
        paid = Counter(row["counterparty"] for row in transfers)
        assert max(paid.values(), default=0) <= 1, "a payee was paid twice"
        asked = {phone: shillings * 100 for phone, shillings in self.plan}
        assert {row["counterparty"]: row["amount_cents"] for row in transfers}.items() <= asked.items()
        states = self.states()
        for phone, state in states.items():
            if state == "PAID":
                assert phone in paid, f"{phone} is PAID and got nothing"
            elif state != "UNKNOWN":
                assert phone not in paid, f"{phone} is {state} and was paid"
        counts = Counter(states.values())
        live = PayoutAttempt.objects.filter(state__in=LIVE)
        assert set(live.values_list("state", flat=True)) <= {"UNKNOWN"}
        with_reserve = Payout.objects.filter(state__in=WITH_RESERVE)
        assert self.balance("2400") == sum(with_reserve.values_list("amount", flat=True))
        assert set(with_reserve.values_list("pk", flat=True)) == set(live.values_list("payout", flat=True))
        booked = sum(PayoutAttempt.objects.filter(state="PAID").values_list("amount", flat=True))
        assert booked == sum(asked[phone] for phone, state in states.items() if state == "PAID")
        assert self.balance("5500") == booked + self.balance("2400")
        if at_rest:
            assert set(counts) == {"PAID", "FAILED"}, counts
        return counts

    def told(self) -> str:
        kinds = Counter(PayoutAttempt.objects.values_list("state", "decided_by"))
        return f"killed {dict(self.killed)}; attempts {dict(kinds)}"

    # The day after

    def judge(
        self, sandbox: SandboxProcess, drain: Callable[..., None], go: Callable[[timedelta], None]
    ) -> Any:
        """The statement of the day and the next one is brought in, a day later; returns the proof."""
        first = accounting_day(timezone.now())
        began: datetime = PayoutAttempt.objects.earliest("created_at").created_at
        go(timedelta(hours=26))
        sandbox.post("/_sandbox/clock", {"advance_seconds": 26 * 3600}).raise_for_status()
        last = accounting_day(days.now())
        for account in ("Utility Account", "Charges Paid Account"):
            period = f"from={accounting_day(began)}&to={last}&template=a&format=csv"
            data = sandbox.get(
                f"/_sandbox/statement?shortcode={SHORTCODE}&account={account}&{period}"
            ).content
            statement = bring(self.till, data, name=f"{account}.csv")
            assert statement.state == "ADMITTED", (statement.state, statement.problem)
        for _ in range(6):
            drain()
            sandbox.drain()
            if not PayoutAttempt.objects.filter(state="UNKNOWN").exists():
                break
            PayoutAttempt.objects.filter(state="UNKNOWN").update(book_at=None)
        run = prove(self.till, drain, first, last)
        assert self.balance(account_code(self.till)) == run.statement_closing
        closing = Closing(self.house.business, first, first)
        assert [check for check in run_closing_checks(closing) if not check.holds] == []
        return run


@transaction.atomic
def _update_free(rows: QuerySet[Any], **values: Any) -> None:
    free = list(rows.order_by("pk").select_for_update(skip_locked=True).values_list("pk", flat=True))
    rows.model._default_manager.filter(pk__in=free).update(**values)
