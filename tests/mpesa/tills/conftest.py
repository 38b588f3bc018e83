"""Tills on the local Daraja, as many as a test wants, each with the app that it wants."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from mpesa.models import Till
from mpesa.tills.credentials import TillCredentials
from mpesa.tills.tills import create_till
from tests.processes import SandboxProcess
from tests.tills import APP, PASSKEY, _shortcode
from users.actors import SYSTEM
from users.models import Business

#: Switches that a test may turn on; off again afterwards.
OFF = {"register_once": False, "https_only": False, "one_token": False}
NewTill = Callable[..., Till]


@pytest.fixture
def switches(sandbox: SandboxProcess) -> Iterator[Callable[..., None]]:
    def turn(**wanted: object) -> None:
        sandbox.post("/_sandbox/switches", wanted).raise_for_status()

    yield turn
    turn(**OFF)


@pytest.fixture
def new_till(sandbox: SandboxProcess, hook_server: str) -> NewTill:
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
