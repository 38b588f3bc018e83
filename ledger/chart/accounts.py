"""Opening and naming accounts. An account is never closed: nothing but its name changes."""

from __future__ import annotations

import re

from django.db import transaction

from core.errors import Conflict, InvalidInput, NotFound
from core.rows.locks import AdvisoryLock, lock_row
from core.text import checked_name
from ledger.chart.standard import BANK, CASH, SYSTEM_ACCOUNTS, VAT_PAYABLE, open_sub_account
from ledger.chart.system_accounts import MAX_DEPTH, line_up, system_owner
from ledger.models import Account, AccountKind
from users.access import Right, require_right
from users.actors import Actor
from users.audit import record_audit
from users.models import Business, User

RIGHT = Right.LEDGER_WRITE
_chart = AdvisoryLock("ledger.chart")
_money_accounts = AdvisoryLock("ledger.money_accounts")
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]{0,39}")
#: How the accounts are called that the system opens by itself.
_RESERVED = tuple(f"{code}-" for code in sorted({*SYSTEM_ACCOUNTS, VAT_PAYABLE, BANK, CASH}))


def open_account(
    *, business: Business, code: str, name: str, kind: str, parent: str | None = None, actor: Actor
) -> Account:
    """An account of a business, like 6000 Rent; below `parent` it has the parent's kind.

    Needs the right ledger.write. Idempotent by (business, code). Raises what check_new_account raises,
    InvalidInput NAME_MISSING, Conflict ACCOUNT_CODE_TAKEN when the code has another name, kind or parent.
    """
    require_right(actor, business, RIGHT)
    name = checked_name(name)
    above = _parent(business, parent)
    check_new_account(code=code, kind=kind, parent=above)
    with transaction.atomic():
        hold_chart(business)
        account, opened = Account.objects.get_or_create(
            business=business, code=code, defaults={"name": name, "kind": kind, "parent": above}
        )
        if (account.name, account.kind, account.parent_id) != (name, kind, above.pk if above else None):
            raise Conflict("ACCOUNT_CODE_TAKEN", "code", f"{code} is another account: {account.name}.")
        if opened:
            record_audit(actor=actor, business=business, action="account.open", subject=account)
    return account


def hold_chart(business: Business) -> None:
    """Let nobody else open accounts by hand in a business until the transaction ends (advisory lock)."""
    _chart.take(business.pk)


def check_code(code: str) -> None:
    """Raises InvalidInput BAD_ACCOUNT_CODE for what no account opened by hand may be called."""
    if not _CODE.fullmatch(code) or code.startswith(_RESERVED):
        raise InvalidInput(
            "BAD_ACCOUNT_CODE",
            "code",
            "A code has 1 to 40 letters, digits, dots or dashes, and does not begin like an account of the"
            " system's own (2200-, 1100-).",
        )


def check_new_account(*, code: str, kind: str, parent: Account | None) -> None:
    """Raises InvalidInput BAD_ACCOUNT_CODE / BAD_ACCOUNT_KIND / SYSTEM_ACCOUNT / CHART_TOO_DEEP."""
    check_code(code)
    if kind not in AccountKind.values:
        raise InvalidInput("BAD_ACCOUNT_KIND", "kind", f"A kind is one of {', '.join(AccountKind.values)}.")
    if parent is not None and system_owner(parent):
        raise InvalidInput(
            "SYSTEM_ACCOUNT", "parent", f"Accounts below {parent.code} are opened by the system."
        )
    if parent is not None and parent.kind != kind:
        raise InvalidInput("BAD_ACCOUNT_KIND", "kind", f"{parent.code} is of the kind {parent.kind}.")
    if parent is not None and len(list(line_up(parent))) == MAX_DEPTH:
        raise InvalidInput("CHART_TOO_DEEP", "parent", f"{parent.code} is as deep as accounts go.")


def _parent(business: Business, code: str | None) -> Account | None:
    if code is None:
        return None
    found = Account.objects.filter(business=business, code=code).first() if code.isprintable() else None
    if found is None:
        raise NotFound("account", "parent")
    return found


def open_money_account(*, business: Business, parent: str, name: str, actor: User) -> Account:
    """A bank account below 1100 or a cash box below 1020, with the next free code (`1100-3`).

    Needs the right ledger.write. Idempotent by (business, parent, name). Locks by advisory lock of (business,
    parent). Raises InvalidInput NAME_MISSING / NOT_OWN_FUNDS.
    """
    require_right(actor, business, RIGHT)
    name = checked_name(name)
    if parent not in (BANK, CASH):
        raise InvalidInput("NOT_OWN_FUNDS", "parent", f"Open it below {CASH} Cash or {BANK} Bank.")
    with transaction.atomic():
        _money_accounts.take(business.pk, parent)
        siblings = Account.objects.filter(business=business, code__startswith=f"{parent}-")
        known = siblings.filter(name=name).order_by("pk").first()
        if known is not None:
            return known
        numbers = [int(code.rpartition("-")[2]) for code in siblings.values_list("code", flat=True)]
        account = open_sub_account(
            business_id=business.pk, parent_code=parent, suffix=str(max(numbers, default=0) + 1), name=name
        )
        record_audit(actor=actor, business=business, action="account.open", subject=account)
    return account


def rename_account(*, account: Account, name: str, actor: User) -> Account:
    """Give an account another name. Needs the right ledger.write. Idempotent. Locks the account.

    Raises InvalidInput NAME_MISSING / SYSTEM_ACCOUNT.
    """
    require_right(actor, account.business, RIGHT)
    name = checked_name(name)
    if system_owner(account):
        raise InvalidInput("SYSTEM_ACCOUNT", "account", "Accounts of the system keep their names.")
    with transaction.atomic():
        locked = lock_row(Account.objects.filter(pk=account.pk).select_related("business"))
        assert locked is not None
        if locked.name != name:
            before = locked.name
            locked.name = name
            locked.save(update_fields=["name"])
            record_audit(
                actor=actor,
                business=locked.business,
                action="account.rename",
                subject=locked,
                details={"name": name},
                before={"name": before},
            )
    return locked
