"""Whom the law keeps from staking: who is not known to be of age, who has not reached a tier, and who is
somebody else already. The database itself looks at each stake (sql/legal_bar.sql)."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import connection

from core.errors import InvalidState
from markets.models import LegalKind
from users.models import Business, User

_BAR: Final = "SELECT markets_legal_bar(%s, %s, %s)"


def bar_of(business: Business, player: User, at: datetime) -> LegalKind | None:
    """The rule that keeps a player from staking at a moment; None when there is none. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_BAR, [business.pk, player.pk, at])
        ((kind,),) = cursor.fetchall()
    return LegalKind(kind) if kind else None


def barred(constraint: str | None) -> InvalidState | None:
    """The refusal of a stake by the name that the database gives it; None for another name."""
    if constraint == "stake_lawful_age":
        return InvalidState(
            "AGE_UNPROVED", "", "Hand in your papers first: who stakes is known to be of age."
        )
    if constraint == "stake_lawful_tier":
        return InvalidState("TIER_TOO_LOW", "", "Hand in your papers first: here one needs a higher tier.")
    if constraint == "stake_lawful_one_person":
        return InvalidState("ANOTHER_PLAYER", "", "Another player has your ID number: ask the business.")
    return None
