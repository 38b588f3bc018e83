"""`verify_system` says yes when everything is there, and names what is not."""

from __future__ import annotations

import json

import pytest
from django.core.management import CommandError, call_command

from core.machine.alerts import raise_alert
from core.machine.jobs import beat
from embedded.clusters import CLUSTERS
from mpesa.models import Till
from mpesa.tills.credentials import TillCredentials, seal_credentials


def answers(capsys) -> dict[str, str]:
    return json.loads(capsys.readouterr().out.strip().splitlines()[-1])


def test_a_wired_system_is_ready(till: Till, capsys):
    for name in CLUSTERS:
        beat(name)
    call_command("verify_system", "--json")
    found = answers(capsys)
    assert found["ok"] is True
    assert {found["roles"], found["clock"], found["ledger"], found[f"till {till.shortcode}"]} == {"ok"}


def test_what_is_wrong_is_named(till: Till, capsys):
    wrong = TillCredentials(consumer_key="nobody", consumer_secret="wrong", passkey="wrong")
    seal_credentials(till, wrong)  # put in while Safaricom could not be asked
    till.save(update_fields=["consumer_key_sealed", "consumer_secret_sealed", "passkey_sealed", "app"])
    with pytest.raises(CommandError, match=rf"clusters, till {till.shortcode}"):
        call_command("verify_system", "--json")
    found = answers(capsys)
    assert found["ok"] is False
    assert found["clusters"].startswith("no heartbeat")
    assert found[f"till {till.shortcode}"].startswith("DARAJA_")
    assert "nobody" not in json.dumps(found)


def test_an_open_critical_alert_is_named(db, capsys):
    raise_alert(code="SMOKE", severity="CRITICAL", detail="x")
    raise_alert(code="DRAUGHT", severity="WARNING", detail="x")
    with pytest.raises(CommandError, match="alerts"):
        call_command("verify_system", "--json")
    assert answers(capsys)["alerts"] == "open: SMOKE"
