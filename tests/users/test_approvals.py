"""Requests that wait for a second person: asked, seen, answered, final."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import transaction

from core.errors import Conflict, InvalidState, NotAllowed, NotFound
from core.models import Event
from core.rows.locks import lock_row
from tests.core.threads import run_together
from tests.users.approving import AGAIN, NEW, PASSWORD, ask, code, person, steps
from users.approvals import approving
from users.approvals import kinds as approval_kinds
from users.approvals.approving import approve, cancel, expire_approvals, refuse
from users.approvals.kinds import Content
from users.models import Approval, ApprovalDecision, AuditEntry, Role
from users.people import create_business, create_staff, remove_member


def test_another_person_approves_and_it_is_done_once(business, owner, checker, safe):
    asked = ask(business, owner, comment="  the   rent ")
    assert (asked.state, asked.amount, asked.comment, safe.opened) == ("PENDING", 5000, "the rent", [])
    done = approve(approval=asked, checker=checker, digest=asked.digest, proof=NEW, comment="fine")
    assert approve(approval=asked, checker=checker, digest=asked.digest, proof=NEW) == done
    stored = Approval.objects.get()
    assert (stored.state, stored.checker, stored.alone) == ("APPROVED", checker, "")
    assert safe.opened == [asked.pk]
    assert steps(stored) == [("REQUESTED", owner.pk), ("APPROVED", checker.pk)]
    audit = AuditEntry.objects.filter(action__startswith="approval.").order_by("id")
    assert list(audit.values_list("action", "actor")) == [
        ("approval.requested", owner.pk),
        ("approval.approved", checker.pk),
    ]
    events = Event.objects.filter(topic__startswith="approval.").order_by("id")
    assert list(events.values_list("topic", "ids")) == [
        ("approval.requested", {"approval": asked.pk, "kind": "safe.open"}),
        ("approval.decided", {"approval": asked.pk, "kind": "safe.open", "state": "APPROVED"}),
    ]


def test_the_digest_is_the_sha256_of_canonical_json(business, owner, checker, safe):
    asked = ask(business, owner)
    assert asked.content == (
        '{"amount":"KES 50.00","business":"maji","facts":{"safe":"1"},"kind":"safe.open","subject":"safe:1"}'
    )
    assert asked.digest == hashlib.sha256(asked.content.encode()).hexdigest()


@pytest.mark.parametrize("value", [1.5, {1: "x"}, object(), [0.0], 116_000, {"a": [0]}])
def test_content_without_one_canonical_form_is_refused(business, owner, safe, value, monkeypatch):
    monkeypatch.setattr(safe, "describe", lambda *_: Content(facts={"x": value}))
    kinds = approval_kinds._kinds
    monkeypatch.setitem(kinds, "safe.open", replace(kinds["safe.open"], describe=safe.describe))
    with pytest.raises(TypeError):
        ask(business, owner)
    assert not Approval.objects.exists()


def test_nobody_approves_their_own(business, owner, checker, safe):
    asked = ask(business, owner)
    for proof in (NEW, AGAIN):
        assert code(approve, approval=asked, checker=owner, digest=asked.digest, proof=proof) == "SAME_PERSON"
    assert code(refuse, approval=asked, checker=owner, comment="no") == "SAME_PERSON"
    assert (safe.opened, Approval.objects.get().state) == ([], "PENDING")


def test_the_checker_answers_what_he_saw(business, owner, checker, safe):
    asked = ask(business, owner)
    for digest in ("", "0" * 64, asked.digest.upper()):
        assert code(approve, approval=asked, checker=checker, digest=digest, proof=NEW) == "DIGEST_MISMATCH"
    safe.amount = 5001
    assert code(approve, approval=asked, checker=checker, digest=asked.digest, proof=NEW) == "SUBJECT_CHANGED"
    assert (safe.opened, Approval.objects.get().state) == ([], "PENDING")
    safe.amount = 5000
    approve(approval=asked, checker=checker, digest=asked.digest, proof=NEW)
    assert safe.opened == [asked.pk]


def test_an_act_that_fails_leaves_the_request_waiting(business, owner, checker, safe):
    asked = ask(business, owner)
    safe.raises = InvalidState("FLOOR", "", "Not enough.")
    assert code(approve, approval=asked, checker=checker, digest=asked.digest, proof=NEW) == "FLOOR"
    stored = Approval.objects.get()
    assert (stored.state, stored.checker, steps(stored)) == ("PENDING", None, [("REQUESTED", owner.pk)])


def test_who_may_answer(business, owner, checker, safe):
    asked = ask(business, owner)
    for role in (Role.ACCOUNTANT, Role.AUDITOR, Role.CASHIER, Role.MARKET_OPERATOR, Role.PLAYER):
        other = person(business, role.lower(), role)
        with pytest.raises(NotAllowed):
            approve(approval=asked, checker=other, digest=asked.digest, proof=AGAIN)
        with pytest.raises(NotAllowed):
            refuse(approval=asked, checker=other, comment="no")
        assert code(cancel, approval=asked, maker=other) == "NOT_THE_MAKER"
    stranger = create_staff(username="stranger", password=PASSWORD)
    create_business(code="duka", name="Duka", owner=stranger)
    for verb in (
        lambda: approve(approval=asked, checker=stranger, digest=asked.digest, proof=NEW),
        lambda: refuse(approval=asked, checker=stranger, comment="no"),
    ):
        with pytest.raises(NotFound):
            verb()
    assert Approval.objects.get().state == "PENDING"


def test_refusing_and_taking_back_are_final(business, owner, checker, safe):
    first, second = ask(business, owner), ask(business, owner, safe=2, key="key-00002")
    assert code(refuse, approval=first, checker=checker, comment=" ") == "REASON_MISSING"
    for _ in range(2):
        refuse(approval=first, checker=checker, comment="too much")
        cancel(approval=second, maker=owner, comment="a slip")
    for asked in (first, second):
        digest = asked.digest
        assert code(approve, approval=asked, checker=checker, digest=digest, proof=NEW) == "APPROVAL_DECIDED"
    assert code(refuse, approval=second, checker=checker, comment="no") == "APPROVAL_DECIDED"
    assert code(cancel, approval=first, maker=owner) == "APPROVAL_DECIDED"
    assert steps(first)[1:] == [("REFUSED", checker.pk)]
    assert steps(second)[1:] == [("CANCELLED", owner.pk)]
    assert safe.opened == []


def test_a_request_runs_out(business, owner, checker, safe, clock):
    asked = ask(business, owner)
    clock.pass_seconds(approving.LIFETIME.total_seconds() - 1)
    assert expire_approvals() == 0
    clock.pass_seconds(1)
    assert code(approve, approval=asked, checker=checker, digest=asked.digest, proof=NEW) == "EXPIRED"
    assert code(refuse, approval=asked, checker=checker, comment="no") == "EXPIRED"
    assert [expire_approvals(), expire_approvals()] == [1, 0]
    stored = Approval.objects.get()
    assert (stored.state, steps(stored)[1:]) == ("EXPIRED", [("EXPIRED", None)])
    assert ask(business, owner, key="key-00002").state == "PENDING"


def test_a_drain_takes_what_another_one_leaves(business, owner, checker, safe, clock, monkeypatch):
    monkeypatch.setattr(approving, "BATCH", 1)
    first, *_ = [ask(business, owner, safe=number, key=f"key-0000{number}") for number in (1, 2, 3)]
    clock.at = first.expires_at + timedelta(minutes=1)
    with transaction.atomic():
        lock_row(Approval.objects.filter(pk=first.pk))
        assert run_together([expire_approvals]) == [1]
        assert run_together([expire_approvals] * 2) in ([0, 1], [1, 0])
    assert expire_approvals() == 1
    assert set(Approval.objects.values_list("state", flat=True)) == {"EXPIRED"}


def test_the_queue_closes_what_ran_out(business, owner, checker, safe, clock, drain):
    asked = ask(business, owner)
    clock.pass_seconds(approving.LIFETIME.total_seconds())
    fresh = ask(business, owner, safe=2, key="key-00003")
    drain("users.expire", twice=True)
    assert Approval.objects.get(pk=asked.pk).state == "EXPIRED"
    assert Approval.objects.get(pk=fresh.pk).state == "PENDING"


def test_a_key_asks_once(business, owner, checker, safe):
    assert ask(business, owner) == ask(business, owner)
    assert code(ask, business, owner, safe=2) == "KEY_REUSED"
    assert code(ask, business, checker) == "KEY_REUSED"
    assert code(ask, business, owner, safe=2, key="") == "BAD_KEY"
    assert code(ask, business, owner, safe=2, key="key-00009", comment="x" * 501) == "COMMENT_TOO_LONG"
    assert Approval.objects.count() == ApprovalDecision.objects.count() == 1


def test_one_request_at_a_time_waits_for_a_subject(business, owner, checker, safe):
    asked = ask(business, owner)
    with pytest.raises(Conflict, match="ALREADY_PENDING") as caught:
        ask(business, checker, key="key-00002")
    assert caught.value.detail.other == ("Approval", asked.pk), "the page leads to it"
    assert ask(business, owner, safe=2, key="key-00003").state == "PENDING"
    cancel(approval=asked, maker=owner)
    assert ask(business, checker, key="key-00004").state == "PENDING"


def test_a_checker_who_left_answers_nothing(business, owner, checker, safe):
    asked = ask(business, owner)
    remove_member(membership=checker.memberships.get(), actor=owner)
    with pytest.raises(NotFound):
        approve(approval=asked, checker=checker, digest=asked.digest, proof=NEW)


def test_a_conflict_is_told_as_one(business, owner, safe):
    ask(business, owner)
    with pytest.raises(Conflict):
        ask(business, owner, safe=9)
