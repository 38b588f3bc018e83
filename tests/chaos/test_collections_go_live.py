"""The go-live report on real processes: what it waits for is done by the clusters, not by the test."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import call_command

from core.machine.jobs import late_heartbeats
from mpesa.management.commands.go_live_report import HEARTBEAT_LIMIT
from mpesa.models import Receipt
from tests.chaos.patience import eventually
from tests.chaos.points import POINTS
from tests.chaos.story import SHORTCODE, Story
from tests.chaos.system import START_SECONDS


@pytest.mark.slow
def test_the_whole_sheet_on_a_running_system(start_system) -> None:
    system = start_system(*POINTS)
    eventually(system.web_answers, "web answers", within=START_SECONDS)
    Story(system).open_shop()
    call_command("sync_schedules", stdout=StringIO())
    eventually(lambda: not late_heartbeats(["core"], within=HEARTBEAT_LIMIT), "the cluster beats", within=120)
    out = StringIO()
    call_command("go_live_report", "--till", SHORTCODE, "--json", stdout=out)
    sheet = {each["name"]: each for each in json.loads(out.getvalue())["scenarios"]}
    print("\n".join(f"{name}: {each['verdict']}, {each['seconds']} s" for name, each in sheet.items()))
    assert sheet.pop("several tills")["verdict"] == "not run"
    assert {name: each["seen"] for name, each in sheet.items() if each["verdict"] != "pass"} == {}
    assert Receipt.objects.count() >= 12
    assert set(system.keeper.restarts.values()) == {0}
