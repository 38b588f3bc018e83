"""Players take money out of their wallets: to their own phones, taxed where the law says so."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from core import days
from core.errors import DomainError
from core.phone import mask_phone
from ledger.models import Wallet
from mpesa.models import FactSource, Payout
from mpesa.payouts.requesting import cancel_payout
from mpesa.payouts.rules import set_payout_limits
from mpesa.payouts.taking_back import TakenBack, take_payouts_back
from mpesa.payouts.withdrawing import withdraw
from mpesa.payouts.withholding import WHOLE, parts_of, set_withholding
from tests.graphql_api.conftest import House
from tests.mpesa.payouts.offices import Office, send, tell
from users.approvals.approving import Proof, approve
from users.models import Approval, Role, User
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
    approve(approval=asked, checker=office.approver, digest=asked.digest, proof=Proof())
    payout.refresh_from_db()
    assert (payout.state, office.wallets()) == ("RESERVED", 400_00)


def test_who_may_and_what_may_not(office: Office, player: User):
    wallet = office.wallet(1_000_00)
    allow(office, 250_000_00)
    assert refusal(wallet, office.owner, 100_00) == "NOT_ALLOWED"
    assert refusal(wallet, player, 9_99) == "BELOW_MINIMUM"
    assert refusal(wallet, player, 1_000_01 + 99) == "FLOOR"
    assert refusal(wallet, player, 250_001_00) == "OVER_TRANSACTION_LIMIT"
    assert office.wallets() == 1_000_00


def test_a_tax_is_withheld_from_its_day_on_and_comes_back_with_a_failure(office: Office, player: User):
    wallet = office.wallet(1_000_00)
    allow(office, 250_000_00)
    business, today = office.house.business, days.today()
    with pytest.raises(DomainError, match="NOT_ALLOWED"):
        set_withholding(business=business, name="x", rate=500, from_day=today, actor=office.clerk)
    for rate, day in ((500, today), (2_000, today + timedelta(days=1)), (3_000, date(2020, 1, 1))):
        set_withholding(business=business, name="The Act", rate=rate, from_day=day, actor=office.owner)
    payout = take(wallet, player, 500_00)
    assert (payout.amount, payout.tax, payout.residue) == (475_00, 25_00, 0)
    assert (office.wallets(), office.balance("2400"), office.balance("2510")) == (500_00, 475_00, 25_00)
    attempt = send(payout)
    tell(attempt, "FAILED", code="14")
    assert (office.wallets(), office.balance("2400"), office.balance("2510")) == (1_000_00, 0, 0)
    tell(attempt, "PAID")  # after all
    assert (office.wallets(), office.balance("2400"), office.balance("2510")) == (500_00, 0, 25_00)


def test_a_withdrawal_is_taken_back_with_its_tax(office: Office, player: User):
    wallet = office.wallet(1_000_00)
    allow(office, 250_000_00)
    business = office.house.business
    set_withholding(business=business, name="The Act", rate=500, from_day=days.today(), actor=office.owner)
    payout = Payout.objects.select_related("business").get(pk=take(wallet, player, 500_00).pk)
    cancel_payout(payout=payout, reason="a mistake", actor=office.clerk)
    assert (office.wallets(), office.balance("2510"), office.balance("2400")) == (1_000_00, 0, 0)


@pytest.mark.parametrize("left", [None, 500_00, 100_00])
def test_a_withdrawal_that_came_back_has_its_tax_back(office: Office, player: User, left: int | None):
    """Paid out of its reserve; or after it had failed, when the wallet holds only so much."""
    wallet = office.wallet(1_000_00)
    allow(office, 250_000_00)
    business = office.house.business
    set_withholding(business=business, name="The Act", rate=500, from_day=days.today(), actor=office.owner)
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
