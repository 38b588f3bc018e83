"""Money into wallets: once for each receipt, whoever reports it, and never lost; a stake follows or is
refused, and then the money is in the wallet."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
from django.db import DatabaseError, connection, transaction

from core import days
from core.errors import InvalidState
from core.machine.jobs import drain_queue
from ledger.journal.wallet_numbers import number_of, wallet_number
from ledger.models import Entry
from markets.depositing.asking import Wish, deposit
from markets.depositing.staking_after import place_wished
from markets.models import Deposit, LegalKind, Stake
from markets.running.stepping import scratch_outcome
from markets.staking.excluding import exclude_self
from mpesa.callbacks.validating import judge
from mpesa.collections.requests.rules import set_request_limits
from mpesa.collections.reversals import ReversalFacts, ReversalReport, record_reversals
from mpesa.models import Channel, PaymentRequest, Receipt
from mpesa.tills.tills import set_refuses_unknown_accounts, set_till_active
from tests.clock import Clock
from tests.core.threads import run_together
from tests.ledger.books import refusal
from tests.markets.bookmakers import Bookmaker, books, has, legs_of, outcome, set_legal_rule
from tests.markets.depositors import Depositors, receipt_number, settle_deposits
from tests.mpesa.callbacks.callers import paid
from users.actors import SYSTEM


@pytest.fixture(autouse=True)
def address(settings) -> None:
    settings.BASE_URL = "http://127.0.0.1:9"


def test_what_is_paid_under_its_number_is_in_the_wallet_once(depositors: Depositors, clock: Clock):
    wallet = depositors.bookmaker.player(0)
    receipt = depositors.pay(wallet, 250_00)
    for _ in range(2):
        depositors.pay(wallet, 250_00, receipt=receipt.number)
    assert has(wallet) == 250_00 and Receipt.objects.count() == 1
    reference = f"mpesa:{depositors.shortcode}:{receipt.number}:route"
    assert legs_of(reference) == {"2890": (250_00, 0), wallet.account.code: (0, 250_00)}
    route = Receipt.objects.get().route
    assert (route.state, route.owner) == ("ROUTED", f"wallet {wallet_number(wallet)}")
    assert depositors.bookmaker.balance("2890") == 0
    shouted = f" {wallet_number(wallet).lower()[:4]}-{wallet_number(wallet)[4:]} "
    depositors.pay(shouted, 100_00)
    assert has(wallet) == 350_00


def test_a_wrong_check_digit_is_no_wallet(depositors: Depositors, clock: Clock, other_house):
    wallet = depositors.bookmaker.player(0)
    foreign = Bookmaker(other_house).player(0)
    number = wallet_number(wallet)
    wrong = number[:-1] + str((int(number[-1]) + 1) % 10)
    for typed in (wrong, number[1:], number_of(wallet.pk + 1_000), wallet_number(foreign)):
        receipt = depositors.pay(typed, 70_00)
        assert receipt.route.state == "SUSPENSE", typed
    assert (has(wallet), has(foreign), depositors.bookmaker.balance("2900")) == (0, 0, 280_00)


def test_a_deposit_from_the_phone_is_one_credit_whoever_reports_it(depositors: Depositors, clock: Clock):
    wallet = depositors.bookmaker.player(0)
    row = depositors.ask(wallet, 100_00, key="once")
    assert depositors.ask(wallet, 100_00, key="once").pk == row.pk
    assert (row.state, row.request.account_reference) == ("NO_STAKE", wallet_number(wallet))
    assert has(wallet) == 0
    number = depositors.answer(row)
    depositors.answer(row, receipt=number)
    depositors.pay(wallet, 100_00, receipt=number)
    assert has(wallet) == 100_00
    assert (
        PaymentRequest.objects.get().state == "PAID" and PaymentRequest.objects.get().receipt.number == number
    )
    assert refusal(partial(depositors.ask, wallet, 101_00, key="once")) == "KEY_REUSED"


@pytest.mark.parametrize("is_first", ["callback", "confirmation"])
def test_a_stake_follows_its_deposit_once(depositors: Depositors, clock: Clock, is_first: str):
    market, wallet = depositors.bookmaker.open(), depositors.bookmaker.player(0)
    yes = outcome(market, "Yes")
    row = depositors.ask(wallet, 200_00, yes, 150_00, key="once")
    assert refusal(partial(depositors.ask, wallet, 200_00, yes, 149_00, key="once")) == "KEY_REUSED"
    assert refusal(partial(depositors.ask, wallet, 200_00, key="once")) == "KEY_REUSED"
    settle_deposits()
    assert Stake.objects.count() == 0, "nothing is staked before the money is there"
    number = receipt_number()
    if is_first == "confirmation":
        depositors.pay(wallet, 200_00, receipt=number)
    depositors.answer(row, receipt=number)
    depositors.pay(wallet, 200_00, receipt=number)
    settle_deposits()
    row.refresh_from_db()
    assert (row.state, row.stake.cents, row.stake.outcome_id) == ("STAKED", 150_00, yes.pk)
    assert (has(wallet), Stake.objects.count()) == (50_00, 1)


def test_a_stake_that_is_refused_leaves_the_money_in_the_wallet(depositors: Depositors, clock: Clock):
    bookmaker = depositors.bookmaker
    market = bookmaker.open("Yes", "No", "Perhaps")
    wallet = bookmaker.player(0)
    late, out, short, closed = (
        depositors.ask(wallet, cents, outcome(market, name), staked)
        for cents, name, staked in (
            (100_00, "Yes", 100_00), (200_00, "Perhaps", 200_00), (300_00, "Yes", 900_00),
            (400_00, "No", 400_00),
        )
    )  # fmt: skip
    unpaid = depositors.ask(wallet, 500_00, outcome(market, "Yes"), 500_00)
    scratch_outcome(outcome=outcome(market, "Perhaps"), reason="No", actor=bookmaker.operator)
    depositors.answer(out)
    depositors.answer(short)
    depositors.answer(unpaid, code=1032)
    bookmaker.close(market)
    depositors.answer(closed)
    clock.pass_seconds(16 * 60)
    depositors.answer(late)
    said = {row.pk: row.code for row in Deposit.objects.filter(state="REFUSED").exclude(text="")}
    assert said == {
        late.pk: "DEPOSIT_LATE", out.pk: "OUTCOME_SCRATCHED", short.pk: "FLOOR", closed.pk: "MARKET_CLOSED",
        unpaid.pk: "DEPOSIT_NOT_PAID",
    }  # fmt: skip
    assert (has(wallet), Stake.objects.count()) == (1_000_00, 0)


def test_what_cannot_be_is_not_asked_for(depositors: Depositors, clock: Clock, other_house):
    bookmaker = depositors.bookmaker
    market, wallet, other = bookmaker.open(), bookmaker.player(29_000_00), bookmaker.player(0)
    yes = outcome(market, "Yes")
    draft = outcome(bookmaker.draft(), "Yes")
    foreign = outcome(Bookmaker(other_house).open(), "Yes")
    before = books()

    def told(
        actor=None, amount: int = 100_00, stake=None, key: str = "k", phone: str = "254700000611"
    ) -> str:
        wish = Wish(*stake) if stake else None
        return refusal(
            partial(
                deposit, wallet=wallet, amount=amount, phone=phone, wish=wish, key=key,
                actor=actor or wallet.player,
            )
        )  # fmt: skip

    assert told(actor=other.player) == "NOT_FOUND"
    assert told(actor=bookmaker.owner) == "NOT_ALLOWED"
    assert told(amount=0) == "BAD_AMOUNT"
    assert told(amount=-100) == "BAD_AMOUNT"
    assert told(key="") == "BAD_KEY"
    assert told(phone="0611") == "BAD_PHONE"
    assert told(phone="") == "PHONE_MISSING", "this player has none"
    assert told(stake=(foreign, 100_00)) == "NOT_FOUND"
    assert told(stake=(draft, 100_00)) == "MARKET_CLOSED"
    assert told(stake=(yes, 99)) == "STAKE_BOUNDS"
    assert told(amount=70_001_00) == "TIER_LIMIT"
    bookmaker.close(market)
    assert told(stake=(outcome(market, "Yes"), 100_00)) == "MARKET_CLOSED"
    set_till_active(till=depositors.till, active=False, actor=SYSTEM)
    assert told() == "NO_PAYBILL"
    assert books() == before and not PaymentRequest.objects.exists() and not Deposit.objects.exists()


def test_what_is_on_its_way_counts_towards_what_the_tier_holds(depositors: Depositors, clock: Clock):
    wallet = depositors.bookmaker.player(20_000_00)
    limit = 50_000_00
    depositors.ask(wallet, limit - 20_000_00)
    assert refusal(partial(depositors.ask, wallet, 1_00)) == "TIER_LIMIT"
    depositors.pay(wallet, 10_00)
    assert has(wallet) == 20_010_00, "what came is the player's"


def test_a_phone_is_not_rung_without_end(depositors: Depositors, clock: Clock):
    wallet = depositors.bookmaker.player(0)
    for number in range(5):
        depositors.ask(wallet, (number + 1) * 100, phone=f"2547000007{number:02}")
    assert refusal(partial(depositors.ask, wallet, 9_00, phone="254700000799")) == "TOO_MANY_REQUESTS"
    clock.pass_seconds(61)
    depositors.ask(wallet, 9_00, phone="254700000799")


def test_nobody_is_told_what_the_owner_of_another_phone_has_paid(depositors: Depositors, clock: Clock):
    bookmaker = depositors.bookmaker
    wallet, payer = bookmaker.player(0), bookmaker.player(0)
    limits = {"customer_day_limit": 10_000_00}
    set_request_limits(business=bookmaker.house.business, limits=limits, actor=bookmaker.owner)
    depositors.pay(payer, 4_321_00, phone="254700000700")
    with pytest.raises(InvalidState) as raised:
        depositors.ask(wallet, 9_000_00, phone="254700000700")
    error = raised.value
    assert (error.code, error.field) == ("OVER_CUSTOMER_DAY", "phone")
    assert "4,321" not in str(error) and "10,000" not in str(error)
    assert error.detail is not None and error.detail.limit is None and error.detail.retry_at is not None
    assert not Deposit.objects.exists() and not PaymentRequest.objects.exists()


def test_who_is_kept_from_staking_is_not_asked_and_keeps_what_is_paid(depositors: Depositors, clock: Clock):
    bookmaker = depositors.bookmaker
    market, wallet = bookmaker.open(), bookmaker.player(0)
    waiting = depositors.ask(wallet, 100_00, outcome(market, "Yes"), 100_00, key="before")
    exclude_self(business=market.business, player=wallet.player, for_days=7, actor=wallet.player)
    assert refusal(partial(depositors.ask, wallet, 50_00)) == "SELF_EXCLUDED"
    assert depositors.ask(wallet, 100_00, outcome(market, "Yes"), 100_00, key="before").pk == waiting.pk
    depositors.answer(waiting)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.code, has(wallet)) == ("REFUSED", "SELF_EXCLUDED", 100_00)
    receipt = depositors.pay(wallet, 30_00)
    says = f"wallet {wallet_number(wallet)}, kept from staking: to be withdrawn"
    assert (receipt.route.state, receipt.route.owner, has(wallet)) == ("ROUTED", says, 130_00)
    entry = Entry.objects.get(reference=f"mpesa:{depositors.shortcode}:{receipt.number}:route")
    assert entry.description == f"Receipt {receipt.number} to {says}"


def test_a_validation_says_what_is_not_wanted(depositors: Depositors, clock: Clock):
    bookmaker, till = depositors.bookmaker, depositors.till
    wallet, excluded = bookmaker.player(49_999_00), bookmaker.player(0)
    exclude_self(
        business=bookmaker.house.business, player=excluded.player, for_days=None, actor=excluded.player
    )

    def told(reference: str, amount: str = "2.00") -> str:
        body = paid(till, "UKD9000001", BillRefNumber=reference, TransAmount=amount)
        return judge(till, body).decode()

    number = wallet_number(wallet)
    assert '"0"' in told(number, "1.00")
    assert "C2B00013" in told(number), "more than its tier holds"
    assert "C2B00012" in told(wallet_number(excluded))
    wrong = number[:-1] + str((int(number[-1]) + 1) % 10)
    assert '"0"' in told(wrong)
    till = set_refuses_unknown_accounts(till=till, refuse=True, actor=SYSTEM)
    assert "C2B00012" in told(wrong)
    assert '"0"' in told(number, "1.00")
    assert not Receipt.objects.exists()


def test_a_deposit_that_was_staked_and_is_taken_back_is_owed(depositors: Depositors, clock: Clock):
    bookmaker = depositors.bookmaker
    market, wallet = bookmaker.open(), bookmaker.player(0)
    receipt = depositors.pay(wallet, 100_00)
    bookmaker.stake(wallet, outcome(market, "Yes"), 60_00)
    facts = ReversalFacts(receipt.number, None, receipt.occurred_at)
    with transaction.atomic():
        record_reversals([ReversalReport(depositors.till, facts, Channel.STATUS)])
    assert (has(wallet), bookmaker.balance("1210"), bookmaker.balance("2300")) == (0, 60_00, 60_00)
    receipt.route.refresh_from_db()
    assert receipt.route.state == "REVERSED"


def test_the_database_keeps_a_deposit_as_it_was_asked_for(depositors: Depositors, clock: Clock):
    market, wallet = depositors.bookmaker.open(), depositors.bookmaker.player(0)
    row = depositors.ask(wallet, 100_00, outcome(market, "Yes"), 100_00)
    other = depositors.bookmaker.stake(depositors.bookmaker.player(), outcome(market, "Yes"), 100_00)
    for change in (
        {"cents": 1}, {"wallet_id": other.wallet_id}, {"state": "NO_STAKE"}, {"state": "STAKED"},
        {"state": "STAKED", "stake": other}, {"state": "REFUSED"},
    ):  # fmt: skip
        with pytest.raises(DatabaseError), transaction.atomic():
            Deposit.objects.filter(pk=row.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM markets_deposit")
    row.refresh_from_db()
    assert row.state == "WAITING"


def test_one_deposit_worked_on_at_once_is_one_stake(depositors: Depositors):
    market, wallet = depositors.bookmaker.open(), depositors.bookmaker.player(1_000_00)
    rows = [depositors.ask(wallet, 100_00 + n * 100, outcome(market, "Yes"), 50_00) for n in range(3)]
    for row in rows:
        depositors.answer(row, settled=False)
    drain_queue("mpesa.inbox")
    run_together([place_wished] * 6)
    settle_deposits()
    assert [row.state for row in Deposit.objects.order_by("pk")] == ["STAKED"] * 3
    assert Stake.objects.count() == 3 and has(wallet) == 1_000_00 + 303_00 - 150_00


def test_excise_in_a_deposit_is_not_the_players(depositors: Depositors, clock: Clock):
    bookmaker = depositors.bookmaker
    wallet = bookmaker.player(0)
    set_legal_rule(bookmaker, clock, LegalKind.EXCISE, 500)
    receipt = depositors.pay(wallet, 100_00)
    assert (has(wallet), bookmaker.balance("2500")) == (95_00, 5_00)
    assert receipt.route.parts == {f"wallet {wallet_number(wallet)}": 95_00, "excise": 5_00}
    with transaction.atomic():
        facts = ReversalFacts(receipt.number, None, receipt.occurred_at)
        record_reversals([ReversalReport(depositors.till, facts, Channel.STATUS)])
    assert (has(wallet), bookmaker.balance("2500"), bookmaker.balance("1210")) == (0, 0, 0)


def test_the_excise_is_of_the_day_on_which_the_money_is_paid(depositors: Depositors, clock: Clock):
    """Asked for before midnight, and paid or reported after: a stake for which too little is left is refused,
    and the money is in the wallet."""
    bookmaker = depositors.bookmaker
    first_day = set_legal_rule(bookmaker, clock, LegalKind.EXCISE, 500)
    yes = outcome(bookmaker.open(), "Yes")
    midnight = days.day_bounds(first_day)[0]
    clock.at = midnight - timedelta(minutes=2)
    paid_before, whole, less = (
        depositors.ask(bookmaker.player(0), 100_00, yes, cents) for cents in (100_00, 100_00, 95_00)
    )
    clock.at = midnight - timedelta(seconds=1)
    depositors.answer(paid_before, settled=False)
    clock.at = midnight
    depositors.answer(whole)
    depositors.answer(less)
    found = {row.pk: row for row in Deposit.objects.select_related("wallet__account__floor")}
    assert [
        (found[row.pk].state, found[row.pk].code, has(row.wallet)) for row in (paid_before, whole, less)
    ] == [("STAKED", "", 0), ("REFUSED", "FLOOR", 95_00), ("STAKED", "", 0)]
    assert bookmaker.balance("2500") == 10_00
