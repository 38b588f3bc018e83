"""The page in a real browser against the real system: money lands without reload. Needs a Chromium."""

from __future__ import annotations

import os
import signal
from typing import Any
from urllib.parse import parse_qs, urlparse

import pyotp
import pytest

from demo.data import PASSWORD
from demo.http import Site
from tests.console.browser import Browser
from tests.console.desk import await_live, choose, sandbox, sign_in

pytestmark = pytest.mark.slow

PAYER = "254700000110"


def figure(browser: Browser, number: int) -> str:
    return browser.text(f".figure:nth-child({number}) .amount")


def test_a_payment_appears_without_reload(browser: Browser, running: dict[str, Any]) -> None:
    sandbox(running, "customers", msisdn=PAYER, name="CLIENT TEN", balance="50000.00")
    sign_in(browser, running, "owner", "not the password")
    browser.sees("wrong", within=".form-problem, .field-problem")
    browser.fill("Sign in to Hesabu", secret=PASSWORD)
    browser.press("Sign in")
    await_live(browser)
    choose(browser, "Maji Safi Water")
    before = [figure(browser, number) for number in (1, 2, 3)]
    assert before == ["0.00", "0.00", "0.00"], "the business of this test, not of another"

    paid = sandbox(running, "pay", msisdn=PAYER, shortcode="600100", amount="1234.00", account="NOBODY1")
    browser.sees(paid["receipt"], within=".feed")
    browser.wait_for("document.querySelector('.feed .chip[data-kind=warn]')")
    row = browser.text(".feed tbody tr")
    assert "1,234.00" in row and "25470****110" in row and "NOBODY1" in row and "Suspense" in row
    browser.wait_for("document.querySelector('.figure:nth-child(3) .amount').innerText === '1,234.00'")
    assert figure(browser, 1) == "1,234.00"
    assert "1,234.00 shillings received: In Suspense" in str(
        browser.run("document.querySelector('[role=log]').textContent")
    )

    browser.fill("Ask for a payment", phone="0700 000 110", amount="1,000", accountReference="INV-000013")
    browser.press("Send to the phone")
    browser.wait_for("document.querySelector('.requests li')?.dataset.state === 'PENDING'")
    browser.wait_for("document.querySelector('.figure:nth-child(2) .amount').innerText === '1,000.00'")
    sandbox(running, "approve", msisdn=PAYER)
    browser.wait_for("document.querySelector('.requests li').dataset.state === 'PAID'")
    browser.wait_for("document.querySelector('.figure:nth-child(1) .amount').innerText === '2,234.00'")
    browser.wait_for("document.querySelector('.figure:nth-child(2) .amount').innerText === '0.00'")
    assert browser.run("window.neverReloaded") is True


def test_what_happens_while_the_web_process_is_down_is_shown_when_it_is_back(
    browser: Browser, running: dict[str, Any]
) -> None:
    sign_in(browser, running, "cashier")
    await_live(browser)
    assert "Approvals" not in browser.text(".navigation"), "a cashier approves nothing"
    os.kill(int(running["pids"]["web"]), signal.SIGKILL)
    browser.sees("Not connected", within=".away")
    assert browser.run("document.querySelector('.reading').dataset.stale") == "true"
    sandbox(running, "customers", msisdn=PAYER, name="CLIENT TEN", balance="50000.00")
    paid = sandbox(running, "pay", msisdn=PAYER, shortcode="600100", amount="77.00", account="NOBODY2")
    browser.sees(paid["receipt"], within=".feed", seconds=60)
    browser.wait_for("document.querySelector('.away').hidden", seconds=60)
    assert browser.run("document.querySelector('.reading').dataset.stale") == "false"
    assert browser.run("window.neverReloaded") is True
    # The killed server is what the browser complained about, nothing else.
    assert all("WebSocket" in complaint or "ERR_" in complaint for complaint in browser.complaints)
    browser.complaints.clear()


def test_the_auditor_sees_everything_and_no_button_that_changes(
    browser: Browser, running: dict[str, Any]
) -> None:
    sign_in(browser, running, "auditor")
    await_live(browser)
    assert "Ask for a payment" not in browser.text("main")
    browser.click(".top-bar .menu:last-child button")
    browser.press("Sign out")
    browser.wait_for("document.querySelector('form[aria-label=\"Sign in to Hesabu\"]')")
    assert browser.run("document.querySelector('.feed')") is None


def test_who_has_a_second_factor_is_asked_for_the_code(browser: Browser, running: dict[str, Any]) -> None:
    secret, recovery = _enrol(running["web_url"], "auditor")
    sign_in(browser, running, "auditor")
    browser.fill("Sign in to Hesabu", code=recovery)
    browser.press("Sign in")
    await_live(browser)
    assert secret not in str(browser.run("document.documentElement.outerHTML"))


def test_a_session_that_has_ended_asks_at_the_door_and_goes_on_at_the_same_place(
    browser: Browser, running: dict[str, Any]
) -> None:
    sign_in(browser, running, "owner")
    await_live(browser)
    browser.press("Collections")
    browser.wait_for("location.pathname === '/collections'")
    browser.call("Network.deleteCookies", name="sessionid", url=running["web_url"])
    browser.call("Network.deleteCookies", name="hesabu_session", url=running["web_url"])
    browser.press("Today")
    browser.sees("Your session has ended")
    browser.fill("Sign in to Hesabu", identifier="owner", secret=PASSWORD)
    browser.press("Sign in")
    await_live(browser)
    assert browser.run("location.pathname") == "/"


def _enrol(url: str, name: str) -> tuple[str, str]:
    """Set up a second factor over HTTP; its secret and one recovery code."""
    with Site(url) as http:
        http.headers["Origin"] = http.base_url

        def call(field: str, selection: str) -> dict[str, Any]:
            http.get("/")
            query = f"mutation {{ {field} {{ {selection} }} }}"
            headers = {"X-CSRFToken": http.cookies["csrftoken"]}
            return dict(
                *http.post("/graphql", json={"query": query}, headers=headers).json()["data"].values()
            )

        call(f'signIn(input: {{identifier: "{name}", secret: "{PASSWORD}"}})', "me { username }")
        uri = call(f'startTotp(input: {{secret: "{PASSWORD}"}})', "uri")["uri"]
        secret = parse_qs(urlparse(uri).query)["secret"][0]
        codes = call(f'confirmTotp(input: {{code: "{pyotp.TOTP(secret).now()}"}})', "recoveryCodes")
        return secret, codes["recoveryCodes"][0]


def test_what_is_typed_early_stays_in_its_field(browser: Browser, running: dict[str, Any]) -> None:
    """The focus is given as the form is drawn, and not taken afterwards from who is quicker."""
    quick = """new MutationObserver(() => {
        const secret = document.querySelector('[name=secret]');
        if (!secret || window.beforeThem) return;
        window.beforeThem = document.activeElement.name ?? 'nothing';
        secret.focus();
    }).observe(document, { childList: true, subtree: true })"""
    browser.call("Page.addScriptToEvaluateOnNewDocument", source=quick)
    browser.go(running["web_url"])
    browser.wait_for("window.beforeThem")
    frame = "new Promise(drawn => requestAnimationFrame(() => setTimeout(drawn)))"
    browser.run(f"{frame}.then(() => {frame})")
    assert browser.run("[window.beforeThem, document.activeElement.name]") == ["identifier", "secret"]
