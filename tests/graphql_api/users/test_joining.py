"""Signing up, a new PIN, invitations and languages over /graphql."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from graphql_api.ids import write_id
from messaging.models import Message
from tests.graphql_api.conftest import PASSWORD, Browser, House, signed_in
from tests.messaging.reading import last_code, last_token
from users.models import AuditEntry, Business, Membership, Session, User
from users.signing_in import signing_up

PHONE, PIN, NEW_PIN = "0712 345 678", "582913", "730164"
ME = "me { username phone language memberships { nodes { role business { code } } } }"


@pytest.fixture(autouse=True)
def _players_are_taken(house: House) -> None:
    Business.objects.update(takes_players=True)


def act(browser: Browser, verb: str, given: dict[str, Any], selection: str = "") -> dict[str, Any]:
    kind = f"{verb[0].upper()}{verb[1:]}Input!"
    text = f"mutation ($i: {kind}) {{ {verb}(input: $i) {{ {selection} problems {{ code field }} }} }}"
    return browser.data(text, i=given)[verb]


def maji() -> str:
    return write_id("Business", Business.objects.get(code="maji").pk)


def ask(browser: Browser, purpose: str = "SIGN_UP", **more: str) -> dict[str, Any]:
    given = {"business": maji(), "phone": PHONE, "purpose": purpose, "language": "SWAHILI"} | more
    return browser.act("requestCode", "goodUntil", **given)


def sign_up(browser: Browser, code: str, **more: Any) -> dict[str, Any]:
    given = {"business": maji(), "phone": PHONE, "pin": PIN, "language": "SWAHILI", "code": code}
    given |= {"agreed": True} | more
    return browser.act("signUp", ME, **given)


def test_a_player_signs_up_and_is_signed_in(house: House, browser: Browser):
    asked = datetime.fromisoformat(ask(browser)["goodUntil"])
    assert timedelta(minutes=9) < asked - timezone.now() <= timedelta(minutes=10)
    assert Message.objects.latest("pk").language == "sw"
    signed_up = sign_up(browser, last_code(), agreed=True)
    assert AuditEntry.objects.get(action="player.sign_up").details == {"agreed": True}
    assert signed_up["me"] == {
        "username": None,
        "phone": "25471****678",
        "language": "SWAHILI",
        "memberships": {"nodes": [{"role": "PLAYER", "business": {"code": "maji"}}]},
    }
    assert browser.data("{ me { phone } }") == {"me": {"phone": "25471****678"}}
    wallets = "query ($id: ID!) { wallets(business: $id, onlyOwn: true) { nodes { balance } } }"
    assert browser.data(wallets, id=maji())["wallets"]["nodes"] == [{"balance": "0.00"}]


def test_a_new_pin_ends_every_session(house: House, browser: Browser):
    ask(browser)
    sign_up(browser, last_code())
    elsewhere = Browser()
    assert elsewhere.sign_in(PHONE, PIN)["me"]
    thief = Browser()
    ask(thief, "RESET_PIN")
    reset = {"phone": PHONE, "code": last_code(), "newPin": NEW_PIN}
    assert thief.act("resetPin", **reset | {"newPin": "111111"})["field"] == ["newPin"]
    weak = "mutation ($i: ResetPinInput!) { resetPin(input: $i) { problems { code field } } }"
    assert thief.data(weak, i={"phone": "12", "code": "1", "newPin": "111111"})["resetPin"]["problems"] == [
        {"code": "BAD_PHONE", "field": ["phone"]},
        {"code": "WEAK_PIN", "field": ["newPin"]},
    ]
    assert thief.act("resetPin", **reset) == {"problems": []}
    assert not Session.objects.exclude(user=None).exists()
    for each in (browser, elsewhere, thief):
        assert each.data("{ me { phone } }") == {"me": None}
    assert browser.sign_in(PHONE, PIN)["code"] == "SIGN_IN_FAILED"
    assert browser.sign_in(PHONE, NEW_PIN)["me"]


def test_refusals_of_codes_are_problems(house: House, browser: Browser):
    assert ask(browser, phone="12")["code"] == "BAD_PHONE"
    assert sign_up(browser, "000000")["code"] == "CODE_WRONG"
    owner = write_id("Membership", Membership.objects.latest("pk").pk)
    for id in ("none", "maji", write_id("Business", 10**9), owner):
        for refused in (ask(browser, business=id), sign_up(browser, "000000", business=id)):
            assert (refused["code"], refused["field"]) == ("NOT_FOUND", ["business"])
            assert refused["message"] == "No such thing, or it is not yours."
    for _ in range(4):
        assert ask(browser)["goodUntil"]
    assert ask(browser)["code"] == "CODE_TOO_SOON"


def test_all_that_is_wrong_with_a_sign_up_is_told_and_no_code_is_tried(house: House, browser: Browser):
    ask(browser)
    code, given = last_code(), {"business": house.id, "code": "000000"}
    text = "mutation ($i: SignUpInput!) { signUp(input: $i) { me { phone } problems { code field } } }"
    for _ in range(12):  # more than the tries of a code
        told = browser.data(text, i=given | {"phone": "12", "pin": "123456"})["signUp"]
        assert told == {
            "me": None,
            "problems": [
                {"code": "BAD_PHONE", "field": ["phone"]},
                {"code": "WEAK_PIN", "field": ["pin"]},
                {"code": "TERMS_NOT_AGREED", "field": ["agreed"]},
            ],
        }
        assert sign_up(browser, "000000", pin="123456")["code"] == "WEAK_PIN"
        assert sign_up(browser, code, agreed=False)["code"] == "TERMS_NOT_AGREED", "and the code is not used"
    assert sign_up(browser, code)["me"]["phone"] == "25471****678"


def test_an_invitation_from_sending_to_working(house: House, browser: Browser):
    owner = house.browser()
    whom = {"business": house.id, "role": "CASHIER", "email": "Amina@example.com"}
    whom["idempotencyKey"] = "invite-0001"
    shown = "invite { id recipient state role invitedBy { name } }"
    sent = act(owner, "inviteMember", whom, shown)["invite"]
    assert sent | {"id": ""} == {
        "id": "",
        "recipient": "a****@example.com",
        "state": "PENDING",
        "role": "CASHIER",
        "invitedBy": {"name": "OWNER of maji"},
    }
    token = last_token()
    bad = act(browser, "acceptInvite", {"token": token, "username": "0712345678", "password": "short"})
    assert [each["code"] for each in bad["problems"]] == ["BAD_USERNAME", "BAD_PASSWORD"]
    new = {"token": token, "username": "amina", "password": PASSWORD}
    accepted = act(browser, "acceptInvite", new, ME)
    assert accepted["me"]["memberships"]["nodes"] == [{"role": "CASHIER", "business": {"code": "maji"}}]
    assert browser.data("{ tills(allMine: true) { totalCount } }") == {"tills": {"totalCount": 0}}
    again = act(Browser(), "acceptInvite", new | {"username": "other"})
    assert again["problems"] == [{"code": "INVITE_UNUSABLE", "field": ["token"]}]
    assert act(owner, "revokeInvite", {"invite": sent["id"]})["problems"] == [
        {"code": "ILLEGAL_STEP", "field": ["invite"]}
    ]


def test_somebody_signed_in_accepts_as_themselves(house: House, other_house: House):
    whom = {"business": house.id, "role": "AUDITOR", "phone": "0712345678", "idempotencyKey": "invite-0001"}
    assert act(house.browser(), "inviteMember", whom)["problems"] == []
    guest = other_house.people["CASHIER"]
    accepted = act(signed_in(guest), "acceptInvite", {"token": last_token(), "username": "ignored"}, ME)
    assert accepted["me"]["username"] == "cashier.duka"
    assert Membership.objects.filter(user=guest, business=house.business, role="AUDITOR").exists()
    assert not User.objects.filter(username="ignored").exists()


@pytest.mark.parametrize("role", ["OWNER", "PLAYER"])
def test_everybody_chooses_a_language(house: House, role):
    browser = house.browser(role)
    chosen = browser.act("setLanguage", "me { language }", language="SWAHILI")
    assert chosen == {"me": {"language": "SWAHILI"}, "problems": []}
    assert browser.data("{ me { language } }") == {"me": {"language": "SWAHILI"}}


def test_the_owner_chooses_for_the_business(house: House, browser: Browser):
    chosen = {"business": house.id, "language": "SWAHILI"}
    changed = act(house.browser(), "setBusinessLanguage", chosen, "business { language }")
    assert changed == {"business": {"language": "SWAHILI"}, "problems": []}
    browser.act("requestCode", business=house.id, phone=PHONE, purpose="SIGN_UP")
    assert Message.objects.get().language == "sw"


def test_who_signs_up_has_a_wallet_or_is_no_player(house: House, browser: Browser, monkeypatch):
    """Nobody is left in between by a kill: both are of one transaction."""

    def dies(**_: object) -> None:
        raise RuntimeError("killed")

    ask(browser)
    people = User.objects.count()
    again = "mutation ($i: SignUpInput!) { signUp(input: $i) { me { phone } } }"
    given = {"business": maji(), "phone": PHONE, "pin": PIN, "code": last_code(), "agreed": True}
    with monkeypatch.context() as patch:
        patch.setattr(signing_up, "_openers", {"wallet": dies})
        assert browser.refusal(again, i=given) == "INTERNAL"
    assert User.objects.count() == people
    assert browser.data(again, i=given)["signUp"]["me"]
