"""Whatever happens to a payment request, and in whatever order: it ends, or stands in a case that says why;
money is booked once; and what is known in the end does not depend on what was known first."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import pytest
from django.db.models import Sum
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core import days
from ledger.models import Entry
from mpesa.collections import claims
from mpesa.collections.requests import pushing, requesting
from mpesa.collections.requests.words import Outcome, words_of_request
from mpesa.collections.trail import trails_of_requests
from mpesa.collections.trail_steps import TrailKind
from mpesa.daraja.client import DarajaClient
from mpesa.models import CallbackWork, Discrepancy, Evidence, PaymentRequest, Receipt, ReceiptRoute
from tests.mpesa.requests.worlds import ASKED, OUTCOMES, PUSHES, RunningClock, Wire, World
from users.models import Business

Event = tuple[Any, ...]
FIRST, SECOND = "UKK0000001", "UKK0000002"
receipts = st.sampled_from([FIRST, FIRST, FIRST, SECOND])
cents = st.sampled_from([ASKED, ASKED, ASKED, ASKED, 70_00])
turns = st.integers(0, 1)  # the same message again, or another one that says the same
FAILURES = (1, 26, 1001, 1019, 1025, 1031, 1032, 1036, 1037, 2001, 9999, 17, 4999, 888)
waits = st.tuples(st.just("wait"), st.sampled_from([5, 31, 61, 91, 301, 1801, 7201]))
pushes = st.tuples(st.just("push"), st.sampled_from(["accepted", "accepted", "held", *PUSHES]))
says = st.tuples(st.just("say"), st.sampled_from(sorted(OUTCOMES)))
events = st.one_of(
    waits,
    waits,
    pushes,
    says,
    st.sampled_from([("answer",), ("check",)]),
    st.tuples(st.just("stk"), st.just(0), receipts, cents, st.sampled_from([False, False, True]), turns),
    st.tuples(st.just("stk"), st.sampled_from(FAILURES), st.just(""), cents, st.just(False), turns),
    st.tuples(st.just("stk"), st.just(1032), st.sampled_from(["", FIRST]), cents, st.booleans(), turns),
    st.tuples(st.sampled_from(["c2b", "pull", "statement", "status"]), receipts, cents),
)
stories = st.tuples(st.lists(pushes, max_size=1), st.lists(events, min_size=1, max_size=8)).map(
    lambda two: two[0] + two[1]
)
long_stories = st.lists(events, min_size=4, max_size=24)


@pytest.fixture
def begin(
    business: Business, drain: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> Callable[[], World]:
    """A world in which nothing has happened yet."""
    clock, wire = RunningClock(), Wire()
    monkeypatch.setattr(days, "_ask", clock.now)
    monkeypatch.setattr(timezone, "now", clock.now)
    monkeypatch.setattr(requesting, "require_within_limits", lambda *_: None)
    for room in ("PER_PERSON", "PER_BUSINESS"):  # each world begins now, in one business
        monkeypatch.setattr(claims, room, 10**6)
    monkeypatch.setattr(DarajaClient, "stk_push", lambda _, **more: wire.stk_push(**more))
    monkeypatch.setattr(DarajaClient, "stk_query", lambda _, **more: wire.stk_query(**more))
    record = pushing.record_answer

    @wraps(record)
    def hold(pk: int, answer: Any) -> None:
        if wire.push == "held" and not isinstance(answer, Exception):
            wire.held.append((pk, answer))
        else:
            record(pk, answer)

    hold.__wrapped__ = record
    monkeypatch.setattr(pushing, "record_answer", hold)
    return lambda: World(business, clock, wire, drain)


def require_an_end(world: World) -> None:
    request = PaymentRequest.objects.select_related("receipt").get(pk=world.request.pk)
    cases = Discrepancy.objects.filter(request=request, closing=None)
    ended = request.state in ("PAID", "FAILED", "CANCELLED")
    assert ended or cases.exists(), f"{request.state} and nobody is told why"
    assert request.next_query_at is None
    assert (request.state == "PAID") == (request.receipt is not None)
    assert request.receipt is None or request.receipt.amount == request.amount
    if ended:
        waiting = cases.filter(code__in=("REQUEST_UNRESOLVED", "CONFIRMED_WITHOUT_RECEIPT"))
        assert not waiting.exists(), "what was waited for has come"
    assert not CallbackWork.objects.filter(callback__till=world.till).exclude(state="DONE").exists()


def require_each_shilling_once(world: World) -> None:
    receipts = {row.number: row for row in Receipt.objects.filter(till=world.till)}
    entries = Entry.objects.filter(reference__startswith=f"mpesa:{world.till.shortcode}:")
    paid = entries.filter(reference__endswith=":pay").annotate(cents=Sum("lines__debit"))
    booked = sorted((row.number, row.amount) for row in receipts.values())
    assert sorted((entry.reference.split(":")[2], entry.cents) for entry in paid) == booked
    for number, amounts in world.reported.items():
        assert number in receipts, f"{number} was reported and is not booked"
        assert receipts[number].amount in amounts or number in world.doubted
        told = set(Evidence.objects.filter(receipt=receipts[number]).values_list("amount", flat=True))
        assert amounts <= told
        differ = Discrepancy.objects.filter(receipt=receipts[number], code="CHANNELS_DIFFER")
        assert differ.exists() or len(told) == 1
    for number in world.doubted - set(receipts):
        about = Discrepancy.objects.filter(till=world.till)
        assert (
            about.filter(subject__contains=number).exists() or about.filter(code="CALLBACK_FOREIGN").exists()
        )


def require_a_story(world: World) -> None:
    """The steps lead from the beginning to where it stands, each with its cause, and people are told."""
    request = PaymentRequest.objects.get(pk=world.request.pk)
    steps = list(request.steps.order_by("pk"))
    assert [step.before for step in steps] == ["INITIATED", *(step.after for step in steps)][: len(steps)]
    assert (steps[-1].after if steps else "INITIATED") == request.state
    assert all(step.cause != "SYSTEM" or step.code or step.after == "EXPIRED" for step in steps)
    assert not steps or steps[-1].code == request.result_code
    trail = trails_of_requests([request.pk])[request.pk]
    assert [step.what for step in trail if step.kind == TrailKind.STEP] == [step.after for step in steps]
    words = words_of_request(request)
    assert words.message.en and words.message.sw
    assert (words.outcome == Outcome.PAID) == (request.state == "PAID")
    failed = {"FAILED", "CANCELLED", "EXPIRED"}
    late = any(step.before in failed and step.after in ("PAID", "CONFIRMED") for step in steps)
    assert request.flagged or not late


def play(world: World, story: list[Event]) -> World:
    for event in story:
        world.happen(event)
    world.end()
    require_an_end(world)
    require_each_shilling_once(world)
    require_a_story(world)
    return world


#: By default the same few examples every time; the long tests try others.
SETTINGS: dict[str, Any] = {"deadline": None, "suppress_health_check": list(HealthCheck)}


@settings(max_examples=8, derandomize=True, **SETTINGS)
@given(story=stories)
def test_whatever_happens_it_ends_or_says_why(begin: Callable[[], World], story: list[Event]):
    play(begin(), story)


def test_another_id_than_the_first_before_the_push_was_answered_is_a_case(begin: Callable[[], World]):
    forged, ours = (("stk", 0, number, ASKED, number == FIRST, 0) for number in (FIRST, SECOND))
    world = play(begin(), [("push", "lost"), forged, ours])
    assert [case.code for case in world.open_cases()] == ["CALLBACK_FOREIGN"]
    assert play(world, [("pull", SECOND)]).books()["receipts"][1][:2] == (SECOND, ASKED)


@pytest.mark.slow
@settings(max_examples=1_000, print_blob=True, **SETTINGS)
@given(story=long_stories)
def test_a_thousand_stories(begin: Callable[[], World], story: list[Event]):
    play(begin(), story)


TWICE = "paid once more by the menu"
#: What Safaricom and the customer may tell of one prompt that was paid, none of it against the other.
FACTS: dict[str, list[Event]] = {
    "callback": [("stk", 0, FIRST, ASKED, False, 0)],
    "callback again": [("stk", 0, FIRST, ASKED, False, 1)],
    "confirmation": [("c2b", FIRST)],
    "pull": [("pull", FIRST)],
    "statement": [("statement", FIRST)],
    "claim": [("status", FIRST)],
    "query": [("say", "paid"), ("wait", 6), ("check",)],
    "no answer from the phone": [("stk", 1037, "", ASKED, False, 0)],
    "cancelled": [("stk", 1032, "", ASKED, False, 0)],
    "forged id": [("stk", 0, "UKK0000009", ASKED, True, 0)],
    "forged amount": [("stk", 0, "UKK0000008", 70_00, False, 0)],
    "code nobody knows": [("stk", 888, "", ASKED, False, 0)],
    TWICE: [("c2b", SECOND)],
}
NAMES_THE_REQUEST = {"callback", "callback again", "claim"}
NAMES_MONEY = {"confirmation", "pull", "statement"}
SAYS_NO = {"no answer from the phone", "cancelled"}
pauses = st.lists(st.sampled_from([0, 0, 5, 31, 61, 301, 1801, 7201]), min_size=6, max_size=6)


@st.composite
def orders(draw: st.DrawFn) -> tuple[set[str], list[list[Event]]]:
    """Some facts, and two stories that tell them."""
    facts = draw(st.lists(st.sampled_from(sorted(FACTS)), min_size=1, max_size=5, unique=True))
    told = []
    for _ in range(2):
        story: list[Event] = [("push",)]
        for fact, pause in zip(draw(st.permutations(facts)), draw(pauses), strict=False):
            story += [("wait", pause), *FACTS[fact]]
        told.append(story)
    return set(facts), told


def seconded(world: World) -> World:
    """What only the statement knew has paid nothing; once another source says the same, it is like others."""
    held = ReceiptRoute.objects.filter(receipt__till=world.till, state="HELD")
    for receipt in Receipt.objects.filter(pk__in=held.values("pk")):
        assert not PaymentRequest.objects.filter(receipt=receipt).exists()
        world.happen(("pull", receipt.number))
    assert not held.exists()
    require_an_end(world)
    return world


def same_books(begin: Callable[[], World], case: tuple[set[str], list[list[Event]]]) -> None:
    facts, told = case
    first, second = (seconded(play(begin(), story)).books() for story in told)
    names = {first.pop("paid by"), second.pop("paid by")}
    assert first == second
    if TWICE in facts:
        return  # which of two receipts that fit is the request's nobody can tell
    if facts & NAMES_THE_REQUEST or (facts & NAMES_MONEY and "query" in facts):
        assert names == {FIRST}
    elif not facts & NAMES_MONEY:
        assert names == {""}
    elif not facts & SAYS_NO:
        assert names == {FIRST}, "no other receipt fits it"


@settings(max_examples=4, derandomize=True, **SETTINGS)
@given(case=orders())
def test_the_same_facts_in_another_order_end_in_the_same_books(
    begin: Callable[[], World], case: tuple[set[str], list[list[Event]]]
):
    same_books(begin, case)


@pytest.mark.slow
@settings(max_examples=300, print_blob=True, **SETTINGS)
@given(case=orders())
def test_three_hundred_orders(begin: Callable[[], World], case: tuple[set[str], list[list[Event]]]):
    same_books(begin, case)


@pytest.mark.parametrize("also", [(), ("query",), ("no answer from the phone",)], ids="+".join)
def test_a_statement_alone_and_seconded_ends_in_the_same_books(
    begin: Callable[[], World], also: tuple[str, ...]
):
    story: list[Event] = [("push",)]
    for fact in ("statement", *also):
        story += FACTS[fact]
    same_books(begin, ({"statement", *also}, [story, [story[0], *reversed(story[1:])]]))
