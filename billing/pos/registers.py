"""Registers: named drawers, each with an account of its own below 1020 Cash."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from billing.models import Register
from core.errors import InvalidInput
from core.rows.locks import lock_row
from core.text import checked_name
from ledger.chart.accounts import open_money_account
from ledger.chart.standard import CASH
from mpesa.models import Till
from users.access import Right, require_right
from users.audit import record_audit
from users.models import Business, User

RIGHT = Right.LEDGER_WRITE
NAME_LENGTH = 60


def open_register(*, business: Business, name: str, till: Till | None = None, actor: User) -> Register:
    """A drawer, with its account `1020-<n>`; payers at it pay to `till`. Needs the right ledger.write.

    Idempotent by (business, name). Raises InvalidInput NAME_MISSING / REGISTER_DIFFERS (it is there, with
    another till, or its account is another one's).
    """
    require_right(actor, business, RIGHT)
    name = checked_name(name, longest=NAME_LENGTH)
    _require_own(business, till)
    with transaction.atomic():
        account = open_money_account(business=business, parent=CASH, name=name, actor=actor)
        taken = Register.objects.filter(account=account).exclude(name=name).first()
        if taken is not None:
            text = f"The account {account.code} of this name is that of the register {taken.name}."
            raise InvalidInput("REGISTER_DIFFERS", "name", text)
        register, opened = Register.objects.get_or_create(
            business=business, name=name, defaults={"account": account, "till": till}
        )
        if register.till_id != (till.pk if till else None):
            raise InvalidInput("REGISTER_DIFFERS", "name", "There is such a register, with another till.")
        if opened:
            record_audit(
                actor=actor,
                business=business,
                action="register.open",
                subject=register,
                details={"name": name, "account": account.code},
            )
    return register


def edit_register(*, register: Register, name: str, till: Till | None, actor: User) -> Register:
    """Another name, and another till that payers pay to. Needs the right ledger.write. Locks the register.

    Raises InvalidInput NAME_MISSING / REGISTER_DIFFERS (another one is called so).
    """
    require_right(actor, register.business, RIGHT)
    name = checked_name(name, longest=NAME_LENGTH)
    _require_own(register.business, till)
    with transaction.atomic():
        row = lock_row(Register.objects.filter(pk=register.pk).select_related("business"))
        assert row is not None, "registers are never deleted"
        before = row.name
        row.name, row.till = name, till
        try:
            with transaction.atomic():
                row.save(update_fields=["name", "till"])
        except IntegrityError:
            raise InvalidInput("REGISTER_DIFFERS", "name", "Another register is called so.") from None
        record_audit(
            actor=actor,
            business=row.business,
            action="register.edit",
            subject=row,
            details={"name": name, "till": till.shortcode if till else ""},
            before={"name": before},
        )
    return row


def _require_own(business: Business, till: Till | None) -> None:
    if till is not None and till.business_id != business.pk:
        raise InvalidInput("TILL_DIFFERS", "till", "Payers pay to a till of the same business.")
