"""The demo as `make run` leaves it at its beginning, for documents to be followed on."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pyotp
import pytest
from django.test import Client

from demo import data
from demo.names import PASSWORD
from graphql_api.ids import write_id
from ledger.journal.posting import credit, debit, post_entry
from mpesa.tills.registering import register_urls
from tests.docs.reader import Reader
from tests.environment import ROOT
from tests.graphql_api.conftest import Browser
from tests.processes import SandboxProcess
from users.actors import SYSTEM
from users.models import Business, User


@pytest.fixture(scope="session")
def demo_sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SandboxProcess]:
    """The local Daraja as `make run` starts it."""
    folder = tmp_path_factory.mktemp("daraja")
    process = SandboxProcess(folder / "data", ROOT / "demo" / "organisations.json").start()
    yield process
    process.stop()


@pytest.fixture
def demo(demo_sandbox: SandboxProcess, hook_server: str, settings) -> SandboxProcess:
    """The demo's businesses, tills that are registered, and two entries of October 2024."""
    settings.DARAJA_SANDBOX_URL = demo_sandbox.url
    settings.ALLOWED_HOSTS = ["127.0.0.1", "testserver"]
    data.seed()
    for till in data.demo_tills():
        register_urls(till=till, actor=SYSTEM)
    maji = Business.objects.get(code="maji")
    for reference, to in (("an old sale", "4000"), ("found money", "2900")):
        post_entry(
            business_id=maji.pk,
            kind="RECEIPT",
            reference=reference,
            legs=[debit("1010", 5000), credit(to, 5000)],
            occurred_at=datetime(2024, 10, 20, 9, tzinfo=UTC),
        )
    return demo_sandbox


@pytest.fixture
def reader(
    demo: SandboxProcess, hook_server: str, drain: Callable[[], None], tmp_path: Path, capsys
) -> Reader:
    browsers: dict[str, Browser] = {}

    def browser_of(name: str) -> Browser:
        if name not in browsers:
            browsers[name] = Browser(Client(enforce_csrf_checks=True))
            if name:
                browsers[name].client.force_login(User.objects.get(username=name))
        return browsers[name]

    def sent() -> str:
        """The newest code, as a trial machine prints it."""
        return str(re.findall(r"^(?:\d{6}|\w{4}(?:-\w{4}){3})\b", capsys.readouterr().out, re.MULTILINE)[-1])

    def settle() -> None:
        drain()
        demo.drain()
        drain()

    made = Reader(
        browsers=browser_of,
        known={
            "the code that was sent": sent,
            "your password": lambda: PASSWORD,
            "maji": lambda: write_id("Business", Business.objects.get(code="maji").pk),
        },
        settle=settle,
        addresses={"http://127.0.0.1:8000": hook_server, "http://127.0.0.1:8010": demo.url},
        folder=tmp_path,
    )
    made.known["the code of the app"] = lambda: pyotp.TOTP(
        parse_qs(urlsplit(made.seen["uri"]).query)["secret"][0]
    ).now()
    return made
