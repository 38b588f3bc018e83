"""Fixtures: a business with a PayBill on a real local Daraja; callbacks arrive at a real server thread."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import uvicorn

from config.web.server import web_config
from mpesa.models import Till
from mpesa.tills.credentials import TillCredentials
from mpesa.tills.registering import register_urls
from mpesa.tills.tills import create_till
from tests.processes import SandboxProcess, wait_until
from users.actors import SYSTEM
from users.models import Business

PASSKEY = "test-passkey-of-this-till"
NewTill = Callable[..., Till]
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
    """The real ASGI application behind a real socket, on a thread of this process and the test's database."""
    from config.asgi import application

    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.bind(("127.0.0.1", 0))
    server = uvicorn.Server(web_config(application))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    settings.BASE_URL = f"http://127.0.0.1:{listener.getsockname()[1]}"
    settings.ALLOWED_HOSTS = ["127.0.0.1", "testserver"]
    wait_until(lambda: server.started)
    yield settings.BASE_URL
    server.should_exit = True
    thread.join()


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
        actor=SYSTEM,
    )
    return register_urls(till=till, actor=SYSTEM)


@pytest.fixture
def new_till(sandbox: SandboxProcess, hook_server: str) -> NewTill:
    """Makes tills on the local Daraja, as many as a test wants, each with the app that it wants."""

    def make(business: Business, *, kind: str = "PAYBILL", app: str = "", **more: Any) -> Till:
        shortcode = str(next(_shortcode))
        store = str(next(_shortcode)) if kind == "TILL" else ""
        named = {"consumer_key": f"key-{app}", "consumer_secret": f"secret-{app}"} if app else APP
        organisation = {
            "shortcode": shortcode,
            "name": "DUKA",
            "kind": kind.lower(),
            "passkey": PASSKEY,
            "tariff": "customer",
            **named,
        }
        sandbox.post(
            "/_sandbox/organisations", organisation | ({"store_number": store} if store else {})
        ).raise_for_status()
        return create_till(
            business=business,
            name=f"Shop {shortcode}",
            kind=kind,
            shortcode=shortcode,
            store_number=store,
            credentials=TillCredentials(passkey=PASSKEY, **named),
            actor=SYSTEM,
            **more,
        )

    return make
