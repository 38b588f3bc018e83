"""A market is written by one, read and opened by another, and run: as each of them asks over GraphQL."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from core.days import display_moment
from graphql_api.ids import write_id
from ledger.models import Account
from markets.locking import database_now
from markets.models import Clarification, Market
from tests.graphql_api.conftest import Browser, House, signed_in
from tests.markets.bookmakers import RULES, Bookmaker, again, books, outcome
from users.models import AuditEntry, Role

LINT = "query ($id: ID!) { node(id: $id) { ... on Market { state lint { code field message } } } }"
ASKED = """query ($id: ID!) { approvals(business: $id, filter: {states: [PENDING]}) { nodes { kind digest
    subject { __typename ... on Market { title } } content { path text } } } }"""

#: Besides the texts and the times: what a market of the usual rules says to who opens it.
SIGNED = {
    "dispute_minutes": "1440", "large_pool": "KES 1,000,000.00", "large_dispute_minutes": "2880",
    "payout_mode": "WALLET", "mode": "PARIMUTUEL", "nobody_won": "BACK",
}  # fmt: skip


def terms(**more: Any) -> dict[str, Any]:
    now = database_now()
    return {
        "title": "Will it rain?",
        "outcomes": ["Yes", "No"],
        "closesAt": (now + timedelta(hours=1)).isoformat(),
        "resolveBy": (now + timedelta(days=2)).isoformat(),
        "voidAfter": (now + timedelta(days=7)).isoformat(),
        **RULES,
        **more,
    }


def write(browser: Browser, house: House, **more: Any) -> dict[str, Any]:
    given = {"business": house.id, "idempotencyKey": "market-1"} | terms(**more)
    return browser.act("createMarket", "market { id state title feeBps leastStake }", **given)


def test_from_a_draft_to_an_open_market(house: House, operator: Browser):
    made = write(operator, house, leastStake="1.00")["market"]
    assert made | {"id": ""} == {
        "id": "", "state": "DRAFT", "title": "Will it rain?", "feeBps": 500, "leastStake": "1.00"
    }  # fmt: skip
    asked = operator.act(
        "openMarket", "approval { id digest state }", market=made["id"], idempotencyKey="open-1"
    )["approval"]
    assert asked["state"] == "PENDING"
    approver = house.browser(Role.APPROVER)
    (read,) = approver.data(ASKED, id=house.id)["approvals"]["nodes"]
    assert read["kind"] == "market.open"
    assert read["subject"] == {"__typename": "Market", "title": "Will it rain?"}
    shown = {each["path"][-1]: each["text"] for each in read["content"]}
    assert (shown["fee"], shown["least_stake"]) == ("5.00 %", "KES 1.00")
    assert {name: shown[name] for name in RULES} == RULES, "not a digest of them"
    assert {name: shown[name] for name in SIGNED} == SIGNED
    assert shown["resolve_by"] == display_moment(Market.objects.get().resolve_by)
    assert shown["void_after"] == display_moment(Market.objects.get().void_after)
    yes = {"approval": asked["id"], "digest": asked["digest"]}
    assert operator.act("approveRequest", **yes)["code"] == "SAME_PERSON"
    assert approver.act("approveRequest", "approval { state }", **yes)["approval"] == {"state": "APPROVED"}
    seen = house.browser(Role.PLAYER).data(LINT, id=made["id"])["node"]
    assert seen == {"state": "OPEN", "lint": None}
    row = Market.objects.get()
    assert Account.objects.filter(business=house.business, code=f"2300-{row.pk}").exists()
    fixed = operator.act("editMarket", market=made["id"], **terms(title="Otherwise"))
    assert fixed["code"] == "MARKET_MOVED_ON" and again(row).title == "Will it rain?"


def test_the_same_key_is_the_same_market(house: House, operator: Browser):
    given = {"business": house.id, "idempotencyKey": "market-1"} | terms()
    first = operator.act("createMarket", "market { id }", **given)
    assert operator.act("createMarket", "market { id }", **given) == first
    assert operator.act("createMarket", **given | {"title": "Another"})["code"] == "KEY_REUSED"
    assert Market.objects.count() == 1


def test_all_that_is_wrong_with_the_terms_is_told_at_its_field(house: House, operator: Browser):
    names = ["Yes", "yes", " "]
    wrong = terms(title=" ", timeZone="Nairobi", feeBps=10_001, toteTick="0.03", outcomes=names)
    wrong["resolveBy"] = wrong["closesAt"]
    answer = operator.data(
        """mutation ($input: CreateMarketInput!) { createMarket(input: $input) {
        market { id } problems { code field } } }""",
        input={"business": house.id, "idempotencyKey": "market-1"} | wrong,
    )["createMarket"]
    assert answer["market"] is None
    assert [(each["code"], each["field"]) for each in answer["problems"]] == [
        ("NAME_MISSING", ["title"]),
        ("BAD_TIMES", ["resolveBy"]),
        ("BAD_TIME_ZONE", ["timeZone"]),
        ("BAD_LIMIT", ["feeBps"]),
        ("BAD_LIMIT", ["toteTick"]),
        ("OUTCOME_REPEATED", ["outcomes", "1"]),
        ("NAME_MISSING", ["outcomes", "2"]),
    ]
    assert not Market.objects.exists()


def test_nobody_overwrites_what_another_wrote_meanwhile(house: House, operator: Browser):
    id = write(operator, house)["market"]["id"]
    query = "query ($id: ID!) { node(id: $id) { ... on Market { version title } } }"
    read = operator.data(query, id=id)["node"]
    assert read == {"version": 1, "title": "Will it rain?"}
    hers = terms(title="Will it hail?")
    for _ in range(2):  # a lost answer
        done = house.browser().act("editMarket", "market { version title }", market=id, version=1, **hers)
        assert done["market"] == {"version": 2, "title": "Will it hail?"}
    stale = operator.act("editMarket", market=id, version=1, **terms(title="Will it snow?"))
    assert (stale["code"], stale["field"]) == ("DRAFT_CHANGED", ["version"])
    assert operator.data(query, id=id)["node"] == {"version": 2, "title": "Will it hail?"}
    assert operator.act("editMarket", market=id, version=2, **terms())["problems"] == []
    assert house.browser(Role.ACCOUNTANT).data(query, id=id)["node"]["version"] is None


def test_odd_terms_are_doubted_and_open_all_the_same(house: House, operator: Browser):
    odd = {"feeBps": 9_500, "leastStake": "1.00", "disputeMinutes": 2}
    id = write(operator, house, **odd)["market"]["id"]
    query = "query ($id: ID!) { node(id: $id) { ... on Market { lint { code } doubts { code field } } } }"
    found = operator.data(query, id=id)["node"]
    assert found["lint"] == []
    assert [(each["code"], each["field"]) for each in found["doubts"]] == [
        ("ODD_FEE", ["feeBps"]), ("ODD_LEAST_STAKE", ["leastStake"]),
        ("ODD_DISPUTE_TIME", ["disputeMinutes"]), ("CATEGORY_MISSING", ["category"]),
    ]  # fmt: skip
    operator.act("editMarket", market=id, **terms(category="Weather"))
    assert operator.data(query, id=id)["node"]["doubts"] == []
    assert house.browser(Role.ACCOUNTANT).data(query, id=id)["node"]["doubts"] is None
    assert house.browser(Role.APPROVER).data(query, id=id)["node"]["doubts"] == []


def test_lint_says_what_is_missing_to_who_writes_and_the_draft_is_written_anew(
    house: House, operator: Browser
):
    id = write(operator, house, outcomes=["Yes"], rules="", tie=" ")["market"]["id"]
    lint = operator.data(LINT, id=id)["node"]["lint"]
    assert [(each["code"], each["field"]) for each in lint] == [
        ("RULE_MISSING", ["rules"]), ("RULE_MISSING", ["tie"]), ("TOO_FEW_OUTCOMES", ["outcomes"]),
    ]  # fmt: skip
    assert house.browser(Role.APPROVER).data(LINT, id=id)["node"] == {"state": "DRAFT", "lint": None}
    refused = operator.act("openMarket", market=id, idempotencyKey="open-1")
    assert refused["code"] == "RULE_MISSING" and Market.objects.get().state == "DRAFT"
    edited = operator.act("editMarket", "market { title outcomes { nodes { name } } }", market=id, **terms())
    assert edited["market"]["outcomes"]["nodes"] == [{"name": "Yes"}, {"name": "No"}]
    assert operator.data(LINT, id=id)["node"]["lint"] == []


def test_it_is_stopped_explained_and_scratched_once(house: House, operator: Browser, bookmaker: Bookmaker):
    market = bookmaker.open("Yes", "No", "Hail")
    id, state = write_id("Market", market.pk), "market { state closedAt }"
    assert operator.act("suspendMarket", market=id, reason=" ")["code"] == "REASON_MISSING"
    for verb, reached in (("suspendMarket", "SUSPENDED"), ("resumeMarket", "OPEN")):
        for _ in range(2):
            more = {"reason": "Floods"} if verb == "suspendMarket" else {}
            assert operator.act(verb, state, market=id, **more)["market"]["state"] == reached
    for _ in range(2):
        said = operator.act(
            "clarifyMarket", "clarification { text by { name } }", market=id, text="Drizzle counts."
        )
        assert said["clarification"] == {"text": "Drizzle counts.", "by": {"name": "MARKET_OPERATOR of maji"}}
    assert Clarification.objects.count() == 1
    hail = write_id("Outcome", outcome(market, "Hail").pk)
    shown = "outcome { name scratchedAt impliedBps nextHundred }"
    scratched = operator.act("scratchOutcome", shown, outcome=hail, reason="No hail here")["outcome"]
    assert scratched.pop("scratchedAt")
    assert scratched == {"name": "Hail", "impliedBps": None, "nextHundred": None}
    closed = operator.act("closeMarket", state, market=id)["market"]
    assert closed["state"] == "CLOSED" and closed["closedAt"]
    assert operator.act("resumeMarket", market=id)["code"] == "MARKET_MOVED_ON"
    seen = house.browser(Role.PLAYER).data(
        """query ($id: ID!) { node(id: $id) { ... on Market { createdBy { name }
        clarifications { nodes { text by { name } } } } } }""",
        id=id,
    )["node"]
    assert seen == {
        "createdBy": None, "clarifications": {"nodes": [{"text": "Drizzle counts.", "by": None}]}
    }  # fmt: skip


def test_who_may_not_run_markets_changes_nothing(house: House, other_house: House, bookmaker: Bookmaker):
    market = bookmaker.open()
    id, before = write_id("Market", market.pk), books()
    audited = AuditEntry.objects.count()
    acts: list[tuple[str, dict[str, Any]]] = [
        ("suspendMarket", {"market": id, "reason": "x"}),
        ("closeMarket", {"market": id}),
        ("clarifyMarket", {"market": id, "text": "x"}),
        ("scratchOutcome", {"outcome": write_id("Outcome", outcome(market, "Yes").pk), "reason": "x"}),
        ("openMarket", {"market": id, "idempotencyKey": "open-2"}),
        ("editMarket", {"market": id, **terms()}),
    ]
    for browser, code in (
        (house.browser(Role.APPROVER), "NOT_ALLOWED"),
        (house.browser(Role.PLAYER), "NOT_ALLOWED"),
        (house.browser(Role.CASHIER), "NOT_FOUND"),
        (other_house.browser(Role.MARKET_OPERATOR), "NOT_FOUND"),
        (Browser(), "SIGN_IN_REQUIRED"),
    ):
        for verb, given in acts:
            assert browser.act(verb, **given)["code"] == code, verb
    assert (again(market).state, books(), AuditEntry.objects.count()) == ("OPEN", before, audited)


def test_who_has_a_stake_decides_nothing(house: House, bookmaker: Bookmaker):
    from users.models import Membership

    market, wallet = bookmaker.open(), bookmaker.player()
    Membership.objects.create(user=wallet.player, business=house.business, role=Role.MARKET_OPERATOR)
    bookmaker.stake(wallet, outcome(market, "Yes"), 100_00)
    refused = signed_in(wallet.player).act("closeMarket", market=write_id("Market", market.pk))
    assert refused["code"] == "HAS_POSITION" and again(market).state == "OPEN"
