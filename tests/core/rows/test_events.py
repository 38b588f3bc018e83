from __future__ import annotations

import itertools
import re
import threading

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from core.machine.publishing import publish_events
from core.models import Event, PublishedEvent, UnpublishedEvent
from core.rows import events
from core.rows.events import events_after, head, record_event
from tests.core.threads import Running, run_together

pytestmark = pytest.mark.usefixtures("db")


def note(name: str, business_id: int = 1) -> None:
    """Record an event that is told by its code, in the running transaction."""
    record_event(topic="ledger.broken", business_id=business_id, code=name)


def record(name: str, business_id: int = 1) -> None:
    with transaction.atomic():
        note(name, business_id)


def names(number: int = 0, business_id: int = 1) -> list[str]:
    found = events_after(number=number, business_id=business_id)
    return [published.event.ids["code"] for published in found]


def numbers(business_id: int = 1) -> list[int]:
    rows = PublishedEvent.objects.filter(business_id=business_id).order_by("event_id")
    return list(rows.values_list("number", flat=True))


def test_an_event_gets_its_number_after_commit():
    with transaction.atomic():
        note("a")
        assert (head(1), UnpublishedEvent.objects.count()) == (0, 1)
    assert (head(1), UnpublishedEvent.objects.count(), names()) == (1, 0, ["a"])
    assert Event.objects.get().ids == {"code": "a"}


@pytest.mark.parametrize(
    ("topic", "values"),
    [
        ("ledger.mended", {"code": "x"}),
        ("ledger.broken", {}),
        ("ledger.broken", {"code": "x", "state": "y"}),
        ("ledger.broken", {"code": 7}),
        ("invoice.changed", {"invoice": "7", "state": "PAID"}),
        ("invoice.changed", {"state": "PAID"}),
    ],
)
def test_what_the_table_does_not_know_is_refused(topic, values):
    with pytest.raises(ValueError, match=topic), transaction.atomic():
        record_event(topic=topic, business_id=1, **values)
    assert Event.objects.count() == 0


def test_a_rolled_back_event_leaves_no_gap():
    record("a")
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        note("gone")
        _ = 1 / 0
    record("b")
    assert (names(), head(1)) == (["a", "b"], 2)


def test_every_business_has_numbers_of_its_own():
    """What happens elsewhere neither moves a number nor leaves a gap."""
    with transaction.atomic():
        for name, business in (("a", 1), ("b", 2), ("c", 1)):
            note(name, business)
    record("d", 2)
    record("e", 1)
    assert (numbers(1), names(0, 1), head(1)) == ([1, 2, 3], ["a", "c", "e"], 3)
    assert (numbers(2), names(0, 2), head(2)) == ([1, 2], ["b", "d"], 2)
    assert (names(1, 1), names(0, 3), head(3)) == (["c", "e"], [], 0)
    assert [found.number for found in events_after(number=0, business_id=1, limit=2)] == [1, 2]


def test_a_transaction_publishes_once_for_each_business():
    with CaptureQueriesContext(connection) as queries, transaction.atomic():
        for count in range(30):
            with transaction.atomic():
                note(str(count), 1 + count % 2)
    publishing = [each["sql"] for each in queries if "core_publish_events" in each["sql"]]
    assert (len(publishing), head(1), head(2)) == (2 * 2, 15, 15), "a batch and a last look for each"


def test_a_savepoint_that_is_undone_takes_only_its_own_events():
    with transaction.atomic():
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            note("gone")
            _ = 1 / 0
        with transaction.atomic():
            note("a")
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            note("gone too")
            _ = 1 / 0
    assert (names(), UnpublishedEvent.objects.count()) == (["a"], 0)


def test_who_commits_late_comes_late():
    """The smaller id commits after the cursor has passed the larger one; the cursor still meets it."""
    with transaction.atomic():
        note("early id, late commit")
        Running(lambda: record("quick")).result()
        assert (names(), head(1)) == (["quick"], 1)
    assert names(1) == ["early id, late commit"]


def test_a_publisher_looks_again_after_letting_go(monkeypatch):
    """An event commits while the holder's last look is over and its lock is not yet released."""
    original, colliding = events._number_batch, []

    def number_batch_with_company(business_id: int) -> int | None:
        with transaction.atomic():
            numbered = original(business_id)
            if not colliding:
                colliding.append(Running(lambda: record("collided")))
                colliding[0].result()
                assert UnpublishedEvent.objects.count() == 1
        return numbered

    monkeypatch.setattr(events, "_number_batch", number_batch_with_company)
    record("first")
    assert (names(), UnpublishedEvent.objects.count()) == (["first", "collided"], 0)


def test_a_publisher_holds_up_no_other_business(monkeypatch):
    original, meanwhile = events._number_batch, []

    def number_batch_with_company(business_id: int) -> int | None:
        if not meanwhile:
            meanwhile.append(Running(lambda: record("of another business", 2)))
            meanwhile[0].result()
            assert names(0, 2) == ["of another business"]
        return original(business_id)

    monkeypatch.setattr(events, "_number_batch", number_batch_with_company)
    record("first")
    assert (names(), numbers(2)) == (["first"], [1])


def test_a_publisher_that_dies_leaves_its_batch_to_the_next(monkeypatch):
    """Killed between numbering and commit: nothing is numbered, and nothing lost or left out later."""
    original, deaths = events._number_batch, []

    def number_and_die(business_id: int) -> int | None:
        with transaction.atomic():
            numbered = original(business_id)
            if not deaths:
                deaths.append(numbered)
                raise SystemExit
        return numbered

    monkeypatch.setattr(events, "_number_batch", number_and_die)
    with pytest.raises(SystemExit):
        record("left")
    assert (deaths, names(), UnpublishedEvent.objects.count()) == ([1], [], 1)
    record("of another business", 2)
    assert (names(0, 2), head(1)) == (["of another business"], 0)
    assert publish_events() == 1
    assert (names(), numbers()) == (["left"], [1])


def test_many_writers_one_cursor_for_each_business_nothing_missed(monkeypatch):
    """Writers of two businesses, each transaction with events of both; publishers die now and then."""
    monkeypatch.setattr(events, "BATCH", 3)
    original, finished, batches = events._number_batch, threading.Event(), itertools.count(1)

    def number_and_sometimes_fail(business_id: int) -> int:
        numbered = original(business_id)
        if next(batches) % 7 == 0:
            raise RuntimeError("killed before commit")
        return numbered

    monkeypatch.setattr(events, "_number_batch", number_and_sometimes_fail)

    def write(writer: int) -> None:
        for number in range(15):
            with transaction.atomic():
                for business in (1, 2) if number % 3 else (2, 1):
                    note(f"{writer}:{number}", business)

    def follow(business: int) -> list[str]:
        seen: list[str] = []
        while True:
            at_the_end = finished.is_set()
            found = events_after(number=len(seen), business_id=business, limit=7)
            first = len(seen) + 1
            assert [each.number for each in found] == list(range(first, first + len(found)))
            seen += [each.event.ids["code"] for each in found]
            if at_the_end and not found:
                return seen

    readers = [Running(lambda business=business: follow(business)) for business in (1, 2)]
    assert run_together([lambda writer=writer: write(writer) for writer in range(4)]) == [None] * 4
    monkeypatch.setattr(events, "_number_batch", original)
    publish_events()
    finished.set()
    for business, reader in zip((1, 2), readers, strict=True):
        seen = reader.result()
        assert len(seen) == len(set(seen)) == head(business) == 60
        for writer in range(4):
            of_this_writer = [name for name in seen if name.startswith(f"{writer}:")]
            assert of_this_writer == [f"{writer}:{number}" for number in range(15)]


def test_a_batch_is_numbered_in_a_handful_of_statements():
    with transaction.atomic():
        rows = [Event(topic="ledger.broken", business_id=1, ids={"code": str(n)}) for n in range(500)]
        Event.objects.bulk_create(rows)
    with CaptureQueriesContext(connection) as queries:
        assert publish_events() == 500
    statements = [each["sql"] for each in queries if not re.match("BEGIN|COMMIT", each["sql"])]
    assert len(statements) <= 5, statements
    assert names()[-1] == "199" and numbers() == list(range(1, 501))


def test_batches_are_numbered_on(monkeypatch):
    monkeypatch.setattr(events, "BATCH", 2)
    with transaction.atomic():
        for name in "abcde":
            Event.objects.create(topic="ledger.broken", business_id=1, ids={"code": name})
    assert publish_events() == 5
    assert names() == list("abcde")
    assert publish_events() == 0


def test_listeners_hear_of_businesses_and_cannot_break_publishing(monkeypatch):
    heard = []

    def broken(_) -> None:
        raise ValueError("no Redis")

    monkeypatch.setattr(events, "_listeners", {"broken": broken, "hearing": heard.append})
    record("a", 1)
    record("b", 2)
    assert (heard, head(1), head(2)) == ([{1}, {2}], 1, 1)


def test_the_database_gives_no_number_twice(owner_database):
    """Not even to the owner; the application has no right to number anything."""
    record("a")
    record("b")
    last = PublishedEvent.objects.get(number=2)
    for number in (1, 0):
        with pytest.raises(psycopg.IntegrityError), owner_database.transaction():
            added = owner_database.execute(
                "INSERT INTO core_event (topic, business_id, ids, created_at) VALUES ('x', 1, '{}', now())"
                " RETURNING id"
            ).fetchone()
            owner_database.execute("INSERT INTO core_publishedevent VALUES (%s, 1, %s)", [added[0], number])
    assert PublishedEvent.objects.get(number=2) == last


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
