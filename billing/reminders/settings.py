"""What a business wants its customers to be told, and how each customer wants to be written to."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import transaction

from billing.models import ContactPreference, Customer, DunningAction, DunningRule, ReminderSettings
from billing.models.reminders import MINUTES, MOST_DAYS
from core import days
from core.errors import Detail, Findings, InvalidInput, NotFound
from core.machine.jobs import wake
from core.rows.locks import lock_row
from mpesa.models import Till
from users.access import Right, require_right
from users.actors import Actor
from users.audit import record_audit
from users.models import Business, Language

#: Rules decide what every customer is told and asked: the books', not the counter's.
RIGHT: Final = Right.LEDGER_WRITE
QUEUE: Final = "billing.remind"
#: The rules that a business begins with: days after an invoice is due, each by SMS.
FIRST_RULES: Final = (-7, -3, 0, 3, 7)
SWITCHES: Final = ("tells_issued", "tells_paid", "reminds")
_SET: Final = (*(f"{name}_since" for name in SWITCHES), "quiet_from", "quiet_until", "till")


def settings_of(business: Business) -> ReminderSettings:
    """As they are kept, or as they are before anybody has set them."""
    return ReminderSettings.objects.filter(business=business).first() or ReminderSettings(business=business)


def open_reminders(business: Business) -> None:
    """The rules that a new business begins with (users.people.register_business_opener). Nobody is reminded
    until it is switched on."""
    DunningRule.objects.bulk_create(
        DunningRule(business=business, days=after, action=DunningAction.SMS) for after in FIRST_RULES
    )


def set_reminders(
    *,
    business: Business,
    tells_issued: bool | None = None,
    tells_paid: bool | None = None,
    reminds: bool | None = None,
    quiet_from: int | None = None,
    quiet_until: int | None = None,
    till: Till | None = None,
    actor: Actor,
) -> ReminderSettings:
    """Switch on or off what customers are told; what is None stays. What was issued, paid or due before is
    not told. Quiet hours are minutes of the day in Nairobi. Needs the right ledger.write; audited.

    Raises InvalidInput BAD_TIME, NotFound for a till of another business.
    """
    require_right(actor, business, RIGHT)
    found = Findings()
    for name, minute in (("quiet_from", quiet_from), ("quiet_until", quiet_until)):
        with found.noting():
            if minute is not None and not 0 <= minute < MINUTES:
                raise InvalidInput("BAD_TIME", name, "Give a time of the day, from 00:00 to 23:59.")
    found.settle()
    if till is not None and till.business_id != business.pk:
        raise NotFound("till", "till")
    with transaction.atomic():
        ReminderSettings.objects.get_or_create(business=business)
        row = lock_row(ReminderSettings.objects.filter(business=business))
        assert row is not None
        before = facts_of(row)
        for name, wanted in zip(SWITCHES, (tells_issued, tells_paid, reminds), strict=True):
            if wanted is not None and wanted != (getattr(row, f"{name}_since") is not None):
                setattr(row, f"{name}_since", days.now() if wanted else None)
        row.quiet_from = row.quiet_from if quiet_from is None else quiet_from
        row.quiet_until = row.quiet_until if quiet_until is None else quiet_until
        row.till = till or row.till
        if (after := facts_of(row)) != before:
            row.save(update_fields=_SET)
            record_audit(
                actor=actor,
                business=business,
                action="reminders.set",
                subject=business,
                details={name: value for name, value in after.items() if before[name] != value},
                before={name: value for name, value in before.items() if after[name] != value},
            )
        wake(QUEUE)
    return row


def facts_of(row: ReminderSettings) -> dict[str, str | int | bool]:
    """What is audited of them."""
    return {
        **{name: getattr(row, f"{name}_since") is not None for name in SWITCHES},
        "quiet_from": row.quiet_from,
        "quiet_until": row.quiet_until,
        "till": row.till_id or 0,
    }


def is_quiet(row: ReminderSettings, now: datetime) -> bool:
    """Whether a moment is within the quiet hours; their end is not. Equal ends are none."""
    local = now.astimezone(days.EAT)
    minute, first, last = local.hour * 60 + local.minute, row.quiet_from, row.quiet_until
    return first <= minute < last if first <= last else minute >= first or minute < last


def add_rule(*, business: Business, after: int, action: str, actor: Actor) -> DunningRule:
    """Do something about open invoices so many days after they are due; before, if below zero. Safe to
    repeat: there is one rule for a day and an action. Needs the right ledger.write; audited. Raises
    InvalidInput BAD_RULE."""
    require_right(actor, business, RIGHT)
    if not -MOST_DAYS <= after <= MOST_DAYS:
        most = Detail(count=MOST_DAYS)
        raise InvalidInput("BAD_RULE", "days", f"At most {MOST_DAYS} days before or after.", detail=most)
    with transaction.atomic():
        rule, made = DunningRule.objects.get_or_create(
            business=business, days=after, action=DunningAction(action), removed_at=None
        )
        if made:
            _audit_rule(rule, "dunning_rule.add", actor)
        wake(QUEUE)
    return rule


def remove_rule(*, rule: DunningRule, actor: Actor) -> DunningRule:
    """Do it no more; what it did stays listed. Safe to repeat. Needs the right ledger.write; audited."""
    require_right(actor, rule.business, RIGHT)
    with transaction.atomic():
        row = lock_row(DunningRule.objects.filter(pk=rule.pk).select_related("business"))
        assert row is not None, "rules are not deleted"
        if row.removed_at is None:
            row.removed_at = days.now()
            row.save(update_fields=["removed_at"])
            _audit_rule(row, "dunning_rule.remove", actor)
    return row


def _audit_rule(rule: DunningRule, action: str, actor: Actor) -> None:
    record_audit(
        actor=actor,
        business=rule.business,
        action=action,
        subject=rule,
        details={"days": rule.days, "by": str(rule.action)},
    )


def set_contact_preference(
    *,
    customer: Customer,
    language: str | None = None,
    by_email: bool | None = None,
    opted_out: bool | None = None,
    actor: Actor,
) -> ContactPreference:
    """How a customer wants to be written to; what is None stays, an empty language is the business's. Needs
    the right billing.write; audited."""
    require_right(actor, customer.business, Right.BILLING_WRITE)
    with transaction.atomic():
        ContactPreference.objects.get_or_create(customer=customer)
        row = lock_row(ContactPreference.objects.filter(customer=customer))
        assert row is not None
        before = (row.language, row.by_email, row.opted_out)
        if language is not None:
            row.language = Language(language).value if language else ""
        row.by_email = row.by_email if by_email is None else by_email
        row.opted_out = row.opted_out if opted_out is None else opted_out
        if before != (row.language, row.by_email, row.opted_out):
            row.save(update_fields=["language", "by_email", "opted_out"])
            record_audit(
                actor=actor,
                business=customer.business,
                action="customer.contact",
                subject=customer,
                details={
                    "language": row.language,
                    "by_email": row.by_email,
                    "opted_out": row.opted_out,
                },
            )
    return row
