"""What the address of a till keeps, and what it answers: to senders who hang up, repeat, or send rubbish."""

from __future__ import annotations

import json
import logging
import threading

import pytest
import requests
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.machine.alerts import resolve_alert
from core.models import Alert, DataKey
from mpesa.callbacks import hook_limits, inbox
from mpesa.callbacks.hooks import MAX_BODY
from mpesa.callbacks.inbox import body_of
from mpesa.collections.requests.requesting import request_payment
from mpesa.models import Callback, CallbackWork, Discrepancy, HookCount, Receipt, Till
from mpesa.tills.credentials import TillCredentials
from mpesa.tills.tills import create_till
from tests.mpesa.callbacks.callers import C2B, call, paid, post
from users.actors import SYSTEM
from users.models import Business


def counted() -> dict[str, int]:
    return dict(HookCount.objects.values_list("what", "count"))


def test_a_sender_who_hangs_up_leaves_nothing_but_a_count(shop: Till, drain, caplog):
    whole = paid(shop, "UKK1AA00A1")
    with caplog.at_level(logging.WARNING):
        for chunks in ((whole[:40],), (), (whole,), (b"x" * 1000, b"y" * 1000)):
            assert post(shop, C2B, *chunks, hang_up=True) is None
    assert not [record for record in caplog.records if record.exc_info]
    drain()
    assert Callback.objects.count() == 0
    assert (CallbackWork.objects.count(), Discrepancy.objects.count(), Receipt.objects.count()) == (0, 0, 0)
    assert counted() == {"aborted": 4}
    assert post(shop, C2B, whole[:40], whole[40:]) == 200  # sent again, and whole
    drain()
    assert Receipt.objects.get().number == "UKK1AA00A1"


def test_hanging_up_over_a_real_socket(till: Till, hook_server: str, drain):
    """The server tells us that the sender is gone in the middle of what it said it would send."""
    import socket
    from urllib.parse import urlsplit

    from tests.processes import wait_until

    place = urlsplit(hook_server)
    with socket.create_connection((place.hostname, place.port), timeout=10) as wire:
        head = (
            f"POST /hooks/{till.hook_token}/{C2B} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 500\r\n\r\n"
        )
        wire.sendall(head.encode() + paid(till, "UKK1AA00A2")[:50])
    wait_until(lambda: counted() == {"aborted": 1})
    assert Callback.objects.count() == 0


def test_a_replay_is_acknowledged_and_kept_once(shop: Till, drain):
    body = paid(shop, "UKK1AA00A1")
    assert [post(shop, C2B, body) for _ in range(3)] == [200] * 3
    keys = DataKey.objects.count()
    drain()
    assert [post(shop, C2B, body) for _ in range(3)] == [200] * 3  # read by now, and there all the same
    drain()
    assert (Callback.objects.count(), Receipt.objects.count(), DataKey.objects.count()) == (1, 1, keys)
    assert body_of(Callback.objects.get()) == body
    assert counted() == {"repeated": 5}


def test_the_same_bytes_elsewhere_are_another_callback(shop: Till, business: Business):
    other = create_till(
        business=business,
        name="Two",
        kind="PAYBILL",
        shortcode="600200",
        credentials=TillCredentials("a-consumer-key", "a-consumer-secret", "a-passkey"),
        actor=SYSTEM,
    )
    body = paid(shop, "UKK1AA00A1")
    for till, path in (
        (shop, C2B),
        (other, C2B),
        (shop, "c2b/validation"),
        (shop, "stk/a"),
        (shop, "stk/b"),
        (shop, "result/b2c/a"),
        (shop, "timeout/b2c/a"),
    ):
        assert post(till, path, body) == 200
    assert Callback.objects.count() == 7
    assert post(shop, C2B, body + b" ") == 200
    assert Callback.objects.count() == 8


def test_eight_senders_of_one_body_keep_one(till: Till, hook_server: str, drain):
    body, answers = paid(till, "UKK1AA00A1"), []
    url = f"{hook_server}/hooks/{till.hook_token}/{C2B}"
    threads = [
        threading.Thread(target=lambda: answers.append(requests.post(url, data=body, timeout=10).status_code))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    drain()
    assert answers == [200] * 8
    assert (Callback.objects.count(), Receipt.objects.count(), counted()) == (1, 1, {"repeated": 7})


@pytest.fixture
def narrow(monkeypatch):
    monkeypatch.setattr(hook_limits, "MAX_UNREAD", 10)


def test_rubbish_is_kept_up_to_a_bound_and_money_beyond_it(shop: Till, narrow, drain):
    assert [post(shop, C2B, b"rubbish %d" % n) for n in range(8)] == [200] * 8
    assert not Alert.objects.exists()
    assert [post(shop, "result/b2c/x", b'{"n": %d}' % n) for n in range(2)] == [200] * 2
    alert = Alert.objects.get(code="HOOKS_FILLING")
    assert (alert.business_id, alert.severity, alert.times_seen) == (shop.business_id, "CRITICAL", 2)
    assert alert.subject == f"till:{shop.pk}"
    assert [post(shop, path, b"more") for path in (C2B, "stk/a", "timeout/x", "c2b/validation")] == [503] * 4
    alert.refresh_from_db()
    assert (alert.times_seen, "no more are kept" in alert.detail, shop.shortcode in alert.detail) == (
        6,
        True,
        True,
    )
    assert (Callback.objects.count(), counted()) == (10, {"no room": 4})
    # Money comes in all the same, from C2B, as a question, and for what we asked.
    request = request_payment(
        till=shop, phone="0712345678", amount=1_00, account_reference="A1", key="key-0001", actor=SYSTEM
    )
    told = {"CheckoutRequestID": "ws_CO_1", "ResultCode": 1032, "ResultDesc": "no"}
    stk = json.dumps({"Body": {"stkCallback": told}}).encode()
    assert post(shop, C2B, paid(shop, "UKK1AA00A1")) == 200
    assert post(shop, C2B, paid(shop, "UKK1AA00A2", BusinessShortCode="999999")) == 200
    assert post(shop, "c2b/validation", paid(shop, "UKK1AA00A3")) == 200
    assert post(shop, f"stk/{request.ref}", stk) == 200
    assert post(shop, f"stk/{'0' * 32}", stk) == 503
    drain("mpesa.inbox")
    assert Receipt.objects.get().number == "UKK1AA00A1"
    assert Callback.objects.filter(could_be_money=True).count() == 4


def test_closing_the_alert_makes_room_again(shop: Till, narrow):
    for n in range(12):
        post(shop, C2B, b"rubbish %d" % n)
    assert post(shop, C2B, b"more") == 503
    assert post(shop, C2B, b"rubbish 1") == 200  # that one we have
    assert resolve_alert(alert=Alert.objects.get(), comment="a scanner; the address was replaced")
    assert [post(shop, C2B, b"later %d" % n) for n in range(11)] == [200] * 10 + [503]
    assert Alert.objects.filter(resolved_at=None).count() == 1


def test_the_bytes_are_bounded_too(shop: Till, monkeypatch):
    monkeypatch.setattr(hook_limits, "MAX_UNREAD_BYTES", 200_000)
    big = [b"%d" % n + b"x" * 60_000 for n in range(5)]
    assert [post(shop, C2B, body) for body in big] == [200] * 4 + [503]
    padded = paid(shop, "UKK1AA00A9", Padding="x" * 20_000)  # no callback about money is as long
    assert post(shop, C2B, padded) == 503
    assert post(shop, C2B, b"x" * (MAX_BODY + 1)) == 413
    assert counted() == {"no room": 2, "too large": 1}


def test_one_till_does_not_take_the_room_of_another(shop: Till, business: Business, narrow):
    other = create_till(
        business=business,
        name="Two",
        kind="PAYBILL",
        shortcode="600200",
        credentials=TillCredentials("a-consumer-key", "a-consumer-secret", "a-passkey"),
        actor=SYSTEM,
    )
    for n in range(11):
        post(shop, C2B, b"rubbish %d" % n)
    assert post(shop, C2B, b"more") == 503
    assert post(other, C2B, b"more") == 200


def test_money_is_looked_up_once_and_stored_at_once(shop: Till, drain):
    """The way of a callback about money: one question for the till, one statement, and the wake-up."""
    post(shop, C2B, paid(shop, "UKK1AA00A1"))
    from mpesa.callbacks.hooks import _receive

    with CaptureQueriesContext(connection) as queries:
        _receive(shop.hook_token, C2B, "", paid(shop, "UKK1AA00A2"), {}, "127.0.0.1")
    said = [
        query["sql"].split()[0] for query in queries if query["sql"].split()[0] not in ("BEGIN", "COMMIT")
    ]
    assert said[:2] == ["SELECT", "WITH"] and len(said) <= 5, [query["sql"][:80] for query in queries]


def test_an_inbox_that_falls_behind_is_an_alert(shop: Till, monkeypatch, drain):
    monkeypatch.setattr(inbox, "BEHIND", 5)
    monkeypatch.setattr(inbox, "BATCH", 3)
    for n in range(9):
        post(shop, C2B, paid(shop, f"UKK1AA00A{n}"))
    drain()
    alert = Alert.objects.get()
    assert (alert.code, alert.business_id, alert.severity) == ("INBOX_BEHIND", None, "CRITICAL")
    assert Receipt.objects.count() == 9


@pytest.mark.parametrize("fault", ["judged", "stored"])
def test_what_cannot_be_judged_is_kept_and_what_cannot_be_stored_is_not_acknowledged(
    fault: str, shop: Till, narrow, monkeypatch, caplog
):
    def crash(*_: object, **__: object) -> None:
        raise RuntimeError("boom")

    if fault == "judged":
        monkeypatch.setattr(hook_limits, "parse_c2b", crash)
        assert [post(shop, C2B, b"%d" % n) for n in range(12)] == [200] * 12
        assert Callback.objects.filter(could_be_money=True).count() == 12
    else:
        monkeypatch.setattr("mpesa.callbacks.hooks.store_callback", crash)
        assert post(shop, C2B, paid(shop, "UKK1AA00A1")) == 500
        assert not Callback.objects.exists()


def test_odd_headers_and_refs_are_kept_as_text(shop: Till):
    headers = [(b"user-agent", b"a\x00b\xff\xfe" + b"x" * 9000), (b"content-type", b"\xed\xa0\x80\n")]
    headers += [(b"x-forwarded-for", b"\x00, 1.2.3.4, x" * 900), (b"businessshortcode", b"'; --")]
    for path in ("stk/" + "a" * 64, "result/" + "a/_-" * 20, C2B):
        assert call(f"/hooks/{shop.hook_token}/{path}", b"{}", headers=headers).status == 200
    assert all(len(text) <= 200 for row in Callback.objects.all() for text in row.headers.values())
