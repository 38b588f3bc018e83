"""What `make run` begins with: a business that has lived since yesterday morning, here and at Safaricom."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest
from django.core.management import call_command
from django.utils import timezone

from billing.models import Invoice, Product, Register, Subscription
from core import days
from ledger.journal.wallets import wallet_balance
from ledger.models import Wallet
from ledger.reads.selectors import balance_by_code
from markets.covering import player_cover
from markets.models import Market, Stake
from mpesa.collections.today import figures_of
from mpesa.models import PaymentRequest, Receipt, ReceiptRoute
from mpesa.tills.accounts import account_code
from tests.environment import ROOT
from tests.processes import SandboxProcess
from users.models import Business, User


@pytest.fixture
def fresh_sandbox(tmp_path, hook_server, settings) -> Iterator[SandboxProcess]:
    """A local Daraja in which nothing has happened yet."""
    process = SandboxProcess(tmp_path / "data", ROOT / "demo" / "organisations.json").start()
    settings.DARAJA_SANDBOX_URL = process.url
    settings.ALLOWED_HOSTS = ["127.0.0.1", "testserver"]
    yield process
    process.stop()


def test_the_demo_lives_once_and_adds_up(fresh_sandbox: SandboxProcess, drain: Callable[[], None], capsys):
    began = time.monotonic()
    call_command("seed_demo", "--register-urls", "--living", "--quiet", "--anyway")
    took = time.monotonic() - began
    print(f"seeding took {took:.1f} s")
    assert took < 60
    fresh_sandbox.drain()
    drain()
    fresh_sandbox.drain()
    drain()
    maji = Business.objects.get(code="maji")
    figures = figures_of([maji.pk], at=days.now())
    assert figures.received.count >= 1 and figures.yesterday.count >= 30
    assert figures.in_suspense.count >= 3
    assert PaymentRequest.objects.filter(business=maji, state="PENDING").count() == 2
    assert set(Invoice.objects.filter(business=maji).values_list("state", flat=True)) == {
        "DRAFT",
        "UNPAID",
        "PARTIALLY_PAID",
        "PAID",
    }
    assert Subscription.objects.filter(business=maji, next_on__gt=days.today()).count() == 6
    assert_markets_are_played()
    assert Product.objects.count() == 7 and Register.objects.get().till.business.code == "duka"
    assert not Receipt.objects.filter(occurred_at__gt=timezone.now()).exists()
    for till in {receipt.till for receipt in Receipt.objects.select_related("till")}:
        books = balance_by_code(till.business_id, account_code(till))
        assert books == sum(Receipt.objects.filter(till=till).values_list("amount", flat=True))
    assert not ReceiptRoute.objects.filter(state="DUE").exists()
    before = counts()
    call_command("seed_demo", "--register-urls", "--living", "--quiet", "--anyway")
    fresh_sandbox.drain()
    drain()
    assert counts() == before


def counts() -> list[int]:
    return [model.objects.count() for model in (Receipt, Invoice, PaymentRequest, Market, Stake, User)]


def assert_markets_are_played() -> None:
    """Of the 800.50 staked on boats 40.02 are the fee; 210.48 are shared, 153.08 and 57.40."""
    house = Business.objects.get(code="utabiri")
    assert house.takes_players
    rain, boats = Market.objects.filter(business=house).order_by("-opened_at")
    assert (rain.state, boats.state) == ("OPEN", "SETTLED")
    assert (rain.pool.total, boats.pool.total) == (845_00, 800_50)
    assert balance_by_code(house.pk, "4100") == 40_02
    for pool, left in ((rain, 845_00), (boats, 0)):
        assert balance_by_code(house.pk, f"2300-{pool.pk}") == left
    wallets = Wallet.objects.filter(business=house).order_by("pk")
    assert [wallet_balance(each) for each in wallets] == [1_853_08, 829_50, 932_40]
    assert boats.runs.get().of_wallets.count() == 2
    assert player_cover(house).is_covered
