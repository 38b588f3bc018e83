"""The picture of a market: sent with its draft, seen by players once it is open, the same from then on."""

from __future__ import annotations

import io
import struct
import zlib
from functools import partial

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from core.errors import InvalidInput
from core.files.pictures import rewrite_picture
from graphql_api.ids import write_id
from markets.models import Market, MarketPicture
from markets.running.picturing import set_picture
from markets.running.reviewing import submit_market
from tests.graphql_api.conftest import Browser, House
from tests.graphql_api.users.test_kyc import post_file
from tests.ledger.books import refusal
from tests.markets.bookmakers import Bookmaker, fresh_key
from tests.markets.pictures import camera_picture
from users.models import AuditEntry, Role

JPEG, PNG = camera_picture(), camera_picture("PNG", colour="maroon")
SEND = """mutation ($market: ID!) { uploadMarketPicture(input: {market: $market}) {
    path expiresAt problems { code field } } }"""
SEEN = "query ($market: ID!) { node(id: $market) { ... on Market { picture } } }"


def sent(browser: Browser, market: Market) -> dict:
    return browser.data(SEND, market=write_id("Market", market.pk))["uploadMarketPicture"]


def address(browser: Browser, market: Market) -> str | None:
    node = browser.data(SEEN, market=write_id("Market", market.pk))["node"]
    return node and node["picture"]


def test_a_picture_goes_up_with_the_draft_and_is_shown_to_players(
    bookmaker: Bookmaker, operator: Browser, house: House, other_house: House
):
    market = bookmaker.draft()
    assert address(operator, market) is None
    path = sent(operator, market)["path"]
    for data, code in (
        (b"", "EMPTY"),
        (b"%PDF-1.7 a paper", "TYPE"),
        (b"GIF89a", "TYPE"),
        (JPEG[:40], "TYPE"),
    ):
        refused = post_file(operator, path, data)
        said = refused.json()["errors"][0]["extensions"]["code"]
        assert (refused.status_code, said) == (400, f"DOCUMENT_{code}")
    assert post_file(operator, path, b"\xff\xd8\xff" + b"x" * 2**21).status_code == 413
    assert not MarketPicture.objects.exists()
    for data, kind in ((JPEG, "image/jpeg"), (PNG, "image/png"), (PNG, "image/png"), (JPEG, "image/jpeg")):
        taken = post_file(operator, path, data)
        assert (taken.status_code, taken.json()["mediaType"]) == (201, kind)
    assert MarketPicture.objects.count() == AuditEntry.objects.filter(action="market.picture").count() == 3
    player = house.browser(Role.PLAYER)
    assert address(player, market) is None, "it is a draft"
    bookmaker.say_yes(bookmaker.submit(market))
    shown = address(player, market)
    given = player.client.get(shown)
    assert (given.content, given["Content-Type"]) == (plain(JPEG, "image/jpeg"), "image/jpeg")
    assert operator.client.get(shown).status_code == 404, "it is the player's address"
    assert address(other_house.browser(Role.OWNER), market) is None


def test_it_stays_what_the_second_person_saw(bookmaker: Bookmaker, operator: Browser, house: House):
    market = bookmaker.draft()
    path = sent(operator, market)["path"]
    late = bookmaker.draft()
    submit_market(market=market, key=fresh_key(), actor=bookmaker.operator)
    assert sent(operator, market)["problems"] == [{"code": "MARKET_MOVED_ON", "field": ["market"]}]
    refused = post_file(operator, path, JPEG)
    assert refused.json()["errors"][0]["extensions"]["code"] == "MARKET_MOVED_ON"
    picture = set_picture(market=late, data=JPEG, actor=bookmaker.operator)
    with pytest.raises(DatabaseError, match="MARKET_FIXED"), transaction.atomic():
        row = MarketPicture.objects.get(pk=picture.pk)
        row.pk, row.market = None, market
        row.save(force_insert=True)
    with pytest.raises(DatabaseError, match="permission denied"):
        MarketPicture.objects.update(market=market)
    stranger = house.people[Role.ACCOUNTANT]
    assert refusal(partial(set_picture, market=late, data=JPEG, actor=stranger)) == "NOT_ALLOWED"
    assert sent(house.browser(Role.PLAYER), late)["problems"][0]["code"] == "NOT_FOUND"


def test_pictures_of_a_page_are_found_together(bookmaker: Bookmaker, operator: Browser, house: House):
    query = "query ($business: ID!) { markets(business: $business) { nodes { picture } } }"

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            nodes = operator.data(query, business=house.id)["markets"]["nodes"]
        assert all(node["picture"] for node in nodes)
        return len(queries)

    set_picture(market=bookmaker.draft(), data=JPEG, actor=bookmaker.operator)
    one = asked()
    for _ in range(4):
        set_picture(market=bookmaker.draft(), data=PNG, actor=bookmaker.operator)
    assert asked() == one


def test_nothing_goes_along_of_where_and_by_whom_it_was_taken():
    for kind, media_type in (("JPEG", "image/jpeg"), ("PNG", "image/png")):
        taken = camera_picture(kind, size=(4_000, 1_000), turned=6)
        assert b"Exif" in taken or b"eXIf" in taken
        kept = plain(taken, media_type)
        with Image.open(io.BytesIO(kept)) as shown:
            assert (shown.format, shown.size, dict(shown.getexif())) == (kind, (400, 1_600), {})
        assert not any(word in kept for word in (b"Exif", b"eXIf", b"Taken at home", b"GPS"))
        assert plain(kept, media_type) and plain(taken, media_type) == kept


@given(data=st.binary(max_size=200))
def test_odd_bytes_are_no_picture(data: bytes):
    for whole, media_type in ((JPEG, "image/jpeg"), (PNG, "image/png")):
        for odd in (whole[:20] + data, data + whole, whole[: len(whole) // 2] + data):
            try:
                plain(odd, media_type)
            except InvalidInput as refused:
                assert refused.code in ("DOCUMENT_TYPE", "DOCUMENT_TOO_LARGE")


def test_a_bomb_is_refused_before_it_is_decoded():
    small = camera_picture("PNG", size=(6_000, 5_000))
    assert len(small) < 2**21
    assert refusal(partial(plain, small, "image/png")) == "DOCUMENT_TOO_LARGE"
    sides = struct.pack(">II", 60_000, 60_000)
    bomb = (
        PNG[:16] + sides + PNG[24:29] + struct.pack(">I", zlib.crc32(b"IHDR" + sides + PNG[24:29])) + PNG[33:]
    )
    assert refusal(partial(plain, bomb, "image/png")) == "DOCUMENT_TOO_LARGE"


def plain(data: bytes, media_type: str) -> bytes:
    return rewrite_picture(data, media_type=media_type)
