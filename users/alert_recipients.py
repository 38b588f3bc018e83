"""Setting who of a business is told of its alerts. Telling them is another matter (messaging/telling.py)."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet

from core import days
from core.email import canonical_email, mask_email
from core.errors import Findings, InvalidInput, InvalidState, NotAllowed, NotFound
from core.machine.crypto import new_data_key, seal, unseal
from core.models import Severity
from core.phone import canonical_phone, mask_phone
from core.rows.locks import lock_row
from users.access import Right, businesses_of, has_right, require_right
from users.audit import record_audit
from users.languages import language_for
from users.models import AlertRecipient, Business, Membership, Role, User
from users.models.alerting import MINUTES
from users.models.recovery import ContactChannel
from users.texts import writer_of

PURPOSE: Final = "alert.recipient"
MOST_OF_A_BUSINESS: Final = 50
MOST_CODES: Final = 30
TEST_AGAIN_AFTER: Final = timedelta(minutes=1)
_CODE: Final = re.compile(r"[A-Z][A-Z0-9_]{1,63}")
_SET: Final = (
    "data_key", "address_sealed", "address_masked", "least_severity", "codes", "after_minutes", "quiet_from",
    "quiet_until", "pierced",
)  # fmt: skip


def recipients_of(businesses: Collection[int]) -> QuerySet[AlertRecipient]:
    """All of these businesses."""
    return AlertRecipient.objects.filter(business__in=businesses)


def recipients_read_by(user: User) -> QuerySet[AlertRecipient]:
    """A person's own, and those of the businesses of which they may read the alerts."""
    where = businesses_of(user, Right.ALERT_READ).order_by().values("pk")
    mine = Q(user=user, business__in=businesses_of(user).order_by().values("pk"))
    return AlertRecipient.objects.filter(mine | Q(business__in=where))


def recipient_for(user: User, recipient_id: int) -> AlertRecipient:
    """One of them. Raises NotFound when it is absent or not the person's to see."""
    found = recipients_read_by(user).filter(pk=recipient_id).select_related("business", "user").first()
    if found is None:
        raise NotFound("recipient")
    return found


def address_of(recipient: AlertRecipient) -> str:
    """Where to write to. Raises Unreadable when the key is gone."""
    return unseal(recipient.data_key, recipient.address_sealed, purpose=PURPOSE)


def read_quiet(quiet_from: str, quiet_until: str) -> tuple[int | None, int | None]:
    """Quiet hours as minutes of the day, of "22:00" and "06:30"; both empty: none.

    Raises InvalidInput BAD_TIME for what is no time, for one without the other, and for two that are equal.
    """
    if not quiet_from and not quiet_until:
        return None, None
    first, last = _minute(quiet_from, "quiet_from"), _minute(quiet_until, "quiet_until")
    if first == last:
        raise InvalidInput("BAD_TIME", "quiet_until", "Quiet hours begin and end at different times.")
    return first, last


def _minute(text: str, field: str) -> int:
    found = re.fullmatch(r"([01][0-9]|2[0-3]):([0-5][0-9])", text.strip())
    if found is None:
        raise InvalidInput("BAD_TIME", field, "Write a time of the day like 22:00.")
    return int(found[1]) * 60 + int(found[2])


def is_quiet(recipient: AlertRecipient, minute: int) -> bool:
    """Whether a minute of the day in Nairobi is within the quiet hours; their end is not."""
    first, last = recipient.quiet_from, recipient.quiet_until
    if first is None or last is None:
        return False
    return first <= minute < last if first < last else minute >= first or minute < last


def set_recipient(
    *,
    business: Business,
    user: User,
    channel: str,
    address: str,
    least_severity: str = Severity.WARNING,
    codes: Collection[str] = (),
    after_minutes: int = 0,
    quiet_from: str = "",
    quiet_until: str = "",
    pierced: bool = True,
    actor: User,
) -> AlertRecipient:
    """Have a member told of alerts by one channel; a second time for the same member and channel replaces it.

    Needs business.manage. Without `address` the one that is known stays. Raises InvalidInput BAD_EMAIL /
    BAD_PHONE / BAD_TIME / BAD_FILTER / TOO_MANY_RECIPIENTS, and NotFound for who is no member of staff.
    Audited. Locks the business's row.
    """
    require_right(actor, business, Right.BUSINESS_MANAGE)
    staff = Membership.objects.filter(user=user, business=business, user__is_active=True)
    if not staff.exclude(role=Role.PLAYER).exists():
        raise NotFound("member", "member")
    found = Findings()
    with found.noting():
        quiet = read_quiet(quiet_from, quiet_until)
    with found.noting():
        _check_wait(after_minutes)
    with found.noting():
        wanted = _read_codes(codes)
    with found.noting():
        where = _read_address(channel, address) if address.strip() else ""
    found.settle()
    with transaction.atomic():
        lock_row(Business.objects.filter(pk=business.pk))
        row = AlertRecipient.objects.filter(business=business, user=user, channel=channel).first()
        old_key = None
        if row is None:
            if recipients_of([business.pk]).count() >= MOST_OF_A_BUSINESS:
                raise InvalidInput("TOO_MANY_RECIPIENTS", "member", "A business tells at most 50.")
            if not where:
                where = _read_address(channel, "")
            row = AlertRecipient(business=business, user=user, channel=channel)
        if where:
            old_key, row.data_key = row.data_key_id and row.data_key, new_data_key()
            row.address_sealed = seal(row.data_key, where, purpose=PURPOSE)
            row.address_masked = mask_email(where) if channel == ContactChannel.EMAIL else mask_phone(where)
        row.least_severity, row.codes, row.after_minutes = least_severity, wanted, after_minutes
        (row.quiet_from, row.quiet_until), row.pierced = quiet, pierced
        if row.pk is None:
            row.save(force_insert=True)
        else:
            row.save(update_fields=_SET)
        if old_key:
            old_key.delete()
        record_audit(
            actor=actor,
            business=business,
            action="alert.recipient_set",
            subject=row,
            details={"person": user.pk, "channel": channel, "severity": least_severity},
        )
    return row


def _check_wait(minutes: int) -> None:
    if not 0 <= minutes <= 7 * MINUTES:
        raise InvalidInput("BAD_TIME", "after_minutes", "Wait at most a week before telling somebody.")


def _read_codes(codes: Collection[str]) -> list[str]:
    wanted = sorted(set(codes))
    if len(wanted) > MOST_CODES or not all(_CODE.fullmatch(code) for code in wanted):
        raise InvalidInput("BAD_FILTER", "codes", "Give up to 30 codes of alerts.")
    return wanted


def _read_address(channel: str, address: str) -> str:
    try:
        return canonical_email(address) if channel == ContactChannel.EMAIL else canonical_phone(address)
    except InvalidInput as error:
        raise InvalidInput(error.code, "address", error.message) from None


def set_quiet_hours(
    *, recipient: AlertRecipient, quiet_from: str, quiet_until: str, pierced: bool, actor: User
) -> AlertRecipient:
    """When somebody is not to be written to: by themselves, or by who sets recipients. Raises InvalidInput
    BAD_TIME, NotAllowed. Audited. Locks the row."""
    _require_own_or_manage(recipient, actor)
    quiet = read_quiet(quiet_from, quiet_until)
    with transaction.atomic():
        row = lock_row(AlertRecipient.objects.filter(pk=recipient.pk).select_related("business", "user"))
        if row is None:
            raise NotFound("recipient", "recipient")
        (row.quiet_from, row.quiet_until), row.pierced = quiet, pierced
        row.save(update_fields=["quiet_from", "quiet_until", "pierced"])
        record_audit(actor=actor, business=row.business, action="alert.quiet_hours", subject=row)
    return row


def remove_recipient(*, recipient: AlertRecipient, actor: User) -> Business:
    """Nobody is written to there any more; what was told stays written down. Audited."""
    business = recipient.business
    require_right(actor, business, Right.BUSINESS_MANAGE)
    with transaction.atomic():
        forget_recipients(AlertRecipient.objects.filter(pk=recipient.pk))
        record_audit(
            actor=actor,
            business=business,
            action="alert.recipient_remove",
            details={"person": recipient.user_id, "channel": recipient.channel},
        )
    return business


def forget_recipients(rows: QuerySet[AlertRecipient]) -> None:
    """Delete them with the keys of their addresses."""
    for row in rows.select_related("data_key"):
        row.delete()
        row.data_key.delete()


def forget_former_members(business: Business, user: User) -> None:
    """Whoever is not of the staff any more is told of nothing. In the transaction that ends a membership."""
    if not Membership.objects.filter(user=user, business=business).exclude(role=Role.PLAYER).exists():
        forget_recipients(AlertRecipient.objects.filter(user=user, business=business))


def send_test(*, recipient: AlertRecipient, actor: User) -> AlertRecipient:
    """Write to a recipient, so that they know that it arrives; once a minute at most. Audited.

    Raises InvalidState TOO_OFTEN. By themselves, or by who sets recipients. Locks the row.
    """
    _require_own_or_manage(recipient, actor)
    now = days.now()
    with transaction.atomic():
        row = lock_row(
            AlertRecipient.objects.filter(pk=recipient.pk).select_related("business", "user", "data_key")
        )
        if row is None:
            raise NotFound("recipient", "recipient")
        if row.tested_at is not None and now - row.tested_at < TEST_AGAIN_AFTER:
            raise InvalidState("TOO_OFTEN", "recipient", "A test was sent within the last minute.")
        row.tested_at = now
        row.save(update_fields=["tested_at"])
        writer_of(row.channel)(
            to=address_of(row),
            template="alert_test",
            values={"business": row.business.name, "address": f"{settings.BASE_URL}/alerts"},
            key=f"alert-test:{row.pk}:{now.timestamp():.0f}",
            business=row.business,
            language=language_for(user=row.user, business=row.business),
            good_until=now + timedelta(hours=1),
        )
        record_audit(actor=actor, business=row.business, action="alert.recipient_test", subject=row)
    return row


def _require_own_or_manage(recipient: AlertRecipient, actor: User) -> None:
    if recipient.user_id == actor.pk:
        require_right(actor, recipient.business, Right.BUSINESS_READ)
    elif not has_right(actor, recipient.business, Right.BUSINESS_MANAGE):
        raise NotAllowed()
    else:
        require_right(actor, recipient.business, Right.BUSINESS_MANAGE)
