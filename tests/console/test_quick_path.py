"""Every page opens, for who may see it: no complaint of the browser, few questions, no sideways scrolling.

The application runs on a thread of this process; the long tests beside drive a whole system.
"""

from __future__ import annotations

import re

import pytest
from django.conf import settings

from config.schedules import sync_schedules
from console.addresses import FILES, addresses
from tests.console.browser import Browser
from tests.graphql_api.conftest import PASSWORD, House
from users.models import AuditEntry, Role, User

OF_THE_FRAME = {"Session", "SignIn", "OpenAlerts", "MyInvitations"}
MOST = {"query": 3, "subscription": 1}
#: The page of the parts shows what loads for ever; it has tests of its own. Operations are not for owners.
PLAIN = [
    address
    for address in addresses()
    if ":" not in address and address not in {"/console/parts", "/operations"}
]
SETTLED = (
    "document.querySelector('main h1') && !document.querySelector('main .loading, main [aria-busy=true]')"
)


@pytest.fixture
def inside(browser: Browser, house: House, hook_server: str) -> Browser:
    browser.go(hook_server)
    browser.fill("Sign in to Hesabu", identifier=house.people[Role.OWNER].username, secret=PASSWORD)
    browser.press("Sign in")
    browser.wait_for(SETTLED)
    return browser


def open_page(browser: Browser, address: str) -> None:
    """As a link does, without loading the frame anew."""
    browser.asked.clear()
    browser.run("document.querySelectorAll('main *').forEach(each => each.setAttribute('data-old', '')); 1")
    browser.run(f"history.pushState(null, '', '{address}'); dispatchEvent(new PopStateEvent('popstate')); 1")


def kind_of(name: str) -> str:
    for file in FILES.rglob("operations.js"):
        found = re.search(rf"\b(query|mutation|subscription) {name}\b", file.read_text("utf-8"))
        if found:
            return found[1]
    raise AssertionError(f"no operation {name}")


def test_every_page_opens_and_asks_little(inside: Browser) -> None:
    for width in (1400, 360):
        inside.resize(width, 900)
        for address in PLAIN:
            open_page(inside, address)
            inside.wait_for(SETTLED)
            # A list that is followed is read again at its first event, maybe before the rest is here.
            kinds = [kind_of(name) for name in {*inside.asked} - OF_THE_FRAME]
            for kind, most in MOST.items():
                assert kinds.count(kind) <= most, f"{address}: {inside.asked}"
            assert inside.run("document.documentElement.scrollWidth <= innerWidth"), f"{address} at {width}"
            assert "undefined" not in inside.text("main") and "NaN" not in inside.text("main"), address
            assert inside.complaints == [], address


def test_what_is_absent_says_so(inside: Browser) -> None:
    for address in addresses():
        if ":" in address:
            gone = re.sub(r":\w+", "none_such", address)
            inside.run(
                f"history.pushState(null, '', '{gone}'); dispatchEvent(new PopStateEvent('popstate')); true"
            )
            inside.wait_for("!document.querySelector('main .loading')")
            assert inside.text("main").strip(), gone
            assert inside.complaints == [], gone


def test_operations_are_for_who_runs_the_machine(browser: Browser, house: House, hook_server: str) -> None:
    sync_schedules()
    User.objects.create_superuser("root", PASSWORD)
    browser.go(f"{hook_server}/operations")
    browser.fill("Sign in to Hesabu", identifier="root", secret=PASSWORD)
    browser.press("Sign in")
    browser.wait_for(SETTLED)
    assert "verify the books" in browser.text("main") and "messaging.outbox" in browser.text("main")
    assert browser.text(".navigation ul").strip() == "Operations", "in no business, and a superuser"
    assert browser.asked.count("Machine") == 1
    browser.click('button[aria-label="Run verify the books now"]')
    browser.sees("Running twice changes nothing", within="dialog, [role=dialog]")
    assert not AuditEntry.objects.filter(action="job.run").exists(), "it was not agreed to yet"
    browser.run("[...document.querySelectorAll('dialog button, [role=dialog] button')].at(-1).click()")
    browser.sees("runs as soon as a worker takes it", within="body")
    assert AuditEntry.objects.get(action="job.run").subject == "job:verify the books"


def test_an_owner_is_not_shown_what_runs(inside: Browser) -> None:
    assert "Operations" not in inside.text(".navigation")
    inside.run("history.pushState(null, '', '/operations'); dispatchEvent(new PopStateEvent('popstate')); 1")
    inside.sees("not for your role")
    assert "Machine" not in inside.asked


def module(name: str) -> str:
    """A JavaScript expression: a module of the page, the same that the page itself has."""
    main = "document.querySelector('script[src$=\"frame/main.js\"]').src"
    return f"import({main}.replace('frame/main.js', '{name}'))"


def test_who_is_there_is_asked_anew_and_an_end_is_told_once(inside: Browser) -> None:
    # Whoever had signed in on the page that was opened signed out was thought to be nobody.
    inside.run(f"{module('frame/session.js')}.then(({{ begin }}) => begin())")
    assert inside.run("document.querySelector('.top-bar') !== null")
    # Something says so, and the server says otherwise: it was of the session before a changed password.
    inside.run(f"{module('client/query.js')}.then(({{ ended }}) => ended.session())")
    assert inside.run("document.querySelector('.top-bar') !== null")
    # Several answers say at once that the session has ended.
    inside.call("Network.deleteCookies", name=settings.SESSION_COOKIE_NAME, url=inside.run("location.origin"))
    inside.run(f"{module('client/query.js')}.then(({{ ended }}) => (ended.session(), ended.session()))")
    inside.sees("Your session has ended")
