"""Asking and answering in tests: a safe that is opened by approval."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from core.errors import DomainError
from users.actors import SYSTEM
from users.approvals.approving import Proof, request_approval
from users.approvals.kinds import Content
from users.models import Approval, Business, User
from users.people import add_member, create_staff

PASSWORD = "correct horse battery"
NEW = Proof()
AGAIN = Proof(secret_again=True)


@dataclass
class Safe:
    """Something to be opened: how often it was, what it would give, and what its opening raises."""

    opened: list[int] = field(default_factory=list)
    amount: int = 5000
    raises: Exception | None = None

    def describe(self, business: Business, payload: dict) -> Content:
        which = str(payload["safe"])
        return Content(facts={"safe": which}, amount=self.amount, subject=f"safe:{which}")

    def execute(self, approval: Approval) -> None:
        if self.raises:
            raise self.raises
        self.opened.append(approval.pk)


def person(business: Business, name: str, role: str) -> User:
    user = create_staff(username=name, password=PASSWORD)
    add_member(business=business, user=user, role=role, actor=SYSTEM)
    return user


def ask(
    business: Business, maker: User, *, kind="safe.open", safe=1, key="key-00001", comment=""
) -> Approval:
    return request_approval(
        kind=kind, business=business, payload={"safe": safe}, maker=maker, key=key, comment=comment
    )


def code(verb, *args, **kwargs) -> str:
    with pytest.raises(DomainError) as refusal:
        verb(*args, **kwargs)
    return refusal.value.code


def steps(approval: Approval) -> list[tuple[str, int | None]]:
    return list(approval.decisions.order_by("pk").values_list("step", "by_id"))


def limit_is(business: Business, cents: int) -> None:
    Business.objects.filter(pk=business.pk).update(solo_limit=cents)
