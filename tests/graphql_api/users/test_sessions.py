"""Where I am signed in: seen by me alone, ended by me, one or all."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from core.machine.jobs import drain_queue
from tests.graphql_api.conftest import PASSWORD, Browser, House
from users.models import AuditEntry, Session

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:131.0) Gecko/20100101 Firefox/131.0"
PHONE = (
    "Mozilla/5.0 (Linux; Android 14; SM-A155F) AppleWebKit/537.36 (KHTML, like Gecko)"
    " Chrome/130.0.0.0 Mobile Safari/537.36"
)
MINE = "{ me { sessions { id device address since lastSeen current } } }"


def arrive(name: str, agent: str, address: str) -> Browser:
    browser = Browser(Client(enforce_csrf_checks=True, HTTP_USER_AGENT=agent, REMOTE_ADDR=address))
    assert browser.sign_in(name)["me"]
    return browser


def sessions(browser: Browser) -> list[dict[str, Any]]:
    return browser.data(MINE)["me"]["sessions"]


DONE: dict[str, Any] = {"problems": []}


@pytest.fixture
def desk(house: House) -> Browser:
    return arrive("cashier.maji", FIREFOX, "10.20.30.40")


@pytest.fixture
def phone(house: House) -> Browser:
    return arrive("cashier.maji", PHONE, "2001:db8:1:2::3")


def test_i_see_my_sessions_and_nobody_elses(desk: Browser, phone: Browser, house: House):
    other = arrive("auditor.maji", "curl/8.5.0", "10.9.9.9")
    newest, oldest = sessions(desk)
    assert [newest["device"], newest["address"], newest["current"]] == [
        "Chrome on Android",
        "2001:db8:*",
        False,
    ]
    assert [oldest["device"], oldest["address"], oldest["current"]] == ["Firefox on Linux", "10.20.*.*", True]
    assert [each["current"] for each in sessions(phone)] == [True, False]
    assert [(each["device"], each["current"]) for each in sessions(other)] == [("curl/8.5.0", True)]
    keys = {row.session_key for row in Session.objects.all()}
    assert not keys & {each["id"] for each in sessions(desk)}, "a session's key is a secret"


def test_when_it_was_last_seen(desk: Browser):
    ago = timezone.now() - timedelta(minutes=30)
    Session.objects.update(last_seen_at=ago)
    (mine,) = sessions(desk)
    since, seen = (datetime.fromisoformat(mine[name]) for name in ("since", "lastSeen"))
    assert seen - ago >= timedelta(minutes=30) and since <= seen


def test_one_session_is_ended(desk: Browser, phone: Browser):
    id = next(each["id"] for each in sessions(desk) if not each["current"])
    stranger = arrive("auditor.maji", FIREFOX, "10.20.30.40")
    assert stranger.act("endSession", session=id)["code"] == "NOT_FOUND"
    assert stranger.act("endSession", session="nonsense")["code"] == "NOT_FOUND"
    assert len(sessions(phone)) == 2
    assert desk.act("endSession", session=id) == DONE
    assert phone.data("{ me { username } }") == {"me": None}
    assert len(sessions(desk)) == 1
    assert desk.act("endSession", session=id)["code"] == "NOT_FOUND"
    assert AuditEntry.objects.filter(action="session.end", details={"ended": 1}).count() == 1
    assert Browser().act("endSession", session=id)["code"] == "SIGN_IN_REQUIRED"


def test_all_others_or_all_are_ended(desk: Browser, phone: Browser):
    other = arrive("auditor.maji", FIREFOX, "10.20.30.40")
    assert desk.act("endSessions") == DONE
    assert phone.data("{ me { username } }") == {"me": None}
    assert [each["current"] for each in sessions(desk)] == [True]
    assert desk.act("endSessions", thisOneToo=True) == DONE
    assert desk.data("{ me { username } }") == {"me": None}
    assert len(sessions(other)) == 1
    assert Browser().act("endSessions")["code"] == "SIGN_IN_REQUIRED"


def test_a_session_keeps_its_beginning_when_it_is_saved_again(desk: Browser):
    (before,) = sessions(desk)
    assert desk.act("changePassword", secret=PASSWORD, newPassword="quite another password") == DONE
    (after,) = sessions(desk)
    assert (after["since"], after["device"], after["current"]) == (before["since"], before["device"], True)
    assert after["id"] != before["id"], "the key is a new one"


def test_sessions_that_ended_are_swept(desk: Browser, phone: Browser):
    Session.objects.filter(device__startswith="Chrome").update(expire_date=timezone.now())
    assert len(sessions(desk)) == 1
    drain_queue("users.forget")
    assert [row.device for row in Session.objects.all()] == ["Firefox on Linux"]
