"""The whole system under its supervisor, from an empty directory to the last process.

One start serves the tests in their order; the last of them ends it.
"""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator

import pytest

from core.days import today
from embedded.clusters import CLUSTERS
from tests.chaos.patience import eventually
from tests.e2e.supervised import BACK_SECONDS, STOP_SECONDS, Supervisor

SHORTCODE = "600100"
PROGRAMS = ["sandbox", "web", *(f"cluster-{name}" for name in CLUSTERS)]


@pytest.fixture(scope="module")
def supervisor() -> Iterator[Supervisor]:
    supervisor = Supervisor()
    try:
        yield supervisor.start()
    finally:
        supervisor.close()


def test_everything_answers(supervisor: Supervisor) -> None:
    with supervisor.http() as http:
        assert http.get("/").status_code == 200
        assert http.get("/admin/").status_code == 200
        assert http.get("/healthz").json() == {"ok": True}
        assert http.get("/readyz").json()["ready"] is True
        api = supervisor.api(http)
        assert api.businesses() == ["maji", "safisha", "duka"]
    state = supervisor.state()
    assert sorted(state["pids"]) == sorted(PROGRAMS)
    assert state["restarts"] == dict.fromkeys(PROGRAMS, 0)


def test_what_is_killed_comes_back_and_works(supervisor: Supervisor) -> None:
    """SIGKILL to each program; then a payment and a statement go through all of them."""
    for name in PROGRAMS:
        supervisor.kill(name)
    eventually(supervisor.is_ready, "everything is ready again", within=BACK_SECONDS)
    assert supervisor.state()["restarts"] == dict.fromkeys(PROGRAMS, 1)

    with supervisor.http() as http, supervisor.sandbox() as sandbox:
        api = supervisor.api(http)
        body = {"msisdn": "254700000777", "shortcode": SHORTCODE, "amount": "350", "account": "nobody"}
        receipt = sandbox.post("/_sandbox/pay", json=body).json()["receipt"]
        eventually(
            lambda: api.evidence("maji", receipt) == ["C2B"], "the payment is booked", within=BACK_SECONDS
        )
        day = today().isoformat()
        query = f"shortcode={SHORTCODE}&account=Utility Account&from={day}&to={day}&template=a&format=csv"
        statement = sandbox.get(f"/_sandbox/statement?{query}").content
        uploaded = api.upload_statement(SHORTCODE, "statement.csv", statement)
        eventually(
            lambda: api.statement(uploaded) == ("ADMITTED", True),
            "the statement is read",
            within=BACK_SECONDS,
        )


def test_ctrl_c_ends_everything(supervisor: Supervisor) -> None:
    assert len(supervisor.orphans()) > len(PROGRAMS)
    began = time.monotonic()
    assert supervisor.stop() == 0
    assert time.monotonic() - began < STOP_SECONDS
    assert supervisor.orphans() == []
    assert not supervisor.ready_file.exists()
    assert supervisor.said().rstrip().endswith("| stopped")


@pytest.mark.slow
def test_a_killed_supervisor_leaves_the_data_and_no_obstacle() -> None:
    supervisor = Supervisor()
    try:
        supervisor.start()
        with supervisor.http() as http:
            invoice, number = supervisor.api(http).new_invoice("maji", amount="5000.00")
        supervisor.stop(signal.SIGKILL)
        supervisor.ready_file.unlink()
        supervisor.start()
        with supervisor.http() as http:
            api = supervisor.api(http)
            assert api.invoice(invoice) == ("UNPAID", "0.00"), number
            assert api.businesses() == ["maji", "safisha", "duka"]
        assert supervisor.state()["restarts"] == dict.fromkeys(PROGRAMS, 0)
        assert supervisor.stop() == 0
        assert supervisor.orphans() == []
    finally:
        supervisor.close()
