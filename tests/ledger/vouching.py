"""Short ways to write vouchers in tests, and to answer for them."""

from __future__ import annotations

from datetime import date
from itertools import count
from typing import Any

import pytest

from core.errors import DomainError
from ledger.models import Voucher
from ledger.vouchers.lines import LineInput
from ledger.vouchers.writing import post_journal_entry
from users.actors import SYSTEM
from users.approvals.approving import Proof, approve
from users.models import Business, User
from users.people import add_member, create_staff

DAY = date(2024, 11, 20)
_numbers = count(1)


def dr(account: str, cents: int, vat: str = "") -> LineInput:
    return LineInput(account, debit=cents, vat=vat)


def cr(account: str, cents: int, vat: str = "") -> LineInput:
    return LineInput(account, credit=cents, vat=vat)


def fresh_key() -> str:
    return f"key-{next(_numbers):06}"


def member(business: Business, role: str, name: str = "") -> User:
    user = create_staff(username=name or f"{role.lower()}.{business.code}", password="correct horse battery")
    add_member(business=business, user=user, role=role, actor=SYSTEM)
    return user


def alone_up_to(business: Business, cents: int) -> None:
    Business.objects.filter(pk=business.pk).update(solo_limit=cents)
    business.refresh_from_db()


def write(business: Business, actor: User, *lines: LineInput, **more: Any) -> Voucher:
    fields = {"day": DAY, "description": "by hand", "key": fresh_key()} | more
    return post_journal_entry(business=business, lines=lines, actor=actor, **fields)


def say_yes(thing: Any, checker: User) -> Any:
    """Approve what waits for this voucher or recurring voucher; the thing as it is then."""
    approval = thing.approval
    approve(approval=approval, checker=checker, digest=approval.digest, proof=Proof())
    return type(thing).objects.get(pk=thing.pk)


def code(verb: Any, *args: Any, **kwargs: Any) -> str:
    with pytest.raises(DomainError) as refusal:
        verb(*args, **kwargs)
    return refusal.value.code
