"""The second factor through the front door."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlparse

import pyotp

from tests.clock import Clock
from tests.graphql_api.conftest import PASSWORD, Browser, House
from tests.graphql_api.users.test_approvals import APPROVE, ASK, ask, made, rules
from users.models import Business, Role

ME = "{ me { totpEnrolled recoveryCodesLeft } }"


def enrol(browser: Browser, clock: Clock) -> tuple[pyotp.TOTP, list[str]]:
    wrong = browser.act("startTotp", secret="wrong")
    assert (wrong["code"], wrong["field"]) == ("SIGN_IN_FAILED", ["secret"])
    uri = browser.act("startTotp", "uri", secret=PASSWORD)["uri"]
    app = pyotp.TOTP(parse_qs(urlparse(uri).query)["secret"][0])
    assert browser.act("confirmTotp", "recoveryCodes", code="000000")["code"] == "TOTP_WRONG"
    codes = browser.act("confirmTotp", "recoveryCodes", code=app.at(clock.at))["recoveryCodes"]
    clock.pass_seconds(30)
    return app, codes


def sign_in(browser: Browser, code: str) -> dict[str, Any]:
    return browser.sign_in("owner.maji", code=code)


def test_from_enrolling_to_removing(house: House, browser: Browser, clock: Clock):
    owner = house.browser()
    assert owner.data(ME) == {"me": {"totpEnrolled": False, "recoveryCodesLeft": 0}}
    app, codes = enrol(owner, clock)
    assert owner.data(ME) == {"me": {"totpEnrolled": True, "recoveryCodesLeft": 10}}
    for asked in (sign_in(browser, ""), browser.sign_in("owner.maji")):
        assert (asked["code"], asked["field"]) == ("TOTP_REQUIRED", ["code"])
    assert browser.data("{ me { username } }") == {"me": None}
    assert sign_in(browser, "000000")["code"] == "TOTP_WRONG"
    assert sign_in(browser, app.at(clock.at))["me"]
    assert browser.act("removeTotp", secret="wrong", code=codes[0])["code"] == "SIGN_IN_FAILED"
    gone = browser.act("removeTotp", "me { totpEnrolled }", secret=PASSWORD, code=codes[0])
    assert gone == {"me": {"totpEnrolled": False}, "problems": []}
    assert browser.data(ME) == {"me": {"totpEnrolled": False, "recoveryCodesLeft": 0}}


def test_a_session_of_before_approves_nothing_until_it_gives_a_code(house: House, clock: Clock):
    old, new = house.browser(Role.APPROVER), house.browser(Role.APPROVER)
    app, _ = enrol(new, clock)
    asked = ask(house)
    answer = {"approval": asked["id"], "digest": asked["digest"]}
    refused = {"code": "TOTP_REQUIRED", "field": ["code"]}
    assert made(old.data(APPROVE, input=answer)) == refused
    wrong = made(old.data(APPROVE, input=answer | {"code": "000000"}))["code"]
    assert (wrong, Business.objects.get(code="maji").solo_limit) == ("TOTP_WRONG", 0)
    done = made(old.data(APPROVE, input=answer | {"code": app.at(clock.at)}))
    assert done["state"] == "APPROVED"
    again = ask(house, "700.00", "rules-0002")
    answer = {"approval": again["id"], "digest": again["digest"]}
    assert made(new.data(APPROVE, input=answer))["state"] == "APPROVED"  # passed at enrolment
    third = ask(house, "800.00", "rules-0003")
    answer = {"approval": third["id"], "digest": third["digest"]}
    assert made(old.data(APPROVE, input=answer))["state"] == "APPROVED"  # passed a moment ago
    clock.pass_seconds(30)
    assert new.act("removeTotp", secret=PASSWORD, code=app.at(clock.at)) == {"problems": []}
    enrol(new, clock)
    last = ask(house, "900.00", "rules-0004")
    answer = {"approval": last["id"], "digest": last["digest"]}
    assert made(old.data(APPROVE, input=answer)) == refused  # another factor, which it has not passed


def test_requiring_it_is_a_rule_that_is_approved(house: House, clock: Clock):
    def change(owner: Browser, key: str, **given: object) -> dict:
        return made(owner.data(ASK, input=rules(house, idempotencyKey=key, **given)))

    owner = house.browser()
    assert change(owner, "rules-0000")["code"] == "NOTHING_ASKED"
    asked = change(owner, "rules-0001", requireTotp=True)
    answer = {"approval": asked["id"], "digest": asked["digest"]}
    approver = house.browser(Role.APPROVER)
    assert made(approver.data(APPROVE, input=answer))["state"] == "APPROVED"
    query = "{ businesses { edges { node { requireTotp } } } }"
    assert house.browser(Role.CASHIER).data(query)["businesses"]["edges"] == [{"node": {"requireTotp": True}}]
    assert change(owner, "rules-0002", requireTotp=False)["code"] == "TOTP_NOT_ENROLLED"
    enrol(owner, clock)
    assert change(owner, "rules-0002", requireTotp=False)["state"] == "PENDING"
