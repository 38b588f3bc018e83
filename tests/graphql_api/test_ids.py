"""Ids: the same for ever, of one type, and nothing that anybody can read or make up."""

from __future__ import annotations

import re
from base64 import b64encode

import pytest

from graphql_api.ids import NOTHING, PREFIXES, read_id, write_id
from graphql_api.nodes import finders
from tests.graphql_api.conftest import House
from tests.graphql_api.seeds import fill

NODE = "query ($id: ID!) { node(id: $id) { id __typename } }"


def test_an_id_is_its_type_and_22_characters_and_stays():
    assert set(finders) <= set(PREFIXES) and len(set(PREFIXES.values())) == len(PREFIXES)
    for type_name, prefix in PREFIXES.items():
        text = write_id(type_name, 17)
        assert re.fullmatch(f"{prefix}_[A-Za-z0-9_-]{{22}}", text)
        assert text == write_id(type_name, 17) != write_id(type_name, 18)
        found = read_id(text)
        assert (found.type_name, found.node_id) == (type_name, "17")


def test_ids_stay_when_keys_are_rotated(settings):
    before = write_id("Invoice", 1)
    settings.BLIND_INDEX_KEYS = [bytes(range(32)), *settings.BLIND_INDEX_KEYS]
    settings.FIELD_ENCRYPTION_KEYS = [bytes(range(32)), *settings.FIELD_ENCRYPTION_KEYS]
    settings.SECRET_KEY = "another"
    assert write_id("Invoice", 1) == before and read_id(before).node_id == "1"
    settings.BLIND_INDEX_KEYS = [bytes(32)]
    assert write_id("Invoice", 1) != before and read_id(before) is NOTHING


def test_neighbours_have_nothing_in_common():
    bodies = [write_id("Invoice", number)[4:] for number in range(1, 200)]
    assert len({body[:8] for body in bodies}) == len({body[-8:] for body in bodies}) == len(bodies)


@pytest.mark.parametrize("place", [0, 4, 10, 25])
def test_a_character_changed_is_no_id(place: int):
    text = write_id("Invoice", 5)
    changed = [
        text[:place] + other + text[place + 1 :] for other in "abcAZ09_-=é \x00" if other != text[place]
    ]
    assert {read_id(each).type_name for each in changed} == {""}


def test_what_is_no_id_is_absent(house: House):
    seeds = fill(house, shortcode="600100")
    browser = house.browser()
    invoice = seeds.nodes["Invoice"]
    right = write_id("Invoice", invoice.pk)
    assert browser.data(NODE, id=right)["node"] == {"id": right, "__typename": "Invoice"}
    wrong = [
        b64encode(f"Invoice:{invoice.pk}".encode()).decode(),
        str(invoice.pk),
        f"inv_{invoice.pk}",
        "cus" + right[3:],
        right.upper(),
        right + "A",
        right[:-1],
        f" {right}",
        "inv_" + "A" * 22,
    ]
    for each in [*wrong, write_id("Invoice", 10**9)]:
        assert browser.ask(NODE, id=each) == {"data": {"node": None}}, each
