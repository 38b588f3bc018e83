"""Answers in the same instant, and what the database holds whatever the code does."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from tests.core.threads import run_together
from tests.users.approving import NEW, ask, limit_is, person, steps
from users.approvals.approving import approve, cancel, refuse
from users.models import Approval, Role


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
        says += "|permission denied"
        with pytest.raises(DatabaseError, match=says), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert list(Approval.objects.order_by("pk").values()) == before


def test_what_needs_two_people_is_held_by_the_database(business, owner, safe):
    asked = ask(business, owner, kind="market.result")
    with pytest.raises(DatabaseError, match="approval_by_another_person"), transaction.atomic():
        Approval.objects.filter(pk=asked.pk).update(
            state="APPROVED", decided_at=asked.created_at, checker=owner, alone="SOLO_LIMIT"
        )
