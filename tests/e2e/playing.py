"""A market on a running system, played through the front door alone: GraphQL over HTTP for everybody, and the
local Daraja on the players' phones."""

from __future__ import annotations

import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from core import days
from core.money import Rounding, round_to_shilling, to_shillings
from demo.http import Site
from demo.system import Api
from graphql_api.ids import write_id
from ledger.journal.wallets import open_wallet
from markets.models import Market
from tests.chaos.patience import eventually
from tests.chaos.paying import SHORTCODE, PayingSystem, journal
from tests.chaos.system import START_SECONDS, System
from tests.graphql_api.conftest import PASSWORD, House
from tests.markets.bookmakers import RULES
from users.models import Role
from users.people import create_player

PIN = "274913"
OUTCOMES = ("Simba", "Chui", "Kifaru")
#: Basis points of the result that stands: a dead heat.
WON = {"Simba": 3_333, "Kifaru": 6_667}
FEE_BPS = 500
#: Cents on each phone before.
BROUGHT = 30_000_00
_ASKED = "approval { id state digest }"
_RUNS = """query ($id: ID!) { node(id: $id) { ... on Market { state settlements { nodes { state stakeCount
    winnerCount paymentCount postedCount sentCount staked paid refunded fee breakage carryOut
    paidOut failedOut unknownOut waitingOut } } } } }"""
_CERTIFICATE = "query ($id: ID!) { node(id: $id) { ... on Market { certificate { digest address } } } }"
_STAKES = """query ($id: ID!, $after: String) { node(id: $id) { ... on Market {
    stakes(first: 100, after: $after) { pageInfo { hasNextPage endCursor } nodes {
    id number amount fate pays player { name } outcome { name } } } } } }"""
_MINE = """{ wallets(allMine: true, onlyOwn: true, first: 1) { nodes { id balance player { name }
    deposits(first: 20) { nodes { amount state stakeState receiptNumber stake { amount } } } } } }"""


class Person(Api):
    """Who is signed in at the web process."""

    def __init__(self, system: System, name: str, secret: str) -> None:
        super().__init__(Site(system.addresses.web_url, seconds=120))
        self.act("signIn", identifier=name, secret=secret)

    def act(self, verb: str, shown: str = "", **given: Any) -> Any:
        """What a mutation's payload shows. A Problem raises RuntimeError, its code first."""
        head = f"{verb[0].upper()}{verb[1:]}Input!"
        words = f"{verb}(input: $input) {{ {shown} problems {{ code message }} }}"
        return self.call(f"mutation($input: {head}) {{ {words} }}", input=given)


class Planned(NamedTuple):
    outcome: str
    cents: int


@dataclass
class Player:
    """One with a phone, and what they are going to stake: the first with a deposit, the others after it."""

    name: str
    phone: str
    stakes: list[Planned]
    person: Person | None = field(default=None, repr=False)

    @property
    def api(self) -> Person:
        assert self.person is not None, "the player is signed in"
        return self.person

    @property
    def deposits(self) -> tuple[int, int]:
        """Whole shillings, in cents: for the first stake, and for all others with some to spare."""
        first, *others = (stake.cents for stake in self.stakes)
        return up(first), up(sum(others)) + 7_00

    def mine(self) -> Any:
        return self.api.call(_MINE)["nodes"][0]


class Played(PayingSystem):
    """A market and its players. Nobody has money at first: not the wallets, the till or the books."""

    def __init__(self, system: System, house: House, *, players: int, each: int, seed: int) -> None:
        eventually(system.web_answers, "web answers", within=START_SECONDS)
        super().__init__(system, house, shillings=0)
        dice = random.Random(seed)
        self.players = [
            Player(
                f"Mchezaji {number}",
                f"2547110{number:05}",
                [Planned(dice.choice(OUTCOMES), dice.randint(20_00, 400_00)) for _ in range(each)],
            )
            for number in range(players)
        ]
        people = [
            {
                "msisdn": player.phone,
                "name": "Mchezaji",
                "balance": to_shillings(BROUGHT),
                "answer": "approve",
            }
            for player in self.players
        ]
        self.control("customers", people)
        for player in self.players:
            row = create_player(
                phone=player.phone, pin=PIN, business=house.business, display_name=player.name
            )
            open_wallet(business=house.business, player=row)
        staff = (Role.MARKET_OPERATOR, Role.APPROVER, Role.ACCOUNTANT)
        self.operator, self.checker, self.accountant = (
            Person(system, house.people[role].username, PASSWORD) for role in staff
        )
        self.accountant.tills = {SHORTCODE: write_id("Till", self.till.pk)}
        self.market, self.outcomes = "", dict[str, str]()

    def fund(self, cents: int, account: str = "") -> None:
        """The players bring it."""

    # Before

    def open(self) -> None:
        """Written by one, read and opened by another."""
        now = days.now()
        moments = {"closesAt": 4, "resolveBy": 24, "voidAfter": 72}
        made = self.operator.act(
            "createMarket",
            "market { id lint { code } outcomes { nodes { id name } } }",
            business=self.house.id,
            title="Who crosses first?",
            outcomes=OUTCOMES,
            **RULES,
            **{name: (now + timedelta(hours=hours)).isoformat() for name, hours in moments.items()},
            feeBps=FEE_BPS,
            disputeMinutes=1,
            largeDisputeMinutes=1,
            payoutMode="MPESA",
            idempotencyKey="market",
        )["market"]
        assert made["lint"] == []
        self.market = made["id"]
        self.outcomes = {outcome["name"]: outcome["id"] for outcome in made["outcomes"]["nodes"]}
        asked = self.operator.act("openMarket", _ASKED, market=self.market, idempotencyKey="open")["approval"]
        self._approve(asked)
        assert self.state() == "OPEN"

    def _approve(self, asked: Any) -> None:
        """By somebody else alone."""
        given = {"approval": asked["id"], "digest": asked["digest"]}
        assert refused(partial(self.operator.act, "approveRequest", **given)) == "SAME_PERSON"
        told = self.checker.act("approveRequest", "approval { state }", **given)
        assert told["approval"]["state"] == "APPROVED"

    # The play

    def play(self) -> None:
        """Everybody at once."""
        with ThreadPoolExecutor(len(self.players)) as pool:
            for done in [pool.submit(self._play, player) for player in self.players]:
                done.result()

    def _play(self, player: Player) -> None:
        player.person = Person(self.system, player.phone, PIN)
        wallet = player.mine()["id"]
        first, *others = player.stakes
        wish = {"outcome": self.outcomes[first.outcome], "amount": to_shillings(first.cents)}
        for cents, stake in zip(player.deposits, (wish, None), strict=True):
            given = {
                "wallet": wallet,
                "amount": to_shillings(cents),
                "idempotencyKey": f"deposit-{bool(stake)}",
            }
            player.api.act("depositToWallet", "request { state }", **given, stake=stake)
            arrived = partial(self._arrived, player)
            eventually(arrived, "the deposit is in the wallet", within=280, pause=len(self.players) / 20)
        for number, stake in enumerate(others):
            given = {
                "outcome": self.outcomes[stake.outcome],
                "amount": to_shillings(stake.cents),
                "idempotencyKey": f"stake-{number}",
            }
            placed = player.api.act("placeStake", "stake { id }", **given)
            if number % 3 == 0:  # who has not heard asks again
                assert player.api.act("placeStake", "stake { id }", **given) == placed

    def _arrived(self, player: Player) -> bool:
        deposits = player.mine()["deposits"]["nodes"]
        states = {(row["state"], row["stakeState"]) for row in deposits}
        assert states <= {
            *(("INITIATED", "WAITING"), ("PENDING", "WAITING"), ("PAID", "WAITING"), ("PAID", "STAKED")),
            *(("INITIATED", "NO_STAKE"), ("PENDING", "NO_STAKE"), ("PAID", "NO_STAKE")),
        }, states
        return states <= {("PAID", "STAKED"), ("PAID", "NO_STAKE")}

    # The result

    def resolve(self, *, wait: bool) -> None:
        """Closed, a wrong result, disputed by a player, amended, and the time to dispute it again is over:
        waited for, or moved."""
        self.operator.act("closeMarket", market=self.market)
        late = {"outcome": self.outcomes["Simba"], "amount": "20", "idempotencyKey": "late"}
        assert refused(partial(self.players[0].api.act, "placeStake", **late)) == "MARKET_CLOSED"
        self._say("proposeResolution", {"Chui": 10_000}, "Seen from the other bank.")
        self.players[1].api.act("disputeResolution", market=self.market, reason="Chui never crossed.")
        assert self.state() == "DISPUTED"
        self._say("amendResolution", WON, "The film: both at once.")
        assert self.state() == "PROPOSED"
        assert refused(self._ask_settlement) == "DISPUTES_OPEN"
        if not wait:
            Market.objects.update(disputes_until=days.now())
        eventually(self._undisputed, "the time to dispute is over", within=90, pause=0.5)

    def _undisputed(self) -> bool:
        return Market.objects.filter(disputes_until__lte=days.now()).exists()

    def _say(self, verb: str, parts: dict[str, int], evidence: str) -> None:
        self.operator.act(
            verb,
            market=self.market,
            parts=[{"outcome": self.outcomes[name], "bps": bps} for name, bps in parts.items()],
            evidence=evidence,
            observedAt=days.now().isoformat(),
            idempotencyKey=verb,
        )

    def _ask_settlement(self) -> Any:
        return self.operator.act("requestSettlement", _ASKED, market=self.market, idempotencyKey="settle")[
            "approval"
        ]

    def settle(self) -> None:
        """Asked for by one, approved by another; ends when every phone has its money."""
        self._approve(self._ask_settlement())
        eventually(lambda: self.state() == "SETTLED", "it is settled", within=120, pause=0.3)
        eventually(self._sent_on, "all winners are paid", within=300, pause=0.5)

    def _sent_on(self) -> bool:
        run = self.settlement()
        assert (run["failedOut"], run["unknownOut"]) == (0, 0), run
        return bool(run["sentCount"] == run["paymentCount"] == run["paidOut"])

    # What there is now

    def state(self) -> str:
        return str(self.node(self.market, "Market", "state")["state"])

    def settlement(self) -> Any:
        (run,) = self.operator.call(_RUNS, id=self.market)["settlements"]["nodes"]
        return run

    def node(self, pk: str, kind: str, fields: str) -> Any:
        return self.operator.node(pk, kind, fields)

    def stakes(self) -> Iterator[Any]:
        """All of them, as the operator reads them."""
        after = None
        while True:
            page = self.operator.call(_STAKES, id=self.market, after=after)["stakes"]
            yield from page["nodes"]
            if not page["pageInfo"]["hasNextPage"]:
                return
            after = page["pageInfo"]["endCursor"]

    def came(self) -> dict[str, tuple[int, int]]:
        """Cents that each phone paid, and what that cost it, from the sandbox's own books."""
        rows = journal(
            self.system,
            "SELECT msisdn, sum(amount_cents) AS cents, sum(payer_fee_cents) AS fees FROM payments"
            " WHERE shortcode = ? GROUP BY msisdn",
            SHORTCODE,
        )
        return {row["msisdn"]: (row["cents"], row["fees"]) for row in rows}

    def at_mpesa(self, holder: str) -> int:
        """Cents that its double-entry journal has with somebody, by phone or shortcode."""
        (row,) = journal(
            self.system,
            "SELECT coalesce(sum(amount_cents), 0) AS cents FROM journal WHERE holder = ?",
            holder,
        )
        return int(row["cents"])

    def charges(self) -> int:
        """Cents that Safaricom took for what was paid out."""
        (row,) = journal(self.system, "SELECT coalesce(sum(fee_cents), 0) AS cents FROM transfers")
        return int(row["cents"])

    def certificate(self, folder: Path) -> tuple[Path, str]:
        """As a player takes it: the file, and the digest that was published."""
        player = self.players[0].api
        told = player.call(_CERTIFICATE, id=self.market)["certificate"]
        answer = player.http.get(told["address"])
        answer.raise_for_status()
        path = folder / "certificate.jsonl"
        path.write_bytes(answer.content)
        return path, str(told["digest"])


def up(cents: int) -> int:
    """To the next whole shilling: M-Pesa takes no others."""
    return round_to_shilling(cents, Rounding.UP)[0]


def refused(act: Any) -> str:
    """The code of the Problem; empty where there was none."""
    try:
        act()
    except RuntimeError as problem:
        return str(problem).partition(":")[0]
    return ""
