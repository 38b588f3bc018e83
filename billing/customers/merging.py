"""Two customers who turn out to be one: what was the one's is the other's. It cannot be undone."""

from __future__ import annotations

from typing import Final

from django.db import transaction
from django.db.models import Model

from billing.customers.customers import RIGHT, require_unmerged
from billing.customers.news import balance_news
from billing.customers.phones import phone_rows
from billing.customers.said import MAX_PHONES, MAX_TAGS, Said
from billing.customers.sealing import columns_of, known_of
from billing.models import (
    ContactPreference,
    Customer,
    CustomerEntry,
    CustomerNotice,
    CustomerPhone,
    Invoice,
    Payment,
    Refund,
    Subscription,
)
from core import days
from core.errors import Detail, InvalidInput, InvalidState, NotFound
from core.rows.events import record_events
from core.rows.locks import lock_rows
from users.access import require_right
from users.actors import Actor
from users.audit import record_audit

#: What goes over whole; bills before payments, as everybody locks them.
MOVED: Final[tuple[type[Model], ...]] = (
    Subscription,
    Invoice,
    Payment,
    Refund,
    CustomerEntry,
    CustomerNotice,
)
#: Facts that the other takes where they have none of their own.
_TAKEN: Final = ("kra_pin", "email", "external_ref")


def merge_customers(*, customer: Customer, into: Customer, actor: Actor) -> Customer:
    """Make one customer of two, and give the one that stays. Needs the right billing.write; audited.

    Bills, payments and statement of `customer` become those of `into`, with the numbers and tags, and what is
    known of the one and not of the other. The row stays, put away, and what is paid to its account number is
    the other's. Nobody undoes it. Idempotent. Locks both customers whole, so that nothing new is of the one
    meanwhile, then the bills and the payments.

    Raises NotFound for customers of two businesses, InvalidInput SAME_CUSTOMER / TOO_MANY_PHONES / BAD_TAG,
    InvalidState CUSTOMER_MERGED / CUSTOMER_ERASED / CUSTOMER_ARCHIVED / WALK_IN_STAYS.
    """
    require_right(actor, customer.business, RIGHT)
    with transaction.atomic():
        both = Customer.objects.filter(pk__in=[customer.pk, into.pk]).select_related("business", "data_key")
        rows = {row.pk: row for row in lock_rows(both, whole=True)}
        gone, stays = rows[customer.pk], rows[into.pk]
        if gone.merged_into_id == stays.pk:
            return stays
        _check(gone, stays)
        _join(gone, stays)
        Customer.objects.filter(merged_into=gone).update(merged_into=stays)
        for model in MOVED:
            model._default_manager.filter(customer=gone).update(customer=stays)
        record_audit(
            actor=actor,
            business=stays.business,
            action="customer.merge",
            subject=stays,
            details={"account": gone.account_number, "into": stays.account_number},
        )
        record_events(balance_news((row.business_id, row.pk) for row in (gone, stays)))
    return stays


def _check(gone: Customer, stays: Customer) -> None:
    if gone.business_id != stays.business_id:
        raise NotFound("customer", "into")
    if gone.pk == stays.pk:
        raise InvalidInput("SAME_CUSTOMER", "into", "Both are one customer: name the other one.")
    for row, field in ((gone, "customer"), (stays, "into")):
        if row.is_walk_in:
            raise InvalidState("WALK_IN_STAYS", field, "Sales at the counter stand here: it stays as it is.")
        require_unmerged(row, field=field)
        if row.data_key is None:
            raise InvalidState("CUSTOMER_ERASED", field, "This customer was erased.")
    if stays.archived_at is not None:
        raise InvalidState("CUSTOMER_ARCHIVED", "into", "This customer was put away: take them up first.")


def _join(gone: Customer, stays: Customer) -> None:
    """Put what is known of the one to the other, and the one away."""
    assert stays.data_key is not None, "it was looked at"
    theirs, own = known_of(gone), known_of(stays)
    numbers = list(dict.fromkeys(filter(None, (*_numbers(own), *_numbers(theirs)))))
    tags = sorted({*own["tags"], *theirs["tags"]})
    if len(numbers) > MAX_PHONES:
        text = f"Together they have {len(numbers)} numbers, and {MAX_PHONES} are kept: take some away first."
        raise InvalidInput("TOO_MANY_PHONES", "customer", text, detail=Detail(count=MAX_PHONES))
    if len(tags) > MAX_TAGS:
        text = f"Together they have {len(tags)} tags, and {MAX_TAGS} are kept: take some away first."
        raise InvalidInput("BAD_TAG", "customer", text, detail=Detail(count=MAX_TAGS))
    taken = Said(**{name: theirs[name] for name in _TAKEN if not own[name]})  # type: ignore[literal-required,typeddict-item]
    if taken.get("external_ref"):
        gone.external_ref = None
    gone.merged_into, gone.archived_at = stays, gone.archived_at or days.now()
    gone.save(update_fields=["merged_into", "archived_at", "external_ref"])
    columns = columns_of(stays.data_key, {**taken, "tags": tags})
    for name, value in columns.items():
        setattr(stays, name, value)
    stays.save(update_fields=list(columns))
    CustomerPhone.objects.filter(customer__in=[gone.pk, stays.pk]).delete()
    CustomerPhone.objects.bulk_create(phone_rows(stays, numbers))
    wish = ContactPreference.objects.filter(customer=gone).first()
    if wish is not None and not ContactPreference.objects.filter(customer=stays).exists():
        said = {name: getattr(wish, name) for name in ("language", "by_email", "opted_out")}
        ContactPreference.objects.create(customer=stays, **said)


def _numbers(said: Said) -> list[str]:
    return [said["phone"], *said["other_phones"]]
