"""The ten scenarios of a go-live test, each by its name, on the local Daraja."""

from __future__ import annotations

import pytest

from core.errors import InvalidInput
from ledger.reads.selectors import balance_by_code
from mpesa.go_live import scenarios
from mpesa.go_live.ground import Failed, Ground, NotRun
from mpesa.models import PaymentRequest, Receipt, Till
from mpesa.pulling.registering import register_pull
from mpesa.tills.accounts import account_code
from mpesa.tills.credentials import TillCredentials
from mpesa.tills.registering import register_urls
from mpesa.tills.tills import create_till
from tests.tills import APP, PASSKEY
from users.actors import SYSTEM


@pytest.fixture
def ground(till: Till, sandbox, drain) -> Ground:
    """Waiting runs the queues, as the clusters would, and lets Safaricom's messages arrive."""

    def work() -> None:
        drain()
        sandbox.post("/_sandbox/drain", {"timeout": 1})

    return Ground(till, between_looks=work, patience=30)


def in_the_books(till: Till) -> int:
    return balance_by_code(till.business_id, account_code(till))


def states() -> list[tuple[str, str]]:
    return sorted(PaymentRequest.objects.values_list("state", "result_code"))


def test_success(ground: Ground) -> None:
    assert "told by the callback" in scenarios.success(ground)
    receipt = Receipt.objects.get()
    assert (ground.receipts, receipt.route.state) == ([receipt], "SUSPENSE")
    assert receipt.account_reference.startswith("GOLIVE")
    assert in_the_books(ground.till) == receipt.amount > 0


def test_insufficient_funds(ground: Ground) -> None:
    assert scenarios.insufficient_funds(ground).startswith("FAILED, 1 ")
    assert states() == [("FAILED", "1")]
    assert in_the_books(ground.till) == 0


def test_time_out(ground: Ground) -> None:
    assert "1037" in scenarios.time_out(ground)
    assert [code for _, code in states()] == ["1037"]
    assert in_the_books(ground.till) == 0


def test_duplicate_request(ground: Ground) -> None:
    assert "DUPLICATE_REQUEST" in scenarios.duplicate_request(ground)
    assert [state for state, _ in states()] == ["CANCELLED"]


def test_lost_callback(ground: Ground) -> None:
    assert scenarios.lost_callback(ground).startswith("CONFIRMED by the status query; the till does not pull")
    assert states() == [("CONFIRMED", "0")]
    register_pull(till=ground.till, nominated_number="254700000101", actor=SYSTEM)
    assert "told by PULL" in scenarios.lost_callback(ground)
    assert set(PaymentRequest.objects.values_list("state", flat=True)) == {"PAID"}
    assert set(Receipt.objects.values_list("first_channel", flat=True)) == {"PULL"}


def test_several_tills(ground: Ground, sandbox) -> None:
    with pytest.raises(NotRun, match="one till"):
        scenarios.several_tills(ground)
    other = {"shortcode": "720001", "name": "DUKA", "kind": "till", "store_number": "720002"}
    common = {"passkey": PASSKEY, "tariff": "customer", **APP}
    sandbox.post("/_sandbox/organisations", {**other, **common}).raise_for_status()
    second = create_till(
        business=ground.till.business,
        name="Duka",
        kind="TILL",
        shortcode="720001",
        store_number="720002",
        credentials=TillCredentials(passkey=PASSKEY, **APP),
        actor=SYSTEM,
    )
    register_urls(till=second, actor=SYSTEM)
    said = scenarios.several_tills(ground)
    assert f"{ground.till.shortcode}: " in said and "720001: " in said
    held = {receipt.till_id: receipt.amount for receipt in Receipt.objects.all()}
    assert held == {till.pk: in_the_books(till) for till in (ground.till, second)}


def test_ledger(ground: Ground) -> None:
    assert scenarios.ledger(ground).startswith("1 receipts, ")
    ground.receipts[0].amount += 1
    with pytest.raises(Failed, match="stands 1 times"):
        scenarios.ledger(ground)


def test_10_concurrent(ground: Ground) -> None:
    assert scenarios.ten_concurrent(ground).startswith("10 receipts")
    assert Receipt.objects.count() == PaymentRequest.objects.filter(state="PAID").count() == 10
    assert in_the_books(ground.till) == sum(receipt.amount for receipt in ground.receipts)


def test_replay_attack(ground: Ground) -> None:
    assert "nothing" not in scenarios.replay_attack(ground)
    assert Receipt.objects.count() == 1
    assert in_the_books(ground.till) == ground.receipts[0].amount


def test_token_expiry(ground: Ground, sandbox) -> None:
    before = len(sandbox.get("/_sandbox/traffic").json()["traffic"])
    assert "fresh token" in scenarios.token_expiry(ground)
    traffic = sandbox.get("/_sandbox/traffic").json()["traffic"]
    assert len(traffic) > before
    assert Receipt.objects.count() == 1


def test_what_safaricoms_sandbox_does_not_do_is_not_run_and_asks_nobody(ground: Ground) -> None:
    """Without a phone in somebody's hand nobody is asked who could pay, and no scenario passes unseen."""
    ground.till.environment = "SANDBOX"
    elsewhere = Ground(ground.till)
    for scenario in (scenarios.success, scenarios.insufficient_funds, scenarios.lost_callback):
        with pytest.raises(NotRun):
            scenario(elsewhere)
    assert not PaymentRequest.objects.exists()


@pytest.mark.parametrize(
    ("environment", "phone", "code"),
    [
        ("PRODUCTION", "", "BAD_TILL_KIND"),
        ("LOCAL", "0700000101", "BAD_PHONE"),
        ("SANDBOX", "07", "BAD_PHONE"),
    ],
)
def test_a_till_or_a_phone_that_is_refused(till: Till, sandbox, environment, phone, code) -> None:
    till.environment = environment
    with pytest.raises(InvalidInput) as refusal:
        Ground(till, phone=phone)
    assert refusal.value.code == code
