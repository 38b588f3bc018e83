"""A new secret in the callback addresses of a till, without losing a callback on the way.

Safaricom's production takes addresses once, and calls those that it has until a person has removed them. So
the token that is replaced stays valid: what comes by it is booked as before. A person retires it once
callbacks come by the new one. What comes to a retired address is still kept, since it may be money; but
somebody else may know that address, so a C2B announcement there is not booked: it opens a case and an alert,
up to a bound (mpesa/callbacks/hook_limits.py), and Pull, the statement or Safaricom's own answer book the
money if it is any. The answer to a payment request is booked even there: its address holds a second secret,
that of the request.
"""

from __future__ import annotations

import secrets

from django.db import transaction

from core import days
from core.errors import InvalidState
from core.rows.locks import lock_row
from mpesa.models import Callback, CallbackKind, FormerHookToken, Till
from mpesa.tills.registering import are_current, registered
from users.access import Right, require_right
from users.actors import Actor
from users.audit import record_audit


@transaction.atomic
def rotate_hook_token(*, till: Till, actor: Actor) -> Till:
    """Give a till a new token; the old one stays valid. Register the addresses next. Locks the till.

    Raises InvalidState ROTATION_OPEN while an earlier one is still valid.
    """
    require_right(actor, till.business, Right.TILL_MANAGE)
    till = _locked(till)
    if former_in_use(till) is not None:
        raise InvalidState(
            "ROTATION_OPEN", "till", "The address before this one is still in use: retire it first."
        )
    FormerHookToken.objects.create(till=till, token=till.hook_token, replaced_at=days.now())
    till.hook_token = secrets.token_hex(16)
    till.save(update_fields=["hook_token"])
    record_audit(actor=actor, business=till.business, action="till.rotate_address", subject=till)
    return till


@transaction.atomic
def retire_hook_token(*, till: Till, even_so: bool = False, actor: Actor) -> Till:
    """Believe the former address of a till no longer; quiet when there is none in use. Locks the till.

    Raises InvalidState ADDRESS_IN_USE while Safaricom may still announce payments there: the new addresses
    are not registered, or no confirmation has come by them. `even_so` retires it all the same: for an
    address that somebody else knows.
    """
    require_right(actor, till.business, Right.TILL_MANAGE)
    till = _locked(till)
    former = former_in_use(till)
    if former is None:
        return till
    if not even_so and not (are_current(registered(till)) and came_by_the_new_address(former)):
        raise InvalidState(
            "ADDRESS_IN_USE",
            "till",
            "No payment was announced at the new address yet: register it, see one come, then retire the old"
            " one. If somebody else knows the old address, retire it even so.",
        )
    former.retired_at = days.now()
    former.save(update_fields=["retired_at"])
    record_audit(
        actor=actor,
        business=till.business,
        action="till.retire_address",
        subject=till,
        details={"even_so": even_so},
    )
    return till


@transaction.atomic
def reopen_hook_token(*, till: Till, actor: Actor) -> Till:
    """Believe the last retired address again; quiet when there is none. Locks the till.

    What came to it meanwhile is put in line by mpesa.callbacks.replaying.reopen_address. Raises InvalidState
    ROTATION_OPEN.
    """
    require_right(actor, till.business, Right.TILL_MANAGE)
    till = _locked(till)
    former = till.former_tokens.order_by("-pk").first()
    if former is None or former.retired_at is None:
        return till
    former.retired_at = None
    former.save(update_fields=["retired_at"])
    record_audit(actor=actor, business=till.business, action="till.reopen_address", subject=till)
    return till


def former_in_use(till: Till) -> FormerHookToken | None:
    """The address before the present one, while it is believed."""
    return till.former_tokens.filter(retired_at=None).first()


def came_by_the_new_address(former: FormerHookToken) -> bool:
    """Whether a confirmation came to the present address since it replaced this one."""
    return Callback.objects.filter(
        till=former.till_id,
        kind=CallbackKind.C2B_CONFIRMATION,
        could_be_money=True,
        former_token=None,
        received_at__gt=former.replaced_at,
    ).exists()


def _locked(till: Till) -> Till:
    row = lock_row(Till.objects.filter(pk=till.pk).select_related("business"))
    assert row is not None, "tills are never deleted"
    return row
