from __future__ import annotations

import threading

import pytest
from django.db import DatabaseError, connection, transaction

from core import events
from core.events import events_after, head, publish_events, record_event
from core.models import Event, PublishedEvent, UnpublishedEvent
from tests.core.threads import Running, run_together

pytestmark = pytest.mark.usefixtures("db")


def record(name: str, business_id: int = 1) -> None:
    with transaction.atomic():
        record_event(topic=name, business_id=business_id, thing=7)


def topics(number: int = 0, *business_ids: int) -> list[str]:
    found = events_after(number=number, business_ids=business_ids or [1])
    return [published.event.topic for published in found]


def test_an_event_gets_its_number_after_commit():
    with transaction.atomic():
        record_event(topic="a", business_id=1, thing=7)
        assert (head(), UnpublishedEvent.objects.count()) == (0, 1)
    assert (head(), UnpublishedEvent.objects.count(), topics()) == (1, 0, ["a"])
    assert Event.objects.get().ids == {"thing": 7}


def test_a_rolled_back_event_leaves_no_gap():
    record("a")
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        record_event(topic="gone", business_id=1)
        _ = 1 / 0
    record("b")
    assert (topics(), head()) == (["a", "b"], 2)


def test_a_reader_sees_its_businesses_after_its_number():
    for name, business in (("a", 1), ("b", 2), ("c", 1)):
        record(name, business)
    assert (topics(1), topics(0, 1, 2), topics(0, 3)) == (["c"], ["a", "b", "c"], [])
    assert [found.event.topic for found in events_after(number=0, business_ids=[1, 2], limit=2)] == ["a", "b"]


def test_who_commits_late_comes_late():
    """The smaller id commits after the cursor has passed the larger one; the cursor still meets it."""
    with transaction.atomic():
        record_event(topic="early id, late commit", business_id=1)
        Running(lambda: record("quick")).result()
        assert (topics(), head()) == (["quick"], 1)
    assert topics(1) == ["early id, late commit"]


def test_a_publisher_looks_again_after_letting_go(monkeypatch):
    """An event commits while the holder's last look is over and its lock is not yet released."""
    original, colliding = events._number_batch, []

    def number_batch_with_company() -> list[int]:
        numbered = original()
        if not colliding:
            colliding.append(Running(lambda: record("collided")))
            colliding[0].result()
            assert UnpublishedEvent.objects.count() == 1
        return numbered

    monkeypatch.setattr(events, "_number_batch", number_batch_with_company)
    record("first")
    assert (topics(), UnpublishedEvent.objects.count()) == (["first", "collided"], 0)


def test_many_writers_one_cursor_nothing_missed():
    finished = threading.Event()

    def write(writer: int) -> None:
        for number in range(15):
            record(f"{writer}:{number}")

    def follow() -> list[str]:
        seen: list[str] = []
        last = 0
        while True:
            at_the_end = finished.is_set()
            found = events_after(number=last, business_ids=[1], limit=7)
            assert [each.number for each in found] == list(range(last + 1, last + 1 + len(found)))
            seen += [each.event.topic for each in found]
            last += len(found)
            if at_the_end and not found:
                return seen

    reader = Running(follow)
    assert run_together([lambda writer=writer: write(writer) for writer in range(4)]) == [None] * 4
    publish_events()
    finished.set()
    seen = reader.result()
    assert len(seen) == len(set(seen)) == head() == 60
    for writer in range(4):
        of_this_writer = [topic for topic in seen if topic.startswith(f"{writer}:")]
        assert of_this_writer == [f"{writer}:{number}" for number in range(15)]


def test_batches_are_numbered_on(monkeypatch):
    monkeypatch.setattr(events, "BATCH", 2)
    with transaction.atomic():
        for name in "abcde":
            Event.objects.create(topic=name, business_id=1, ids={})
    assert publish_events() == 5
    assert topics() == list("abcde")
    assert publish_events() == 0


def test_listeners_hear_of_businesses_and_cannot_break_publishing(monkeypatch):
    heard = []

    def broken(_) -> None:
        raise ValueError("no Redis")

    monkeypatch.setattr(events, "listeners", [broken, heard.append])
    record("a", 1)
    record("b", 2)
    assert (heard, head()) == ([{1}, {2}], 2)


@pytest.mark.parametrize("table", ["core_event", "core_publishedevent"])
@pytest.mark.parametrize(
    "statement", ["UPDATE {} SET business_id = 2", "DELETE FROM {}", "TRUNCATE {} CASCADE"]
)
def test_events_are_append_only_for_the_application_and_the_owner(owner_database, table, statement):
    record("a")
    with pytest.raises(DatabaseError), connection.cursor() as cursor:
        cursor.execute(statement.format(table))
    with pytest.raises(Exception, match="APPEND_ONLY"):
        owner_database.execute(statement.format(table))
    assert (Event.objects.get().business_id, PublishedEvent.objects.get().number) == (1, 1)
