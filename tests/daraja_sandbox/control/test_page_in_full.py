"""Everything else that the page does, in a browser: menus, faults, statements, traffic; in every light."""

import csv
from pathlib import Path
from typing import Any

import pytest

from daraja_sandbox.world.faults import BAD_DAY, FAULTS
from daraja_sandbox.world.switches import DEFAULTS
from tests.accessibility import find_problems
from tests.console.browser import Browser
from tests.daraja_sandbox.control.desk import (
    button,
    fill,
    forget_refusals,
    open_page,
    phone_card,
    press,
    read,
    shows,
)
from tests.daraja_sandbox.daraja import Daraja, accounts, new_phone, prompt_of
from tests.daraja_sandbox.sink import Sink
from tests.processes import wait_until

pytestmark = pytest.mark.slow

#: The sign on the button that puts a phone away.
AWAY = "\N{MULTIPLICATION SIGN}"


def test_several_phones_ring_and_each_is_answered_in_its_own_way(
    daraja: Daraja, sink: Sink, path: str, browser: Browser
) -> None:
    open_page(browser, daraja)
    phones = {name: new_phone() for name in ("Cancel", "Ignore", AWAY)}
    checkouts = {name: daraja.pushed(phone, sink.url + path) for name, phone in phones.items()}
    for phone in phones.values():
        browser.wait_for(f"!document.querySelector('{phone_card(phone)} .ring')?.hidden")
        shows(browser, "#heard", "rings: pay SANDBOX PAYBILL KES 10.00 for account INV-7?")
    press(browser, phone_card(phones["Cancel"]), "Cancel")
    press(browser, phone_card(phones["Ignore"]), "Ignore")
    press(browser, phone_card(phones[AWAY]), AWAY)
    shows(browser, phone_card(phones["Cancel"]), "You cancelled: Ksh10.00 was not paid to SANDBOX PAYBILL.")
    shows(browser, phone_card(phones["Ignore"]), "You did not answer SANDBOX PAYBILL")
    browser.wait_for(f"!document.querySelector('{phone_card(phones[AWAY])}')")
    states = [prompt_of(daraja.sandbox, checkout)["state"] for checkout in checkouts.values()]
    assert states == ["cancelled", "expired", "open"], "what is put away rings on"
    daraja.sandbox.post("/_sandbox/approve", {"msisdn": phones[AWAY]})


def test_a_customer_pays_with_an_account_mistyped_on_purpose(
    daraja: Daraja, browser: Browser, paybill: dict[str, Any]
) -> None:
    phone = new_phone()
    open_page(browser, daraja, f"#/phones/{phone}")
    card = phone_card(phone)
    shows(browser, card, "not used yet")
    press(browser, card, "Pay a business")
    browser.wait_for(f"document.querySelector('{card} datalist').options.length >= 4")
    fill(browser, card, "Paybill or till", "600001")
    shows(browser, card, "SANDBOX SHOP (Till)")
    assert browser.run(f"document.querySelector('{card} [name=account]').offsetParent") is None
    fill(browser, card, "Paybill or till", paybill["shortcode"])
    fill(browser, card, "Account", "INV-000013")
    press(browser, card, "Mistype it")
    fill(browser, card, "Amount (KES)", "9,999,999")
    press(browser, card, "Pay")
    shows(browser, card, "from 1 to 250,000 shillings")
    forget_refusals(browser)
    assert browser.run("document.activeElement.name") == "amount"
    fill(browser, card, "Amount (KES)", "KES 1,250.50")
    press(browser, card, "Pay", times=2)
    shows(browser, card, "Confirmed. Ksh1,250.50 sent to EXAMPLE LTD for account INV-000103 on")
    assert accounts(daraja.sandbox, paybill["shortcode"])["Utility Account"] == "1250.50"
    assert browser.run(f"document.querySelector('{card} .menu-box [name=account]').value") == "INV-000103"


def test_a_phone_is_added_found_and_changed(daraja: Daraja, browser: Browser) -> None:
    phone = new_phone()
    open_page(browser, daraja)
    press(browser, ".side", "Add a phone")
    fill(browser, ".side .box", "Number", "0800 000 000")
    press(browser, ".side", "Add")
    shows(browser, ".side", "twelve digits")
    forget_refusals(browser)
    assert browser.run("document.activeElement.name") == "msisdn"
    fill(browser, ".side .box", "Number", f"+{phone[:3]} {phone[3:6]} {phone[6:]}")
    fill(browser, ".side .box", "Name", "ZAWADI OF DESK")
    fill(browser, ".side .box", "Balance (KES)", "2,000")
    press(browser, ".side", "Add")
    card = phone_card(phone)
    shows(browser, card, "KES 2,000.00")
    press(browser, card, "Settings")
    fill(browser, card, "When it is asked", "approve")
    fill(browser, card, "New PIN", "4321")
    press(browser, card, "Save")
    shows(browser, f"{card} .chips", "pays by itself")
    assert browser.run(f"document.activeElement === {button(card, 'Settings')}"), "the focus is not lost"
    shown = read(daraja, f"phones/{phone}")
    assert (shown["name"], shown["balance"], shown["answer"]) == ("ZAWADI OF DESK", "2000.00", "approve")
    fill(browser, ".side", "Find a phone", "zawadi of d")
    browser.wait_for("document.querySelectorAll('.list li').length === 1")
    open_page(browser, daraja)
    browser.wait_for(f"document.querySelector('{card}')")  # the desk is kept
    press(browser, card, AWAY)
    browser.wait_for(f"!document.querySelector('{card}')")


def test_faults_are_turned_on_for_a_call_and_off_one_by_one(daraja: Daraja, browser: Browser) -> None:
    open_page(browser, daraja, "#/faults")
    browser.wait_for(f"document.querySelectorAll('.fault').length === {len(FAULTS)}")
    row = ".fault:has(#fault-delay_callback-name)"
    browser.run(f"document.querySelector('{row} summary').click()")
    fill(browser, row, "For", "stk")
    fill(browser, row, "How often", "times")
    fill(browser, row, "Times", "4")
    fill(browser, row, "Seconds", "90")
    browser.run(f"document.querySelector('{row} [role=switch]').click()")
    shows(browser, row, "On: prompts (all) · 4 times left")
    shows(browser, "#on-now", "Faults on: Late message")
    ordered = read(daraja, "faults")["faults"]
    assert [(o["fault"], o["call"], o["times_left"], o["seconds"]) for o in ordered] == [
        ("delay_callback", "stk", 4, "90")
    ]
    other = ".fault:has(#fault-refuse-name)"
    browser.run(f"document.querySelector('{other} summary').click()")
    fill(browser, other, "How often", "share")
    fill(browser, other, "Share in %", "900")
    browser.run(f"document.querySelector('{other} [role=switch]').click()")
    shows(browser, other, "a number from 0 to 1")
    forget_refusals(browser)
    fill(browser, other, "Share in %", "12.5")
    browser.run(f"document.querySelector('{other} [role=switch]').click()")
    shows(browser, other, "Spike Arrest Violation (HTTP 500) · 12.5 % of the times")
    browser.run(f"document.querySelector('{row} [role=switch]').click()")
    browser.wait_for(f"document.querySelector('{row} [role=switch]').ariaChecked === 'false'")
    assert [one["fault"] for one in read(daraja, "faults")["faults"]] == ["refuse"]
    press(browser, "#main", "A bad day: a little of everything")
    press(browser, "#main", "Begin a bad day")
    browser.wait_for(f"document.querySelectorAll('.on li').length === {len(BAD_DAY) + 1}")
    press(browser, "#on-now", "Clear all")
    browser.wait_for("document.querySelector('#on-now').hidden")
    assert read(daraja, "faults")["faults"] == []


def test_how_this_safaricom_behaves_is_switched(daraja: Daraja, browser: Browser) -> None:
    open_page(browser, daraja, "#/faults")
    within = ".behaviours"
    browser.wait_for(f"document.querySelectorAll('.behaviours li').length === {len(DEFAULTS)}")
    fill(browser, within, "How many seconds a prompt rings before it ends unanswered.", "soon")
    browser.run("document.activeElement.blur()")
    shows(browser, "#said", "prompt_seconds: seconds, for example 8 or 0.5")
    forget_refusals(browser)
    fill(browser, within, "How many seconds a prompt rings before it ends unanswered.", "90")
    browser.run("document.activeElement.blur()")
    shows(browser, "#said", "prompt_seconds is 90")
    fill(browser, within, "The time zone of a pull's times.", "utc")
    shows(browser, "#said", "pull_zone is utc")
    browser.wait_for("document.querySelectorAll('.behaviours .chip:not([hidden])').length === 2")
    switches = read(daraja, "state")["switches"]
    assert (switches["prompt_seconds"], switches["pull_zone"]) == ("90", "utc")


def test_the_back_office_shows_balances_moves_money_and_saves_statements(
    daraja: Daraja, browser: Browser, paybill: dict[str, Any], tmp_path: Path, sink: Sink, path: str
) -> None:
    code = paybill["shortcode"]
    phone = new_phone()
    daraja.register(code, f"{sink.url}{path}/c", f"{sink.url}{path}/v", "Completed")
    for amount in ("700.00", "800.00"):
        paid = {"msisdn": phone, "shortcode": code, "amount": amount, "account": "A"}
        daraja.sandbox.post("/_sandbox/pay", paid).raise_for_status()
    browser.call("Browser.setDownloadBehavior", behavior="allow", downloadPath=str(tmp_path))
    open_page(browser, daraja, f"#/organisations/{code}")
    card = ".card"
    shows(browser, card, "1,500.00")
    shows(browser, card, f"{sink.url}{path}/v")
    assert browser.run("document.querySelectorAll('.card').length") == 1
    press(browser, card, "Move its money")
    fill(browser, card, "Money goes", "withdraw")
    fill(browser, card, "Amount (KES)", "1")
    press(browser, card, "Move")
    shows(browser, card, "Working Account cannot give that")
    forget_refusals(browser)
    fill(browser, card, "Money goes", "sweep")
    fill(browser, card, "Amount (KES)", "600")
    press(browser, card, "Move")
    shows(browser, card, "900.00")
    fill(browser, "#main", "Layout", "b")
    press(browser, card, "CSV")
    shows(browser, "#said", "Saved as")
    name = browser.text("#said").removeprefix("Saved as ").strip()
    wait_until((tmp_path / name).exists)
    rows = list(csv.reader((tmp_path / name).read_text("utf-8-sig").splitlines()))
    assert sum("Pay Bill from" in cell for row in rows for cell in row) == 2, rows
    browser.run("document.querySelector('[name=from]').value = '2026-12-02'")
    browser.run("document.querySelector('[name=to]').value = '2026-12-01'")
    press(browser, card, "XLSX")
    shows(browser, "#main", "not before from")
    forget_refusals(browser)


def test_traffic_arrives_opens_and_hides_secrets(
    daraja: Daraja, browser: Browser, sink: Sink, path: str
) -> None:
    phone = new_phone()
    open_page(browser, daraja, f"#/traffic/{phone}")
    shows(browser, "#main", "Nothing like that among the newest.")
    daraja.pushed(phone, sink.url + path)
    daraja.sandbox.post("/_sandbox/approve", {"msisdn": phone})
    browser.wait_for("document.querySelectorAll('.traffic li').length === 2")
    browser.run("document.querySelectorAll('.traffic summary').forEach(one => one.click())")
    browser.wait_for("document.querySelectorAll('.traffic pre').length === 4")
    text = browser.text(".traffic")
    assert '"Password": "[secret]"' in text and '"ResultCode": 0' in text and "delivered 200" in text
    daraja.pushed(phone, sink.url + path)
    daraja.sandbox.post("/_sandbox/cancel", {"msisdn": phone})
    browser.wait_for("document.querySelectorAll('.traffic li').length > 2")
    assert browser.run("document.querySelectorAll('.traffic details[open] pre').length") == 4, "stays open"
    fill(browser, "#main", "Show", "bad")
    browser.wait_for("document.querySelectorAll('.traffic li').length === 0")


def test_nothing_is_asked_while_nobody_looks(daraja: Daraja, browser: Browser) -> None:
    open_page(browser, daraja)
    browser.run(
        "window.asked = 0; window.plain = fetch; window.fetch = (...all) => (asked += 1, plain(...all)); 1"
    )
    browser.wait_for("asked >= 2")
    looks = "Object.defineProperty(document, 'hidden', {configurable: true, get: () => %s}),"
    looks += "document.dispatchEvent(new Event('visibilitychange'))"
    browser.run(looks % "true")
    asked = browser.run("new Promise(done => setTimeout(() => done(asked), 500))")
    assert browser.run("new Promise(done => setTimeout(() => done(asked), 2500))") == asked
    browser.run(looks % "false")
    browser.wait_for(f"asked > {asked}")


def test_it_says_so_when_the_sandbox_is_away(daraja: Daraja, browser: Browser) -> None:
    open_page(browser, daraja)
    browser.run("window.plain = fetch; window.fetch = () => Promise.reject(new TypeError('away')); 1")
    browser.wait_for("!document.querySelector('#offline').hidden")
    assert "What is shown may be old" in browser.text("#offline")
    browser.run("window.fetch = plain; 1")
    browser.wait_for("document.querySelector('#offline').hidden")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_everybody_can_use_it(
    daraja: Daraja, browser: Browser, sink: Sink, path: str, theme: str, width: int
) -> None:
    phone = new_phone()
    daraja.pushed(phone, sink.url + path)
    for order in (
        {"fault": "lose_callback", "call": "result", "times": None},
        {"fault": "drip", "call": "qr"},
    ):
        daraja.sandbox.post("/_sandbox/faults", order).raise_for_status()
    browser.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": theme}])
    browser.resize(width, 900)
    found = []
    for address, there in {
        f"phones/{phone}": "[name=pin]",
        "organisations": ".card .sum",
        "faults": ".behaviours li",
        "traffic": ".traffic li",
    }.items():
        open_page(browser, daraja, f"#/{address}")
        browser.wait_for(f"document.querySelector('{there}')")
        opened = (
            "document.querySelectorAll('#main details').forEach((one, place) => { one.open = place < 3 });"
        )
        browser.run(opened + "document.querySelectorAll('.menus button').forEach(one => one.click())")
        assert browser.run("document.documentElement.scrollWidth <= innerWidth"), (
            f"{address} scrolls sideways"
        )
        found += [f"{address}: {problem}" for problem in find_problems(browser)]
    assert found == []
    daraja.sandbox.post("/_sandbox/cancel", {"msisdn": phone})


def test_by_keyboard_alone(daraja: Daraja, browser: Browser, sink: Sink, path: str) -> None:
    phone = new_phone()
    checkout = daraja.pushed(phone, sink.url + path)
    open_page(browser, daraja, f"#/phones/{phone}")
    browser.wait_for("document.activeElement.name === 'pin'")
    browser.call("Input.insertText", text="1234")
    enter = {"key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 13}
    browser.call("Input.dispatchKeyEvent", type="keyDown", text="\r", **enter)
    browser.call("Input.dispatchKeyEvent", type="keyUp", **enter)
    shows(browser, phone_card(phone), "Confirmed. Ksh10.00 sent to SANDBOX PAYBILL")
    assert prompt_of(daraja.sandbox, checkout)["state"] == "paid"
    browser.wait_for(f"document.activeElement === document.querySelector('{phone_card(phone)} h3')")
    browser.run("document.querySelector('.skip').focus(), document.querySelector('.skip').click()")
    assert browser.run("location.hash") != "#main", (
        "the link over the frame does not leave the part that is shown"
    )
