"""A market through the front door of real processes: written, opened, staked on by many at once with money
from their phones, disputed, amended, settled and paid to the phones; then Safaricom's journal, the books, the
certificate and the day's statement say the same, to the cent."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from core import days
from core.money import to_cents, to_shillings
from ledger.integrity.verifying import verify_ledger
from markets.models import Pool
from mpesa.tills.accounts import account_code
from tests.chaos.patience import eventually
from tests.chaos.paying import SHORTCODE
from tests.chaos.points import CORE, PAYOUTS, RECONCILIATION, SANDBOX, WEB
from tests.e2e.playing import BROUGHT, FEE_BPS, WON, Played
from tests.graphql_api.conftest import House
from tests.markets.certificates import checked, lines_of

PROGRAMS = (WEB, CORE, PAYOUTS, RECONCILIATION, SANDBOX)
FATES = ("LOST", "WON", "REFUNDED")
#: Nothing is left on: owed, pools, carried, breakage, in flight, taxes, to route, in suspense, rounded.
EMPTY = ("1210", "2300", "2310", "2320", "2400", "2500", "2510", "2520", "2890", "2900", "4900")


@pytest.fixture
def play(start_system: Callable[..., Any], house: House, tmp_path: Path) -> Callable[..., None]:
    def run(*, players: int, each: int, wait: bool) -> None:
        clock, first = [time.monotonic()], days.today().isoformat()
        played = Played(start_system(*PROGRAMS), house, players=players, each=each, seed=17)
        steps = (played.open, played.play, lambda: played.resolve(wait=wait), played.settle)
        for step in steps:
            step()
            clock.append(time.monotonic())
        stakes = list(played.stakes())
        assert len(stakes) == players * each
        told = check(played, stakes)
        check_certificate(played, stakes, tmp_path)
        check_statements(played, first)
        assert verify_ledger() == []
        clock.append(time.monotonic())
        took = [round(to - since) for since, to in pairwise(clock)]
        print(
            f"{players} players, {len(stakes)} stakes: open, play, result, paid, checked in {took} s; {told}"
        )

    return run


@pytest.mark.slow
def test_fifty_players_and_five_hundred_stakes(play: Callable[..., None]) -> None:
    play(players=50, each=10, wait=True)


def test_a_few_players(play: Callable[..., None]) -> None:
    """The same in little, in the default suite; the time to dispute is moved instead of waited for."""
    play(players=6, each=5, wait=False)


def check(played: Played, stakes: list[Any]) -> dict[str, int]:
    """Safaricom's journal beside the books and what people see, by player and by account; gives the sums."""
    came, went = played.came(), played.receivers()
    wallets = won = 0
    for player in played.players:
        mine = player.mine()
        own = [stake for stake in stakes if stake["player"]["name"] == player.name]
        assert Counter((stake["outcome"]["name"], to_cents(stake["amount"])) for stake in own) == Counter(
            player.stakes
        )
        paid_in, pays = sum(player.deposits), cents_of(own, "pays")
        sent = pays // 100 * 100  # what is won, in whole shillings
        paid, fees = came[player.phone]
        assert (paid, went.get(player.phone, 0)) == (paid_in, sent)
        assert played.at_mpesa(player.phone) == BROUGHT + sent - paid_in - fees
        assert to_cents(mine["balance"]) == paid_in - cents_of(own, "amount") + pays - sent
        wallets, won = wallets + to_cents(mine["balance"]), won + pays
    for stake in stakes:
        assert stake["fate"] == ("WON" if stake["outcome"]["name"] in WON else "LOST")
    staked, lost = (
        cents_of(some, "amount") for some in (stakes, [each for each in stakes if each["fate"] == "LOST"])
    )
    fee = min(staked * FEE_BPS // 10_000, lost)
    assert won == staked - fee
    run = played.settlement()
    sums = {"staked": staked, "paid": won, "fee": fee, "refunded": 0, "breakage": 0, "carryOut": 0}
    assert {name: to_cents(run[name]) for name in sums} == sums
    assert (run["stakeCount"], run["waitingOut"]) == (len(stakes), 0)
    deposits, payouts = sum(paid for paid, _ in came.values()), sum(went.values())
    books = dict.fromkeys(EMPTY, 0) | {"1010": deposits - payouts, "2200": wallets, "4100": fee}
    assert {code: played.balance(code) for code in books} == books
    assert played.at_mpesa(SHORTCODE) == deposits - payouts - played.charges()
    pool = Pool.objects.select_related("account").get()
    assert (played.balance(pool.account.code), pool.total) == (0, staked)
    return {"deposits": deposits, "staked": staked, "fee": fee, "won": won, "sent": payouts, "kept": wallets}


def check_certificate(played: Played, stakes: list[Any], folder: Path) -> None:
    """It is that of these stakes and sums, holds for a stranger, and every outcome's first stake is in it."""
    file, digest = played.certificate(folder)
    status, said = checked(file, "--digest", digest)
    assert status == 0, said
    head, *lines, _ = lines_of(file)
    names, run = head["rules"]["outcomes"], played.settlement()
    told = {
        number: (names[outcome], cents, FATES[fate], pays)
        for number, _, outcome, cents, _, fate, pays in (line["cells"] for line in lines)
    }
    assert told == {
        stake["number"]: (
            stake["outcome"]["name"], to_cents(stake["amount"]), stake["fate"], to_cents(stake["pays"]),
        )
        for stake in stakes
    }  # fmt: skip
    for name in ("staked", "paid", "refunded", "fee", "breakage"):
        assert head["result"][name] == to_cents(run[name])
    for stake in {stake["outcome"]["name"]: stake for stake in stakes}.values():
        proof = folder / f"{stake['number']}.json"
        proof.write_text(played.operator.node(stake["id"], "Stake", "proof")["proof"], "utf-8")
        assert checked(file, "--stake", proof, "--digest", digest)[0] == 0
        assert checked(proof, "--digest", digest)[0] == 0


def check_statements(played: Played, first: str) -> None:
    """Safaricom's statements of these days are uploaded, and leave nothing to explain; the players' money is
    there, and beyond it the fee less what Safaricom took for paying."""
    api, last = played.accountant, days.today().isoformat()
    for account in ("Utility Account", "Charges Paid Account"):
        period = f"account={account}&from={first}&to={last}&template=a&format=csv"
        file = played.system.sandbox.get(f"/_sandbox/statement?shortcode={SHORTCODE}&{period}").content
        uploaded = api.upload_statement(SHORTCODE, f"{account}.csv", file)
        eventually(lambda of=uploaded: api.statement(of) == ("ADMITTED", True), "it is admitted", within=120)
    run = api.reconcile(SHORTCODE, first, last)
    eventually(lambda: api.run(run)["state"] == "DONE", "it is proved", within=120)
    held = played.balance(account_code(played.till))
    figures = dict.fromkeys(("statementClosing", "ledger"), to_shillings(held)) | {"unexplained": "0.00"}
    proved = api.run(run)
    assert {name: proved[name] for name in ("state", *figures)} == {"state": "DONE", **figures}
    assert held == played.balance("2200") + played.balance("4100")
    charges = played.charges()
    eventually(lambda: played.balance("5100") == charges, "the charges are booked", within=120)
    assert played.balance("1010") == played.at_mpesa(SHORTCODE) == held - charges
    cover = api.call("query ($id: ID!) { playerCover(business: $id) { difference } }", id=played.house.id)
    assert to_cents(cover["difference"]) == played.balance("4100") - charges


def cents_of(stakes: list[Any], name: str) -> int:
    return sum(to_cents(stake[name]) for stake in stakes)
