"""The settings as an owner uses them, and as those see them who may change nothing."""

from __future__ import annotations

import pytest

from graphql_api.ids import write_id
from mpesa.models import Till
from mpesa.tills.credentials import TillCredentials, passkey_of
from mpesa.tills.tills import create_till
from tests.console.browser import Browser
from tests.graphql_api.conftest import PASSWORD, House
from tests.messaging.reading import last_token
from users.models import Approval, AuditEntry, Invite, Membership, Role, User

SECRETS = {
    "consumerKey": "key-of-ours-1",
    "consumerSecret": "secret-of-ours-2",
    "passkey": "passkey-of-ours-3",
}
TYPED = {f"credentials.{name}": secret for name, secret in SECRETS.items()}
#: Whatever stands in any field of the page, or in any of its attributes.
EVERYWHERE = (
    "document.documentElement.outerHTML + [...document.querySelectorAll('input, textarea')].map(e => e.value)"
    " + JSON.stringify({...localStorage, ...sessionStorage})"
)


@pytest.fixture
def till(house: House) -> Till:
    return create_till(
        business=house.business,
        name="Counter",
        kind="PAYBILL",
        shortcode="600100",
        credentials=TillCredentials("a", "b", "old"),
        actor=house.people[Role.OWNER],
    )


def enter(browser: Browser, url: str, user: User, address: str) -> None:
    browser.go(url + address)
    browser.fill("Sign in to Hesabu", identifier=user.username, secret=PASSWORD)
    browser.press("Sign in")
    browser.wait_for("document.querySelector('.top-bar')")


def test_credentials_go_in_and_never_come_out(hook_server: str, browser: Browser, house: House, till: Till):
    enter(browser, hook_server, house.people[Role.OWNER], f"/settings/tills/{write_id('Till', till.pk)}")
    browser.sees("Safaricom was not told its address.", within="main")
    browser.press("Replace them", within="main")
    fields = browser.run(
        "[...document.querySelectorAll('dialog input')].map(e => e.type + e.autocomplete).join()"
    )
    assert fields == ",".join(["passwordnew-password"] * 3)
    browser.fill("Replace them", **(TYPED | {"credentials.passkey": " "}))
    browser.press("Seal and save", within="dialog")
    browser.sees("Needed", within="dialog")
    assert passkey_of(Till.objects.get()) == "old"
    browser.fill("Replace them", **TYPED)
    browser.press("Seal and save", within="dialog")
    browser.sees("Counter has new credentials.", within=".toasts")
    assert passkey_of(Till.objects.get()) == SECRETS["passkey"]
    assert browser.run("document.querySelector('dialog') === null")
    browser.press("Replace them", within="main")
    assert not any(secret in browser.run(EVERYWHERE) for secret in SECRETS.values())
    browser.go(f"{hook_server}/settings/audit")
    browser.sees("Replaced the credentials of a till", within="main")
    browser.sees("Counter", within="main table")
    assert not any(secret in browser.run(EVERYWHERE) for secret in SECRETS.values())
    assert browser.complaints == []


def test_an_owner_pauses_renames_and_moves_a_till(
    hook_server: str, browser: Browser, house: House, till: Till
):
    enter(browser, hook_server, house.people[Role.OWNER], f"/settings/tills/{write_id('Till', till.pk)}")
    browser.press("Pause requests", within="main")
    browser.fill("Pause requests", reason="The printer is down")
    browser.press("Pause requests", within="dialog")
    browser.sees("Payment requests through Counter are paused. The printer is down", within="main")
    browser.press("Rename", within="main")
    browser.fill("Rename", name="Front desk")
    browser.press("Save", within="dialog")
    browser.sees("Payment requests through Front desk are paused.", within="main")
    browser.press("New secret in the address", within="main")
    browser.press("New secret in the address", within="dialog")
    browser.sees("Tell Safaricom the new address.", within="main")
    browser.press("Retire it even so", within="main")
    browser.press("Retire it even so", within="dialog")
    browser.sees("The address before this one was retired:", within="main")
    now = Till.objects.get()
    assert (now.name, now.pause_reason) == ("Front desk", "The printer is down")
    assert now.hook_token != till.hook_token and now.former_tokens.get().retired_at is not None
    browser.go(f"{hook_server}/")
    browser.sees("Payment requests through Front desk are paused. The printer is down", within="main")
    browser.go(f"{hook_server}/requests")
    browser.sees("Payment requests through Front desk are paused. The printer is down", within="main")
    browser.go(f"{hook_server}/settings/tills")
    browser.sees("Safaricom was not told its address.", within="main table")


def test_a_rule_changes_only_by_approval(hook_server: str, browser: Browser, house: House):
    enter(browser, hook_server, house.people[Role.OWNER], "/settings/rules")
    browser.press("Change the rules", within="main")
    browser.press("Ask for the change", within="dialog")
    browser.sees("This is how the rules are already.", within="dialog")
    browser.fill("Change the rules", soloLimit="5,000")
    browser.press("Ask for the change", within="dialog")
    browser.sees("Change the rules of approval", within="main h1")
    house.business.refresh_from_db()
    assert (house.business.solo_limit, Approval.objects.get().state) == (0, "PENDING")
    browser.go(f"{hook_server}/settings/rules")
    browser.sees("asks for other rules", within="main")
    browser.sees("KES 0.00 → KES 5,000.00", within="main")
    assert "Change the rules" not in browser.text("main")


def test_members_are_invited_and_removed(hook_server: str, browser: Browser, house: House):
    enter(browser, hook_server, house.people[Role.OWNER], "/settings/members")
    browser.sees("CASHIER of maji", within="main table")
    browser.press("Invite somebody", within="main")
    browser.fill("Invite somebody", email="amina@example.com")
    browser.press("Invite", within="dialog .form")
    browser.sees("a****@example.com", within="main .card")
    link = f"{hook_server}/join#{last_token()}"
    browser.run("document.querySelector('[aria-label=\"Remove CASHIER of maji as Cashier\"]').click()")
    browser.press("Remove", within="dialog")
    browser.sees("is no longer Cashier", within=".toasts")
    assert not Membership.objects.filter(user=house.people[Role.CASHIER]).exists()
    assert AuditEntry.objects.filter(action="member.remove").count() == 1

    browser.click(".top-bar .menu:last-child button")
    browser.press("Sign out")
    browser.sees("Sign in to Hesabu")
    browser.go(link)
    browser.sees("You are invited")
    assert browser.run("location.href").endswith("/join")
    browser.fill(
        "You are invited",
        contact="amina@example.com",
        displayName="Amina",
        username="amina",
        password=PASSWORD,
    )
    browser.press("Join", within="form")
    browser.sees("You are a member of House maji now.", within=".toasts")
    assert (Invite.objects.get().state, Invite.objects.get().accepted_by.username) == ("ACCEPTED", "amina")
    assert browser.complaints == []


def test_who_may_change_nothing_is_offered_nothing(
    hook_server: str, browser: Browser, house: House, till: Till
):
    enter(browser, hook_server, house.people[Role.AUDITOR], "/settings/tills")
    for address in ("tills", f"tills/{write_id('Till', till.pk)}", "rules", "members", "audit", "business"):
        browser.go(f"{hook_server}/settings/{address}")
        browser.wait_for("document.querySelector('main h1') && !document.querySelector('main .loading')")
        offered = set(
            browser.run(
                "[...document.querySelectorAll('main button')].map(e => e.textContent).join('|')"
            ).split("|")
        )
        sorting = {"Name", "Shortcode", "Role", "Since", "What", "When"}
        assert offered - sorting <= {"CSV", "Leave", "Open a business", ""}, address
        assert browser.complaints == [], address


def test_who_is_invited_hears_of_it_on_every_page(
    hook_server: str, browser: Browser, house: House, other_house: House
):
    guest = other_house.people[Role.AUDITOR]
    asked = house.browser().data(
        """mutation ($input: InviteMemberInput!) { inviteMember(input: $input) { problems { code } } }""",
        input={
            "business": house.id,
            "role": "CASHIER",
            "username": guest.username,
            "idempotencyKey": "to-the-guest",
        },
    )
    assert asked["inviteMember"]["problems"] == []
    enter(browser, hook_server, guest, "/settings/tills")
    browser.sees("OWNER of maji invites you to House maji.", within="main")
    browser.run("document.querySelector('.invited a').click()")
    browser.press("Accept", within="#invitations")
    browser.sees("You are a member of House maji now.", within=".toasts")
    assert Membership.objects.filter(user=guest, business=house.business, role=Role.CASHIER).exists()
