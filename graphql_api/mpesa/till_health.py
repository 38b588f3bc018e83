"""How a till is, as the schema shows it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

import strawberry
from django.conf import settings

from graphql_api.enums import described
from graphql_api.mpesa.types import Till
from graphql_api.pages import grow
from graphql_api.reading import together
from mpesa import models
from mpesa.tills import health

TillFinding = described(
    health.TillFinding,
    "TillFinding",
    "What somebody should look at about a till.",
    INACTIVE="It is out of use.",
    BASE_URL_NOT_HTTPS="It is a production till, and this system's public address is not https.",
    TOKEN_FAILS="Safaricom gave no access token the last time: its key and secret may be wrong.",  # noqa: S106
    URLS_NOT_REGISTERED="Safaricom was not told where payments are announced.",
    URLS_ELSEWHERE="Safaricom was told another address than the present one.",
    FORMER_ADDRESS_OPEN="Its former address is still believed; retire it once callbacks come by the new one.",
    CALLBACKS_LOST="Answers to payment requests did not come in the last 24 hours.",
    CREDENTIALS_OLD="Its credentials are older than 90 days.",
    APP_SLOW="Safaricom wants fewer calls of its app; they wait.",
    ALERTS_OPEN="Alerts about it are open.",
)


@strawberry.type(description="How a till is, from what was heard of it; Safaricom is not asked.")
class TillHealth:
    findings: list[TillFinding] = strawberry.field(
        description="What somebody should look at, the gravest first; at most one of each, empty when all"
        " is well."
    )
    credentials_days: int = strawberry.field(description="How many days old its credentials are.")
    token_got_at: datetime | None = strawberry.field(
        description="When Safaricom last gave its app an access token, in UTC; null before that."
    )
    token_failed_at: datetime | None = strawberry.field(
        description="When it last refused one or could not be asked, in UTC; null when it never did."
    )
    token_failure: str = strawberry.field(
        description="Why, as docs/errors.md has it; empty when it never did."
    )
    slow_until: datetime | None = strawberry.field(
        description="Until when calls of its app wait because Safaricom said so, in UTC; null when they do"
        " not."
    )
    registered_address: str | None = strawberry.field(
        description="The public address that Safaricom has; null before the first."
    )
    present_address: str = strawberry.field(description="The public address that it would be told now.")
    urls_current: bool = strawberry.field(
        description="Whether Safaricom has the present address with the present secret."
    )
    last_confirmation_at: datetime | None = strawberry.field(
        description="When a payment was last announced, in UTC; null before that."
    )
    last_validation_at: datetime | None = strawberry.field(
        description="When Safaricom last asked whether a payment may be made, in UTC; null before that."
    )
    last_result_at: datetime | None = strawberry.field(
        description="When the last answer to a payment request came, in UTC; null before that."
    )
    last_push_at: datetime | None = strawberry.field(
        description="When a payment request was last sent, in UTC; null when none was in 24 hours."
    )
    last_query_at: datetime | None = strawberry.field(
        description="When Safaricom was last asked what became of one, in UTC; null when not in 24 hours."
    )
    callbacks_due: int = strawberry.field(
        description="To how many payment requests of the last 24 hours an answer was due."
    )
    callbacks_lost: int = strawberry.field(description="To how many of those none came.")
    open_alerts: int = strawberry.field(description="How many alerts about it are open.")

    @classmethod
    def of(cls, found: health.TillHealth) -> TillHealth:
        app = found.app
        slow = health.TillFinding.APP_SLOW in found.findings
        registration = found.registration
        same: dict[str, Any] = {
            name: getattr(found, name)
            for name in (
                "findings", "credentials_days", "urls_current", "last_confirmation_at", "last_validation_at",
                "last_result_at", "last_push_at", "last_query_at", "open_alerts",
            )
        }  # fmt: skip
        return cls(
            token_got_at=app.token_got_at,
            token_failed_at=app.token_failed_at,
            token_failure=app.token_failure,
            slow_until=app.slow_until if slow else None,
            registered_address=registration.address if registration else None,
            present_address=settings.BASE_URL,
            callbacks_due=found.due,
            callbacks_lost=found.lost,
            **same,
        )


def _health(root: strawberry.Parent[models.Till]) -> TillHealth:
    found = cast(health.TillHealth, together(root, ("health",), health.health_of))
    return TillHealth.of(found)


grow(
    Till,
    health=strawberry.field(
        resolver=_health, description="How it is, and what somebody should look at; Safaricom is not asked."
    ),
)
