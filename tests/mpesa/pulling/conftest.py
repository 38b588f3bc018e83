"""A till on the local Daraja that pulls, and payments whose callback never came."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator

import pytest

from mpesa.models import Till
from mpesa.pulling.registering import register_pull
from tests.mpesa.daraja.conftest import FakeDaraja
from tests.processes import SandboxProcess
from users.actors import SYSTEM

_phones = itertools.count(254700000600)


@pytest.fixture
def pulling(till: Till, sandbox: SandboxProcess) -> Iterator[Till]:
    register_pull(till=till, nominated_number="0700000001", actor=SYSTEM)
    yield till
    sandbox.post("/_sandbox/switches", {"pull_zone": "eat", "pull_status_key": "ResponseStatus"})


@pytest.fixture
def daraja() -> Iterator[FakeDaraja]:
    """A Safaricom that says exactly the bytes it is told to."""
    server = FakeDaraja()
    server.start()
    yield server
    server.stop()


@pytest.fixture
def phone() -> str:
    return str(next(_phones))


@pytest.fixture
def pay(till: Till, sandbox: SandboxProcess, phone: str) -> Callable[..., str]:
    """A customer pays; the receipt. Unless told otherwise its callback is lost."""

    def one(amount: str = "350", account: str = "nobody", *, fault: str = "lose_callback") -> str:
        if fault:
            sandbox.post("/_sandbox/faults", {"fault": fault, "call": "c2b"}).raise_for_status()
        asked = {"msisdn": phone, "shortcode": till.shortcode, "amount": amount, "account": account}
        answer = sandbox.post("/_sandbox/pay", asked)
        answer.raise_for_status()
        sandbox.drain()
        return str(answer.json()["receipt"])

    return one
