"""The page at `/`: its parts are served, and in a real browser its buttons do what they say."""

from pathlib import Path

import pytest

from tests.console.browser import Browser
from tests.daraja_sandbox.daraja import Daraja, new_phone, prompt_of
from tests.daraja_sandbox.sink import Sink


def test_parts_of_the_page_are_served(daraja: Daraja) -> None:
    for name, kind in (("", "text/html"), ("page/base.css", "text/css"), ("page/main.js", "text/javascript")):
        answer = daraja.sandbox.get(f"/{name}")
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith(kind)


def test_faults_that_can_be_ordered_are_listed(daraja: Daraja) -> None:
    kinds = daraja.sandbox.get("/_sandbox/faults").json()["kinds"]

    assert kinds["lose_ack"]["hows"] == ["close", "html"]
    for name, kind in kinds.items():
        for how in kind["hows"]:
            order = {"fault": name, "call": kind["calls"][-1]} | ({"how": how} if how else {})
            assert daraja.sandbox.post("/_sandbox/faults", order).status_code == 200


@pytest.mark.slow
def test_in_a_browser(daraja: Daraja, sink: Sink, path: str, tmp_path: Path) -> None:
    phones = {name: new_phone() for name in ("Approve", "Wrong PIN", "Cancel", "Let it expire")}
    checkouts = {name: daraja.pushed(phone, sink.url + path) for name, phone in phones.items()}
    with Browser(tmp_path / "profile") as browser:
        browser.go(daraja.sandbox.url)
        for name, phone in phones.items():
            found = f"find(one => one.innerText.includes('{phone}'))"
            item = f"[...document.querySelectorAll('#prompts li')].{found}"
            browser.wait_for(item)
            browser.run(
                f"[...({item}).querySelectorAll('button')].find(b => b.innerText === '{name}').click()"
            )
            browser.wait_for(f"!({item})")
        browser.wait_for("document.querySelectorAll('#traffic details').length > 0")
        browser.resize(390, 900)
        assert browser.run("document.documentElement.scrollWidth <= 390"), "no sideways scrolling"
        browser.run("document.getElementById('bad-day').click()")
        browser.wait_for("document.querySelectorAll('#faults li').length > 10")
        browser.run("document.getElementById('calm').click()")
        browser.wait_for("document.querySelectorAll('#faults li').length === 0")
        browser.wait_for("document.querySelectorAll('#traffic details').length > 0")
        assert "[secret]" in browser.run("document.getElementById('traffic').textContent")
        assert browser.run("document.querySelectorAll('#organisations tr').length") >= 4
        assert browser.complaints == []

    states = [prompt_of(daraja.sandbox, checkout) for checkout in checkouts.values()]
    assert [(one["state"], one["result_code"]) for one in states] == [
        ("paid", "0"),
        ("failed", "2001"),
        ("cancelled", "1032"),
        ("expired", "1037"),
    ]
