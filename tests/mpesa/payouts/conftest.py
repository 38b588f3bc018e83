from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
from django.db import transaction

from core import days
from mpesa.models import PayoutWay
from mpesa.payouts.lines import lock_line
from tests.graphql_api.conftest import House
from tests.mpesa.payouts.offices import Office
from tests.processes import SandboxProcess
from tests.tills import NewTill


@pytest.fixture
def office(house: House, settings) -> Iterator[Office]:
    settings.BASE_URL = "http://127.0.0.1:9"
    made = Office(house)
    yield made
    made.check()


class Paying(Office):
    """An office that pays through the local Safaricom."""

    sandbox: SandboxProcess

    def fault(self, fault: str, call: str = "b2c", **more: object) -> None:
        self.sandbox.post(
            "/_sandbox/faults", {"fault": fault, "call": call, "times": 1} | more
        ).raise_for_status()

    def switch(self, **switches: object) -> None:
        self.sandbox.post("/_sandbox/switches", switches).raise_for_status()

    def receivers(self, kind: str = "b2c") -> dict[str, int]:
        """What the sandbox's own journal says that each receiver got, in cents."""
        return paid_by(self.sandbox, self.till.shortcode, kind)

    def orders(self, kind: str = "b2c") -> list[dict[str, str]]:
        """What the sandbox took, newest first."""
        state = self.sandbox.get("/_sandbox/state").json()
        return [
            row
            for row in state["operations"]
            if row["shortcode"] == self.till.shortcode and row["kind"] == kind
        ]

    def prove(self, way: PayoutWay = PayoutWay.B2C) -> None:
        """Its operator has paid before: nothing is tried out first."""
        with transaction.atomic():
            line = lock_line(self.till, way)
            line.proved_at = days.now()
            line.save(update_fields=["proved_at"])


def paid_by(sandbox: SandboxProcess, shortcode: str, kind: str = "b2c") -> dict[str, int]:
    with closing(sqlite3.connect(f"file:{sandbox.data_dir}/sandbox.sqlite3?mode=ro", uri=True)) as journal:
        rows = journal.execute(
            "SELECT counterparty, sum(amount_cents) FROM transfers WHERE kind = ? AND shortcode = ?"
            " GROUP BY counterparty",
            (kind, shortcode),
        )
        return dict(rows.fetchall())


@pytest.fixture
def paying(house: House, new_till: NewTill, sandbox: SandboxProcess) -> Iterator[Paying]:
    made = Paying(house, till=new_till(house.business))
    made.sandbox = sandbox
    account = {"shortcode": made.till.shortcode, "account": "Utility Account", "amount": "1000000"}
    sandbox.post("/_sandbox/fund", account).raise_for_status()
    yield made
    made.check()
    made.switch(result_shape="documented", result_types="documented", timeout_body="echo", result_seconds="0",
                status_not_found="2033")  # fmt: skip
