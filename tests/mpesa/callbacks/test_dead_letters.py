"""What fails again and again is tried less and less often, then waits for a person, who sees why."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command

from core.errors import InvalidInput, NotAllowed, NotFound
from core.machine.traces import LONGEST, keep_trace, traces_of
from core.models import Alert, FailureTrace
from mpesa.callbacks import inbox
from mpesa.callbacks.dead_letters import dead_callbacks, dead_routings
from mpesa.callbacks.replaying import replay_callbacks
from mpesa.collections import routing
from mpesa.collections.dead_letters import DEAD_LETTER, MOST_TRIES
from mpesa.models import CallbackWork, Receipt, ReceiptRoute, Till
from tests.clock import Clock
from tests.mpesa.callbacks.callers import C2B, paid, post
from tests.mpesa.shops import PHONES, Shop
from users.actors import SYSTEM
from users.models import AuditEntry

SECRETS = ("AMINA WANJIRU", "254712345678", "sk_live_secret")


def failing(*_: object) -> None:
    name, phone, token = SECRETS
    try:
        raise KeyError(name)
    except KeyError:
        raise ValueError(f"{name} {phone} Bearer {token}") from None


@pytest.fixture
def clock(clock: Clock) -> Clock:
    """From now on: the database stamps what comes in by its own."""
    clock.at = datetime.now(UTC) + timedelta(seconds=5)
    return clock


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch):
    """Callbacks that cannot be worked through until it is called."""
    work_off = inbox.work_off
    monkeypatch.setattr(inbox, "work_off", failing)
    return lambda: monkeypatch.setattr(inbox, "work_off", work_off)


def fail_to_the_end(clock, drain, queue: str) -> list[float]:
    """Minutes from each failure to the next try."""
    waits = []
    for _ in range(MOST_TRIES + 3):
        drain(queue)
        row = CallbackWork.objects.get() if queue == "mpesa.inbox" else ReceiptRoute.objects.get(claims__gt=0)
        waits.append((row.due_at - clock.now()).total_seconds() / 60 if row.due_at else 0)
        clock.pass_seconds(65 * 60)
    return waits


def test_a_callback_that_fails_ten_times_is_a_dead_letter(shop: Till, broken, drain, clock):
    assert post(shop, C2B, paid(shop, "UKK0000001")) == 200
    waits = fail_to_the_end(clock, drain, "mpesa.inbox")
    assert waits[: MOST_TRIES - 1] == [1, 2, 4, 8, 16, 32, 64, 64, 64]
    work = CallbackWork.objects.get()
    assert (work.state, work.claims, work.note) == ("DEAD", MOST_TRIES, "ValueError")
    alert = Alert.objects.get(code=DEAD_LETTER)
    assert (alert.business_id, alert.subject, alert.severity) == (
        shop.business_id, f"callback:{work.pk}", "CRITICAL",
    )  # fmt: skip
    (letter,) = dead_callbacks(10)
    assert (letter.is_tried_again, letter.tries, letter.why) == (False, MOST_TRIES, "ValueError")
    assert "test_dead_letters.py" in letter.trace and "in failing" in letter.trace
    assert not any(secret in letter.trace + alert.detail + work.note for secret in SECRETS)
    # Mended, and replayed: it is booked, and nothing is left of it.
    broken()
    drain("mpesa.inbox")
    assert not Receipt.objects.exists()  # by itself it is not tried any more
    done = replay_callbacks(business=shop.business, actor=SYSTEM, unprocessed=True)
    assert (done.callbacks, done.routings, done.left) == (1, 0, 0)
    drain("mpesa.inbox")
    alert.refresh_from_db()
    assert (Receipt.objects.get().number, alert.resolved_at is not None) == ("UKK0000001", True)
    assert not FailureTrace.objects.exists() and not list(dead_callbacks(10))


def test_a_receipt_whose_owner_fails_is_a_dead_letter_too(house, drain, clock, monkeypatch):
    shop = Shop(house, "600100")
    shop.confirm("UKK0000001", 50_00, "nobody", PHONES[0])
    draft = routing._draft
    monkeypatch.setattr(routing, "_draft", failing)
    drain("mpesa.inbox")
    waits = fail_to_the_end(clock, drain, "mpesa.route")
    assert waits[:3] == [1, 2, 4]
    route = ReceiptRoute.objects.get()
    assert (route.state, route.claims, route.due_at) == ("DUE", MOST_TRIES, None)
    alert = Alert.objects.get(code=DEAD_LETTER)
    assert alert.subject == f"receipt:{route.pk}"
    (letter,) = dead_routings(10)
    assert (letter.number, letter.is_tried_again, letter.why) == (route.pk, False, "ValueError")
    monkeypatch.setattr(routing, "_draft", draft)
    drain("mpesa.route")
    assert ReceiptRoute.objects.get().state == "DUE"
    assert replay_callbacks(business=shop.till.business, actor=SYSTEM, unprocessed=True).routings == 1
    drain("mpesa.route")
    alert.refresh_from_db()
    assert (ReceiptRoute.objects.get().state, alert.resolved_at is not None) == ("SUSPENSE", True)
    assert not FailureTrace.objects.exists()


def test_what_works_at_the_second_try_leaves_no_alert(shop: Till, broken, drain, clock):
    post(shop, C2B, paid(shop, "UKK0000001"))
    drain("mpesa.inbox")
    assert FailureTrace.objects.exists() and not Alert.objects.filter(code=DEAD_LETTER).exists()
    broken()
    clock.pass_seconds(61)
    drain("mpesa.inbox")
    assert Receipt.objects.exists() and not FailureTrace.objects.exists()


def test_a_trace_is_bounded_and_ends_where_the_error_is(db: None):
    def deep(left: int) -> None:
        if left:
            deep(left - 1)
            return
        failing()

    def deeper(left: int) -> None:  # two names: equal lines would be counted, not shown
        (deep if left % 2 else deeper)(left - 1) if left else deep(400)

    try:
        deeper(6)
    except ValueError as error:
        keep_trace("callback:1", error)
    row = traces_of(["callback:1"])["callback:1"]
    assert len(row.trace) <= LONGEST and row.trace.endswith("ValueError")


def test_replaying_changes_nothing_in_the_books(house, drain):
    shop = Shop(house, "600100")
    for number in range(5):
        shop.confirm(f"UKK{number:07}", 50_00, shop.invoices[number].number, PHONES[0])
    shop.call_back(0, "0", "UKK0000009", 50_00)
    shop.call_back(1, "1032", "", 0)
    shop.keep("c2b/confirmation", b"rubbish")
    drain("mpesa.inbox", "mpesa.route")
    before = shop.books()
    works = {row.pk: row.received_at for row in shop.till.callbacks.all()}
    for asked in ({"since": min(works.values())}, {"callbacks": list(works)}, {"unprocessed": True}):
        replayed = replay_callbacks(business=shop.till.business, actor=SYSTEM, **asked)
        assert replayed.callbacks == (1 if "unprocessed" in asked else len(works))
        drain("mpesa.inbox", "mpesa.route")
        after = shop.books()
        after["work"], known = before["work"], after["work"]
        assert after == before
        assert {note for _, note in known} <= {
            "known",
            "cancelled",
            "code 1032",
            "CALLBACK_UNREADABLE: The body is not JSON.",
        }
    audited = AuditEntry.objects.filter(action="callbacks.replay").order_by("pk")
    assert [entry.details["callbacks"] for entry in audited] == [8, 8, 1]
    call_command("replay_callbacks", "--unprocessed")
    assert shop.books()["receipts"] == before["receipts"]


def test_who_may_replay_what(house, other_house, drain):
    shop = Shop(house, "600100")
    shop.keep("c2b/confirmation", b"rubbish")
    drain("mpesa.inbox")
    work = CallbackWork.objects.get()
    for role, person in house.people.items():
        if role != "OWNER":
            with pytest.raises(NotAllowed):
                replay_callbacks(business=house.business, actor=person, unprocessed=True)
    with pytest.raises(NotFound):
        replay_callbacks(business=house.business, actor=other_house.people["OWNER"], unprocessed=True)
    owner = house.people["OWNER"]
    for asked in ({}, {"callbacks": [work.pk], "unprocessed": True}):
        with pytest.raises(InvalidInput) as caught:
            replay_callbacks(business=house.business, actor=owner, **asked)
        assert caught.value.code == "WHICH_CALLBACKS"
    # Callbacks of others are not there.
    theirs = replay_callbacks(
        business=other_house.business, actor=other_house.people["OWNER"], callbacks=[work.pk]
    )
    assert theirs.callbacks == 0
    work.refresh_from_db()
    assert work.state == "MALFORMED"
    assert replay_callbacks(business=house.business, actor=owner, callbacks=[work.pk]).callbacks == 1
