"""Branches as an owner uses them: named at a till, seen in the list, put away, and asked a report of."""

from __future__ import annotations

from graphql_api.ids import write_id
from mpesa.models import Branch, Till
from mpesa.tills.credentials import TillCredentials
from mpesa.tills.tills import create_till
from tests.console.browser import Browser
from tests.console.test_settings_in_the_browser import enter
from tests.graphql_api.conftest import House
from users.actors import SYSTEM
from users.models import Role

NAME = "=Kilimani & <b>shop</b>"


def till_of(house: House, shortcode: str, name: str) -> Till:
    return create_till(
        business=house.business,
        name=name,
        kind="PAYBILL",
        shortcode=shortcode,
        credentials=TillCredentials("a", "b", "c"),
        actor=SYSTEM,
    )


def test_an_owner_says_where_a_till_is(hook_server: str, browser: Browser, house: House):
    counter, other = till_of(house, "600100", "Counter"), till_of(house, "600101", "Back room")
    address = f"/settings/tills/{write_id('Till', counter.pk)}"
    enter(browser, hook_server, house.people[Role.OWNER], address)
    browser.press("Set branch", within="main")
    browser.sees("Nothing moves in the books.", within="dialog")
    browser.fill("Branch", branch="new")
    browser.press("Save", within="dialog")
    browser.sees("Needed", within="dialog")
    browser.fill("Branch", name=NAME)
    browser.press("Save", within="dialog")
    browser.sees("It is there now.", within=".toasts")
    browser.sees(NAME, within="main")
    branch = Branch.objects.get()
    assert (branch.name, Till.objects.get(pk=counter.pk).branch) == (NAME, branch)

    browser.go(f"{hook_server}/settings/tills")
    browser.sees(NAME, within="main table")
    browser.sees("Back room", within="main table")
    browser.go(f"{hook_server}/settings/tills?branch={write_id('Branch', branch.pk)}")
    browser.sees("Counter", within="main table")
    assert "Back room" not in browser.text("main table")
    browser.go(f"{hook_server}/settings/tills?branch=none")
    browser.sees("Back room", within="main table")
    assert "Counter" not in browser.text("main table")

    browser.press("Branches", within="main")
    browser.sees("Tills: 1", within="dialog")
    browser.press("Rename", within="dialog")
    browser.fill("Rename", name="Kariakoo")
    browser.press("Save", within="dialog")
    browser.sees("Kariakoo", within="dialog ul")
    browser.press("Put away", within="dialog")
    browser.sees("The branch was put away.", within=".toasts")
    branch.refresh_from_db()
    assert branch.name == "Kariakoo" and branch.archived_at is not None

    browser.go(f"{hook_server}/reports?report=COLLECTIONS")
    browser.sees("All tills that are in it now.", within="dialog")
    browser.sees("Kariakoo", within="dialog")
    assert Till.objects.get(pk=other.pk).branch is None
    assert browser.complaints == []
