"""Opening a business by oneself, within limits; and whether it takes players."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import transaction

from core import days
from core.errors import InvalidState, NotAllowed
from core.rows.locks import lock_row
from users.access import Right, require_right
from users.audit import record_audit
from users.models import AuditEntry, Business, User
from users.people import create_business

DAY = timedelta(days=1)


@transaction.atomic
def open_business(*, code: str, name: str, rounding: str, actor: User) -> Business:
    """A business of which the person is the owner. Locks the person's row.

    Counted by the audit log: giving a business away makes no room. Raises NotAllowed for people who sign in
    by phone, InvalidState TOO_MANY_BUSINESSES, and as create_business does.
    """
    if actor.username is None:
        raise NotAllowed("Only people who sign in by name can open a business.")
    lock_row(User.objects.filter(pk=actor.pk))
    opened = AuditEntry.objects.filter(action="business.create", actor=actor)
    if opened.count() >= settings.BUSINESSES_PER_PERSON:
        raise InvalidState("TOO_MANY_BUSINESSES", "", "You have opened as many businesses as one person may.")
    if opened.filter(at__gt=days.now() - DAY).count() >= settings.BUSINESSES_PER_DAY:
        raise InvalidState("TOO_MANY_BUSINESSES", "", "Enough businesses for one day: go on tomorrow.")
    return create_business(code=code, name=name, owner=actor, rounding=rounding)


@transaction.atomic
def set_takes_players(*, business: Business, takes_players: bool, actor: User) -> Business:
    """Whether players may sign up with a business by themselves. Idempotent; audited; locks the business.

    Needs the right business.manage. Who is a player already stays one.
    """
    require_right(actor, business, Right.BUSINESS_MANAGE)
    row = lock_row(Business.objects.filter(pk=business.pk))
    assert row is not None
    if row.takes_players != takes_players:
        row.takes_players = takes_players
        row.save(update_fields=["takes_players"])
        record_audit(
            actor=actor,
            business=row,
            action="business.takes_players",
            subject=row,
            details={"takes_players": takes_players},
            before={"takes_players": not takes_players},
        )
    return row
