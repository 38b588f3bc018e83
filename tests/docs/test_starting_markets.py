"""Who starts a markets business comes by the lines of the document to a market that takes stakes."""

from __future__ import annotations

import re
import shlex
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import call_command

from core import days
from graphql_api.ids import write_id
from graphql_api.schema import schema
from markets.locking import database_now
from markets.models import LegalKind, Market
from mpesa.models import Till
from tests.environment import ROOT
from tests.graphql_api.conftest import PASSWORD, signed_in
from tests.graphql_api.markets.test_writing import terms
from users.models import Business, User
from users.people import create_staff

DOCUMENT = (ROOT / "docs" / "markets.md").read_text("utf-8")
SECTION = DOCUMENT.split("## Start a markets business\n")[1].split("\n## ")[0]


def commands() -> list[str]:
    return re.findall(r"`python manage\.py ([^`]+)`", SECTION)


def test_ten_lines_name_what_there_is():
    assert re.findall(r"^(\d+)\. ", SECTION, re.MULTILINE) == [str(each) for each in range(1, 11)]
    names = {each.split()[0] for each in commands()}
    assert names == {"create_business", "create_till", "register_urls", "settlement_status"}
    mutation = schema._schema.mutation_type
    assert mutation is not None
    asked = re.findall(r"\(`([a-z][A-Za-z]+)`\)", SECTION)
    assert len(asked) == 12 and set(asked) <= set(mutation.fields)
    assert set(re.findall(r"`([A-Z_]+)`", SECTION)) <= {"NO_TILL_FOR_MONEY", *LegalKind.values}


def test_a_market_is_opened_by_following_them(db, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings):
    settings.BASE_URL = "http://127.0.0.1:9"
    (tmp_path / "password").write_text(PASSWORD, "utf-8")
    made, till, *_ = commands()
    call_command(*shlex.split(made), "--password-file", str(tmp_path / "password"), verbosity=0)
    business = Business.objects.get(code="kiosk")
    owner, id = signed_in(User.objects.get(username="you")), write_id("Business", business.pk)
    given = {"business": id, "idempotencyKey": "first"}
    market = owner.act("createMarket", "market { id }", **given, **terms(category="Weather"))["market"]["id"]
    refused = owner.act("openMarket", market=market, idempotencyKey="open-0")
    assert refused["code"] == "NO_TILL_FOR_MONEY"

    for name, value in re.findall(r"(MPESA_\w+)=(\S+)", (ROOT / "README.md").read_text("utf-8")):
        monkeypatch.setenv(name, value)
    call_command(*shlex.split(till), verbosity=0)
    assert Till.objects.get(business=business).shortcode == "174379"

    owner.act("setTakesPlayers", business=id, takesPlayers=True)
    reader = signed_in(create_staff(username="reader", password=PASSWORD))
    asked = {"business": id, "role": "APPROVER", "username": "reader", "idempotencyKey": "invite-1"}
    assert owner.act("inviteMember", "invite { state }", **asked)["invite"]["state"] == "PENDING"
    (found,) = reader.data("{ myInvitations { nodes { id } } }")["myInvitations"]["nodes"]
    reader.act("acceptInvitation", "membership { role }", invitation=found["id"])

    def say_yes(asked: dict[str, str]) -> None:
        yes = {"approval": asked["id"], "digest": asked["digest"]}
        done = reader.act("approveRequest", "approval { state }", **yes)
        assert done["approval"]["state"] == "APPROVED"

    rule = {"kind": "AGE", "value": 18, "law": "Gambling Control Act", "idempotencyKey": "rule-1"}
    tomorrow = (days.today() + timedelta(days=1)).isoformat()
    shown = "approval { id digest }"
    say_yes(owner.act("changeLegalRule", shown, business=id, fromDay=tomorrow, **rule)["approval"])
    owner.act("setMarketRules", business=id, feeBps=700)
    say_yes(owner.act("openMarket", shown, market=market, idempotencyKey="open-1")["approval"])
    row = Market.objects.get()
    assert row.state == "OPEN" and row.opened_at is not None and row.opened_at <= database_now()
