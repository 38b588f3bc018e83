from __future__ import annotations

import pytest

from core.registry import Registry
from tests.databases import Snapshot
from tests.users.approving import Safe, person
from users.approvals import kinds as approval_kinds
from users.approvals.kinds import ApprovalKind, register_approval_kind
from users.models import Business, Role, User
from users.people import create_player

PHONE, PIN = "254712345678", "582913"


@pytest.fixture
def owner(owner_snapshot: Snapshot, db: None) -> User:
    return owner_snapshot.made


@pytest.fixture
def player(business: Business) -> User:
    return create_player(phone=PHONE, pin=PIN, business=business)


@pytest.fixture
def safe(monkeypatch: pytest.MonkeyPatch) -> Safe:
    kinds: Registry[ApprovalKind] = Registry("kind of approval")
    kinds.update(approval_kinds._kinds)
    monkeypatch.setattr(approval_kinds, "_kinds", kinds)
    safe = Safe()
    register_approval_kind("safe.open", describe=safe.describe, execute=safe.execute)
    register_approval_kind(
        "market.result", describe=safe.describe, execute=safe.execute, two_people_always=True
    )
    return safe


@pytest.fixture
def checker(business: Business) -> User:
    return person(business, "checker", Role.APPROVER)
