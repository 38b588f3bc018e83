"""One sandbox and one receiver for the whole run; each test brings its own phones and paths."""

import itertools
from collections.abc import Iterator
from typing import Any

import pytest

from tests.daraja_sandbox.daraja import PASSKEY, Daraja, Operator, new_phone
from tests.daraja_sandbox.sink import Sink
from tests.processes import SandboxProcess

_shortcodes = itertools.count(700_000)
_paths = itertools.count(1)


@pytest.fixture(scope="session")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SandboxProcess]:
    process = SandboxProcess(tmp_path_factory.mktemp("sandbox") / "data").start()
    try:
        yield process
        assert process.get("/_sandbox/check").json() == {"adds_up": True, "breaks": []}
    finally:
        process.stop()


@pytest.fixture(scope="session")
def sink() -> Iterator[Sink]:
    receiver = Sink()
    yield receiver
    receiver.close()


@pytest.fixture
def daraja(sandbox: SandboxProcess) -> Iterator[Daraja]:
    before = sandbox.post("/_sandbox/switches").json()["switches"]
    yield Daraja(sandbox)
    sandbox.delete("/_sandbox/faults")
    sandbox.post("/_sandbox/switches", before)


@pytest.fixture
def phone() -> str:
    return new_phone()


@pytest.fixture
def path() -> str:
    """A path of the sink that no other test uses."""
    return f"/hooks/{next(_paths)}"


@pytest.fixture
def paybill(sandbox: SandboxProcess) -> dict[str, Any]:
    """A paybill of this test's own."""
    return new_organisation(sandbox)


@pytest.fixture
def operator(daraja: Daraja, sink: Sink, path: str) -> Operator:
    """The operator of a paybill with money: 50,000 in Utility, 20,000 in Working."""
    money = {"opening_balance": "50000.00", "working_balance": "20000.00"}
    return Operator(daraja, sink, str(new_organisation(daraja.sandbox, **money)["shortcode"]), path)


def new_organisation(sandbox: SandboxProcess, **changes: Any) -> dict[str, Any]:
    given = {"shortcode": str(next(_shortcodes)), "name": "EXAMPLE LTD", "passkey": PASSKEY} | changes
    answer = sandbox.post("/_sandbox/organisations", given)
    assert answer.status_code == 200, answer.text
    saved: dict[str, Any] = answer.json()["organisations"][0]
    return saved
