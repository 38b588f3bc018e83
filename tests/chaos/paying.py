"""A business that pays through the local Daraja of a running system."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import Any

from django.db import transaction

from core import days
from core.machine.jobs import AT_ONCE
from mpesa.models import PayoutRules, PayoutWay, Till
from mpesa.payouts.lines import lock_line
from mpesa.tills.credentials import TillCredentials
from mpesa.tills.tills import create_till
from tests.chaos.system import System
from tests.graphql_api.conftest import House
from tests.mpesa.payouts.offices import Office
from users.actors import SYSTEM

SHORTCODE = "600700"
APP = {"consumer_key": "app-that-pays", "consumer_secret": "its-secret"}
PASSKEY = "passkey-of-the-till-that-pays"
SHILLINGS = 5_000_000
__all__ = ["AT_ONCE", "SHORTCODE", "PayingSystem"]


class PayingSystem(Office):
    """Its till, with shillings at the local Daraja and money in the books; its line has paid before."""

    def __init__(self, system: System, house: House, *, shillings: int = SHILLINGS) -> None:
        self.system = system
        shop = {"shortcode": SHORTCODE, "name": "SHULE", "kind": "paybill", "passkey": PASSKEY, **APP}
        self.control("organisations", {**shop, "opening_balance": str(shillings)})
        super().__init__(house, till=self._till(house))
        with transaction.atomic():
            line = lock_line(self.till, PayoutWay.B2C)
            line.proved_at = days.now()
            line.save(update_fields=["proved_at"])

    def _till(self, house: House) -> Till:
        return create_till(
            business=house.business,
            name="Pay",
            kind="PAYBILL",
            shortcode=SHORTCODE,
            credentials=TillCredentials(passkey=PASSKEY, **APP),
            actor=SYSTEM,
        )

    def control(self, path: str, body: Any) -> dict[str, Any]:
        answer = self.system.sandbox.post(f"/_sandbox/{path}", json=body)
        answer.raise_for_status()
        told: dict[str, Any] = answer.json()
        return told

    def orders(self) -> list[dict[str, Any]]:
        """What the sandbox took, from its own file."""
        return journal(
            self.system, "SELECT * FROM operations WHERE kind = 'b2c' AND shortcode = ?", SHORTCODE
        )

    def receivers(self) -> dict[str, int]:
        """Cents that each phone got, from the sandbox's own journal."""
        rows = journal(
            self.system,
            "SELECT counterparty, sum(amount_cents) AS cents FROM transfers"
            " WHERE kind = 'b2c' AND shortcode = ? GROUP BY counterparty",
            SHORTCODE,
        )
        return {row["counterparty"]: row["cents"] for row in rows}

    def pause(self) -> None:
        PayoutRules.objects.update_or_create(
            business=self.house.business,
            defaults={"paused_at": days.now(), "pause_reason": "until all is ready"},
        )

    def go_on_unheard(self) -> None:
        """The pause is over, and nobody is woken."""
        PayoutRules.objects.update(paused_at=None, pause_reason="")


def journal(system: System, statement: str, *values: object) -> list[dict[str, Any]]:
    path = system.folder / "sandbox" / "sandbox.sqlite3"
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as books:
        books.row_factory = sqlite3.Row
        return [dict(row) for row in books.execute(statement, values)]
