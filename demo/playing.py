"""Two markets that players have staked on, one of them settled, so that `/markets` and `/play` have something
to show. Their money came to the local Daraja yesterday, by PayBill under the numbers of their wallets.
"""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any, Final

from core import days
from core.machine.jobs import drain_queue
from demo.http import Site
from demo.names import PLAYERS
from ledger.journal.wallet_numbers import wallet_number
from ledger.models import Wallet
from markets.models import Market, Outcome
from markets.resolving.proposing import Result, propose_resolution
from markets.running.drafting import create_market
from markets.running.reviewing import submit_market
from markets.running.stepping import close_market
from markets.running.terms import MarketTerms
from markets.settling.approving import request_settlement
from markets.staking.placing import place_stake
from mpesa.models import Till
from users.approvals.approving import Proof, approve
from users.models import Approval, Business, User
from users.people import player_with_phone

#: What each player has paid in, in shillings, at so many minutes after five in the morning.
PAID_IN: Final = (("2000", 10), ("1500", 25), ("1000", 40))
#: What each stakes on what, in cents.
OVER: Final = (("Simba", 400_00), ("Chui", 250_50), ("Simba", 150_00))
RUNNING: Final = (("Yes", 300_00), ("No", 420_00), ("Yes", 125_00))
SECONDS: Final = 30
BOATS: Final = {
    "title": "Which boat came in first?",
    "category": "Boats",
    "outcomes": ("Simba", "Chui", "Kifaru"),
    "texts": {
        "description": "The race from the harbour round the island.",
        "rules": "The boat whose bow is first over the line, as the referee says.",
        "source": "The referee's list at the harbour.",
        "fallback": "The list in the harbour office.",
        "tie": "Boats that the list has together share.",
        "postponement": "Without a race within two days everybody has their stakes back.",
    },
}
RAIN: Final = {
    "title": "Will it rain at Wilson Airport this week?",
    "category": "Weather",
    "outcomes": ("Yes", "No"),
    "texts": {
        "description": "From now until the market closes.",
        "rules": "Yes, if the weather station reports rain on any day before the close.",
        "source": "The daily report of the Kenya Meteorological Department.",
        "fallback": "The report of the next station.",
        "tie": "There is none.",
        "postponement": "Without a report within a day of the close everybody has their stakes back.",
    },
}


def begin(till: Till, sandbox: Site) -> bool:
    """Let players have paid in, staked and been paid; whether they have. The till is that of the markets,
    to which nobody has paid yet. What is settled is posted by its queue."""
    business = till.business
    wallets = [_wallet_of(business, phone) for phone, _ in PLAYERS]
    phones = [{"msisdn": phone, "name": name} for phone, name in PLAYERS]
    sandbox.post("/_sandbox/customers", json=phones).raise_for_status()
    start, _ = days.day_bounds(days.today() - timedelta(days=1))
    paid = [
        {
            "msisdn": PLAYERS[place][0],
            "shortcode": till.shortcode,
            "amount": shillings,
            "account": wallet_number(wallets[place]),
            "at": (start + timedelta(hours=5, minutes=minutes)).isoformat(),
        }
        for place, (shillings, minutes) in enumerate(PAID_IN)
    ]
    answer = sandbox.post("/_sandbox/history", json=paid)
    if answer.status_code == 400:  # its books have later payments already
        return False
    answer.raise_for_status()
    if not _have_money(wallets):
        return False
    _stake(_open(business, "boats", BOATS, timedelta(hours=1)), wallets, OVER)
    _settle(Market.objects.get(business=business, key="demo-boats"), "Simba")
    _stake(_open(business, "rain", RAIN, timedelta(days=7)), wallets, RUNNING)
    return True


def _wallet_of(business: Business, phone: str) -> Wallet:
    player = player_with_phone(phone)
    return Wallet.objects.select_related("account", "business", "player").get(
        business=business, player=player
    )


def _have_money(wallets: list[Wallet]) -> bool:
    """Whether the receipts have come in, after waiting for them. The queues are drained here too: the
    clusters may be busy, or not there."""
    ends = time.monotonic() + SECONDS
    empty = Wallet.objects.filter(pk__in=[each.pk for each in wallets], account__floor__balance=0)
    while empty.exists():
        if time.monotonic() > ends:
            return False
        time.sleep(0.1)
        for queue in ("mpesa.inbox", "mpesa.route"):
            drain_queue(queue)
    return True


def _open(business: Business, name: str, terms: dict[str, Any], runs: timedelta) -> Market:
    operator, now = User.objects.get(username="operator"), days.now()
    given = MarketTerms(
        **terms,
        closes_at=now + runs,
        resolve_by=now + runs + timedelta(days=1),
        void_after=now + runs + timedelta(days=2),
        time_zone="Africa/Nairobi",
        dispute_minutes=60,
    )
    market = create_market(business=business, terms=given, key=f"demo-{name}", actor=operator)
    _say_yes(submit_market(market=market, key=f"demo-open-{name}", actor=operator))
    return market


def _say_yes(asked: Approval) -> None:
    checker = User.objects.get(username="approver")
    approve(approval=asked, checker=checker, digest=asked.digest, proof=Proof())


def _stake(market: Market, wallets: list[Wallet], stakes: tuple[tuple[str, int], ...]) -> None:
    outcomes = Outcome.objects.select_related("market__business").filter(market=market)
    found = {each.name: each for each in outcomes}
    for wallet, (name, cents) in zip(wallets, stakes, strict=True):
        place_stake(outcome=found[name], amount=cents, key=f"demo-{market.pk}", player=wallet.player)


def _settle(market: Market, won: str) -> None:
    operator = User.objects.get(username="operator")
    close_market(market=market, actor=operator)
    result = Result(
        weights={Outcome.objects.get(market=market, name=won).pk: 10_000},
        evidence=f"{won} stands first on the referee's list.",
        observed_at=days.now(),
    )
    propose_resolution(market=market, result=result, key="demo-boats-result", actor=operator)
    # Nobody waits an hour for the demo to begin.
    Market.objects.filter(pk=market.pk).update(disputes_until=days.now())
    _say_yes(request_settlement(market=market, key="demo-boats-settled", actor=operator))
