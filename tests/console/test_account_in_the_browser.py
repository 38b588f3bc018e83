"""The account page in a real browser against the real system. Needs a Chromium."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import Any

import pytest

from demo.data import PASSWORD
from demo.http import Site
from tests.console.browser import Browser

pytestmark = pytest.mark.slow

NEW, NEWER = "quite another password", "a third long password"
CODE = r"(?:[A-Z2-7]{4}-){3}[A-Z2-7]{4}"


class Api:
    """Somebody who speaks GraphQL beside the browser."""

    def __init__(self, url: str, name: str, secret: str) -> None:
        self.http = Site(url)
        self.http.headers["Origin"] = self.http.base_url
        assert self.do(f'signIn(identifier: "{name}", secret: "{secret}")') == "SignedIn"

    def do(self, field: str) -> str:
        self.http.get("/")
        answer = self.http.post(
            "/graphql",
            json={"query": f"mutation {{ done: {field} {{ __typename }} }}"},
            headers={"X-CSRFToken": self.http.cookies["csrftoken"]},
        )
        return str(answer.json()["data"]["done"]["__typename"])


def printed(log: Path, to: str, pattern: str, *, after: int = 0) -> str:
    """What a message to somebody says, once the cluster has printed it; the newest one."""
    for _ in range(600):
        text = log.read_text(errors="replace")[after:]
        found = [
            match[0]
            for part in text.split(f" to {to}")[1:]
            if (match := re.search(pattern, part.split("---")[0]))
        ]
        if found:
            return found[-1]
        time.sleep(0.1)
    raise AssertionError(f"no message to {to}: {text[-3000:]}")


def open_account(browser: Browser, running: dict[str, Any], name: str, secret: str) -> None:
    browser.go(running["web_url"])
    browser.wait_for("!document.querySelector('#door').hidden")
    browser.type_into("#sign-in [name=identifier]", name)
    browser.type_into("#sign-in [name=secret]", secret)
    browser.click("#sign-in button")
    browser.wait_for("!document.querySelector('#top').hidden")
    browser.click(".person a")
    browser.wait_for("document.querySelector('#inside')?.hidden === false")


def says(browser: Browser, words: str) -> None:
    browser.wait_for(f"document.querySelector('#done').textContent.includes('{words}')")


def press(browser: Browser, list_: str, label: str) -> None:
    button = (
        f"[...document.querySelectorAll('#{list_} button')].find(b => b.textContent.startsWith('{label}'))"
    )
    browser.wait_for(button)
    browser.run(f"{button}.click()")


def test_from_an_invitation_to_a_recovered_password(browser: Browser, running: dict[str, Any]) -> None:
    url, log = running["web_url"], running["log"]
    owner = Api(url, "owner", PASSWORD)
    given = 'business: "duka", role: AUDITOR, key: "to-the-operator", username: "operator"'
    assert owner.do(f"inviteMember(input: {{{given}}})") == "Invite"
    elsewhere = Api(url, "operator", PASSWORD)
    open_account(browser, running, "operator", PASSWORD)
    for width in (1400, 390):
        browser.resize(width, 900)
        assert browser.run("document.documentElement.scrollWidth <= innerWidth"), "no sideways scrolling"

    press(browser, "invitations", "Accept")
    says(browser, "You are a member of")
    assert "auditor" in browser.text("#businesses")
    press(browser, "businesses", "Leave")
    press(browser, "businesses", "Really leave")
    says(browser, "You have left")

    browser.type_into("#set-contact [name=contact]", "operator@example.com")
    browser.type_into("#set-contact [name=secret]", "not the password")
    browser.click("#set-contact button")
    browser.wait_for("document.querySelector('#set-contact .form-problem').textContent.includes('wrong')")
    browser.type_into("#set-contact [name=secret]", PASSWORD)
    browser.click("#set-contact button")
    says(browser, "o****@example.com")
    browser.type_into("#confirm-contact [name=code]", printed(log, "operator@example.com", CODE))
    browser.click("#confirm-contact button")
    browser.wait_for("document.querySelector('#contact').textContent.includes('o****@example.com')")

    browser.wait_for("document.querySelectorAll('#sessions li').length === 2")
    assert "Chrome on Linux" in browser.text("#sessions") and "127.0.*.*" in browser.text("#sessions")
    browser.click("#end-others")
    browser.wait_for("document.querySelectorAll('#sessions li').length === 1")
    assert elsewhere.do("signOut") == "Problem", "that session has ended"

    browser.type_into("#change [name=secret]", PASSWORD)
    browser.type_into("#change [name=newPassword]", NEW)
    browser.click("#change button")
    says(browser, "Your password is the new one")
    browser.click("#sign-out")
    browser.wait_for("document.querySelector('#outside').hidden === false")

    after = len(log.read_text(errors="replace"))
    browser.type_into("#forgot [name=username]", "operator")
    browser.click("#forgot button")
    says(browser, "a code is on its way")
    browser.type_into("#recover [name=code]", printed(log, "operator@example.com", CODE, after=after))
    browser.type_into("#recover [name=newPassword]", NEWER)
    browser.click("#recover button")
    says(browser, "Sign in with it")
    open_account(browser, running, "operator", NEWER)


def test_somebody_new_joins_by_an_invitation(browser: Browser, running: dict[str, Any]) -> None:
    owner = Api(running["web_url"], "owner", PASSWORD)
    given = 'business: "duka", role: CASHIER, key: "to-somebody-new", email: "new@example.com"'
    assert owner.do(f"inviteMember(input: {{{given}}})") == "Invite"
    token = printed(running["log"], "new@example.com", r"(?<=invitation is )[\w-]+")
    browser.go(f"{running['web_url'].rstrip('/')}/account")
    browser.wait_for("document.querySelector('#outside').hidden === false")
    for name, value in {
        "token": token,
        "contact": "new@example.com",
        "displayName": "Somebody New",
        "username": "somebody",
        "password": NEW,
    }.items():
        browser.type_into(f"#join [name={name}]", value)
    browser.click("#join button")
    browser.wait_for("document.querySelector('#inside').hidden === false")
    assert browser.text("#person") == "Somebody New"
    assert "cashier" in browser.text("#businesses") and "n****@example.com" in browser.text("#contact")
