"""Years as Hypothesis draws them: some acts that each has, so that no report is empty, and any others."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import strategies as st

from core import days
from ledger.closing.periods import close_period
from ledger.closing.years import close_year
from ledger.journal.sealing import seal_business
from markets.models import LegalKind, Market
from mpesa.payouts.rules import set_payout_limits
from mpesa.payouts.withdrawing import withdraw
from mpesa.payouts.withholding import change_withholding
from reconciliation.models import ReconciliationRun
from tests.clock import Clock
from tests.markets.bookmakers import outcome, set_legal_rule
from tests.mpesa.payouts.offices import send, tell
from tests.reconciliation.proved import prove_receipts
from tests.reports.year.trading import Act, Trading

#: In the first month, which is proved by a statement, closed, and the last one of a financial year.
OPENING = (
    Act("bill", 1, 400, 2),
    Act("bill", 1, 90, 7),
    Act("pay", 3, 50, 1),
    Act("pay_nothing_known", 4, 75),
    Act("buy", 5, 120, 0),
    Act("sell", 6, 20, 3),
)
#: Each of them once at least, far enough apart that bills are of every age on the last day.
ALWAYS = (
    Act("bill", 40, 310, 1),
    Act("bill", 41, 55, 5),
    Act("pay_ahead", 60, 5_000, 3),
    Act("pay", 70, 10, 2),
    Act("pay_nothing_known", 80, 33),
    Act("pay_nothing_known", 90, 44),
    Act("place", 95, 1, 1),
    Act("place", 96, 1, 2),
    Act("pay_nothing_known", 98, 21),
    Act("take_back", 110, 1, 1),
    Act("bill", 150, 200, 4),
    Act("credit", 155, 1, 2),
    Act("bill", 160, 20, 3),
    Act("void", 161, 1, 2),
    Act("write_off", 170, 1, 0),
    Act("pay_by_hand", 180, 15, 0),
    Act("withhold", 181, 1, 1),
    Act("ask_in_vain", 200, 12, 1),
    Act("ask_in_vain", 201, 13, 2),
    Act("pay_out", 210, 700, 1),
    Act("pay_out", 215, 300, 4),
    Act("sell", 220, 10, 2),
    Act("buy", 230, 90, 1),
    Act("adjust", 240, 5, 0),
    Act("deposit", 250, 600, 0),
    Act("deposit", 251, 800, 1),
    Act("subscribe", 260, 40, 3),
    Act("pay_batch", 262, 150, 0),
    Act("give_back", 264, 1, 0),
    Act("bill", 280, 70, 9),
    Act("bill", 315, 80, 10),
    Act("bill_tenants", 325, 1, 0),
    Act("bill", 330, 85, 44),
)
NAMES = sorted({act.name for act in (*OPENING, *ALWAYS)})
acts = st.lists(
    st.builds(Act, st.sampled_from(NAMES), st.integers(32, 360), st.integers(1, 1_000), st.integers(0, 50)),
    max_size=12,
)


class Year(Trading):
    """Lived, closed, proved and sealed: what its reports are about."""

    run: ReconciliationRun
    market: Market

    def happen(self, drawn: list[Act]) -> None:
        self.live([*OPENING])
        self.close_the_first_month()
        self.live([*ALWAYS, *drawn])
        self.live([Act("pay_nothing_known", 360, 21)])  # what was drawn may have placed all others
        self.go_to(self.today)
        self.play()
        seal_business(self.house.business.pk)

    def close_the_first_month(self) -> None:
        last = days.end_of_month(self.first)
        self.go_to(last + timedelta(days=2))
        self.run = prove_receipts(self.water, self.first, last)
        owner, business = self.bookmaker.owner, self.house.business
        close_period(business=business, last_day=last, comment="=Waits", actor=owner)
        close_year(business=business, last_day=last, actor=owner)

    def play(self) -> None:
        """A market of today, with two tax rules, settled; and one that runs."""
        maker, clock = self.bookmaker, self.clock
        set_legal_rule(maker, clock, LegalKind.EXCISE, 500)
        set_legal_rule(maker, clock, LegalKind.GGR, 1_500)
        self.withhold_from_winnings()
        for wallet in self.wallets:
            self.depositors.pay(wallet, 300_00)
        self.market = maker.open("=Yes", "No", title="=Will it rain?")
        for wallet, name, cents in zip(
            self.wallets, ("=Yes", "No", "No"), (100_00, 50_25, 80_00), strict=True
        ):
            maker.stake(wallet, outcome(self.market, name), cents)
        before = clock.at
        self.market = maker.settle(self.market, clock, "=Yes")
        clock.at = before  # the hour of disputes was not waited for
        still = maker.open()
        maker.stake(self.wallets[0], outcome(still, "Yes"), 10_00)
        self.settle()
        self.withdraw()

    def withhold_from_winnings(self) -> None:
        """From yesterday on: it was asked for the day before."""
        self.clock.at -= timedelta(days=2)
        asked = change_withholding(
            business=self.house.business, name="=The Act", rate=500,
            from_day=days.today() + timedelta(days=1), key=self.key(), actor=self.bookmaker.owner,
        )  # fmt: skip
        self.say_yes(asked)
        self.clock.at += timedelta(days=2)

    def withdraw(self) -> None:
        """What is won goes on to the phone, less what the law withholds; another's does not arrive."""
        limits = {"withdrawal_limit": 100_000_00}
        set_payout_limits(business=self.house.business, limits=limits, actor=self.bookmaker.owner)
        for wallet, amount, verdict in ((0, 150_50, "PAID"), (1, 60_00, "FAILED")):
            player = self.wallets[wallet]
            payout = withdraw(wallet=player, amount=amount, key=self.key(), actor=player.player)
            more = {"charge": 9_00} if verdict == "PAID" else {"code": "14"}
            tell(send(payout), verdict, **more)


def year_of(clock: Clock, drawn: list[Act]) -> Year:
    year = Year(clock)
    year.happen(drawn)
    return year
