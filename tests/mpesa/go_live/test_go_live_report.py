"""`go_live_report`: the sheet that docs/go-live.md shows, by the commands that it prints."""

from __future__ import annotations

import json
import re
import shlex
from functools import partial
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from core.machine.jobs import beat
from mpesa.go_live.ground import Failed, Ground, NotRun
from mpesa.go_live.scenarios import SCENARIOS
from mpesa.management.commands import go_live_report
from mpesa.models import PaymentRequest, Till
from mpesa.tills.credentials import TillCredentials
from mpesa.tills.tills import create_till
from tests.environment import ROOT
from users.actors import SYSTEM

DOCUMENT = ROOT / "docs" / "go-live.md"
PRINTED = re.findall(r"manage\.py (go_live_report [^`\n]+)", DOCUMENT.read_text("utf-8"))


@pytest.fixture
def running(till: Till, sandbox, drain, monkeypatch) -> Till:
    """A running system: the queues are drained while the command waits."""

    def work() -> None:
        drain()
        sandbox.post("/_sandbox/drain", {"timeout": 1})

    beat("core")
    monkeypatch.setattr(go_live_report, "Ground", partial(Ground, between_looks=work))
    return till


def report(*words: str) -> str:
    out = StringIO()
    call_command("go_live_report", *words, stdout=out, stderr=StringIO())
    return out.getvalue()


def test_the_sheet_of_a_whole_run(running: Till) -> None:
    sheet = report("--till", running.shortcode)
    told = {name for name in SCENARIOS if re.search(rf"^pass +{name} ", sheet, re.MULTILINE)}
    assert told == SCENARIOS.keys() - {"several tills"}, sheet
    assert re.search(r"^not run +several tills .*\n +the business has one till", sheet, re.MULTILINE)
    assert sheet.endswith("9 passed, 0 failed, 1 not run\n")
    requests = PaymentRequest.objects.all()
    assert all(request.account_reference.startswith("GOLIVE") for request in requests)
    assert not requests.filter(state__in=("INITIATED", "PENDING", "UNKNOWN")).exists()


def test_every_printed_form(running: Till, monkeypatch) -> None:
    monkeypatch.setattr(
        go_live_report, "SCENARIOS", {name: SCENARIOS[name] for name in ("success", "time-out")}
    )
    assert any("--json" in line for line in PRINTED) and any("--phone" in line for line in PRINTED)
    for line in PRINTED:
        words = [running.shortcode if word == "SHORTCODE" else word for word in shlex.split(line)[1:]]
        if "--phone" in words:  # for Safaricom's sandbox: the local Daraja has its own customers
            with pytest.raises(CommandError, match="BAD_PHONE"):
                report(*(word.replace("PHONE", "0700000101") for word in words))
            continue
        said = report(*words)
        if "--json" in words:
            sheet = json.loads(said)
            assert (sheet["till"], sheet["environment"], sheet["passed"]) == (
                running.shortcode,
                "LOCAL",
                True,
            )
            for each in sheet["scenarios"]:
                assert each["verdict"] == "pass" and each["done"] and each["seen"], each
        else:
            assert "passed, 0 failed" in said


def test_one_that_fails_stops_none_and_ends_with_exit_code_1(running: Till, monkeypatch) -> None:
    def broken(ground: Ground) -> str:
        """What is done."""
        raise Failed("two receipts, UKS4XQ91TB and another")

    def absent(ground: Ground) -> str:
        """What would be done."""
        raise NotRun("there is nobody")

    some = {"broken": broken, "absent": absent, "time-out": SCENARIOS["time-out"]}
    monkeypatch.setattr(go_live_report, "SCENARIOS", some)
    out = StringIO()
    with pytest.raises(CommandError, match="A scenario failed"):
        call_command("go_live_report", "--till", running.shortcode, "--json", stdout=out)
    sheet = json.loads(out.getvalue())
    assert [each["verdict"] for each in sheet["scenarios"]] == ["fail", "not run", "pass"]
    assert sheet["passed"] is False
    assert sheet["scenarios"][0]["seen"] == "two receipts, UKS****TB and another"


def test_a_production_till_is_refused_and_nothing_is_sent(running: Till) -> None:
    real = create_till(
        business=running.business,
        name="Real",
        kind="PAYBILL",
        shortcode="888880",
        environment="PRODUCTION",
        credentials=TillCredentials("a" * 8, "b" * 8, "c" * 8),
        actor=SYSTEM,
    )
    for phone in ((), ("--phone", "0700000101")):
        with pytest.raises(CommandError, match="production till: phones would ring"):
            report("--till", real.shortcode, *phone)
    assert not PaymentRequest.objects.exists()


def test_without_a_running_system_it_says_what_is_missing(till: Till, settings) -> None:
    with pytest.raises(CommandError, match=r"The cluster .* does not run"):
        report("--till", till.shortcode)
    beat("core")
    settings.BASE_URL = "http://127.0.0.1:9"
    with pytest.raises(CommandError, match="does not answer at BASE_URL"):
        report("--till", till.shortcode)
    settings.DARAJA_SANDBOX_URL = "http://127.0.0.1:9"
    with pytest.raises(CommandError, match="the local Daraja did not do it"):
        report("--till", till.shortcode)
    assert not PaymentRequest.objects.exists()
