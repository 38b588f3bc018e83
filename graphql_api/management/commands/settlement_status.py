"""`settlement_status MARKET`: how the settlement of a market stands.

It stands here since people know a market by the id that its page and the API show.
"""

from __future__ import annotations

import json
from typing import Any

from core.errors import NotFound
from core.machine.commands import HesabuCommand
from core.money import display, to_shillings
from graphql_api.ids import read_id
from markets.models import Market
from markets.settling.status import SettlementStatus, settlement_status


class Command(HesabuCommand):
    help = "Says how the settlement of a market stands: stakes, winners, who is paid, the sums, progress."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("market", metavar="MARKET", help="mkt_..., as its page and its address show it")
        parser.add_argument("--json", action="store_true", help="one JSON object instead of lines")

    def handle(self, *_: Any, market: str, **options: Any) -> None:
        known = read_id(market)
        number = int(known.node_id) if known.type_name == "Market" else 0
        found = Market.objects.filter(pk=number).first()
        if found is None:
            raise NotFound("market", "market")
        status = settlement_status(found)
        told = _as_json(market, found, status) if options["json"] else _as_lines(found, status)
        self.stdout.write(told)


def _as_json(market: str, row: Market, status: SettlementStatus) -> str:
    run, arrived = status.run, status.arrived
    told = {
        "market": market,
        "title": row.title,
        "state": status.state,
        "stakes": status.stakes,
        "winners": run.winners if run else 0,
        "paid": arrived.paid,
        "failed": arrived.failed,
        "unknown": arrived.unknown,
        "waiting": arrived.waiting,
        "totals": {name: to_shillings(cents) for name, cents in status.totals.items()},
        "progress": status.progress,
        "run": run
        and {
            "number": run.number,
            "kind": run.kind,
            "state": run.state,
            "digest": bytes(run.digest).hex(),
            "payments": run.payments,
            "posted": run.posted,
        },
    }
    return json.dumps(told, indent=2, ensure_ascii=False)


def _as_lines(row: Market, status: SettlementStatus) -> str:
    run, arrived = status.run, status.arrived
    lines = [f"{row.title}: {status.state}", f"stakes: {status.stakes}, {display(status.pool)}"]
    if run is None:
        return "\n".join([*lines, "nothing is worked out yet"])
    sums = {name: cents for name, cents in status.totals.items() if cents}
    lines += [
        f"run {run.number}: {run.kind} {run.state}, digest {bytes(run.digest).hex()}",
        f"winners: {run.winners}",
        f"totals: {', '.join(f'{name} {display(cents)}' for name, cents in sums.items()) or 'nothing'}",
        f"in the books: {run.posted} of {run.payments} payments",
        f"paid: {arrived.paid}, failed: {arrived.failed}, unknown: {arrived.unknown},"
        f" waiting: {arrived.waiting}",
        f"progress: {status.progress} %",
    ]
    return "\n".join(lines)
