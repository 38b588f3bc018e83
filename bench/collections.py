"""Callbacks: stored and drained, against the bare insert of the same bodies."""

from __future__ import annotations

import itertools
import json

from django.db import transaction

from bench.measuring import Row, compare
from core.machine.jobs import drain_queue
from mpesa.callbacks.inbox import store_callback
from mpesa.models import CallbackKind, Till
from mpesa.tills.tills import TillCredentials, create_till
from users.actors import SYSTEM
from users.models import Business
from users.people import create_business, create_staff

CALLBACKS = 300
_numbers = itertools.count()


def _till() -> Till:
    count = Business.objects.count()
    owner = create_staff(username=f"bench-c{count}", password="bench-password-of-nobody")
    return create_till(
        business=create_business(code=f"bench-c{count}", name="Bench", owner=owner),
        name="Bench",
        kind="PAYBILL",
        shortcode=f"8{count:05d}",
        credentials=TillCredentials("consumer-key", "consumer-secret", "passkey"),
        actor=SYSTEM,
    )


def rows() -> list[Row]:
    till = _till()

    def body() -> bytes:
        fields = {"TransID": f"UKK{next(_numbers):07d}", "TransTime": "20261120101500", "TransAmount": "7.00"}
        return json.dumps({**fields, "BusinessShortCode": till.shortcode, "BillRefNumber": "x"}).encode()

    def store() -> int:
        for _ in range(CALLBACKS):
            store_callback(
                till=till,
                kind=CallbackKind.C2B_CONFIRMATION.value,
                ref="",
                body=body(),
                headers={},
                address=None,
            )
        return CALLBACKS

    def drain() -> int:
        handled = drain_queue("mpesa.inbox")
        drain_queue("mpesa.route")
        return handled

    def empty_commits() -> int:
        for _ in range(CALLBACKS):
            with transaction.atomic():
                Till.objects.filter(pk=till.pk).exists()
        return CALLBACKS

    stored = compare(
        "collections.store_vs_empty",
        value=store,
        reference=empty_commits,
        against="empty transactions",
        target=0.1,
    )
    drained = compare(
        "collections.drain_per_s", value=drain, reference=store, against="storing them", target=0.1, runs=3
    )
    return [stored, drained]
