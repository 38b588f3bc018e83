"""The page under clumsy hands and on a busy day: odd names, huge numbers, 200 phones, much traffic."""

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.console.browser import Browser
from tests.daraja_sandbox.control.desk import (
    fill,
    forget_refusals,
    labelled,
    open_page,
    phone_card,
    press,
    read,
    shows,
)
from tests.daraja_sandbox.daraja import Daraja, new_phone, push_body
from tests.daraja_sandbox.sink import Sink
from tests.processes import SandboxProcess

pytestmark = pytest.mark.slow

MESSAGES = 10_000
ODD = '<img src=x onerror=alert(1)> {name} %s "quoted" \u202egnirts\u202c ' + "W" * 60


@pytest.fixture
def busy(tmp_path: Path, sink: Sink) -> Iterator[Daraja]:
    """A sandbox of its own with 10,000 messages sent and 200 phones that ring."""
    process = SandboxProcess(tmp_path / "busy").start()
    process.stop()
    with sqlite3.connect(tmp_path / "busy" / "sandbox.sqlite3") as tx:
        rows = ((f"http://127.0.0.1:1/{n}", json.dumps({"n": n})) for n in range(MESSAGES))
        tx.executemany(
            "INSERT INTO callbacks (kind, url, body, state, due_at, finished_at, http_status, answer)"
            " VALUES ('stk', ?, ?, 'delivered', 1, 1, 200, 'ok')",
            rows,
        )
    tx.close()
    process.start()
    daraja = Daraja(process)
    process.post("/_sandbox/switches", {"prompt_seconds": "3600"})
    headers = {"Authorization": f"Bearer {daraja.token()}"}
    for number in range(200):
        body = push_body(f"2547110{number:05d}", f"{sink.url}/busy")
        process.post("/mpesa/stkpush/v1/processrequest", body, headers=headers).raise_for_status()
    try:
        yield daraja
        assert process.get("/_sandbox/check").json()["adds_up"] is True
    finally:
        process.stop()


def test_two_hundred_phones_and_ten_thousand_messages(busy: Daraja, browser: Browser) -> None:
    open_page(browser, busy)
    browser.wait_for("document.querySelectorAll('.phone').length === 12")
    shows(browser, "#main", "188 more phones ring")
    assert browser.run("document.querySelectorAll('.list li').length") == 50
    press(browser, "#main", "Show more")
    browser.wait_for("document.querySelectorAll('.list li').length === 100")
    # The last of them, which no card shows, is brought forward by its address; another one makes room.
    browser.run("location.hash = '#/phones/254711000199'")
    card = phone_card("254711000199")
    browser.wait_for(f"document.querySelector('{card}')")
    assert browser.run("document.querySelectorAll('.phone').length") == 12
    fill(browser, card, "Enter M-PESA PIN", "1234")
    press(browser, card, "Send", times=5)
    shows(browser, card, "Confirmed. Ksh10.00")
    # Answering all that is shown lets others take their places.
    for _ in range(13):
        browser.run("document.querySelector('.phone.ringing .buttons button:nth-of-type(2)')?.click()")
    shows(browser, "#main", "more phone")
    browser.run("location.hash = '#/traffic'")
    browser.wait_for("document.querySelectorAll('.traffic li').length >= 50")
    for count in (100, 200, 400, 500):
        press(browser, "#main", "Show more")
        browser.wait_for(f"document.querySelectorAll('.traffic li').length === {count}", seconds=30)
    assert (
        browser.run("[...document.querySelectorAll('#main button')].filter(b => b.offsetParent).length") == 0
    )
    took = browser.run(
        "(async () => { const at = performance.now(); await (await fetch('/_sandbox/feed?limit=500')).json();"
        " await (await fetch('/_sandbox/pulse')).json(); return performance.now() - at })()"
    )
    assert took < 3000, "milliseconds"


def test_odd_names_and_numbers_are_text_and_break_nothing(
    daraja: Daraja, browser: Browser, sink: Sink, path: str
) -> None:
    phone = new_phone()
    daraja.sandbox.post("/_sandbox/customers", {"msisdn": phone, "name": ODD[:100]}).raise_for_status()
    daraja.sandbox.post("/_sandbox/organisations", {"shortcode": "800901", "name": ODD[:100]})
    paid = {"msisdn": phone, "shortcode": "800901", "amount": "1", "account": "<b>{0}</b>%n"}
    daraja.sandbox.post("/_sandbox/pay", paid).raise_for_status()
    browser.resize(360, 900)
    card = phone_card(phone)
    for address in (
        f"#/phones/{phone}",
        "#/organisations/800901",
        "#/traffic/%3Cb%3E",
        "#/traffic/%",
        "#/nowhere/x",
    ):
        open_page(browser, daraja, address)
        browser.wait_for("document.querySelector('#main h2')")
        assert browser.run("document.documentElement.scrollWidth <= innerWidth"), address
        assert browser.run("document.querySelectorAll('#main img, #main b, #main script').length") == 0
    open_page(browser, daraja, f"#/phones/{phone}")
    press(browser, card, "Settings")
    for balance in ("-1", "1e400", "99999999999999999999", "NaN", "twelve", "1.005"):
        fill(browser, card, "Balance (KES)", balance)
        press(browser, card, "Save")
        browser.wait_for(f"{labelled(card, 'Balance (KES)')}.ariaInvalid === 'true'")
        browser.wait_for(f"!document.querySelector('{card} form[aria-busy]')")
        forget_refusals(browser)
        browser.run(f"{labelled(card, 'Balance (KES)')}.removeAttribute('aria-invalid')")
    fill(browser, card, "Balance (KES)", "9,999,999,999,999.99")
    press(browser, card, "Save", times=4)
    shows(browser, card, "KES 9,999,999,999,999.99")
    assert browser.run("document.documentElement.scrollWidth <= innerWidth"), "a huge balance stays inside"
    assert read(daraja, f"phones/{phone}")["balance"] == "9999999999999.99"
    for address in ("?msisdn=", "?msisdn=<script>", "#/phones/<script>", "#/phones/2547"):
        open_page(browser, daraja, address)
    shows(browser, "#said", "is not the number of a phone here")


def test_three_wrong_pins_lock_and_a_new_one_unlocks(
    daraja: Daraja, browser: Browser, sink: Sink, path: str
) -> None:
    phone = new_phone()
    open_page(browser, daraja, f"#/phones/{phone}")
    card = phone_card(phone)
    for pin in ("0000", "1111", "2222", "1234"):
        daraja.pushed(phone, sink.url + path)
        browser.wait_for(f"document.querySelector('{card} .ring')?.hidden === false")
        fill(browser, card, "Enter M-PESA PIN", pin)
        press(browser, card, "Send", times=2)
        browser.wait_for(f"document.querySelector('{card} .ring').hidden")
    shows(browser, card, "Your M-PESA PIN is locked")
    shows(browser, f"{card} .chips", "PIN locked")
    press(browser, card, "Settings")
    fill(browser, card, "New PIN", "1234")
    press(browser, card, "Save")
    browser.wait_for(f"!document.querySelector('{card} .chips').textContent.includes('PIN locked')")
    # Answered elsewhere while somebody types: the ring goes, nothing is sent, the focus stays on the phone.
    daraja.pushed(phone, sink.url + path)
    browser.wait_for(f"document.querySelector('{card} .ring').hidden === false")
    fill(browser, card, "Enter M-PESA PIN", "12")
    daraja.sandbox.post("/_sandbox/approve", {"msisdn": phone}).raise_for_status()
    shows(browser, card, "Confirmed. Ksh10.00")
    browser.wait_for(f"document.activeElement === document.querySelector('{card} h3')")
    assert read(daraja, f"phones/{phone}")["balance"] == "99990.00"
