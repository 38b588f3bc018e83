"""When one person is enough: within the business's limit, or where nobody else can."""

from __future__ import annotations

import json

import pytest

from core.errors import NotAllowed, SignInFailed
from tests.users.approving import AGAIN, NEW, ask, code, limit_is, person, steps
from users.approvals.approving import Proof, approve
from users.approvals.rules import change_rules
from users.models import Approval, AuditEntry, Business, Role, User


def test_within_the_solo_limit_one_person_is_enough(business, owner, checker, safe):
    limit_is(business, 5000)
    alone = ask(business, owner)
    assert (alone.state, alone.checker, alone.alone) == ("APPROVED", owner, "SOLO_LIMIT")
    assert (safe.opened, steps(alone)) == ([alone.pk], [("REQUESTED", owner.pk), ("APPROVED", owner.pk)])
    entry = AuditEntry.objects.get(action="approval.approved")
    assert entry.details["alone"] == "SOLO_LIMIT"
    assert ask(business, owner) == alone and len(safe.opened) == 1
    safe.amount = 5001
    assert ask(business, owner, key="key-00002").state == "PENDING"
    safe.amount = 0
    assert ask(business, owner, safe=2, key="key-00003").state == "PENDING"


def test_who_asks_for_a_part_at_a_time_gets_no_further(business, owner, safe, clock):
    limit_is(business, 5000)
    safe.amount = 3000

    def state(number: int, by: User = owner) -> str:
        return ask(business, by, safe=number, key=f"part-{number:04}").state

    assert [state(1), state(2)] == ["APPROVED", "PENDING"]
    safe.amount = 2000
    assert state(3) == "APPROVED"
    safe.amount = 1
    assert state(4) == "PENDING"
    assert state(5, person(business, "second", Role.OWNER)) == "APPROVED"  # a limit of their own
    clock.pass_seconds(24 * 3600)
    assert state(6) == "APPROVED"


def test_what_needs_two_people_knows_no_exception(business, owner, safe, clock):
    limit_is(business, 10**9)
    asked = ask(business, owner, kind="market.result")
    assert asked.state == "PENDING"
    clock.pass_seconds(3600)
    assert code(approve, approval=asked, checker=owner, digest=asked.digest, proof=AGAIN) == "SAME_PERSON"
    other = person(business, "second", Role.APPROVER)
    assert approve(approval=asked, checker=other, digest=asked.digest, proof=NEW).alone == ""


def test_where_nobody_else_can_the_same_person_thinks_twice(business, owner, safe, clock):
    asked = ask(business, owner)

    def again(proof: Proof) -> Approval:
        return approve(approval=asked, checker=owner, digest=asked.digest, proof=proof)

    clock.pass_seconds(599)
    assert code(again, AGAIN) == "TOO_EARLY"
    clock.pass_seconds(1)
    assert code(again, NEW) == "SECRET_REQUIRED"
    person(business, "cashier", Role.CASHIER)  # cannot approve, so that nobody else can
    done = again(AGAIN)
    assert (done.state, done.checker, done.alone) == ("APPROVED", owner, "NOBODY_ELSE")
    assert safe.opened == [asked.pk]


def test_as_soon_as_somebody_else_can_they_must(business, owner, safe, clock):
    asked = ask(business, owner)
    clock.pass_seconds(600)
    other = person(business, "second", Role.OWNER)
    assert code(approve, approval=asked, checker=owner, digest=asked.digest, proof=AGAIN) == "SAME_PERSON"
    User.objects.filter(pk=other.pk).update(is_active=False)
    assert approve(approval=asked, checker=owner, digest=asked.digest, proof=AGAIN).alone == "NOBODY_ELSE"


def test_the_solo_limit_changes_by_approval(business, owner, checker):
    asked = change_rules(business=business, solo_limit=100_000, actor=owner, key="key-00001")
    assert json.loads(asked.content)["facts"] == {"solo_limit": {"from": "KES 0.00", "to": "KES 1,000.00"}}
    approve(approval=asked, checker=checker, digest=asked.digest, proof=NEW)
    assert Business.objects.get().solo_limit == 100_000
    entry = AuditEntry.objects.get(action="approval_rules.change")
    changed = {"solo_limit": "KES 1,000.00", "solo_limit_before": "KES 0.00", "approval": asked.pk}
    assert (entry.actor, entry.details) == (checker, changed)
    raised = change_rules(business=business, solo_limit=100_001, actor=owner, key="key-00002")
    assert raised.state == "PENDING"  # the limit does not raise itself
    limit_is(business, 50)
    assert (
        code(approve, approval=raised, checker=checker, digest=raised.digest, proof=NEW) == "SUBJECT_CHANGED"
    )


def test_only_an_owner_asks_for_another_solo_limit(business, owner, checker):
    with pytest.raises(NotAllowed):
        change_rules(business=business, solo_limit=1, actor=checker, key="key-00001")
    for cents in (-1, 10**15 + 1):
        assert (
            code(change_rules, business=business, solo_limit=cents, actor=owner, key="key-00001")
            == "BAD_AMOUNT"
        )


def test_an_owner_alone_waits_too(business, owner, clock):
    asked = change_rules(business=business, solo_limit=10**12, actor=owner, key="key-00001")
    assert (asked.state, Business.objects.get().solo_limit) == ("PENDING", 0)
    clock.pass_seconds(600)
    with pytest.raises(SignInFailed):
        approve(approval=asked, checker=owner, digest=asked.digest, proof=NEW)
    approve(approval=asked, checker=owner, digest=asked.digest, proof=AGAIN)
    assert Business.objects.get().solo_limit == 10**12
