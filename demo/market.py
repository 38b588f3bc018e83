"""A small market from its draft to money on the winners' phones: one thread of the story of `make demo`.

Two people of the operator run it, three players play it, each by GraphQL with a session of their own. The
shortest time to dispute is a minute: `play` comes before the rest of the story, `settle` after it.
"""

from __future__ import annotations

import subprocess
import sys
from contextlib import ExitStack
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from core import days
from demo.http import Site
from demo.names import MARKETS, PASSWORD, PLAYER_PIN, PLAYERS
from demo.system import Api
from demo.telling import Teller
from embedded.env import PROJECT_ROOT

#: What each player pays in, and what is in the wallet once the pool has been shared and phones are paid.
DEPOSITS = ("500.00", "200.00", "300.00")
#: G = 650.75, of which Simba has 400.50 and the others 250.25. The fee is 5 %, 32.53; 217.72 are shared:
#: 163.09 and 54.63 by the largest remainder. What the winners get, 463.09 and 155.13, goes out in shillings.
STAKES = (("Simba", "300.00"), ("Simba", "100.50"), ("Chui", "250.25"))
FATES = (("WON", "463.09"), ("WON", "155.13"), ("LOST", "0.00"))
SENT = (("463.00", "0.09"), ("155.00", "0.13"), None)
WALLETS = ("200.09", "99.63", "49.75")
#: Each phone had 100,000.00 and pays Safaricom 5.00 for a deposit of this size.
PHONES = ("99958.00", "99950.00", "99695.00")
TERMS = {
    "title": "Which boat comes in first?",
    "outcomes": ["Simba", "Chui", "Kifaru"],
    "category": "Boats",
    "rules": "The boat whose bow is first over the line, as the referee says.",
    "source": "The referee's list at the harbour.",
    "fallback": "The list in the harbour office.",
    "tie": "Boats that the list has together share.",
    "postponement": "Without a race within two days everybody has their stakes back.",
    "payoutMode": "MPESA",
    "disputeMinutes": 1,
}
_PROBLEMS = "problems { code message }"


class Market:
    """One market; `teller` says and checks."""

    def __init__(self, teller: Teller, web_url: str, output: Path, stack: ExitStack) -> None:
        self.teller, self.output = teller, output

        def person(name: str, secret: str) -> Api:
            api = Api(stack.enter_context(Site(web_url)))
            api.sign_in(name, secret)
            return api

        self.operator, self.approver = person("operator", PASSWORD), person("approver", PASSWORD)
        self.players = [person(phone, PLAYER_PIN) for phone, _ in PLAYERS]
        self.wallets = [_wallet_of(player) for player in self.players]
        self.id = ""
        self.outcomes: dict[str, str] = {}

    def play(self) -> None:
        """Opened, staked on, closed, and its result proposed."""
        self._open()
        deposits = [self._deposit(place) for place in range(len(PLAYERS))]
        for phone, _ in PLAYERS:
            self.teller.control("approve", {"checkout_request_id": self.teller.prompt(phone)})
        self.teller.until("stake that follows a deposit", partial(self._stake_state, deposits[2]), "STAKED")
        for place in (0, 1):
            self._has(place, DEPOSITS[place])
            self._stake(place)
        found = self._market("pool stakeCount")
        self.teller.check("the pool", found, {"pool": "650.75", "stakeCount": 3})
        self.teller.say("KES 1,000 into three wallets by STK; stakes of KES 650.75 in the pool.")
        self.operator.call(
            f"mutation($i: ID!) {{ closeMarket(input: {{market: $i}}) {{ {_PROBLEMS} }} }}", i=self.id
        )
        self.operator.call(
            "mutation($input: ProposeResolutionInput!) { proposeResolution(input: $input)"
            f" {{ proposal {{ number }} {_PROBLEMS} }} }}",
            input={
                "market": self.id,
                "parts": [{"outcome": self.outcomes["Simba"], "bps": 10_000}],
                "evidence": "Simba stands first on the referee's list.",
                "observedAt": days.now().isoformat(),
                "idempotencyKey": "demo-result",
            },
        )
        self.teller.check("market", self._market("state"), {"state": "PROPOSED"})
        self.teller.say("Closed, and Simba proposed with evidence: for a minute anybody may dispute that.")

    def settle(self) -> None:
        """Signed by another person, paid to the phones, certified, and proved against the statement."""
        until = datetime.fromisoformat(self._market("disputesUntil")["disputesUntil"])
        self.teller.until("end of the time to dispute", lambda: days.now() > until, True, seconds=75)
        self._say_yes("requestSettlement", "RequestSettlementInput", key="demo-settlement")
        self.teller.until("market", lambda: self._market("state"), {"state": "SETTLED"})
        sums = "number stakeCount winnerCount staked paid fee refunded digest"
        run = self._market(f"settlements(first: 1) {{ nodes {{ {sums} }} }}")["settlements"]["nodes"][0]
        digest = run.pop("digest")
        wanted: dict[str, Any] = {"number": 1, "stakeCount": 3, "winnerCount": 2}
        wanted |= {"staked": "650.75", "paid": "618.22", "fee": "32.53", "refunded": "0.00"}
        self.teller.check("the settlement", run, wanted)
        self.teller.say("Two people settled it: of KES 650.75 the winners get 618.22, the fee is 32.53.")
        self._check_certificate(digest)
        self._check_payouts()
        self._check_books()
        self._prove()

    def _open(self) -> None:
        now = days.now()
        market = self.operator.call(
            "mutation($input: CreateMarketInput!) { createMarket(input: $input)"
            f" {{ market {{ id outcomes(first: 5) {{ nodes {{ id name }} }} }} {_PROBLEMS} }} }}",
            input=TERMS
            | {
                "business": self.operator.ids[MARKETS.code],
                "closesAt": (now + timedelta(hours=1)).isoformat(),
                "resolveBy": (now + timedelta(days=2)).isoformat(),
                "voidAfter": (now + timedelta(days=3)).isoformat(),
                "idempotencyKey": "demo-market",
            },
        )["market"]
        self.id = market["id"]
        self.outcomes = {each["name"]: each["id"] for each in market["outcomes"]["nodes"]}
        self._say_yes("openMarket", "OpenMarketInput", key="demo-opening")
        self.teller.check("market", self._market("state"), {"state": "OPEN"})
        self.teller.say(f"{MARKETS.name} asks which boat comes in first; a second person read it: open.")

    def _say_yes(self, verb: str, kind: str, *, key: str) -> None:
        """The operator asks for it, and another person approves exactly that."""
        asked = self.operator.call(
            f"mutation($input: {kind}!) {{ {verb}(input: $input)"
            f" {{ approval {{ id digest }} {_PROBLEMS} }} }}",
            input={"market": self.id, "idempotencyKey": key},
        )["approval"]
        done = self.approver.call(
            "mutation($input: ApproveRequestInput!) { approveRequest(input: $input)"
            f" {{ approval {{ state }} {_PROBLEMS} }} }}",
            input={"approval": asked["id"], "digest": asked["digest"]},
        )["approval"]
        self.teller.check(f"the request of {verb}", done["state"], "APPROVED")

    def _deposit(self, place: int) -> str:
        """Ask the player's phone; the last player's stake follows the money by itself. The deposit's id."""
        fields: dict[str, Any] = {"wallet": self.wallets[place], "amount": DEPOSITS[place]}
        if place == len(PLAYERS) - 1:
            name, amount = STAKES[place]
            fields["stake"] = {"outcome": self.outcomes[name], "amount": amount}
        request = self.players[place].call(
            "mutation($input: DepositToWalletInput!) { depositToWallet(input: $input)"
            f" {{ request {{ id }} {_PROBLEMS} }} }}",
            input=fields | {"idempotencyKey": f"demo-deposit-{place}"},
        )["request"]
        return str(request["id"])

    def _stake_state(self, deposit: str) -> str:
        found = self.players[-1].node(deposit, "WalletDeposit", "stakeState")
        return str(found["stakeState"])

    def _stake(self, place: int) -> None:
        name, amount = STAKES[place]
        self.players[place].call(
            "mutation($input: PlaceStakeInput!) { placeStake(input: $input)"
            f" {{ stake {{ id }} {_PROBLEMS} }} }}",
            input={
                "outcome": self.outcomes[name],
                "amount": amount,
                "idempotencyKey": f"demo-stake-{place}",
            },
        )

    def _has(self, place: int, amount: str) -> None:
        def look() -> str:
            return str(self.players[place].node(self.wallets[place], "Wallet", "balance")["balance"])

        self.teller.until(f"wallet of {PLAYERS[place][1]}", look, amount)

    def _market(self, fields: str) -> dict[str, Any]:
        found: dict[str, Any] = self.operator.node(self.id, "Market", fields)
        return found

    def _check_certificate(self, digest: str) -> None:
        """As a player who lost would: with the one file that needs nothing else, and the own stake."""
        loser = self.players[-1]
        certificate = loser.node(self.id, "Market", "certificate { digest address }")["certificate"]
        self.teller.check("digest that was approved", certificate["digest"], digest)
        for place, player in enumerate(self.players):
            mine = player.call("{ myStakes(allMine: true, first: 5) { nodes { fate pays proof } } }")["nodes"]
            fates = [(each["fate"], each["pays"]) for each in mine]
            self.teller.check(f"stakes of {PLAYERS[place][1]}", fates, [FATES[place]])
        answer = loser.http.get(certificate["address"])
        answer.raise_for_status()
        self.output.mkdir(exist_ok=True)
        file, proof = self.output / "market.jsonl", self.output / "stake.json"
        file.write_bytes(answer.content)
        proof.write_text(mine[0]["proof"], "utf-8")
        command = [sys.executable, "markets/verify_certificate.py", str(file)]
        command += ["--digest", digest, "--stake", str(proof)]
        checked = subprocess.run(command, cwd=PROJECT_ROOT, capture_output=True, text=True, check=False)
        said = checked.stdout.splitlines()[-2:]
        wanted = ["stake 1 lost: 250.25 staked, gets 0.00", "the certificate holds"]
        self.teller.check("verify_certificate.py", (checked.returncode, said), (0, wanted))
        self.teller.say("verify_certificate.py: the certificate holds, and the loser's stake is in it.")

    def _check_payouts(self) -> None:
        out = "settlements(first: 1) { nodes { paidOut failedOut unknownOut waitingOut } }"
        wanted = {"paidOut": 2, "failedOut": 0, "unknownOut": 0, "waitingOut": 0}
        self.teller.until(
            "what is won, on the way to phones",
            lambda: self._market(out)["settlements"]["nodes"],
            [wanted],
            seconds=90,
        )
        fields = "withdrawals(first: 5) { nodes { amount residue state } }"
        for place, sent in enumerate(SENT):
            found = self.players[place].node(self.wallets[place], "Wallet", fields)["withdrawals"]["nodes"]
            paid = [{"amount": sent[0], "residue": sent[1], "state": "PAID"}] if sent else []
            self.teller.check(f"payouts to {PLAYERS[place][1]}", found, paid)
            told = self.teller.sandbox.get(f"/_sandbox/phones/{PLAYERS[place][0]}").json()
            self.teller.check(f"M-Pesa of {PLAYERS[place][1]}", told["balance"], PHONES[place])
        self.teller.say("KES 463 and 155 by M-Pesa on the winners' phones; who lost has no payout.")

    def _check_books(self) -> None:
        for place, amount in enumerate(WALLETS):
            self._has(place, amount)
        books = self.operator.balances(MARKETS.code)
        pools = {code: balance for code, balance in books.items() if code.startswith("2300-")}
        self.teller.check("pools", list(pools.values()), ["0.00"])
        self.teller.check("fees", books["4100"], "32.53")
        self.teller.check("payouts in flight", books["2400"], "0.00")
        self.teller.check("trial balance", *self.operator.trial_balance_totals(MARKETS.code))
        self.teller.say("Wallets hold 200.09, 99.63 and 49.75; the pool's account is 0.00, the fees 32.53.")

    def _prove(self) -> None:
        """Safaricom's own journal says the same. What it charges for payouts stands on an account of its own,
        which is not proved here."""
        day, till = days.today().isoformat(), MARKETS.shortcode
        first = self.teller.first_day
        query = f"shortcode={till}&account=Utility Account&from={first}&to={day}&template=a&format=xlsx"
        content = self.teller.sandbox.get(f"/_sandbox/statement?{query}").content
        uploaded = self.operator.upload_statement(till, f"markets-{day}.xlsx", content)
        self.teller.until("statement", lambda: self.operator.statement(uploaded), ("ADMITTED", True))
        self.teller.until("proof", self.operator.state_of_newest_run, ("DONE", True), seconds=60)
        found = self.operator.run(self.operator.newest_run()["id"])
        wanted = {"statementClosing": "382.00", "ledger": "382.00", "unexplained": "0.00"}
        self.teller.check("the proof", {name: found[name] for name in wanted}, wanted)
        cover = self.operator.call(
            "query($b: ID!) { playerCover(business: $b) { held owed difference covered } }",
            b=self.operator.ids[MARKETS.code],
        )
        covered = {"held": "382.00", "owed": "349.47", "difference": "32.53", "covered": True}
        self.teller.check("cover of the players' money", cover, covered)
        self.teller.say("Statement KES 382.00 = ledger KES 382.00: the players' 349.47 and the fee.")


def _wallet_of(player: Api) -> str:
    found = player.call("{ wallets(allMine: true, first: 1) { nodes { id } } }")["nodes"]
    return str(found[0]["id"])
