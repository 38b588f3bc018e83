"""`go_live_report --till SHORTCODE`: Safaricom's go-live scenarios on a running system, as a sheet."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import requests
from django.conf import settings
from django.core.management.base import CommandError, CommandParser

from core.machine.commands import HesabuCommand
from core.machine.jobs import HEARTBEAT_LIMIT, late_heartbeats
from mpesa.go_live.ground import PATIENCE, Failed, Ground
from mpesa.go_live.scenarios import SCENARIOS
from mpesa.go_live.sheet import FAIL, as_json, as_text, run_scenarios, summary
from mpesa.tills.addresses import till_by_shortcode

CLUSTER = "core"


class Command(HesabuCommand):
    help = (
        "Runs the ten scenarios of a go-live test against a till of the local Daraja or of Safaricom's"
        " sandbox, and prints what passed. Web, clusters and callbacks must work; never on a production till."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--till", required=True, help="the shortcode")
        parser.add_argument("--phone", default="", help="Safaricom's sandbox only: a phone in your hand")
        parser.add_argument("--only", choices=list(SCENARIOS), action="append", help="this scenario alone")
        parser.add_argument("--wait", type=float, default=PATIENCE, help="seconds for each step (100)")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            ground = Ground(
                till_by_shortcode(options["till"]), phone=options["phone"], patience=options["wait"]
            )
        except Failed as problem:
            raise CommandError(str(problem)) from None
        _require_a_running_system(HEARTBEAT_LIMIT)
        wanted = {name: SCENARIOS[name] for name in options["only"] or SCENARIOS}

        def tell(line: Any) -> None:
            if not options["json"]:
                self.stdout.write(as_text(line))

        lines = run_scenarios(ground, wanted, tell=tell)
        self.stdout.write(json.dumps(as_json(ground, lines)) if options["json"] else summary(lines))
        if any(line.verdict == FAIL for line in lines):
            raise CommandError("A scenario failed.")


def _require_a_running_system(within: timedelta) -> None:
    """Raises CommandError: without web and cluster every scenario would wait for nothing."""
    try:
        with requests.Session() as session:
            session.trust_env = False
            alive = session.get(f"{settings.BASE_URL}/healthz", timeout=15).status_code == 200
    except requests.RequestException:
        alive = False
    if not alive:
        raise CommandError(f"The web process does not answer at BASE_URL ({settings.BASE_URL}).")
    if late_heartbeats([CLUSTER], within=within):
        raise CommandError("The cluster that sends pushes and reads callbacks does not run.")
