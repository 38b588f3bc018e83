"""kill -9 at each named moment: after a restart the same books, and the callback delivered."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from tests.daraja_sandbox.daraja import B2C, Daraja, Operator, accounts, balance_of, new_phone
from tests.daraja_sandbox.sink import Sink
from tests.processes import SandboxProcess
from tests.production import PRODUCTION

KILLED = -9


@contextlib.contextmanager
def dying(tmp_path: Path, moment: str, **environment: str) -> Iterator[SandboxProcess]:
    sandbox = SandboxProcess(tmp_path / "data", env={"SANDBOX_KILL_AT": moment, **environment}).start()
    try:
        yield sandbox
    finally:
        sandbox.kill()


def assert_one_payment_of_ten(sandbox: SandboxProcess, phone: str) -> None:
    state = sandbox.get("/_sandbox/state").json()
    assert [payment["amount"] for payment in state["payments"]] == ["10.00"]
    assert accounts(sandbox, "174379")["Utility Account"] == "10.00"
    assert balance_of(sandbox, phone) == "99990.00"
    assert sandbox.get("/_sandbox/check").json() == {"adds_up": True, "breaks": []}


@pytest.mark.parametrize(("moment", "prompts"), [("before_commit", 0), ("after_commit", 1)])
def test_killed_while_accepting(tmp_path: Path, sink: Sink, path: str, moment: str, prompts: int) -> None:
    phone = new_phone()
    with dying(tmp_path, f"stk.accept.{moment}") as sandbox:
        daraja = Daraja(sandbox)
        with pytest.raises(requests.RequestException):
            daraja.push(phone, sink.url + path)
        assert sandbox.wait() == KILLED
        sandbox.start()

        assert len(sandbox.get("/_sandbox/state").json()["prompts"]) == prompts
        if not prompts:
            daraja.pushed(phone, sink.url + path)
        sandbox.post("/_sandbox/approve", {"msisdn": phone})

        sandbox.drain()
        assert len(sink.at(path)) == 1
        assert_one_payment_of_ten(sandbox, phone)


@pytest.mark.parametrize(
    ("moment", "deliveries"),
    [
        ("payment.before_commit", 1),
        ("payment.after_commit", 1),
        ("callback.before_send", 1),
        ("callback.after_send", 2),
        ("callback.after_record", 1),
    ],
)
def test_killed_while_paying(tmp_path: Path, sink: Sink, path: str, moment: str, deliveries: int) -> None:
    phone = new_phone()
    with dying(tmp_path, moment) as sandbox:
        checkout = Daraja(sandbox).pushed(phone, sink.url + path)
        with contextlib.suppress(requests.RequestException):
            sandbox.post("/_sandbox/approve", {"checkout_request_id": checkout})
        assert sandbox.wait() == KILLED
        sandbox.start()

        if moment == "payment.before_commit":
            assert sandbox.get("/_sandbox/state").json()["payments"] == []
            sandbox.post("/_sandbox/approve", {"checkout_request_id": checkout})

        counts = sandbox.drain()
        assert (counts["pending"], counts["delivered"]) == (0, 1)
        arrived = sink.at(path)
        assert len(arrived) == deliveries
        assert {callback.text for callback in arrived} == {arrived[0].text}
        assert_one_payment_of_ten(sandbox, phone)


def test_killed_while_booking_a_c2b_payment(tmp_path: Path, sink: Sink, path: str) -> None:
    phone = new_phone()
    with dying(tmp_path, "payment.before_commit") as sandbox:
        Daraja(sandbox).register("174379", f"{sink.url}{path}", f"{sink.url}{path}/v", "Completed")
        given = {"msisdn": phone, "shortcode": "174379", "amount": 10, "account": "INV-7"}
        with pytest.raises(requests.RequestException):
            sandbox.post("/_sandbox/pay", given)
        assert sandbox.wait() == KILLED
        sandbox.start()

        sandbox.drain()

        assert len(sink.at(path)) == 1
        assert_one_payment_of_ten(sandbox, phone)


@pytest.mark.parametrize(("moment", "payments"), [("before_commit", 0), ("after_commit", 1)])
def test_killed_while_a_customer_asks_to_pay(
    tmp_path: Path, sink: Sink, path: str, moment: str, payments: int
) -> None:
    with dying(tmp_path, f"c2b.accept.{moment}") as sandbox:
        Daraja(sandbox).register("174379", f"{sink.url}{path}", f"{sink.url}{path}/v", "Completed")
        given = {"msisdn": new_phone(), "shortcode": "174379", "amount": 10, "account": "INV-7"}
        with pytest.raises(requests.RequestException):
            sandbox.post("/_sandbox/pay", given)
        assert sandbox.wait() == KILLED
        sandbox.start()

        sandbox.drain()

        assert len(sandbox.get("/_sandbox/state").json()["payments"]) == payments
        assert len(sink.at(path)) == payments


@pytest.mark.parametrize("moment", ["before_commit", "after_commit"])
def test_killed_while_paying_out(tmp_path: Path, sink: Sink, path: str, moment: str) -> None:
    """The request was accepted: it is carried out once, and its result arrives."""
    phone = new_phone()
    with dying(tmp_path, f"payment.{moment}") as sandbox:
        operator = Operator(Daraja(sandbox), sink, "600984", path)
        body = operator.b2c_body(phone)
        with contextlib.suppress(requests.RequestException):
            operator.send(B2C, body)
        assert sandbox.wait() == KILLED
        sandbox.start()

        counts = sandbox.drain()

        assert (counts["pending"], counts["delivered"]) == (0, 1)
        (result,) = sink.at(f"{path}/r")
        assert result.json["Result"]["ResultCode"] == 0
        assert balance_of(sandbox, phone) == "101200.00"
        again = operator.send(B2C, body)
        assert again.json()["errorMessage"] == "Duplicate OriginatorConversationID."
        assert sandbox.get("/_sandbox/check").json() == {"adds_up": True, "breaks": []}


def test_beside_a_real_database_no_moment_kills(tmp_path: Path, sink: Sink, path: str) -> None:
    phone = new_phone()
    with dying(tmp_path, "stk.accept.before_commit", **PRODUCTION) as sandbox:
        Daraja(sandbox).pushed(phone, sink.url + path)
        assert len(sandbox.get("/_sandbox/state").json()["prompts"]) == 1
