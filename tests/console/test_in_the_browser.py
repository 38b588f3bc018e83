"""The page in a real browser against the real system: money lands without reload. Needs a Chromium."""

from __future__ import annotations

import os
import signal
import time
from typing import Any
from urllib.parse import parse_qs, urlparse

import pyotp
import pytest

from demo.data import PASSWORD
from demo.http import Site
from tests.console.browser import Browser

pytestmark = pytest.mark.slow

PAYER = "254700000110"


def sandbox(running: dict[str, Any], call: str, **body: Any) -> dict[str, Any]:
    site = Site(running["sandbox_url"])
    for _ in range(100):  # a prompt needs a moment to arrive on the phone
        answer = site.post(f"/_sandbox/{call}", json=body)
        if answer.status_code == 200:
            break
        time.sleep(0.1)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def sign_in(browser: Browser, running: dict[str, Any], name: str, secret: str = PASSWORD) -> None:
    browser.go(running["web_url"])
    browser.wait_for("!document.querySelector('#door').hidden")
    browser.type_into("#sign-in [name=identifier]", name)
    browser.type_into("#sign-in [name=secret]", secret)
    browser.click("#sign-in button")


def await_live(browser: Browser) -> None:
    browser.wait_for("document.querySelector('#live').dataset.state === 'live'")
    browser.wait_for("!document.querySelector('#console').hasAttribute('aria-busy')")
    browser.run("window.neverReloaded = true")


def test_a_payment_appears_without_reload(browser: Browser, running: dict[str, Any]) -> None:
    sandbox(running, "customers", msisdn=PAYER, name="CLIENT TEN", balance="50000.00")
    sign_in(browser, running, "owner", "not the password")
    browser.wait_for("document.querySelector('#sign-in .form-problem').textContent.includes('wrong')")
    browser.type_into("#sign-in [name=secret]", PASSWORD)
    browser.click("#sign-in button")
    await_live(browser)

    paid = sandbox(running, "pay", msisdn=PAYER, shortcode="600100", amount="1234.00", account="NOBODY1")
    browser.wait_for(f"document.querySelector('#feed').textContent.includes('{paid['receipt']}')")
    browser.wait_for("document.querySelector('#feed .badge.warn')")
    row = browser.text("#feed tbody tr")
    assert "1,234.00" in row and "25470****110" in row and "NOBODY1" in row and "Suspense" in row
    assert browser.text("#collected") == "1,234.00" == browser.text("#suspense")
    assert "1,234.00 shillings received, in suspense" in str(browser.run("said.textContent"))

    till = (
        "[...document.querySelector('#ask [name=till]').options].find(o => o.text.includes('600100')).value"
    )
    browser.run(f"document.querySelector('#ask [name=till]').value = {till}")
    browser.type_into("#ask [name=phone]", "0700 000 110")
    browser.type_into("#ask [name=amount]", "1,000")
    browser.type_into("#ask [name=reference]", "INV-000013")
    browser.click("#ask button")
    browser.wait_for("document.querySelector('#requests li')?.dataset.state === 'PENDING'")
    assert browser.text("#waiting") == "1,000.00"
    sandbox(running, "approve", msisdn=PAYER)
    browser.wait_for("document.querySelector('#requests li').dataset.state === 'PAID'")
    browser.wait_for("document.querySelector('#invoices').textContent.includes('1,000.00 paid of 1,000.00')")
    assert browser.text("#collected") == "2,234.00"
    browser.wait_for("document.querySelector('#waiting').textContent === '0.00'")
    assert browser.run("window.neverReloaded") is True


def test_what_happens_while_the_web_process_is_down_is_shown_when_it_is_back(
    browser: Browser, running: dict[str, Any]
) -> None:
    sign_in(browser, running, "cashier")
    await_live(browser)
    assert browser.run("document.querySelector('#day-card').hidden") is True, "a cashier reconciles nothing"
    os.kill(int(running["pids"]["web"]), signal.SIGKILL)
    browser.wait_for("document.querySelector('#live').dataset.state === 'reconnecting'")
    sandbox(running, "customers", msisdn=PAYER, name="CLIENT TEN", balance="50000.00")
    paid = sandbox(running, "pay", msisdn=PAYER, shortcode="600100", amount="77.00", account="NOBODY2")
    browser.wait_for(f"document.querySelector('#feed').textContent.includes('{paid['receipt']}')", seconds=60)
    browser.wait_for("document.querySelector('#live').dataset.state === 'live'", seconds=60)
    assert browser.run("window.neverReloaded") is True
    # The killed server is what the browser complained about, nothing else.
    assert all("WebSocket" in complaint or "ERR_" in complaint for complaint in browser.complaints)
    browser.complaints.clear()


def test_the_auditor_sees_everything_and_no_button_that_changes(
    browser: Browser, running: dict[str, Any]
) -> None:
    sign_in(browser, running, "auditor")
    await_live(browser)
    assert browser.run("document.querySelector('#ask').hidden") is True
    assert browser.run("document.querySelector('#close').hidden") is True
    assert browser.run("document.querySelector('#day-card').hidden") is False
    for width in (1400, 390):
        browser.resize(width, 900)
        assert browser.run("document.documentElement.scrollWidth <= innerWidth"), "no sideways scrolling"
    browser.click("#sign-out")
    browser.wait_for("!document.querySelector('#door').hidden")
    assert browser.run("document.querySelector('#console').hidden") is True


def test_who_has_a_second_factor_is_asked_for_the_code(browser: Browser, running: dict[str, Any]) -> None:
    secret, recovery = _enrol(running["web_url"], "accountant")
    sign_in(browser, running, "accountant")
    browser.wait_for("!document.querySelector('#second-factor').hidden")
    browser.type_into("#sign-in [name=code]", recovery)
    browser.click("#sign-in button")
    await_live(browser)
    browser.click("#sign-out")
    browser.wait_for("!document.querySelector('#door').hidden")
    assert browser.run("document.querySelector('#second-factor').hidden") is True
    assert secret not in str(browser.run("document.documentElement.outerHTML"))


def _enrol(url: str, name: str) -> tuple[str, str]:
    """Set up a second factor over HTTP; its secret and one recovery code."""
    with Site(url) as http:
        http.headers["Origin"] = http.base_url

        def call(field: str, selection: str) -> dict[str, Any]:
            http.get("/")
            query = f"mutation {{ {field} {{ __typename ... on {selection} ... on Problem {{ code }} }} }}"
            headers = {"X-CSRFToken": http.cookies["csrftoken"]}
            return dict(
                *http.post("/graphql", json={"query": query}, headers=headers).json()["data"].values()
            )

        call(f'signIn(identifier: "{name}", secret: "{PASSWORD}")', "SignedIn { me { username } }")
        uri = call(f'startTotp(secret: "{PASSWORD}")', "TotpStarted { uri }")["uri"]
        secret = parse_qs(urlparse(uri).query)["secret"][0]
        codes = call(f'confirmTotp(code: "{pyotp.TOTP(secret).now()}")', "TotpConfirmed { recoveryCodes }")
        return secret, codes["recoveryCodes"][0]
