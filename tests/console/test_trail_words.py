"""The trail of a payment draws whatever the server tells, and ids lead to the pages of their things."""

from __future__ import annotations

import re

from graphql_api.ids import PREFIXES
from mpesa.collections.trail_steps import TrailKind
from tests.console.sources import FILES


def test_every_kind_of_step_is_drawn() -> None:
    source = (FILES / "pages" / "receipt" / "trail" / "steps.js").read_text("utf-8")
    drawn = set(re.findall(r"^  ([A-Z_]+): ", source, re.MULTILINE))
    assert drawn == {kind.value for kind in TrailKind}


def test_an_id_leads_to_the_page_of_its_thing() -> None:
    source = (FILES / "frame" / "places.js").read_text("utf-8")
    named = dict(re.findall(r"(\w{3}): \"(\w+)\"", source))
    pages = set(re.findall(r"^  (\w+): \"/", source, re.MULTILINE))
    assert named and named == {PREFIXES[kind]: kind for kind in named.values()}
    assert set(named.values()) <= pages
