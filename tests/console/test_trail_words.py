"""The trail of a payment has words for what the server tells, and ids lead to the pages of their things."""

from __future__ import annotations

import re

import pytest

from graphql_api.ids import PREFIXES
from mpesa.collections.trail import TrailKind
from mpesa.daraja.answers import StkState
from mpesa.models import Channel, RequestState, StepCause
from tests.console.sources import FILES
from users.models import ApprovalState

PAGES = FILES / "pages"


@pytest.mark.parametrize(
    ("folder", "codes"),
    [
        ("receipt/trail", {kind.value for kind in StkState}),
        ("receipt/trail", set(StepCause.values) - {StepCause.PERSON}),  # who it was is said
        ("requests", set(RequestState.values)),
        ("collections", set(Channel.values)),
        ("approval", set(ApprovalState.values) - {ApprovalState.PENDING}),
    ],
)
def test_every_code_of_a_step_has_its_words(folder: str, codes: set[str]) -> None:
    texts = (PAGES / folder / "texts.js").read_text("utf-8")
    for code in codes:
        assert len(re.findall(rf"[ {{]{code}: \"", texts)) == 2, f"{code} in two languages"


def test_every_kind_of_step_is_drawn() -> None:
    source = (PAGES / "receipt" / "trail" / "steps.js").read_text("utf-8")
    drawn = set(re.findall(r"^  ([A-Z_]+): ", source, re.MULTILINE))
    assert drawn == {kind.value for kind in TrailKind}


def test_an_id_leads_to_the_page_of_its_thing() -> None:
    source = (FILES / "frame" / "places.js").read_text("utf-8")
    named = dict(re.findall(r"(\w{3}): \"(\w+)\"", source))
    pages = set(re.findall(r"^  (\w+): \"/", source, re.MULTILINE))
    assert named and named == {PREFIXES[kind]: kind for kind in named.values()}
    assert set(named.values()) <= pages
