"""Subscriptions over the real ASGI application: order, resuming, rights, sign-out, Redis away."""

from __future__ import annotations

import time

from core.models import Event
from core.rows.events import head
from graphql_api import websocket
from graphql_api.ids import write_id
from tests.graphql_api.conftest import House
from tests.graphql_api.events.sockets import OWN, code_of, later, opened, record, run, session_of
from users.actors import SYSTEM
from users.models import Role
from users.people import add_member, remove_member


def test_events_arrive_in_order_and_only_of_this_business(house: House, other_house: House, slow_tick):
    session = session_of(house.browser())

    async def story() -> None:
        async with opened(session=session, origin=OWN) as socket:
            assert await socket.open()
            assert await socket.init() == {"type": "connection_ack"}
            start = await later(head)(house.business.pk)
            await socket.subscribe(house.id, after=start)
            await later(record)(house, "S0")
            first = await socket.event()
            assert first == {
                "number": str(start + 1),
                "topic": "discrepancy.noted",
                "business": house.id,
                "ids": [
                    {"name": "discrepancy", "id": write_id("Discrepancy", 5)},
                    {"name": "till", "id": write_id("Till", 7)},
                ],
                "facts": [{"name": "code", "value": "S0"}],
            }
            await later(record)(other_house, "not yours")
            for number in range(1, 6):
                await later(record)(house, f"S{number}")
            heard = [await socket.event() for _ in range(5)]
            assert [code_of(event) for event in heard] == [f"S{number}" for number in range(1, 6)]
            assert [int(event["number"]) for event in heard] == list(range(start + 2, start + 7))

    run(story)


def test_a_subscription_resumes_after_a_number(house: House, prompt_tick):
    for number in range(6):
        record(house, str(number))
    last = head(house.business.pk)
    session = session_of(house.browser(Role.AUDITOR))

    async def story() -> None:
        async with opened(session=session, origin=OWN) as socket:
            await socket.open()
            await socket.init()
            await socket.subscribe(house.id, after=last - 2)
            assert [(await socket.event())["number"] for _ in range(2)] == [str(last - 1), str(last)]
            await later(record)(house, "new")
            assert (await socket.event())["number"] == str(last + 1)

    run(story)


def test_without_after_it_starts_now(house: House, prompt_tick):
    record(house, "old")
    session = session_of(house.browser())

    async def story() -> None:
        async with opened(session=session, origin=OWN) as socket:
            await socket.open()
            await socket.init()
            await socket.subscribe(house.id)
            await socket.send("{ ping }", id="2")  # answered after the subscription has begun
            assert (await socket.hear())["payload"]["data"] == {"ping": "pong"}
            assert (await socket.hear())["type"] == "complete"
            for _ in range(20):
                await later(record)(house, "new")
            assert code_of(await socket.event()) == "new"

    run(story)


def test_with_redis_away_the_tick_brings_events(house: House, prompt_tick, redis_away):
    session = session_of(house.browser())

    async def story() -> None:
        async with opened(session=session, origin=OWN) as socket:
            assert await socket.open()
            await socket.init()
            await socket.subscribe(house.id, after=await later(head)(house.business.pk))
            await later(record)(house, "t")
            assert code_of(await socket.event()) == "t"

    run(story)


def test_the_tick_publishes_what_a_killed_process_left(house: House, prompt_tick):
    session = session_of(house.browser())
    start = head(house.business.pk)
    Event.objects.create(topic="ledger.broken", business_id=house.business.pk, ids={"code": "left"})
    assert head(house.business.pk) == start

    async def story() -> None:
        async with opened(session=session, origin=OWN) as socket:
            await socket.open()
            await socket.init()
            await socket.subscribe(house.id, after=start)
            assert code_of(await socket.event()) == "left"

    run(story)


def test_signing_out_closes_the_socket(house: House, slow_tick):
    browser = house.browser()
    session = session_of(browser)

    async def story() -> None:
        async with opened(session=session, origin=OWN) as socket:
            await socket.open()
            await socket.init()
            await socket.subscribe(house.id, after=await later(head)(house.business.pk))
            await later(record)(house, "t")
            await socket.event()
            await later(browser.data)("mutation { signOut { __typename } }")
            assert await socket.hear() == {"type": "close", "code": websocket.SIGNED_OUT}

    run(story)


def test_after_sign_out_no_event_is_given_even_unheard(house: House, monkeypatch, prompt_tick, redis_away):
    """Nobody told the socket, and its own check has not come: the batch asks for itself."""
    monkeypatch.setattr(websocket, "SESSION_CHECK_SECONDS", 3600.0)
    browser = house.browser()
    session = session_of(browser)

    async def story() -> None:
        async with opened(session=session, origin=OWN) as socket:
            await socket.open()
            await socket.init()
            await socket.subscribe(house.id, after=await later(head)(house.business.pk))
            await later(record)(house, "before")
            await socket.event()
            await later(browser.data)("mutation { signOut { __typename } }")
            await later(record)(house, "after")
            assert (await socket.hear())["type"] == "complete"

    run(story)


def test_a_lost_role_completes_the_stream(house: House, slow_tick):
    cashier = house.people[Role.CASHIER]
    held = cashier.memberships.get(role=Role.CASHIER)
    session = session_of(house.browser(Role.CASHIER))

    async def story() -> None:
        async with opened(session=session, origin=OWN) as socket:
            await socket.open()
            await socket.init()
            await socket.subscribe(house.id, after=await later(head)(house.business.pk))
            await later(record)(house, "t")
            await socket.event()
            await later(remove_member)(membership=held, actor=SYSTEM)
            assert (await socket.hear())["type"] == "complete"
            await socket.subscribe(house.id, id="2")
            assert (await socket.hear())["payload"][0]["extensions"]["code"] == "NOT_FOUND"

    run(story)


def test_another_role_keeps_the_stream(house: House, prompt_tick):
    cashier = house.people[Role.CASHIER]
    held = cashier.memberships.get(role=Role.CASHIER)
    add_member(business=house.business, user=cashier, role=Role.AUDITOR, actor=SYSTEM)
    session = session_of(house.browser(Role.CASHIER))

    async def story() -> None:
        async with opened(session=session, origin=OWN) as socket:
            await socket.open()
            await socket.init()
            await socket.subscribe(house.id, after=await later(head)(house.business.pk))
            await later(remove_member)(membership=held, actor=SYSTEM)
            assert (await socket.event())["topic"] == "member.removed"

    run(story)


def test_who_may_listen(house: House, other_house: House, prompt_tick):
    tills = write_id("Till", house.business.pk)
    record(house, "t")
    sessions = {role: session_of(house.browser(role)) for role in Role.values}

    async def story() -> None:
        for role, session in sessions.items():
            async with opened(session=session, origin=OWN) as socket:
                await socket.open()
                await socket.init()
                said = []
                for id in (other_house.id, write_id("Business", 999_999_999), house.code, tills):
                    await socket.subscribe(id, after=0)
                    said.append((await socket.hear())["payload"])
                assert said == [said[0]] * 4  # absent, not yours, no id, an id of something else
                assert said[0][0]["extensions"] == {"code": "NOT_FOUND", "field": ["business"]}
                await socket.subscribe(house.id, after=0, id="2")
                message = await socket.hear()
                if role == Role.PLAYER:
                    assert message["payload"][0]["extensions"]["code"] == "NOT_ALLOWED"
                else:
                    assert message["type"] == "next"

    run(story)


def test_a_crash_in_a_stream_shows_no_detail(house: House, monkeypatch, prompt_tick):
    def crash(**_: object) -> None:
        raise RuntimeError("hunter2")

    monkeypatch.setattr("graphql_api.events.subscription.events_after", crash)
    session = session_of(house.browser())

    async def story() -> None:
        async with opened(session=session, origin=OWN) as socket:
            await socket.open()
            await socket.init()
            await socket.subscribe(house.id)
            message = await socket.hear()
            assert "hunter2" not in str(message) and "INTERNAL" in str(message)

    run(story)


def test_an_event_wakes_promptly(house: House, slow_tick):
    """Recorded to received through Redis, with no tick to help."""
    session = session_of(house.browser())

    async def story() -> None:
        async with opened(session=session, origin=OWN) as socket:
            await socket.open()
            await socket.init()
            await socket.subscribe(house.id, after=await later(head)(house.business.pk))
            await later(record)(house, "warm")
            await socket.event()
            began = time.monotonic()
            await later(record)(house, "t")
            await socket.event()
            assert time.monotonic() - began < 2.0

    run(story)
