from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field

import pytest
from django.db import DatabaseError, connection, transaction

from core.errors import Conflict, DomainError, InvalidState, NotAllowed, NotFound, SignInFailed
from core.models import Event
from tests.core.threads import run_together
from tests.users.conftest import PASSWORD, Clock
from users import approval_subjects, approvals
from users.approval_models import Approval, ApprovalDecision
from users.approval_rules import change_rules
from users.approval_subjects import Content, register_subject
from users.approvals import Proof, approve, cancel, expire_approvals, refuse, request_approval
from users.models import AuditEntry, Business, Role, User
from users.people import add_member, create_business, create_staff, remove_member

NEW = Proof()
AGAIN = Proof(secret_again=True)


@dataclass
class Safe:
    """Something to be opened: how often it was, what it would give, and what its opening raises."""

    opened: list[int] = field(default_factory=list)
    amount: int = 5000
    raises: Exception | None = None

    def describe(self, business: Business, payload: dict) -> Content:
        return Content(facts={"safe": payload["safe"]}, amount=self.amount, subject=f"safe:{payload['safe']}")

    def execute(self, approval: Approval) -> None:
        if self.raises:
            raise self.raises
        self.opened.append(approval.pk)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(approvals, "timezone", clock)
    return clock


@pytest.fixture
def safe(monkeypatch: pytest.MonkeyPatch) -> Safe:
    monkeypatch.setattr(approval_subjects, "_subjects", dict(approval_subjects._subjects))
    safe = Safe()
    register_subject("safe.open", describe=safe.describe, execute=safe.execute)
    register_subject("market.result", describe=safe.describe, execute=safe.execute, two_people_always=True)
    return safe


def person(business: Business, name: str, role: str) -> User:
    user = create_staff(username=name, password=PASSWORD)
    add_member(business=business, user=user, role=role, actor=None)
    return user


@pytest.fixture
def checker(business: Business) -> User:
    return person(business, "checker", Role.APPROVER)


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
        '{"amount":5000,"business":"maji","facts":{"safe":1},"kind":"safe.open","subject":"safe:1"}'
    )
    assert asked.digest == hashlib.sha256(asked.content.encode()).hexdigest()


@pytest.mark.parametrize("value", [1.5, {1: "x"}, object(), [0.0]])
def test_content_without_one_canonical_form_is_refused(business, owner, safe, value, monkeypatch):
    monkeypatch.setattr(safe, "describe", lambda *_: Content(facts={"x": value}))
    register_subject("safe.open", describe=safe.describe, execute=safe.execute)
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
    clock.pass_seconds(approvals.LIFETIME.total_seconds() - 1)
    assert expire_approvals() == 0
    clock.pass_seconds(1)
    assert code(approve, approval=asked, checker=checker, digest=asked.digest, proof=NEW) == "EXPIRED"
    assert code(refuse, approval=asked, checker=checker, comment="no") == "EXPIRED"
    assert [expire_approvals(), expire_approvals()] == [1, 0]
    stored = Approval.objects.get()
    assert (stored.state, steps(stored)[1:]) == ("EXPIRED", [("EXPIRED", None)])
    assert ask(business, owner, key="key-00002").state == "PENDING"


def test_the_queue_closes_what_ran_out(business, owner, checker, safe, clock, drain):
    asked = ask(business, owner)
    clock.pass_seconds(approvals.LIFETIME.total_seconds())
    fresh = ask(business, owner, safe=2, key="key-00003")
    drain("users.expire", twice=True)
    assert Approval.objects.get(pk=asked.pk).state == "EXPIRED"
    assert Approval.objects.get(pk=fresh.pk).state == "PENDING"


def test_a_key_asks_once(business, owner, checker, safe):
    assert ask(business, owner) == ask(business, owner)
    assert code(ask, business, owner, safe=2) == "KEY_REUSED"
    assert code(ask, business, checker) == "KEY_REUSED"
    assert code(ask, business, owner, safe=2, key="short") == "BAD_KEY"
    assert code(ask, business, owner, safe=2, key="key-00009", comment="x" * 501) == "COMMENT_TOO_LONG"
    assert Approval.objects.count() == ApprovalDecision.objects.count() == 1


def test_one_request_at_a_time_waits_for_a_subject(business, owner, checker, safe):
    asked = ask(business, owner)
    assert code(ask, business, checker, key="key-00002") == "ALREADY_PENDING"
    assert ask(business, owner, safe=2, key="key-00003").state == "PENDING"
    cancel(approval=asked, maker=owner)
    assert ask(business, checker, key="key-00004").state == "PENDING"


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


def test_a_checker_who_left_answers_nothing(business, owner, checker, safe):
    asked = ask(business, owner)
    remove_member(business=business, user=checker, role=Role.APPROVER, actor=owner)
    with pytest.raises(NotFound):
        approve(approval=asked, checker=checker, digest=asked.digest, proof=NEW)


def test_two_people_in_the_same_instant_do_it_once(business, owner, safe):
    people = [person(business, f"checker{n}", Role.APPROVER) for n in range(4)]
    for count in range(15):
        asked = ask(business, owner, safe=count, key=f"key-{count:05}")
        outcomes = run_together(
            [
                lambda who=who, asked=asked: approve(
                    approval=asked, checker=who, digest=asked.digest, proof=NEW
                )
                for who in people
            ]
        )
        refused = [each for each in outcomes if isinstance(each, Exception)]
        assert [str(each.code) for each in refused] == ["APPROVAL_DECIDED"] * 3, outcomes
        assert safe.opened.count(asked.pk) == 1
        assert len(steps(asked)) == 2


def test_every_answer_in_the_same_instant_is_one(business, owner, safe):
    first, second = (person(business, f"checker{n}", Role.APPROVER) for n in range(2))
    won = set()
    for count in range(20):
        asked = ask(business, owner, safe=count, key=f"key-{count:05}")
        verbs = [
            lambda asked=asked: approve(approval=asked, checker=first, digest=asked.digest, proof=NEW),
            lambda asked=asked: refuse(approval=asked, checker=second, comment="no"),
            lambda asked=asked: cancel(approval=asked, maker=owner),
        ]
        outcomes = run_together(verbs[count % 3 :] + verbs[: count % 3])
        assert sum(isinstance(each, Approval) for each in outcomes) == 1, outcomes
        state = Approval.objects.get(pk=asked.pk).state
        won.add(state)
        assert (state == "APPROVED") == (asked.pk in safe.opened)
        assert [step for step, _ in steps(asked)] == ["REQUESTED", state]
    assert won <= {"APPROVED", "REFUSED", "CANCELLED"}


def test_the_same_request_from_threads_is_one(business, owner, safe):
    limit_is(business, 5000)
    outcomes = run_together([lambda: ask(business, owner)] * 6)
    assert len({each.pk for each in outcomes}) == 1
    assert len(safe.opened) == 1
    safe.amount = 6000
    outcomes = run_together([lambda n=n: ask(business, owner, safe=7, key=f"key-1000{n}") for n in range(6)])
    assert sorted(getattr(each, "code", "") for each in outcomes) == ["", *["ALREADY_PENDING"] * 5]


def test_the_solo_limit_changes_by_approval(business, owner, checker):
    asked = change_rules(business=business, solo_limit=100_000, actor=owner, key="key-00001")
    assert json.loads(asked.content)["facts"] == {"solo_limit": {"from": 0, "to": 100_000}}
    approve(approval=asked, checker=checker, digest=asked.digest, proof=NEW)
    assert Business.objects.get().solo_limit == 100_000
    entry = AuditEntry.objects.get(action="approval_rules.change")
    assert (entry.actor, entry.details) == (checker, {"solo_limit": 100_000, "approval": asked.pk})
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


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("UPDATE users_approvaldecision SET comment = 'x'", "APPEND_ONLY|permission denied"),
        ("DELETE FROM users_approvaldecision", "APPEND_ONLY|permission denied"),
        ("DELETE FROM users_approval", "violates foreign key"),
        ("TRUNCATE users_approval CASCADE", "APPEND_ONLY|permission denied"),
        ("UPDATE users_approval SET digest = 'x', content = 'y'", "APPROVAL_FIXED"),
        ("UPDATE users_approval SET amount = 1", "APPROVAL_FIXED"),
        ("UPDATE users_approval SET maker_id = checker_id", "APPROVAL_FIXED"),
        ("UPDATE users_approval SET expires_at = now() + interval '1 year'", "APPROVAL_FIXED"),
        ("UPDATE users_approval SET state = 'PENDING' WHERE state = 'REFUSED'", "APPROVAL_FIXED"),
        (
            "UPDATE users_approval SET state = 'APPROVED', decided_at = now(), checker_id = maker_id"
            " WHERE state = 'PENDING'",
            "approval_by_another_person",
        ),
        (
            "UPDATE users_approval SET state = 'APPROVED', decided_at = now(),"
            " checker_id = (SELECT max(id) FROM users_user) WHERE state = 'PENDING'",
            "APPROVAL_WITHOUT_TRAIL",
        ),
    ],
)
@pytest.mark.parametrize("role", ["application", "owner"])
def test_the_database_holds_what_was_asked_and_answered(
    business, owner, checker, safe, owner_database, role, statement, says
):
    ask(business, owner)
    refuse(approval=ask(business, owner, safe=2, key="key-00002"), checker=checker, comment="no")
    before = list(Approval.objects.order_by("pk").values())
    if role == "owner":
        with pytest.raises(Exception, match=says):
            owner_database.execute(statement)
    else:
        with pytest.raises(DatabaseError, match=says), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert list(Approval.objects.order_by("pk").values()) == before


def test_what_needs_two_people_is_held_by_the_database(business, owner, safe):
    asked = ask(business, owner, kind="market.result")
    with pytest.raises(DatabaseError, match="approval_by_another_person"), transaction.atomic():
        Approval.objects.filter(pk=asked.pk).update(
            state="APPROVED", decided_at=asked.created_at, checker=owner, alone="SOLO_LIMIT"
        )


def test_a_conflict_is_told_as_one(business, owner, safe):
    ask(business, owner)
    with pytest.raises(Conflict):
        ask(business, owner, safe=9)
