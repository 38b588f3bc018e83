"""One step of the trail of a payment (trail.py): what happened, when, and what it left behind."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from core.money import Cents
from mpesa.models import Callback
from users.access import Right
from users.models import User


class TrailKind(StrEnum):
    """What happened. In the order of things that happen in one moment."""

    ASKED = "ASKED"
    SENT = "SENT"
    TAKEN = "TAKEN"
    STEP = "STEP"
    QUERIED = "QUERIED"
    REPORTED = "REPORTED"
    BOOKED = "BOOKED"
    ROUTED = "ROUTED"
    SUSPENDED = "SUSPENDED"
    APPROVAL_ASKED = "APPROVAL_ASKED"
    APPROVAL_DECIDED = "APPROVAL_DECIDED"
    PLACED = "PLACED"
    REVERSAL_TOLD = "REVERSAL_TOLD"
    TAKEN_BACK = "TAKEN_BACK"
    CASE_OPENED = "CASE_OPENED"
    CASE_CLOSED = "CASE_CLOSED"
    REFUND_ASKED = "REFUND_ASKED"
    REFUNDED = "REFUNDED"
    ACT = "ACT"


@dataclass(frozen=True, kw_only=True)
class TrailStep:
    """One change. `key` is its own among all of its payment; `what` is a code (a state, a channel, the code
    of a case, the name of an act), `text` what else it says; `amount` in cents. `thing` is what it left
    behind: its type in the schema and its key. Without `right` nobody is told of it, nor of the thing without
    `right_of_thing`."""

    key: str
    at: datetime
    kind: TrailKind
    what: str = ""
    cause: str = ""
    text: str = ""
    amount: Cents | None = None
    agrees: bool = True
    callback: Callback | None = None
    person: User | None = None
    thing: tuple[str, int] | None = None
    right: Right = Right.COLLECTIONS_READ
    right_of_thing: Right = Right.COLLECTIONS_READ
