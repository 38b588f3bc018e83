"""Branches: places of a business are named, called otherwise and put away, and tills are put into them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, transaction

from core import days
from core.digests import digest
from core.errors import Conflict, Findings, InvalidState, NotFound
from core.rows.events import record_event
from core.rows.idempotency import first_or_conflict
from core.rows.locks import lock_row
from core.text import checked_key, checked_name
from mpesa.models import Branch, Till
from users.access import Right, require_right
from users.actors import Actor
from users.audit import record_audit
from users.models import Business

RIGHT = Right.TILL_MANAGE
NAME_LENGTH = 80


def create_branch(*, business: Business, name: str, key: str, actor: Actor) -> Branch:
    """A place of a business, without tills. Needs the right till.manage. Idempotent by (business, key).

    Raises InvalidInput NAME_MISSING / BAD_KEY, both at once, Conflict BRANCH_NAME_TAKEN / KEY_REUSED.
    """
    require_right(actor, business, RIGHT)
    found = Findings()
    with found.noting():
        checked_key(key, "branch")
    with found.noting():
        name = checked_name(name, longest=NAME_LENGTH)
    found.settle()
    asked = digest(["branch", name])

    def write() -> Branch:
        with _name_free(name):
            branch = Branch.objects.create(business=business, name=name, key=key, key_hash=asked)
            record_audit(
                actor=actor,
                business=business,
                action="branch.create",
                subject=branch,
                details={"name": name},
            )
            _tell(branch.business_id, branch.pk)
        return branch

    known = Branch.objects.filter(business=business, key=key).select_related("business")
    return first_or_conflict(known, digests=[asked], write=write, what="branch")[0]


def rename_branch(*, branch: Branch, name: str, actor: Actor) -> Branch:
    """Call a branch otherwise, in reports of days that are past too. Needs the right till.manage. Locks it.

    Idempotent. Raises InvalidInput NAME_MISSING, Conflict BRANCH_NAME_TAKEN.
    """
    require_right(actor, branch.business, RIGHT)
    name = checked_name(name, longest=NAME_LENGTH)
    with transaction.atomic():
        row = _locked(branch)
        if row.name == name:
            return row
        before, row.name = row.name, name
        with _name_free(name):
            row.save(update_fields=["name"])
        record_audit(
            actor=actor,
            business=row.business,
            action="branch.rename",
            subject=row,
            details={"name": name},
            before={"name": before},
        )
        _tell(row.business_id, row.pk)
    return row


def archive_branch(*, branch: Branch, archived: bool = True, actor: Actor) -> Branch:
    """Put a branch away, so that no further till is put into it, or bring it back. Its tills stay in it, and
    reports keep showing it. Needs the right till.manage. Idempotent. Locks the branch."""
    require_right(actor, branch.business, RIGHT)
    with transaction.atomic():
        row = _locked(branch)
        if (row.archived_at is not None) == archived:
            return row
        row.archived_at = days.now() if archived else None
        row.save(update_fields=["archived_at"])
        action = "branch.archive" if archived else "branch.restore"
        record_audit(
            actor=actor, business=row.business, action=action, subject=row, details={"name": row.name}
        )
        _tell(row.business_id, row.pk)
    return row


def set_till_branch(*, till: Till, branch: Branch | None, actor: Actor) -> Till:
    """Put a till into a branch of its business, or into none. Needs the right till.manage. Idempotent.

    Nothing moves in the books. Locks the till, and the branch, which is not put away meanwhile. Raises
    NotFound of another business's branch, InvalidState BRANCH_ARCHIVED.
    """
    require_right(actor, till.business, RIGHT)
    if branch is not None and branch.business_id != till.business_id:
        raise NotFound("branch", "branch")
    with transaction.atomic():
        row = lock_row(Till.objects.filter(pk=till.pk).select_related("business", "branch"))
        assert row is not None, "tills are never deleted"
        if row.branch_id == (branch.pk if branch else None):
            return row
        into = None if branch is None else _locked(branch)
        if into is not None and into.archived_at is not None:
            raise InvalidState("BRANCH_ARCHIVED", "branch", "It was put away: bring it back first.")
        before, row.branch = row.branch, into
        row.save(update_fields=["branch"])
        record_audit(
            actor=actor,
            business=row.business,
            action="till.branch",
            subject=row,
            details={"branch": into.name if into else ""},
            before={"branch": before.name if before else ""},
        )
        for each in (before, into):
            if each is not None:
                _tell(row.business_id, each.pk)
    return row


def _locked(branch: Branch) -> Branch:
    row = lock_row(Branch.objects.filter(pk=branch.pk).select_related("business"))
    assert row is not None, "branches are never deleted"
    return row


@contextmanager
def _name_free(name: str) -> Iterator[None]:
    """Turns the constraint's refusal into Conflict BRANCH_NAME_TAKEN; a savepoint around what is written."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if "branch_name_once" in str(error):
            raise Conflict("BRANCH_NAME_TAKEN", "name", f"Another branch is called {name}.") from None
        raise


def _tell(business_id: int, branch_id: int) -> None:
    record_event(topic="branch.changed", business_id=business_id, branch=branch_id)
