"""What people do at the console's desk and at their phones, for the tests that drive browsers."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import Any

from demo.http import Site
from demo.names import PASSWORD
from tests.console.browser import Browser

#: Phones of the local Daraja begin with it.
PIN = "1234"


def sandbox(running: dict[str, Any], call: str, **body: Any) -> dict[str, Any]:
    site = Site(running["sandbox_url"])
    for _ in range(100):  # a prompt needs a moment to arrive on the phone
        answer = site.post(f"/_sandbox/{call}", json=body)
        if answer.status_code == 200:
            break
        time.sleep(0.1)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


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


def sign_in(browser: Browser, running: dict[str, Any], name: str, secret: str = PASSWORD) -> None:
    browser.go(running["web_url"])
    browser.fill("Sign in to Hesabu", identifier=name, secret=secret)
    browser.press("Sign in")


def await_live(browser: Browser) -> None:
    browser.sees("Money in")
    browser.wait_for("document.querySelector('.reading[aria-busy=false]')")
    browser.run("window.neverReloaded = true")


def choose(browser: Browser, business: str) -> None:
    script = """(name => { const choice = document.querySelector('.switcher select');
        choice.value = [...choice.options].find(option => option.text === name).value;
        choice.dispatchEvent(new Event('change', { bubbles: true })); })"""
    browser.run(f"{script}('{business}')")
    await_live(browser)


def ring(browser: Browser, running: dict[str, Any], phone: str) -> None:
    """Opens a phone of the local Daraja, as its owner holds it."""
    browser.go(f"{running['sandbox_url'].rstrip('/')}/?msisdn=0{phone[3:]}")


def pay_on(browser: Browser, phone: str, *, pin: str = PIN) -> None:
    """Waits for the prompt on a phone that is open, and answers it."""
    card = f'.phone[data-msisdn="{phone}"]'
    browser.wait_for(f"document.querySelector('{card} .ring')?.hidden === false", seconds=30)
    browser.type_into(f"{card} [name=pin]", pin)
    browser.press("Send", within=f"{card} .ring")
    browser.sees("Confirmed. Ksh", within=card, seconds=30)
