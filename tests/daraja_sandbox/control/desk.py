"""The sandbox's page as tests use it: by what is written on things, as people do."""

import json
from typing import Any

from tests.console.browser import Browser
from tests.daraja_sandbox.daraja import Daraja

READY = "document.querySelector('#main h2') && document.querySelector('#now').textContent !== '…'"


def open_page(browser: Browser, daraja: Daraja, address: str = "") -> None:
    browser.go("about:blank")
    browser.go(f"{daraja.sandbox.url}/{address}")
    browser.wait_for(READY)


def phone_card(phone: str) -> str:
    return f'.phone[data-msisdn="{phone}"]'


def labelled(within: str, label: str) -> str:
    """A JavaScript expression: the input that this label is for."""
    labels = f"[...document.querySelectorAll({json.dumps(within + ' label')})]"
    found = f"{labels}.find(one => one.textContent === {json.dumps(label)} && one.offsetParent)"
    return f"document.getElementById({found}.htmlFor)"


def fill(browser: Browser, within: str, label: str, text: str) -> None:
    """Type over what stands in a field; choose in a list."""
    field = labelled(within, label)
    if browser.run(f"{field}.tagName") == "SELECT":
        script = (
            f"(f => (f.value = {json.dumps(text)}, f.dispatchEvent(new Event('change', {{bubbles: true}}))))"
        )
        browser.run(f"{script}({field})")
        return
    browser.run(f"(f => (f.focus(), f.select()))({field})")
    browser.call("Input.insertText", text=text)


def button(within: str, text: str) -> str:
    """A JavaScript expression: the button that says this."""
    buttons = f"[...document.querySelectorAll({json.dumps(f'{within} button, {within} summary')})]"
    return f"{buttons}.find(one => one.textContent === {json.dumps(text)} && one.offsetParent)"


def press(browser: Browser, within: str, text: str, *, times: int = 1) -> None:
    browser.wait_for(button(within, text))
    browser.run(f"(one => {{ for (let n = 0; n < {times}; n += 1) one.click() }})({button(within, text)})")


def shows(browser: Browser, within: str, text: str, *, seconds: float = 10.0) -> None:
    """Waits until `within` shows the text."""
    look = f"document.querySelector({json.dumps(within)})?.textContent.includes({json.dumps(text)})"
    browser.wait_for(look, seconds=seconds)


def forget_refusals(browser: Browser) -> None:
    """The console tells of each call that was refused as the test wanted it; of nothing else."""
    assert browser.complaints, "nothing was refused"
    assert all("status of 400" in complaint for complaint in browser.complaints), browser.complaints
    browser.complaints.clear()


def read(daraja: Daraja, path: str) -> dict[str, Any]:
    told: dict[str, Any] = daraja.sandbox.get(f"/_sandbox/{path}").json()
    return told
