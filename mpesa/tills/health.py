"""How a till is: what was heard of it and when, and what somebody should do about it.

Read for any number of tills in a few queries, from what is written down anyway: Safaricom is not asked.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from django.db import connection

from core import days
from core.models import Alert
from mpesa.models import CallbackKind, DarajaApp, Environment, FormerHookToken, Till, UrlRegistration
from mpesa.tills.addresses import is_out_of_reach
from mpesa.tills.registering import are_current

#: Credentials are to be replaced after so long.
CREDENTIALS_AFTER: Final = timedelta(days=90)
#: What is counted lies so far back at most.
WITHIN: Final = timedelta(hours=24)
#: A callback that has not come after so long is lost: Safaricom sends it once.
LOST_AFTER: Final = timedelta(minutes=5)
#: So many lost ones of those that were due, in percent, are worth a word; of fewer than so many none is.
LOST_PERCENT, LOST_LEAST = 5, 3


class TillFinding(StrEnum):
    """What somebody should look at; the console and verify_system say what to do."""

    INACTIVE = "INACTIVE"
    BASE_URL_NOT_HTTPS = "BASE_URL_NOT_HTTPS"
    TOKEN_FAILS = "TOKEN_FAILS"  # noqa: S105
    URLS_NOT_REGISTERED = "URLS_NOT_REGISTERED"
    URLS_ELSEWHERE = "URLS_ELSEWHERE"
    FORMER_ADDRESS_OPEN = "FORMER_ADDRESS_OPEN"
    CALLBACKS_LOST = "CALLBACKS_LOST"
    CREDENTIALS_OLD = "CREDENTIALS_OLD"
    APP_SLOW = "APP_SLOW"
    ALERTS_OPEN = "ALERTS_OPEN"


#: In English, for commands; the console has its own words in both languages.
WHAT_TO_DO: Final = {
    TillFinding.INACTIVE: "out of use: nothing is asked for through it",
    TillFinding.BASE_URL_NOT_HTTPS: "BASE_URL must be https:// for a production till",
    TillFinding.TOKEN_FAILS: "Safaricom gave no token the last time: look at its credentials",
    TillFinding.URLS_NOT_REGISTERED: "C2B addresses are not registered: register_urls",
    TillFinding.URLS_ELSEWHERE: "registered with another address or token: register_urls again",
    TillFinding.FORMER_ADDRESS_OPEN: "its former address is still in use: rotate_hook_token --retire",
    TillFinding.CALLBACKS_LOST: "callbacks did not come: is BASE_URL reached from outside?",
    TillFinding.CREDENTIALS_OLD: "its credentials are older than 90 days: replace them",
    TillFinding.APP_SLOW: "Safaricom wants fewer calls of its app: they wait",
    TillFinding.ALERTS_OPEN: "alerts about it are open",
}
#: What stops money, so that verify_system calls the till not ready.
STOPPERS: Final = frozenset(
    {
        TillFinding.BASE_URL_NOT_HTTPS,
        TillFinding.TOKEN_FAILS,
        TillFinding.URLS_NOT_REGISTERED,
        TillFinding.URLS_ELSEWHERE,
    }
)

_LAST = """
SELECT till.id, kind.name, (
    SELECT received_at FROM mpesa_callback AS callback
    WHERE callback.till_id = till.id AND callback.kind = kind.name ORDER BY received_at DESC LIMIT 1)
FROM unnest(%s::bigint[]) AS till (id) CROSS JOIN unnest(%s::text[]) AS kind (name)
"""
_REQUESTS = """
WITH came AS (
    SELECT till_id, ref FROM mpesa_callback
    WHERE till_id = ANY(%(tills)s) AND kind = 'stk' AND received_at > %(since)s
), asked AS (
    SELECT till_id, ref, sent_at,
           checkout_request_id IS NOT NULL AND sent_at BETWEEN %(since)s AND %(due)s AS due
    FROM mpesa_paymentrequest
    WHERE till_id = ANY(%(tills)s)
      AND id IN (SELECT request_id FROM mpesa_paymentrequeststep WHERE at > %(since)s)
)
SELECT till_id, max(sent_at), count(*) FILTER (WHERE due),
       count(*) FILTER (WHERE due AND NOT EXISTS (
           SELECT FROM came WHERE came.till_id = asked.till_id AND came.ref = asked.ref))
FROM asked GROUP BY till_id
"""
_QUERIES = """
SELECT request.till_id, max(answer.at)
FROM mpesa_statusanswer AS answer JOIN mpesa_paymentrequest AS request ON request.id = answer.request_id
WHERE answer.at > %(since)s AND request.till_id = ANY(%(tills)s) GROUP BY request.till_id
"""


@dataclass
class TillHealth:
    """`last_push_at`, `last_query_at`, `due` and `lost` are of the last 24 hours: of so many callbacks that
    were due to payment requests, so many did not come."""

    till: Till
    app: DarajaApp
    registration: UrlRegistration | None = None
    urls_current: bool = False
    former_in_use: bool = False
    last_confirmation_at: datetime | None = None
    last_validation_at: datetime | None = None
    last_result_at: datetime | None = None
    last_push_at: datetime | None = None
    last_query_at: datetime | None = None
    due: int = 0
    lost: int = 0
    open_alerts: int = 0
    findings: list[TillFinding] = field(default_factory=list)

    @property
    def credentials_days(self) -> int:
        """How old the credentials are."""
        return (days.now() - self.till.credentials_set_at).days


def health_of(tills: Collection[int]) -> dict[int, TillHealth]:
    """The health of tills, by key. The caller has asked whether the person may read them."""
    now = days.now()
    keys = list(tills)
    found = {
        till.pk: TillHealth(till, till.app)
        for till in Till.objects.filter(pk__in=keys).select_related("app", "business")
    }
    done = UrlRegistration.objects.filter(till__in=keys, done=True).select_related("till")
    for registration in done.order_by("till", "-id").distinct("till"):
        health = found[registration.till_id]
        health.registration, health.urls_current = registration, are_current(registration)
    for till_id in FormerHookToken.objects.filter(till__in=keys, retired_at=None).values_list(
        "till", flat=True
    ):
        found[till_id].former_in_use = True
    about = {f"till:{key}": key for key in keys}
    for subject in Alert.objects.filter(resolved_at=None, subject__in=about).values_list(
        "subject", flat=True
    ):
        found[about[subject]].open_alerts += 1
    given: dict[str, Any] = {"tills": keys, "since": now - WITHIN, "due": now - LOST_AFTER}
    kinds = {
        CallbackKind.C2B_CONFIRMATION.value: "last_confirmation_at",
        CallbackKind.C2B_VALIDATION.value: "last_validation_at",
        CallbackKind.STK.value: "last_result_at",
    }
    with connection.cursor() as cursor:
        cursor.execute(_LAST, [keys, list(kinds)])
        for till_id, kind, at in cursor.fetchall():
            setattr(found[till_id], kinds[kind], at)
        cursor.execute(_REQUESTS, given)
        for till_id, sent_at, due, lost in cursor.fetchall():
            health = found[till_id]
            health.last_push_at, health.due, health.lost = sent_at, due, lost
        cursor.execute(_QUERIES, given)
        for till_id, at in cursor.fetchall():
            found[till_id].last_query_at = at
    for health in found.values():
        health.findings = list(_findings(health, now))
    return found


def _findings(health: TillHealth, now: datetime) -> list[TillFinding]:
    till, app = health.till, health.app
    real = till.environment != Environment.LOCAL
    token_fails = app.token_failed_at is not None and (
        app.token_got_at is None or app.token_failed_at > app.token_got_at
    )
    due_enough = health.lost >= LOST_LEAST and health.lost * 100 > health.due * LOST_PERCENT
    holds = {
        TillFinding.INACTIVE: till.deactivated_at is not None,
        TillFinding.BASE_URL_NOT_HTTPS: is_out_of_reach(till),
        TillFinding.TOKEN_FAILS: token_fails,
        TillFinding.URLS_NOT_REGISTERED: health.registration is None,
        TillFinding.URLS_ELSEWHERE: health.registration is not None and not health.urls_current,
        TillFinding.FORMER_ADDRESS_OPEN: health.former_in_use and health.urls_current,
        TillFinding.CALLBACKS_LOST: due_enough,
        TillFinding.CREDENTIALS_OLD: real and now - till.credentials_set_at > CREDENTIALS_AFTER,
        TillFinding.APP_SLOW: app.slow_until is not None and app.slow_until > now,
        TillFinding.ALERTS_OPEN: health.open_alerts > 0,
    }
    return [finding for finding in TillFinding if holds[finding]]
