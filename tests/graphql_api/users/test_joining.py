"""Signing up, a new PIN, invitations and languages over /graphql."""

from __future__ import annotations

from typing import Any

import pytest

from messaging.models import Message
from tests.graphql_api.conftest import PASSWORD, Browser, House, signed_in
from tests.messaging.reading import last_code, last_token
from users.models import Business, Membership, Session, User

PHONE, PIN, NEW_PIN = "0712 345 678", "582913", "730164"
WHO = "__typename ... on SignedIn { me { username phone language memberships { role business { code } } } }"
PROBLEM = "... on Problem { code field message }"


@pytest.fixture(autouse=True)
def _players_are_taken(house: House) -> None:
    Business.objects.update(takes_players=True)


def do(browser: Browser, text: str, selection: str = "__typename") -> dict[str, Any]:
    answer = browser.data(f"mutation {{ done: {text} {{ {selection} {PROBLEM} }} }}")
    return answer["done"]


def ask(browser: Browser, purpose: str = "SIGN_UP", phone: str = PHONE) -> dict[str, Any]:
    return do(
        browser, f'requestCode(business: "maji", phone: "{phone}", purpose: {purpose}, language: SWAHILI)'
    )


def sign_up(browser: Browser, code: str) -> dict[str, Any]:
    who = f'business: "maji", phone: "{PHONE}", pin: "{PIN}", language: SWAHILI'
    return do(browser, f'signUp(input: {{{who}, code: "{code}"}})', WHO)


def test_a_player_signs_up_and_is_signed_in(house: House, browser: Browser):
    assert ask(browser) == {"__typename": "CodeRequested"}
    assert Message.objects.latest("pk").language == "sw"
    signed_up = sign_up(browser, last_code())
    assert signed_up["me"] == {
        "username": None,
        "phone": "25471****678",
        "language": "SWAHILI",
        "memberships": [{"role": "PLAYER", "business": {"code": "maji"}}],
    }
    assert browser.data("{ me { phone } }") == {"me": {"phone": "25471****678"}}


def test_a_new_pin_ends_every_session(house: House, browser: Browser):
    ask(browser)
    sign_up(browser, last_code())
    elsewhere = Browser()
    assert elsewhere.sign_in(PHONE, PIN)["me"]
    thief = Browser()
    ask(thief, "RESET_PIN")
    reset = f'resetPin(phone: "{PHONE}", code: "{last_code()}", newPin: "{NEW_PIN}")'
    assert do(thief, reset.replace(NEW_PIN, "111111"))["field"] == ["newPin"]
    assert do(thief, reset) == {"__typename": "PinReset"}
    assert not Session.objects.exclude(user=None).exists()
    for each in (browser, elsewhere, thief):
        assert each.data("{ me { phone } }") == {"me": None}
    assert browser.sign_in(PHONE, PIN)["code"] == "SIGN_IN_FAILED"
    assert browser.sign_in(PHONE, NEW_PIN)["me"]


def test_refusals_of_codes_are_problems(house: House, browser: Browser):
    assert ask(browser, phone="12")["code"] == "BAD_PHONE"
    assert sign_up(browser, "000000")["code"] == "CODE_WRONG"
    assert (
        do(browser, f'requestCode(business: "none", phone: "{PHONE}", purpose: SIGN_UP)')["code"]
        == "NOT_FOUND"
    )
    for _ in range(4):
        assert ask(browser) == {"__typename": "CodeRequested"}
    assert ask(browser)["code"] == "CODE_TOO_SOON"


def test_an_invitation_from_sending_to_working(house: House, browser: Browser):
    owner = house.browser()
    whom = 'role: CASHIER, key: "invite-0001", email: "Amina@example.com"'
    invite = f'inviteMember(input: {{business: "maji", {whom}}})'
    sent = do(owner, invite, "__typename ... on Invite { id recipient state role invitedBy }")
    assert sent | {"id": ""} == {
        "__typename": "Invite",
        "id": "",
        "recipient": "a****@example.com",
        "state": "PENDING",
        "role": "CASHIER",
        "invitedBy": "OWNER of maji",
    }
    token = last_token()
    accepted = do(browser, f'acceptInvite(token: "{token}", username: "amina", password: "{PASSWORD}")', WHO)
    assert accepted["me"]["memberships"] == [{"role": "CASHIER", "business": {"code": "maji"}}]
    assert browser.data("{ tills(allMine: true) { totalCount } }") == {"tills": {"totalCount": 0}}
    again = do(Browser(), f'acceptInvite(token: "{token}", username: "other", password: "{PASSWORD}")')
    assert (again["code"], again["field"]) == ("INVITE_UNUSABLE", ["token"])
    assert do(owner, f'revokeInvite(invite: "{sent["id"]}")')["code"] == "ILLEGAL_STEP"


def test_somebody_signed_in_accepts_as_themselves(house: House, other_house: House):
    do(
        house.browser(),
        'inviteMember(input: {business: "maji", role: AUDITOR, key: "invite-0001", phone: "0712345678"})',
    )
    guest = other_house.people["CASHIER"]
    accepted = do(signed_in(guest), f'acceptInvite(token: "{last_token()}", username: "ignored")', WHO)
    assert accepted["me"]["username"] == "cashier.duka"
    assert Membership.objects.filter(user=guest, business=house.business, role="AUDITOR").exists()
    assert not User.objects.filter(username="ignored").exists()


@pytest.mark.parametrize("role", ["OWNER", "PLAYER"])
def test_everybody_chooses_a_language(house: House, role):
    browser = house.browser(role)
    assert do(browser, "setLanguage(language: SWAHILI)") == {"__typename": "LanguageSet"}
    assert browser.data("{ me { language } }") == {"me": {"language": "SWAHILI"}}


def test_the_owner_chooses_for_the_business(house: House, browser: Browser):
    changed = do(house.browser(), 'setBusinessLanguage(business: "maji", language: SWAHILI)')
    assert changed == {"__typename": "Business"}
    do(browser, f'requestCode(business: "maji", phone: "{PHONE}", purpose: SIGN_UP)')
    assert Message.objects.get().language == "sw"
