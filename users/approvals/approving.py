"""Asking for a second person, and answering. What is done is exactly what was approved, once.

A request is described when it is made and again, from the subject's present state, when it is approved: if
the two differ nothing happens. It is done in the transaction that approves it.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import Count, QuerySet, Sum

from core import days
from core.days import day_bounds
from core.digests import digest as digest_of_facts
from core.errors import Conflict, Detail, InvalidInput, InvalidState, NotFound, SignInFailed
from core.machine.killpoints import reach
from core.machine.turns import work_through
from core.rows.events import record_event
from core.rows.idempotency import first_or_conflict
from core.rows.locks import AdvisoryLock, lock_row
from core.rows.states import take_step
from core.text import checked_comment, checked_key
from users.access import RIGHTS, Right, require_right
from users.actors import SYSTEM, Actor, person
from users.approvals.kinds import (
    ApprovalKind,
    Content,
    Payload,
    approval_kind,
    canonical_text,
    differences,
    digest_of,
    kinds_with_own_limit,
)
from users.audit import record_audit
from users.models import (
    Alone,
    Approval,
    ApprovalDecision,
    ApprovalState,
    ApprovalStep,
    Business,
    Membership,
    User,
    is_enrolled,
)

LIFETIME = timedelta(days=3)
#: How long somebody waits before approving their own request where nobody else can.
SECOND_THOUGHTS = timedelta(minutes=10)
BATCH = 100
_subjects = AdvisoryLock("users.approvals.subject")
_alone = AdvisoryLock("users.approvals.alone")


@dataclass(frozen=True)
class Proof:
    """How the person who answers has shown who they are: the secret in this very request, a code in this
    session."""

    secret_again: bool = False
    totp: bool = False


def request_approval(
    *, kind: str, business: Business, payload: Payload, maker: User, key: str, comment: str = ""
) -> Approval:
    """Ask for an act. It waits for another person, or is done at once while all that this person did alone on
    the accounting day stays within the solo limit of the business.

    The caller has checked that the maker may ask. `payload` holds the ids and codes that the kind's
    `describe` needs. Idempotent by (business, key): the same request returns the first approval, another
    one is a Conflict KEY_REUSED. Locks what `describe` locks, and what this person does alone. Raises
    InvalidInput BAD_KEY / COMMENT_TOO_LONG, Conflict ALREADY_PENDING while another request waits for the same
    subject, and what describe and execute raise.
    """
    checked_key(key)
    act, comment = approval_kind(kind), checked_comment(comment)
    payload = json.loads(json.dumps(dict(payload)))  # as it will be read when it is approved
    asked = digest_of_facts([kind, payload, maker.pk, comment])

    def write() -> Approval:
        content = act.describe(business, payload)
        text = canonical_text(kind, business, content)
        now = days.now()
        approval = Approval(
            business=business,
            kind=kind,
            subject=content.subject,
            payload=payload,
            content=text,
            digest=digest_of(text),
            amount=content.amount,
            two_people=act.two_people_always,
            comment=comment,
            key=key,
            key_hash=asked,
            maker=maker,
            created_at=now,
            expires_at=now + LIFETIME,
        )
        _save_as_the_only_one(approval)
        _note(approval, ApprovalStep.REQUESTED, maker, comment)
        if _within_solo_limit(act, business, maker, content):
            _do(approval, act, maker, Alone.SOLO_LIMIT, "")
        return approval

    known = Approval.objects.filter(business=business, key=key)
    return first_or_conflict(known, digests=[asked], write=write, what="request")[0]


def _save_as_the_only_one(approval: Approval) -> None:
    """Save a request unless another waits for its subject (advisory lock: the refusal stays clear)."""
    if approval.subject:
        _subjects.take(approval.business_id, approval.kind, approval.subject)
        waiting = Approval.objects.filter(
            business=approval.business,
            kind=approval.kind,
            subject=approval.subject,
            state=ApprovalState.PENDING,
        )
        if (first := waiting.first()) is not None:
            other = Detail(other=("Approval", first.pk))
            text = "Another request for this is waiting: answer or cancel it."
            raise Conflict("ALREADY_PENDING", "", text, detail=other)
    approval.save(force_insert=True)


def _within_solo_limit(act: ApprovalKind, business: Business, maker: User, content: Content) -> bool:
    """Whether one person may do it: with all they did alone that day, of any kind, so that nobody gets past
    the limit by asking for a part at a time."""
    if content.amount is None or act.two_people_always:
        return False
    own = kinds_with_own_limit()
    if act.alone_up_to is not None:
        limit = act.alone_up_to(business.pk)
    else:
        limit = Business.objects.values_list("solo_limit", flat=True).get(pk=business.pk)
    if not 0 < content.amount <= limit:
        return False
    _alone.take(business.pk, maker.pk)
    midnight, _ = day_bounds(days.accounting_day(days.now()))
    done = Approval.objects.filter(
        business=business, maker=maker, alone=Alone.SOLO_LIMIT, decided_at__gte=midnight
    )
    counted = done.filter(kind=act.kind) if act.kind in own else done.exclude(kind__in=own)
    return content.amount + (counted.aggregate(sum=Sum("amount"))["sum"] or 0) <= limit


def approve(*, approval: Approval, checker: User, digest: str, proof: Proof, comment: str = "") -> Approval:
    """Approve a request and do it, in one transaction. Needs the right of its kind.

    `digest` is the one that the checker saw. Idempotent for the checker who approved. Locks the approval,
    then the subject. Raises InvalidState APPROVAL_DECIDED / EXPIRED / SUBJECT_CHANGED / SAME_PERSON /
    TOO_EARLY, Conflict DIGEST_MISMATCH, SignInFailed SECRET_REQUIRED / TOTP_REQUIRED, and what the act
    itself raises; then nothing has happened and the request waits on.
    """
    comment = checked_comment(comment)
    with transaction.atomic():
        locked = _locked(approval)
        act = approval_kind(locked.kind)
        require_right(checker, locked.business, act.right)
        if locked.state == ApprovalState.APPROVED and locked.checker_id == checker.pk:
            return locked
        _require_open(locked)
        if digest != locked.digest:
            raise Conflict("DIGEST_MISMATCH", "digest", "This is not what you were shown: read it again.")
        if is_enrolled(checker) and not proof.totp:
            raise SignInFailed("TOTP_REQUIRED", "code", "Give the code of your authenticator app.")
        alone = _why_alone(locked, act, checker, proof)
        present = canonical_text(locked.kind, locked.business, act.describe(locked.business, locked.payload))
        if digest_of(present) != locked.digest:
            raise InvalidState(
                "SUBJECT_CHANGED",
                "approval",
                f"What was asked for has changed: {differences(locked.content, present)}. Ask anew.",
            )
        _do(locked, act, checker, alone, comment)
        reach("approve.before_commit")
    reach("approve.after_commit")
    return locked


def _why_alone(approval: Approval, act: ApprovalKind, checker: User, proof: Proof) -> str:
    """Empty when the checker is another person; else why the maker may answer. Raises as approve says."""
    if checker.pk != approval.maker_id:
        return ""
    others = able_to_approve(approval.business, act.right).exclude(pk=checker.pk)
    if approval.two_people or others.exists():
        raise InvalidState("SAME_PERSON", "approval", "Another person must approve what you asked for.")
    wait = approval.created_at + SECOND_THOUGHTS - days.now()
    if wait > timedelta(0):
        seconds = int(wait.total_seconds()) + 1
        raise InvalidState("TOO_EARLY", "approval", f"You may approve it yourself in {seconds} seconds.")
    if not proof.secret_again:
        raise SignInFailed("SECRET_REQUIRED", "secret", "Give your password again to approve it yourself.")
    return Alone.NOBODY_ELSE


def able_to_approve(business: Business, right: Right) -> QuerySet[User]:
    """The active people who hold a right in a business, once each."""
    return User.objects.filter(
        is_active=True, memberships__business=business, memberships__role__in=RIGHTS[right]
    ).distinct()


def others_able(businesses: Collection[int], right: Right, but: User) -> dict[int, int]:
    """Key of a business -> how many active people beside this one hold a right there; without those where it
    is nobody. One query."""
    held = Membership.objects.filter(
        business__in=businesses, role__in=RIGHTS[right], user__is_active=True
    ).exclude(user=but)
    counted = held.order_by().values("business").annotate(people=Count("user", distinct=True))
    return dict(counted.values_list("business", "people"))


def refuse(*, approval: Approval, checker: User, comment: str) -> Approval:
    """Refuse a request of somebody else, saying why. Needs the right of its kind. Locks the approval.

    Idempotent for the checker who refused. Raises InvalidInput REASON_MISSING, InvalidState
    APPROVAL_DECIDED / EXPIRED / SAME_PERSON.
    """
    comment = checked_comment(comment)
    if not comment:
        raise InvalidInput("REASON_MISSING", "comment", "Say why it is refused.")
    with transaction.atomic():
        locked = _locked(approval)
        require_right(checker, locked.business, approval_kind(locked.kind).right)
        if locked.state == ApprovalState.REFUSED and locked.checker_id == checker.pk:
            return locked
        _require_open(locked)
        if checker.pk == locked.maker_id:
            raise InvalidState("SAME_PERSON", "approval", "Your own request is cancelled, not refused.")
        locked.checker = checker
        _close(locked, ApprovalState.REFUSED, checker, comment)
    return locked


def cancel(*, approval: Approval, maker: User, comment: str = "") -> Approval:
    """Take back one's own request. Idempotent. Locks the approval.

    Raises InvalidState NOT_THE_MAKER / APPROVAL_DECIDED.
    """
    comment = checked_comment(comment)
    with transaction.atomic():
        locked = _locked(approval)
        if maker.pk != locked.maker_id:
            raise InvalidState("NOT_THE_MAKER", "approval", "Only who asked can take it back; refuse it.")
        if locked.state == ApprovalState.CANCELLED:
            return locked
        if locked.state != ApprovalState.PENDING:
            raise _decided(locked)
        _close(locked, ApprovalState.CANCELLED, maker, comment)
    return locked


def cancel_waiting(
    *, kinds: Collection[str], business: Business, subject: str, maker: User, comment: str
) -> None:
    """Take back the maker's own request for a subject, if one waits. That of somebody else stays. Locks the
    approval."""
    waiting = Approval.objects.filter(
        kind__in=kinds, business=business, subject=subject, maker=maker, state=ApprovalState.PENDING
    ).first()
    if waiting is not None:
        cancel(approval=waiting, maker=maker, comment=comment)


def expire_approvals() -> int:
    """Drain of users.expire: close a batch of requests that nobody answered in time; returns how many."""
    due = Approval.objects.filter(state=ApprovalState.PENDING, expires_at__lte=days.now())
    expired = work_through(
        due.select_related("business").order_by("expires_at", "pk"),
        lambda approval: _close(approval, ApprovalState.EXPIRED, SYSTEM, ""),
        what="users.expire",
        limit=BATCH,
    )
    return len(expired)


def _locked(approval: Approval) -> Approval:
    locked = lock_row(Approval.objects.filter(pk=approval.pk).select_related("business"))
    if locked is None:
        raise NotFound("approval")
    return locked


def _require_open(approval: Approval) -> None:
    if approval.state != ApprovalState.PENDING:
        raise _decided(approval)
    if approval.expires_at <= days.now():
        raise InvalidState("EXPIRED", "approval", "Nobody answered in time: ask anew.")


def _decided(approval: Approval) -> InvalidState:
    return InvalidState("APPROVAL_DECIDED", "approval", f"It is {approval.state} already.")


def _do(approval: Approval, act: ApprovalKind, checker: User, alone: str, comment: str) -> None:
    """Record that an act was approved and do it, in the running transaction: guards ask for the record."""
    approval.checker, approval.alone = checker, alone
    _close(approval, ApprovalState.APPROVED, checker, comment)
    act.execute(approval)


def _close(approval: Approval, state: ApprovalState, by: Actor, comment: str) -> None:
    take_step(approval, state)
    approval.decided_at = days.now()
    approval.save(update_fields=["state", "decided_at", "checker", "alone"])
    _note(approval, ApprovalStep(state.value), by, comment)
    put_back = approval_kind(approval.kind).put_back
    if put_back is not None and state != ApprovalState.APPROVED:
        put_back(approval)


def _note(approval: Approval, step: ApprovalStep, by: Actor, comment: str) -> None:
    """The trail, the audit log and the event of one step."""
    ApprovalDecision.objects.create(
        approval=approval, step=step, by=person(by), digest=approval.digest, comment=comment, at=days.now()
    )
    details: dict[str, str | int | bool] = {"kind": approval.kind, "digest": approval.digest}
    if approval.alone:
        details["alone"] = str(approval.alone)
    record_audit(
        actor=by,
        business=approval.business,
        action=f"approval.{step.lower()}",
        subject=approval,
        details=details,
    )
    requested = step == ApprovalStep.REQUESTED
    record_event(
        topic="approval.requested" if requested else "approval.decided",
        business_id=approval.business_id,
        approval=approval.pk,
        kind=approval.kind,
        **({} if requested else {"state": str(approval.state)}),
    )
