"""What came true: proposed, disputed, answered, amended, as each of them asks over GraphQL."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest

from core import days
from graphql_api.ids import write_id
from markets.models import Dispute, Market, Proposal
from tests.clock import Clock
from tests.graphql_api.conftest import Browser, House, signed_in
from tests.markets.bookmakers import Bookmaker, again, outcome
from users.models import Role

SHOWN = """proposal { number evidence evidenceDigest documentDigest proposedBy { name }
    parts { nodes { outcome { name } bps } } }"""
DISPUTES = """query ($id: ID!) { node(id: $id) { ... on Market { state
    disputes { nodes { state reason by { isMe } answer answeredBy { name } proposal { number } } }
    proposals { nodes { number proposedBy { name } } } } } }"""


@pytest.fixture
def closed(bookmaker: Bookmaker, clock: Clock) -> Market:
    """With a stake of the player of the house."""
    market = bookmaker.open()
    wallet = bookmaker.fund(_wallet(bookmaker), 500_00)
    bookmaker.stake(wallet, outcome(market, "No"), 100_00)
    bookmaker.close(market)
    clock.pass_seconds(60)
    return again(market)


def _wallet(bookmaker: Bookmaker) -> Any:
    from ledger.journal.wallets import open_wallet

    return open_wallet(business=bookmaker.house.business, player=bookmaker.house.people[Role.PLAYER])


def result(market: Market, **parts: int) -> dict[str, Any]:
    return {
        "market": write_id("Market", market.pk),
        "parts": [
            {"outcome": write_id("Outcome", outcome(market, name).pk), "bps": bps}
            for name, bps in parts.items()
        ],
        "evidence": "It rained 12 mm.",
        "observedAt": days.now().isoformat(),
        "idempotencyKey": "result-1",
    }


def test_a_result_is_proposed_with_its_evidence(operator: Browser, closed: Market):
    given = result(closed, Yes=7_500, No=2_500) | {"documentDigest": "AB" * 32}
    made = operator.act("proposeResolution", SHOWN, **given)["proposal"]
    parts = [{"outcome": {"name": "Yes"}, "bps": 7_500}, {"outcome": {"name": "No"}, "bps": 2_500}]
    assert made == {
        "number": 1,
        "evidence": "It rained 12 mm.",
        "evidenceDigest": hashlib.sha256(b"It rained 12 mm.").hexdigest(),
        "documentDigest": "ab" * 32,
        "proposedBy": {"name": "MARKET_OPERATOR of maji"},
        "parts": {"nodes": parts},
    }  # fmt: skip
    assert operator.act("proposeResolution", SHOWN, **given)["proposal"] == made
    assert operator.act("proposeResolution", **given | {"evidence": "No."})["code"] == "KEY_REUSED"
    assert Proposal.objects.count() == 1 and again(closed).state == "PROPOSED"


def test_results_that_cannot_be_are_refused_at_their_field(
    operator: Browser, closed: Market, bookmaker: Bookmaker
):
    other, sound = bookmaker.open(), result(closed, Yes=10_000)
    (part,) = sound["parts"]
    foreign = result(other, Yes=10_000)["parts"]
    for more, code, field in (
        ({"parts": [part | {"bps": 9_999}]}, "BAD_WEIGHTS", ["parts"]),
        ({"parts": [part | {"bps": 5_000}, part | {"bps": 5_000}]}, "BAD_WEIGHTS", ["parts", "1", "outcome"]),
        ({"parts": foreign}, "BAD_WEIGHTS", ["parts"]),
        ({"parts": [part | {"outcome": "out_x"}]}, "NOT_FOUND", ["parts", "0", "outcome"]),
        ({"evidence": " "}, "EVIDENCE_MISSING", ["evidence"]),
        ({"documentDigest": "x"}, "BAD_HASH", ["documentDigest"]),
        ({"observedAt": "2025-01-01T00:00:00Z"}, "BAD_TIMES", ["observedAt"]),
    ):
        told = operator.act("proposeResolution", **sound | more)
        assert (told["code"], told["field"]) == (code, field), more
    assert operator.act("proposeResolution", **result(other, Yes=10_000))["code"] == "MARKET_MOVED_ON"
    assert not Proposal.objects.exists() and again(closed).state == "CLOSED"


def test_it_is_disputed_answered_and_amended(
    house: House, operator: Browser, closed: Market, bookmaker: Bookmaker
):
    id = write_id("Market", closed.pk)
    operator.act("proposeResolution", **result(closed, Yes=10_000))
    player, bystander = house.browser(Role.PLAYER), signed_in(bookmaker.player().player)
    wrong = {"market": id, "reason": "It was dry."}
    assert bystander.act("disputeResolution", **wrong)["code"] == "NOT_ALLOWED"
    assert player.act("disputeResolution", market=id, reason=" ")["code"] == "REASON_MISSING"
    said = player.act("disputeResolution", "dispute { id state }", **wrong)["dispute"]
    assert player.act("disputeResolution", "dispute { id state }", **wrong)["dispute"] == said
    assert player.act("dismissDispute", dispute=said["id"], answer="No")["code"] == "NOT_ALLOWED"
    assert bystander.act("dismissDispute", dispute=said["id"], answer="No")["code"] == "NOT_FOUND"
    assert bystander.data(DISPUTES, id=id)["node"] == {
        "state": "DISPUTED",
        "disputes": {"nodes": []},
        "proposals": {"nodes": [{"number": 1, "proposedBy": None}]},
    }
    owner = house.browser()
    assert owner.act("dismissDispute", dispute=said["id"], answer=" ")["code"] == "COMMENT_MISSING"
    for _ in range(2):
        done = owner.act(
            "dismissDispute", "dispute { state answer }", dispute=said["id"], answer="See the report."
        )
        assert done["dispute"] == {"state": "DISMISSED", "answer": "See the report."}
    assert again(closed).state == "PROPOSED"
    for browser, answered in ((player, None), (owner, {"name": "OWNER of maji"})):
        (mine,) = browser.data(DISPUTES, id=id)["node"]["disputes"]["nodes"]
        assert mine == {
            "state": "DISMISSED", "reason": "It was dry.", "by": {"isMe": browser is player},
            "answer": "See the report.", "answeredBy": answered, "proposal": {"number": 1},
        }  # fmt: skip
    again_wrong = owner.act("disputeResolution", "dispute { state }", **wrong)
    assert again_wrong["dispute"] == {"state": "OPEN"}
    amended = operator.act("amendResolution", SHOWN, **result(closed, No=10_000) | {"idempotencyKey": "2"})
    assert amended["proposal"]["number"] == 2
    assert [each.state for each in Dispute.objects.order_by("pk")] == ["DISMISSED", "AMENDED"]
    assert again(closed).state == "PROPOSED"


def test_no_parts_is_a_result_too(operator: Browser, closed: Market):
    made = operator.act("proposeResolution", SHOWN, **result(closed))["proposal"]
    assert made["parts"] == {"nodes": []}
