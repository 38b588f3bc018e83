"""Into which bank account of the books a till's money is settled: what goes to the bank is booked there."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction

from core import days
from core.rows.locks import lock_row
from mpesa.models import Till
from reconciliation.accounts import accounts_named, require_bank_account
from reconciliation.models import SettlementChoice
from users.access import Right, require_right
from users.actors import Actor, person
from users.audit import record_audit


def settlement_codes(tills: Collection[int]) -> dict[int, str]:
    """Till's key -> the code of the bank account that was chosen last; none where none was."""
    chosen = SettlementChoice.objects.filter(till__in=tills).order_by("till", "-pk").distinct("till")
    return dict(chosen.values_list("till_id", "account"))


def settlement_accounts(tills: Collection[int]) -> dict[int, object]:
    """Till's key -> that account of the books."""
    codes = settlement_codes(tills)
    known = Till.objects.filter(pk__in=codes).values_list("pk", "business_id")
    return dict(accounts_named([(pk, business, codes[pk]) for pk, business in known]))


def choose_settlement_account(*, till: Till, account: str, actor: Actor) -> Till:
    """Book what the till withdraws to the bank into this account from now on. Needs the right ledger.write.

    Rows that are booked already stay where they are. Locks the till's row; safe to repeat; audited. Raises
    InvalidInput ACCOUNT_UNKNOWN.
    """
    require_right(actor, till.business, Right.LEDGER_WRITE)
    require_bank_account(till.business_id, account)
    with transaction.atomic():
        lock_row(Till.objects.filter(pk=till.pk))
        before = settlement_codes([till.pk]).get(till.pk, "")
        if before != account:
            SettlementChoice.objects.create(
                till=till, account=account, chosen_by=person(actor), chosen_at=days.now()
            )
            record_audit(
                actor=actor,
                business=till.business,
                action="reconciliation.settlement",
                subject=till,
                details={"account": account},
                before={"account": before},
            )
    return till
