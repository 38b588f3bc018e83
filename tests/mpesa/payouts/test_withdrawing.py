"""Players take money out of their wallets: to their own phones, taxed where the law says so."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from hypothesis import given
from hypothesis import strategies as st

from core import days
from core.errors import DomainError
from core.phone import mask_phone
from graphql_api.ids import write_id
from ledger.journal.wallet_numbers import wallet_number
from ledger.models import Wallet
from mpesa.models import FactSource, Payout, Withholding
from mpesa.payouts import withdrawing
from mpesa.payouts.requesting import cancel_payout
from mpesa.payouts.retrying import retry_payout
from mpesa.payouts.rules import set_payout_limits
from mpesa.payouts.taking_back import TakenBack, take_payouts_back
from mpesa.payouts.withdrawing import take_withdrawal_back, withdraw
from mpesa.payouts.withholding import WHOLE, change_withholding, parts_of, rate_on
from tests.clock import Clock
from tests.core.threads import run_together
from tests.graphql_api.conftest import Browser, House
from tests.mpesa.payouts.offices import Office, hold, send, tell
from users.approvals.approving import Proof, approve, refuse
from users.models import Approval, AuditEntry, Role, User
from users.people import create_player

PHONE = "254712345679"


@pytest.fixture
def player(house: House) -> User:
    """With a phone of his own, in the place of the house's."""
    person = create_player(phone=PHONE, pin="274913", business=house.business)
    house.people[Role.PLAYER] = person
    return person


def take(wallet: Wallet, player: User, amount: int, key: str = "out-1") -> Payout:
    return withdraw(wallet=wallet, amount=amount, key=key, actor=player)


def refusal(wallet: Wallet, actor: User, amount: int) -> str:
    with pytest.raises(DomainError) as caught:
        take(wallet, actor, amount)
    assert not Payout.objects.exists()
    return caught.value.code


def allow(office: Office, limit: int) -> None:
    limits = {"withdrawal_limit": limit}
    set_payout_limits(business=office.house.business, limits=limits, actor=office.owner)


def test_up_to_its_own_limit_it_goes_at_once(office: Office, player: User):
    wallet = office.wallet(1_000_00)
    allow(office, 500_00)
    payout = take(wallet, player, 500_75)
    assert take(wallet, player, 500_75).pk == payout.pk, "the same key is the same withdrawal"
    assert (payout.state, payout.amount, payout.tax, payout.residue) == ("RESERVED", 500_00, 0, 75)
    assert (office.wallets(), office.balance("2400")) == (500_00, 500_00)
    assert payout.payee.phone_masked == mask_phone(PHONE)
    tell(send(payout), "PAID")
    assert (office.wallets(), office.balance("2400"), office.mpesa()) == (500_00, 0, 500_00)
    assert take(wallet, player, 10_00, "out-2").state == "PENDING_APPROVAL", "the limit is a day's"


def test_above_it_somebody_approves_and_nothing_moves_before(office: Office, player: User):
    wallet = office.wallet(1_000_00)
    payout = take(wallet, player, 600_00)
    assert (payout.state, office.wallets()) == ("PENDING_APPROVAL", 1_000_00)
    asked = Approval.objects.get(kind="payout.withdraw")
    facts = json.loads(asked.content)["facts"]
    assert facts["wallet"] == wallet_number(wallet) and "from" not in facts, "as its player knows it"
    approve(approval=asked, checker=office.approver, digest=asked.digest, proof=Proof())
    payout.refresh_from_db()
    assert (payout.state, office.wallets()) == ("RESERVED", 400_00)


def test_nobody_is_asked_about_more_than_the_wallet_has(office: Office, player: User):
    wallet = office.wallet(1_000_00)
    assert refusal(wallet, player, 1_001_00) == "FLOOR"
    first = take(wallet, player, 600_00)
    for amount in (401_00, 1_000_00):
        with pytest.raises(DomainError) as caught:
            take(wallet, player, amount, f"out-{amount}")
        assert (caught.value.code, caught.value.field) == ("WITHDRAWAL_WAITS", "amount")
    assert list(Payout.objects.all()) == [first], "what waits for a yes counts"
    assert take(wallet, player, 600_00) == first, "the same key is the same withdrawal still"
    assert take(wallet, player, 400_00, "out-rest").state == "PENDING_APPROVAL"


def test_what_waits_for_a_yes_is_taken_back_by_the_player(office: Office, player: User):
    wallet = office.wallet(1_000_00)
    payout = take(wallet, player, 600_00)
    browser = office.house.browser(Role.PLAYER)
    query = """{ wallets(allMine: true, onlyOwn: true) { nodes { withdrawalsWaiting
        withdrawals { nodes { id state } } } } }"""
    (shown,) = browser.data(query)["wallets"]["nodes"]
    (mine,) = shown["withdrawals"]["nodes"]
    assert shown["withdrawalsWaiting"] == "600.00"
    assert mine == {"id": write_id("Withdrawal", payout.pk), "state": "PENDING_APPROVAL"}
    for other in (office.house.browser(), office.house.browser(Role.CASHIER), Browser()):
        assert other.act("cancelWithdrawal", withdrawal=mine["id"])["code"] in (
            "NOT_ALLOWED", "NOT_FOUND", "SIGN_IN_REQUIRED"
        )  # fmt: skip
    assert Approval.objects.get().state == "PENDING"
    for _ in range(2):
        done = browser.act("cancelWithdrawal", "withdrawal { id state text }", withdrawal=mine["id"])
        assert done["withdrawal"] == {"id": mine["id"], "state": "CANCELLED", "text": ""}
    assert (Approval.objects.get().state, office.wallets()) == ("CANCELLED", 1_000_00)
    assert AuditEntry.objects.get(action="payout.cancel").actor == player
    assert browser.data(query)["wallets"]["nodes"][0]["withdrawalsWaiting"] == "0.00"
    assert take(wallet, player, 1_000_00, "out-2").state == "PENDING_APPROVAL", "it does not count any more"


def test_what_has_its_yes_is_not_taken_back(office: Office, player: User):
    wallet = office.wallet(1_000_00)
    payout = take(wallet, player, 600_00)
    asked = Approval.objects.get(kind="payout.withdraw")
    approve(approval=asked, checker=office.approver, digest=asked.digest, proof=Proof())
    with pytest.raises(DomainError) as caught:
        take_withdrawal_back(payout=payout, actor=player)
    assert (caught.value.code, caught.value.field) == ("PAYOUT_MOVED_ON", "withdrawal")
    payout.refresh_from_db()
    assert (payout.state, office.wallets()) == ("RESERVED", 400_00)
    other = create_player(phone="254712345670", pin="274913", business=office.house.business)
    with pytest.raises(DomainError) as caught:
        take_withdrawal_back(payout=payout, actor=other)
    assert caught.value.code == "NOT_FOUND"


def test_a_yes_and_taking_it_back_in_the_same_instant_are_one_of_both(office: Office, player: User):
    wallet = office.wallet(10_000_00)
    left = 10_000_00
    for count in range(6):
        payout = take(wallet, player, 600_00, f"out-{count}")
        asked = Approval.objects.get(subject=f"payout:{payout.pk}")
        verbs = [
            lambda asked=asked: approve(
                approval=asked, checker=office.approver, digest=asked.digest, proof=Proof()
            ),
            lambda payout=payout: take_withdrawal_back(payout=payout, actor=player),
        ]
        outcomes = run_together(verbs[count % 2 :] + verbs[: count % 2])
        (refused,) = (each for each in outcomes if isinstance(each, Exception))
        payout.refresh_from_db()
        asked.refresh_from_db()
        assert (asked.state, payout.state, refused.code) in (
            ("APPROVED", "RESERVED", "PAYOUT_MOVED_ON"), ("CANCELLED", "CANCELLED", "APPROVAL_DECIDED")
        )  # fmt: skip
        left -= 600_00 if payout.state == "RESERVED" else 0
        assert office.wallets() == left


def test_a_player_reads_m_pesas_words_and_not_those_of_staff(office: Office, player: User):
    wallet = office.wallet(1_000_00)
    allow(office, 500_00)
    taken_back, failed, held = (take(wallet, player, 100_00, f"out-{each}") for each in range(3))
    cancel_payout(payout=taken_back, reason="He looks like a cheat", actor=office.clerk)
    tell(send(failed), "FAILED", code="2040", text="The phone is not registered.")
    hold(held)
    Payout.objects.filter(pk=held.pk).update(text="M-Pesa has called this receiver otherwise before.")
    query = "{ wallets(allMine: true, onlyOwn: true) { nodes { withdrawals { nodes { state text } } } } }"
    (mine,) = office.house.browser(Role.PLAYER).data(query)["wallets"]["nodes"]
    assert mine["withdrawals"]["nodes"] == [
        {"state": "HELD", "text": ""},
        {"state": "FAILED", "text": "The phone is not registered."},
        {"state": "CANCELLED", "text": ""},
    ]


def test_who_may_and_what_may_not(office: Office, player: User):
    wallet = office.wallet(1_000_00)
    allow(office, 250_000_00)
    assert refusal(wallet, office.owner, 100_00) == "NOT_ALLOWED"
    assert refusal(wallet, player, 9_99) == "BELOW_MINIMUM"
    assert refusal(wallet, player, 1_000_01 + 99) == "FLOOR"
    assert refusal(wallet, player, 250_001_00) == "OVER_TRANSACTION_LIMIT"
    assert office.wallets() == 1_000_00


def ask_for_tax(office: Office, rate: int, day: date, **more: Any) -> Approval:
    given = {"business": office.house.business, "name": "The Act", "actor": office.owner}
    given |= {"key": f"tax-{rate}-{day}"} | more
    return change_withholding(rate=rate, from_day=day, **given)


def tax(office: Office, rate: int, day: date) -> None:
    asked = ask_for_tax(office, rate, day)
    approve(approval=asked, checker=office.approver, digest=asked.digest, proof=Proof())


@pytest.fixture
def taxed(office: Office, clock: Clock) -> None:
    """Of what is withdrawn, 5 % are withheld from today on."""
    today = days.today() + timedelta(days=1)
    tax(office, 500, today)
    clock.is_day(today)


def test_a_rate_needs_two_people_and_changes_nothing_past(office: Office, clock: Clock):
    business, today = office.house.business, days.today()
    tomorrow = today + timedelta(days=1)
    for odd, expected in (
        ({"actor": office.clerk}, "NOT_ALLOWED"),
        ({"rate": WHOLE}, "BAD_LIMIT"),
        ({"rate": -1}, "BAD_LIMIT"),
        ({"name": " "}, "NAME_MISSING"),
        ({"day": today}, "BAD_DAY"),
        ({"day": date(2020, 1, 1)}, "BAD_DAY"),
    ):
        with pytest.raises(DomainError) as caught:
            ask_for_tax(office, **({"rate": 500, "day": tomorrow} | odd))
        assert caught.value.code == expected
    late = ask_for_tax(office, 500, tomorrow)
    assert ask_for_tax(office, 500, tomorrow) == late
    assert json.loads(late.content)["facts"] == {
        "law": "The Act", "withheld": {"from": "0.00 %", "to": "5.00 %"}, "first_day": tomorrow.isoformat()
    }  # fmt: skip
    with pytest.raises(DomainError, match="SAME_PERSON"):
        approve(approval=late, checker=office.owner, digest=late.digest, proof=Proof())
    assert rate_on(business.pk, tomorrow) == 0
    clock.is_day(tomorrow)
    with pytest.raises(DomainError, match="BAD_DAY"):
        approve(approval=late, checker=office.approver, digest=late.digest, proof=Proof())
    refuse(approval=late, checker=office.approver, comment="too late")
    tax(office, 700, tomorrow + timedelta(days=1))
    assert [rate_on(business.pk, tomorrow + timedelta(days=each)) for each in (0, 1, 9)] == [0, 700, 700]
    row = Withholding.objects.get()
    with pytest.raises(DatabaseError, match="WITHHOLDING_NOT_APPROVED"), transaction.atomic():
        Withholding.objects.create(
            business=business, from_day=row.from_day, rate=800, name=row.name, approval=row.approval,
            set_at=row.set_at,
        )  # fmt: skip
    assert AuditEntry.objects.get(action="payouts.withholding").actor == office.approver


def test_a_tax_is_withheld_from_its_day_on_and_comes_back_with_a_failure(
    office: Office, player: User, taxed: None
):
    wallet = office.wallet(1_000_00)
    allow(office, 250_000_00)
    tax(office, 2_000, days.today() + timedelta(days=1))
    payout = take(wallet, player, 500_00)
    assert (payout.amount, payout.tax, payout.residue) == (475_00, 25_00, 0)
    assert (office.wallets(), office.balance("2400"), office.balance("2510")) == (500_00, 475_00, 25_00)
    attempt = send(payout)
    tell(attempt, "FAILED", code="14")
    assert (office.wallets(), office.balance("2400"), office.balance("2510")) == (1_000_00, 0, 0)
    tell(attempt, "PAID")  # after all
    assert (office.wallets(), office.balance("2400"), office.balance("2510")) == (500_00, 0, 25_00)


def test_a_withdrawal_is_taken_back_with_its_tax(office: Office, player: User, taxed: None):
    wallet = office.wallet(1_000_00)
    allow(office, 250_000_00)
    payout = Payout.objects.select_related("business").get(pk=take(wallet, player, 500_00).pk)
    cancel_payout(payout=payout, reason="a mistake", actor=office.clerk)
    assert (office.wallets(), office.balance("2510"), office.balance("2400")) == (1_000_00, 0, 0)


@pytest.mark.parametrize("left", [None, 500_00, 100_00])
def test_a_withdrawal_that_came_back_has_its_tax_back(
    office: Office, player: User, taxed: None, left: int | None
):
    """Paid out of its reserve; or after it had failed, when the wallet holds only so much."""
    wallet = office.wallet(1_000_00)
    allow(office, 250_000_00)
    attempt = send(take(wallet, player, 500_00))
    if left is not None:
        tell(attempt, "FAILED", code="14")
        office.spend(wallet, 1_000_00 - left)
    tell(attempt, "PAID")
    assert (office.balance("2510"), office.balance("1210")) == (25_00, 400_00 if left == 100_00 else 0)
    told = TakenBack(
        till=office.till, receipt=attempt.receipt, occurred_at=days.now(), source=FactSource.QUERY
    )
    with transaction.atomic():
        assert take_payouts_back([told]) == 1
    assert (office.wallets(), office.balance("2510")) == (1_000_00 if left is None else left, 0)
    assert (office.balance("1210"), office.balance("2400")) == (0, 0)


@given(st.integers(0, 250_000_00), st.integers(0, WHOLE - 1))
def test_the_parts_sum_and_the_tax_is_the_rate_of_what_leaves(amount: int, rate: int):
    net, tax, rest = parts_of(amount, rate)
    assert net + tax + rest == amount and net % 100 == 0
    assert net >= 0 and tax >= 0 and rest >= 0
    assert abs(tax * WHOLE - (net + tax) * rate) <= WHOLE // 2


def test_a_key_is_of_its_wallet(office: Office, player: User, monkeypatch):
    """What one player, or the office, has asked for under a key keeps no other from using it. A withdrawal
    that was kept under the key itself, as once it was, is still that of the key."""
    wallet = office.wallet(1_000_00)
    with monkeypatch.context() as once:
        once.setattr(withdrawing, "_own_key", lambda wallet, key: key)
        first = take(wallet, player, 100_00)
    assert take(wallet, player, 100_00) == first
    second, paid = take(wallet, player, 100_00, "out-2"), office.ask(100_00, key="out-2")
    other = create_player(phone="254712345680", pin="274914", business=office.house.business)
    office.house.people[Role.PLAYER] = other
    theirs = take(office.wallet(500_00), other, 100_00, "out-2")
    assert {*Payout.objects.all()} == {first, second, paid, theirs}
    with pytest.raises(DomainError) as caught:
        take(wallet, player, 200_00, "out-2")
    assert caught.value.code == "KEY_REUSED"


def test_what_failed_is_not_tried_again_with_money_that_its_player_asked_for_since(
    office: Office, player: User
):
    wallet = office.wallet(1_000_00)
    allow(office, 600_00)
    failed = take(wallet, player, 600_00)
    tell(send(failed), "FAILED", code="14")
    anew = take(wallet, player, 900_00, "out-2")
    assert (anew.state, office.wallets()) == ("PENDING_APPROVAL", 1_000_00)
    with pytest.raises(DomainError) as caught:
        retry_payout(payout=failed, actor=office.clerk)
    assert (caught.value.code, office.wallets()) == ("WITHDRAWAL_WAITS", 1_000_00)
    take_withdrawal_back(payout=anew, actor=player)
    assert retry_payout(payout=failed, actor=office.clerk).state == "RESERVED"
    assert office.wallets() == 400_00
