"""The page at `/`: its parts, and the way from a prompt to money as somebody at the desk goes it."""

import re
from pathlib import Path

import pytest

from daraja_sandbox.app import STATIC
from tests.console.browser import Browser
from tests.daraja_sandbox.control.desk import fill, open_page, phone_card, press, read, shows
from tests.daraja_sandbox.daraja import Daraja, new_phone, prompt_of
from tests.daraja_sandbox.sink import Sink

KINDS = {".css": "text/css", ".js": "text/javascript"}


def test_parts_of_the_page_are_served(daraja: Daraja) -> None:
    files = [file for file in STATIC.iterdir() if file.suffix in KINDS]
    assert len(files) > 10
    for file in files:
        answer = daraja.sandbox.get(f"/page/{file.name}")
        assert answer.headers["content-type"].startswith(KINDS[file.suffix])
        assert answer.text == file.read_text("utf-8")
    assert daraja.sandbox.get("/page/../guard.py").status_code == 404
    assert daraja.sandbox.get("/").headers["content-type"].startswith("text/html")


@pytest.mark.parametrize("file", sorted(STATIC.iterdir()), ids=lambda file: file.name)
def test_parts_are_small_and_take_nothing_from_elsewhere(file: Path) -> None:
    source = file.read_text("utf-8")
    assert source.count("\n") <= 250
    assert not re.search(
        r"https?://|innerHTML|outerHTML|insertAdjacent|document\.write|\beval\b| style=", source
    )


def test_faults_that_can_be_ordered_are_listed(daraja: Daraja) -> None:
    kinds = daraja.sandbox.get("/_sandbox/faults").json()["kinds"]

    assert kinds["lose_ack"]["hows"] == ["close", "html", "error"]
    for name, kind in kinds.items():
        for how in kind["hows"]:
            order = {"fault": name, "call": kind["calls"][-1]} | ({"how": how} if how else {})
            assert daraja.sandbox.post("/_sandbox/faults", order).status_code == 200


def test_a_phone_rings_takes_a_wrong_pin_then_the_right_one_once(
    daraja: Daraja, sink: Sink, path: str, browser: Browser
) -> None:
    phone = new_phone()
    daraja.sandbox.post("/_sandbox/customers", {"msisdn": phone, "name": "<script>alert(1)</script>"})
    checkout = daraja.pushed(phone, sink.url + path, Amount=1500)
    open_page(browser, daraja, f"?msisdn=0{phone[3:]}")
    card = phone_card(phone)
    shows(
        browser, card, "Do you want to pay KES 1,500.00 to SANDBOX PAYBILL (Paybill 174379), account INV-7?"
    )
    assert browser.run("location.pathname + location.search + location.hash") == f"/#/phones/{phone}"
    assert browser.run("document.activeElement.name") == "pin", "who comes by the link can type at once"
    assert browser.text(f"{card} h3") == "<script>alert(1)</script>"
    assert browser.run("document.title").startswith("(")

    fill(browser, card, "Enter M-PESA PIN", "12")
    press(browser, card, "Send")
    shows(browser, card, "Four digits.")
    fill(browser, card, "Enter M-PESA PIN", "9999")
    press(browser, card, "Send")
    shows(browser, card, "You have entered the wrong PIN")
    assert prompt_of(daraja.sandbox, checkout)["result_code"] == "2001"

    again = daraja.pushed(phone, sink.url + path, Amount=1500)
    shows(browser, card, "Enter M-PESA PIN")
    browser.wait_for(f"!document.querySelector('{card} .ring').hidden")
    assert browser.run(f"document.querySelector('{card} [name=pin]').value") == "", "no PIN is left standing"
    fill(browser, card, "Enter M-PESA PIN", "1234")
    press(browser, card, "Send", times=3)
    shows(browser, card, "Confirmed. Ksh1,500.00 sent to SANDBOX PAYBILL for account INV-7")
    shows(browser, card, "KES 98,485.00")
    assert prompt_of(daraja.sandbox, again)["state"] == "paid"
    assert read(daraja, f"phones/{phone}")["balance"] == "98485.00", "three clicks pay once"
