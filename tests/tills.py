"""Fixtures: a business with a PayBill on a real local Daraja; callbacks arrive at a real server thread."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test.testcases import LiveServerThread, _StaticFilesHandler

from mpesa.models import Till
from mpesa.tills import TillCredentials, create_till, register_urls
from tests.processes import SandboxProcess
from users.models import Business
from users.people import create_business, create_staff

PASSKEY = "test-passkey-of-this-till"
APP = {"consumer_key": "test-app-key", "consumer_secret": "test-app-secret"}


@pytest.fixture(scope="session")
def sandbox_process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SandboxProcess]:
    process = SandboxProcess(tmp_path_factory.mktemp("daraja") / "data").start()
    yield process
    process.stop()


_shortcode = iter(range(710_000, 720_000))


@pytest.fixture
def sandbox(sandbox_process: SandboxProcess, settings) -> Iterator[SandboxProcess]:
    settings.DARAJA_SANDBOX_URL = sandbox_process.url
    yield sandbox_process
    sandbox_process.delete("/_sandbox/faults")
    sandbox_process.post("/_sandbox/switches", {"stk_confirms_c2b": False})


@pytest.fixture
def hook_server(db: None, settings) -> Iterator[str]:
    """The hooks behind a real socket, on threads of this process and on the test's database."""
    thread = LiveServerThread("127.0.0.1", _StaticFilesHandler, connections_override={})
    thread.daemon = True
    thread.start()
    thread.is_ready.wait()
    if thread.error:
        raise thread.error
    settings.BASE_URL = f"http://127.0.0.1:{thread.port}"
    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    yield settings.BASE_URL
    thread.terminate()
    thread.join()


@pytest.fixture
def business(db: None) -> Business:
    owner = create_staff(username="owner", password="correct horse battery")
    return create_business(code="maji", name="Maji Safi", owner=owner)


@pytest.fixture
def till(business: Business, sandbox: SandboxProcess, hook_server: str) -> Till:
    shortcode = str(next(_shortcode))
    sandbox.post(
        "/_sandbox/organisations",
        {
            "shortcode": shortcode,
            "name": "MAJI SAFI",
            "kind": "paybill",
            "passkey": PASSKEY,
            "tariff": "customer",
            **APP,
        },
    ).raise_for_status()
    till = create_till(
        business=business,
        name="Water",
        kind="PAYBILL",
        shortcode=shortcode,
        credentials=TillCredentials(passkey=PASSKEY, **APP),
        actor=None,
    )
    return register_urls(till=till, actor=None)
