"""The picture of a market: an operator sends it with the draft, players see it on their phones."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import pytest

from graphql_api.ids import write_id
from markets.models import MarketPicture
from tests.console.browser import Browser
from tests.console.test_play_in_the_browser import STILL, picture, sign_in
from tests.console.test_settings_in_the_browser import enter
from tests.graphql_api.conftest import House
from tests.markets.bookmakers import RULES, Bookmaker
from users.models import Business
from users.people import create_player

pytestmark = pytest.mark.slow

PHONE, PIN = "254712345681", "274913"
WIDTH, HEIGHT = 320, 200


def png(path: Path, *rgb: int) -> Path:
    """A picture whose one colour fades downwards."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    rows = (
        b"\0" + bytes(value * (2 * HEIGHT - row) // (2 * HEIGHT) for value in rgb) * WIDTH
        for row in range(HEIGHT)
    )
    head = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 0)
    data = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"".join(rows))) + chunk(b"IEND", b"")
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + data)
    return path


def seen(kind: str) -> str:
    """JavaScript: whether the picture is there, and whole."""
    return f"document.querySelector('main img.{kind}')?.naturalWidth === {WIDTH}"


def test_an_operator_sends_it_and_players_see_it(
    hook_server: str, browser: Browser, house: House, tmp_path: Path
) -> None:
    Business.objects.filter(pk=house.business.pk).update(takes_players=True)
    bookmaker = Bookmaker(house)
    create_player(phone=PHONE, pin=PIN, business=house.business)
    market = bookmaker.draft(title="Will it rain on Saturday?", category="Weather", texts=RULES)
    address = f"/markets/{write_id('Market', market.pk)}"
    enter(browser, hook_server, bookmaker.operator, f"{address}/edit")
    browser.sees("Add a picture", within=".draft-side")
    browser.fill("Draft of a market", category="Rain")
    browser.choose_file(".draft-side input[type=file]", png(tmp_path / "a.png", 40, 90, 200))
    browser.wait_for(seen("picture"))
    first = browser.run("document.querySelector('img.picture').src")
    browser.sees("Another picture", within=".draft-side")
    assert browser.run("document.querySelector('[name=category]').value") == "Rain", "it is still written on"
    browser.choose_file(".draft-side input[type=file]", png(tmp_path / "b.png", 30, 140, 90))
    browser.wait_for(f"document.querySelector('img.picture')?.src !== '{first}' && {seen('picture')}")
    assert MarketPicture.objects.count() == 2
    picture(browser, "picture-draft")
    bookmaker.say_yes(bookmaker.submit(market))
    browser.go(f"{hook_server}{address}")
    browser.wait_for(seen("picture"))
    picture(browser, "picture-operator")
    browser.call("Network.clearBrowserCookies")
    browser.resize(360, 740)
    browser.go(f"{hook_server}/play?business={write_id('Business', house.business.pk)}")
    browser.press("I have signed up before", within="main, body")
    sign_in(browser, PHONE)
    browser.wait_for(seen("pool-picture"))
    shown = browser.run("document.querySelector('img.pool-picture').src")
    assert browser.run("document.documentElement.scrollWidth <= innerWidth")
    picture(browser, "picture-list")
    bookmaker.stake(
        bookmaker.player(), market.outcomes.select_related("market__business").get(name="Yes"), 50_00
    )
    browser.sees("50.00", within="main .pool-card")
    assert browser.run("document.querySelector('img.pool-picture').src") == shown, (
        "news do not fetch it again"
    )
    browser.press("Will it rain", within="main")
    browser.sees("The rules", within="main")
    browser.wait_for(f"{STILL} && {seen('pool-picture')}")
    picture(browser, "picture-market")
