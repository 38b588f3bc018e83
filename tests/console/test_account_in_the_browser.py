"""The account page in a real browser against the real system. Needs a Chromium."""

from __future__ import annotations

import time
from typing import Any

import pyotp
import pytest

from demo.data import PASSWORD
from demo.http import Site
from tests.console.browser import Browser
from tests.console.desk import printed

pytestmark = pytest.mark.slow

NEW, NEWER = "quite another password", "a third long password"
CODE = r"(?:[A-Z2-7]{4}-){3}[A-Z2-7]{4}"


class Api:
    """Somebody who speaks GraphQL beside the browser."""

    def __init__(self, url: str, name: str, secret: str) -> None:
        self.http = Site(url)
        self.http.headers["Origin"] = self.http.base_url
        who = f'signIn(input: {{identifier: "{name}", secret: "{secret}"}})'
        assert self.do(who, "problems { code }") == []

    def ask(self, query: str, **variables: Any) -> Any:
        self.http.get("/")
        answer = self.http.post(
            "/graphql",
            json={"query": query, "variables": variables},
            headers={"X-CSRFToken": self.http.cookies["csrftoken"]},
        )
        return answer.json()["data"]

    def do(self, field: str, shown: str = "__typename") -> Any:
        """What is shown of the one field of a mutation."""
        (told,) = self.ask(f"mutation {{ done: {field} {{ {shown} }} }}")["done"].values()
        return told

    def invite(self, code: str, **given: str) -> None:
        """Invites somebody to a business."""
        found = self.ask("query { businesses { nodes { id code } } }")["businesses"]["nodes"]
        (business,) = [each["id"] for each in found if each["code"] == code]
        made = self.ask(
            "mutation ($i: InviteMemberInput!) { inviteMember(input: $i) { problems { code } } }",
            i={"business": business} | given,
        )
        assert made == {"inviteMember": {"problems": []}}

    def language(self) -> str:
        answer = self.http.post(
            "/graphql",
            json={"query": "{ me { language } }"},
            headers={"X-CSRFToken": self.http.cookies["csrftoken"]},
        )
        return str(answer.json()["data"]["me"]["language"])

    def comes_to_be_told_in(self, language: str) -> None:
        for _ in range(100):
            if self.language() == language:
                return
            time.sleep(0.1)
        raise AssertionError(f"still {self.language()}")


def open_account(browser: Browser, running: dict[str, Any], name: str, secret: str) -> None:
    browser.go(running["web_url"])
    browser.fill("Sign in to Hesabu", identifier=name, secret=secret)
    browser.press("Sign in")
    browser.wait_for("document.querySelector('.top-bar')")
    browser.click(".top-bar .menu:last-child button")
    browser.press("Account and security")
    browser.sees("Where you are signed in")


def sign_out(browser: Browser) -> None:
    browser.click(".top-bar .menu:last-child button")
    browser.press("Sign out")


def test_from_an_invitation_to_a_recovered_password(browser: Browser, running: dict[str, Any]) -> None:
    url, log = running["web_url"], running["log"]
    owner = Api(url, "owner", PASSWORD)
    owner.invite("duka", role="AUDITOR", idempotencyKey="to-the-operator", username="operator")
    elsewhere = Api(url, "operator", PASSWORD)
    open_account(browser, running, "operator", PASSWORD)
    for width in (1400, 390):
        browser.resize(width, 900)
        assert browser.run("document.documentElement.scrollWidth <= innerWidth"), "no sideways scrolling"

    browser.press("Accept", within="#invitations")
    browser.sees("You are a member of", within=".toasts")
    browser.sees("auditor", within="#businesses")
    browser.press("Leave", within="#businesses li:first-child")
    browser.press("Leave", within="dialog")
    browser.sees("You have left", within=".toasts")
    browser.sees("Utabiri Markets", within="b.switcher")

    browser.fill("Recovering a forgotten password", contact="operator@example.com", secret="not the password")
    browser.press("Send a code there")
    browser.sees("wrong", within="form[aria-label='Recovering a forgotten password']")
    browser.fill("Recovering a forgotten password", secret=PASSWORD)
    browser.press("Send a code there")
    browser.sees("on its way to o****@example.com")
    browser.fill("Confirm", code=printed(log, "operator@example.com", CODE))
    browser.press("Confirm")
    browser.sees("o****@example.com", within="#contact")

    browser.wait_for("document.querySelectorAll('#sessions li').length === 2")
    assert "Chrome on Linux" in browser.text("#sessions") and "127.0.*.*" in browser.text("#sessions")
    browser.press("End all other sessions")
    browser.wait_for("document.querySelectorAll('#sessions li').length === 1")
    assert elsewhere.do("signOut", "problems { code }") == [{"code": "SIGN_IN_REQUIRED"}], (
        "that session has ended"
    )

    browser.fill("Password", secret=PASSWORD, newPassword=NEW)
    browser.press("Change the password")
    browser.sees("Your password is the new one", within=".toasts")
    sign_out(browser)
    browser.sees("Forgot your password?")

    after = len(log.read_text(errors="replace"))
    browser.fill("Forgot your password?", username="operator")
    browser.press("Send me a code")
    browser.sees("a code is on its way")
    code = printed(log, "operator@example.com", CODE, after=after)
    browser.fill("Set the new password", code=code, newPassword=NEWER)
    browser.press("Set the new password")
    browser.sees("Sign in with it")
    open_account(browser, running, "operator", NEWER)


def test_the_language_of_the_page_is_that_of_what_is_sent(browser: Browser, running: dict[str, Any]) -> None:
    elsewhere = Api(running["web_url"], "cashier", PASSWORD)
    assert elsewhere.language() == "ENGLISH"
    open_account(browser, running, "cashier", PASSWORD)
    browser.click(".top-bar .menu:last-child button")
    browser.click("input[name=language][value=sw]")
    browser.wait_for("document.documentElement.lang === 'sw'")
    elsewhere.comes_to_be_told_in("SWAHILI")
    browser.press("Ondoka")
    browser.press("Rudi kuingia")
    browser.press("English")  # at the door, where nobody is signed in yet
    browser.fill("Sign in to Hesabu", identifier="cashier", secret=PASSWORD)
    browser.press("Sign in")
    elsewhere.comes_to_be_told_in("ENGLISH")


def test_a_second_factor_is_set_up_used_and_taken_away(browser: Browser, running: dict[str, Any]) -> None:
    open_account(browser, running, "approver", PASSWORD)
    browser.fill("Second factor", secret=PASSWORD)
    browser.press("Set it up")
    browser.wait_for("document.querySelector('.qr-code path')?.getAttribute('d').length > 500")
    secret = browser.text(".secret").replace(" ", "")
    browser.fill("Turn it on", code=pyotp.TOTP(secret).now())
    browser.press("Turn it on")
    browser.sees("The second factor is on.")
    codes = browser.text(".codes").split()
    assert len(codes) == 10
    sign_out(browser)
    browser.go(running["web_url"])
    browser.fill("Sign in to Hesabu", identifier="approver", secret=PASSWORD)
    browser.press("Sign in")
    browser.fill("Sign in to Hesabu", code=codes[0])
    browser.press("Sign in")
    browser.wait_for("document.querySelector('.top-bar')")
    browser.click(".top-bar .menu:last-child button")
    browser.press("Account and security")
    browser.sees("9 recovery codes are left")
    browser.run(
        "[...document.querySelectorAll('summary')].find(e => e.textContent === 'Turn it off').click()"
    )
    browser.fill("Turn it off", secret=PASSWORD, code=codes[1])
    browser.press("Turn it off", within="form")
    browser.sees("The second factor is off.", within=".toasts")


def test_somebody_new_joins_by_an_invitation(browser: Browser, running: dict[str, Any]) -> None:
    owner = Api(running["web_url"], "owner", PASSWORD)
    owner.invite("duka", role="CASHIER", idempotencyKey="to-somebody-new", email="new@example.com")
    link = printed(running["log"], "new@example.com", r"\S+/join#[\w-]+")
    browser.go(link)
    browser.sees("You are invited")
    assert browser.run("location.hash") == "", "what the link holds is not left in the address"
    browser.fill(
        "You are invited",
        contact="new@example.com",
        displayName="Somebody New",
        username="somebody",
        password=NEW,
    )
    browser.press("Join")
    browser.sees("Money in")
    browser.click(".top-bar .menu:last-child button")
    browser.sees("Somebody New", within=".top-bar")
    browser.sees("Cashier", within=".top-bar")
    browser.press("Account and security")
    browser.sees("cashier", within="#businesses")
    browser.sees("n****@example.com", within="#contact")
