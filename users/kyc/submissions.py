"""A player shows a business who they are, and reaches a higher tier once two people have looked.

The player starts a submission, uploads the documents and submits it; a reviewer refuses it or asks for the
upgrade, which is an approval (users/approvals/approving.py) that another person decides.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from django.db import transaction

from core import days
from core.errors import Conflict, Findings, InvalidInput, InvalidState, NotAllowed, NotFound
from core.machine.crypto import keyed_digests, new_data_key, seal, unseal
from core.money import display
from core.rows.events import record_event
from core.rows.idempotency import first_or_conflict
from core.rows.locks import AdvisoryLock, lock_row
from core.rows.states import take_step
from core.text import checked_comment, checked_key, checked_name
from users.access import Right, require_right
from users.actors import SYSTEM, Actor, person
from users.approvals.approving import request_approval
from users.approvals.kinds import Content, Payload
from users.audit import record_audit
from users.models import (
    Approval,
    Business,
    KycStanding,
    KycState,
    KycStep,
    KycStepKind,
    KycSubmission,
    KycTier,
    User,
)

KIND = "kyc.upgrade"
NAME_PURPOSE, ID_PURPOSE, BIRTH_PURPOSE = "kyc.name", "kyc.id_number", "kyc.birth"
ADULT, OLDEST = 18, 120
#: Submissions that a player may begin in a business within a day; each may hold 20 documents.
MAX_STARTS, STARTS_WITHIN = 10, timedelta(days=1)
_beginnings = AdvisoryLock("users.kyc.begin")
_id_numbers = AdvisoryLock("users.kyc.id_number")
_ID_NUMBER = re.compile(r"[A-Z0-9]{5,20}")


def tier_of(*, business: Business, player: User) -> KycTier:
    """The tier that a player has in a business: the one reached, or the lowest."""
    standing = KycStanding.objects.filter(business=business, player=player).select_related("tier").first()
    return standing.tier if standing else KycTier.objects.order_by("rank")[0]


def start_kyc(
    *, business: Business, player: User, tier: str, name: str, id_number: str, date_of_birth: date, key: str
) -> KycSubmission:
    """A draft to which documents are uploaded; an earlier draft is withdrawn. Needs the right kyc.submit.

    Idempotent by (business, player, key). Locks by advisory lock of (business, player). Raises InvalidInput
    BAD_KEY / NAME_MISSING / BAD_ID_NUMBER / BAD_DATE_OF_BIRTH / UNKNOWN_TIER, InvalidState TIER_REACHED /
    TOO_MANY_SUBMISSIONS, Conflict KYC_OPEN while a submission is under review, KEY_REUSED for other
    content under the same key.
    """
    require_right(player, business, Right.KYC_SUBMIT)
    found = Findings()
    note_facts(found, name=name, id_number=id_number, date_of_birth=date_of_birth, key=key)
    with found.noting():
        wanted = _tier(tier)
    found.settle()
    name, id_number = checked_name(name), _plain(id_number)
    # Keyed, since so few facts could be guessed from a plain hash.
    asked = keyed_digests(["kyc", tier, name, id_number, date_of_birth])
    mine = KycSubmission.objects.filter(business=business, player=player)

    def write() -> KycSubmission:
        _beginnings.take(business.pk, player.pk)
        if mine.filter(created_at__gt=days.now() - STARTS_WITHIN).count() >= MAX_STARTS:
            raise InvalidState("TOO_MANY_SUBMISSIONS", "", "You have begun too many; go on tomorrow.")
        if wanted.rank <= tier_of(business=business, player=player).rank:
            raise InvalidState("TIER_REACHED", "tier", "You have this tier already, or a higher one.")
        for former in mine.filter(state__in=(KycState.DRAFT, KycState.SUBMITTED)):
            locked = _locked(former)
            if locked.state == KycState.SUBMITTED:
                raise Conflict("KYC_OPEN", "", "Your submission is being reviewed; wait for the answer.")
            _move(locked, KycState.WITHDRAWN, player)
        data_key = new_data_key()
        submission = KycSubmission.objects.create(
            business=business,
            player=player,
            tier=wanted,
            data_key=data_key,
            name_sealed=seal(data_key, name, purpose=NAME_PURPOSE),
            id_number_sealed=seal(data_key, id_number, purpose=ID_PURPOSE),
            id_index=_id_indexes(id_number)[0],
            birth_sealed=seal(data_key, date_of_birth.isoformat(), purpose=BIRTH_PURPOSE),
            key=key,
            key_hash=asked[0],
        )
        _note(submission, KycStepKind.STARTED, player)
        return submission

    return first_or_conflict(mine.filter(key=key), digests=asked, write=write, what="submission")[0]


def note_facts(found: Findings, *, name: str, id_number: str, date_of_birth: date | None, key: str) -> None:
    """Note what is wrong with what a player says; a date of birth that is None is not looked at."""
    with found.noting():
        checked_key(key, "submission")
    with found.noting():
        checked_name(name)
    with found.noting():
        if not _ID_NUMBER.fullmatch(_plain(id_number)):
            raise InvalidInput(
                "BAD_ID_NUMBER", "id_number", "An ID or passport number: 5 to 20 letters and digits."
            )
    with found.noting():
        if date_of_birth is not None:
            _check_age(date_of_birth)


def _plain(id_number: str) -> str:
    return id_number.replace(" ", "").upper()


def _tier(code: str) -> KycTier:
    found = next((each for each in KycTier.objects.all() if each.code == code), None)
    if found is None:
        raise InvalidInput("UNKNOWN_TIER", "tier", "There is no such tier; kycTiers lists them.")
    return found


def _check_age(born: date) -> None:
    today = days.today()
    age = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
    if not ADULT <= age <= OLDEST:
        raise InvalidInput("BAD_DATE_OF_BIRTH", "date_of_birth", f"Players are at least {ADULT} years old.")


def submit_kyc(*, submission: KycSubmission, player: User) -> KycSubmission:
    """Hand a draft in for review. The player's own act. Idempotent. Locks the submission.

    Raises InvalidState KYC_NOT_DRAFT / DOCUMENTS_MISSING.
    """
    with transaction.atomic():
        locked = own_draft(submission, player, submitted_is_fine=True)
        if locked.state == KycState.SUBMITTED:
            return locked
        there = set(locked.documents.values_list("kind", flat=True))
        missing = [kind for kind in locked.tier.required_documents if kind not in there]
        if missing:
            raise InvalidState("DOCUMENTS_MISSING", "submission", f"Upload first: {', '.join(missing)}.")
        locked.submitted_at = days.now()
        _move(locked, KycState.SUBMITTED, player)
    return locked


def own_draft(submission: KycSubmission, player: User, *, submitted_is_fine: bool = False) -> KycSubmission:
    """The player's own draft, locked. Raises NotAllowed for others, InvalidState KYC_NOT_DRAFT."""
    locked = _locked(submission)
    require_right(player, locked.business, Right.KYC_SUBMIT)
    if locked.player_id != player.pk:
        raise NotAllowed("Only the player may do this.")
    allowed = (KycState.DRAFT, KycState.SUBMITTED) if submitted_is_fine else (KycState.DRAFT,)
    if locked.state not in allowed:
        raise InvalidState("KYC_NOT_DRAFT", "submission", f"The submission is {locked.state}; start another.")
    return locked


def refuse_kyc(*, submission: KycSubmission, reviewer: User, reason: str) -> KycSubmission:
    """Refuse a submission, telling the player why. Needs the right kyc.review. Locks the submission.

    Idempotent. Raises InvalidInput REASON_MISSING / COMMENT_TOO_LONG, InvalidState KYC_NOT_SUBMITTED.
    """
    reason = checked_comment(reason, field="reason")
    if not reason:
        raise InvalidInput("REASON_MISSING", "reason", "Say why it is refused.")
    with transaction.atomic():
        locked = _locked(submission)
        _require_reviewer(locked, reviewer)
        if locked.state == KycState.REFUSED:
            return locked
        _require_submitted(locked)
        locked.reason = reason
        _move(locked, KycState.REFUSED, reviewer, reason)
    return locked


def request_upgrade(*, submission: KycSubmission, reviewer: User, key: str, comment: str = "") -> Approval:
    """Ask that the player reach the tier; somebody else decides. Needs the right kyc.review.

    Idempotent by (business, key). Locks the submission. Raises InvalidState KYC_NOT_SUBMITTED, Conflict
    ID_TAKEN, and what request_approval raises.
    """
    with transaction.atomic():
        locked = _locked(submission)
        _require_reviewer(locked, reviewer)
        known = Approval.objects.filter(business=locked.business, key=key).exists()
        if not known:
            _require_submitted(locked)
            _require_free_id(locked)
            _note(locked, KycStepKind.UPGRADE_ASKED, reviewer)
        return request_approval(
            kind=KIND,
            business=locked.business,
            payload={"submission": locked.pk},
            maker=reviewer,
            key=key,
            comment=comment,
        )


def describe_upgrade(business: Business, payload: Payload) -> Content:
    """Who reaches which tier with which limits, on which documents. Locks the submission."""
    submission = lock_row(
        KycSubmission.objects.filter(pk=payload["submission"]).select_related("tier", "player", "business")
    )
    assert submission is not None
    tier = submission.tier
    documents = submission.documents.order_by("pk").values_list("kind", "sha256")
    facts = {
        "submission": str(submission.pk),
        "state": submission.state,
        "player": str(submission.player_id),
        "from": tier_of(business=business, player=submission.player).code,
        "to": tier.code,
        "limits": {
            "transaction": display(tier.transaction_limit),
            "daily": display(tier.daily_limit),
            "balance": display(tier.balance_limit),
        },
        "documents": [f"{kind}:{sha256}" for kind, sha256 in documents],
    }
    return Content(facts=facts, subject=f"kyc:{submission.pk}")


def execute_upgrade(approval: Approval) -> None:
    """Raise the player to the tier. Raises NotAllowed when the checker is the player, Conflict ID_TAKEN."""
    submission = _locked(KycSubmission.objects.get(pk=approval.payload["submission"]))
    assert approval.checker is not None
    if approval.checker_id == submission.player_id:
        raise NotAllowed("Somebody else must review you.")
    _require_submitted(submission)
    _require_free_id(submission)
    KycStanding.objects.update_or_create(
        business_id=submission.business_id,
        player_id=submission.player_id,
        defaults={"tier": submission.tier, "since": days.now()},
    )
    _move(submission, KycState.APPROVED, approval.checker)


def forget_submissions(*, person: User) -> None:
    """Close what is open and delete the keys of every submission; nothing personal can be read from then on.

    Part of users.erasing.erase_person. Locks the submissions.
    """
    for found in KycSubmission.objects.filter(player=person).order_by("pk"):
        submission = _locked(found)
        if submission.state == KycState.DRAFT:
            _move(submission, KycState.WITHDRAWN, SYSTEM, "erased")
        elif submission.state == KycState.SUBMITTED:
            _move(submission, KycState.REFUSED, SYSTEM, "erased")
        if submission.data_key is not None:
            submission.data_key.delete()
        KycSubmission.objects.filter(pk=submission.pk).update(id_index=None)


def _id_indexes(id_number: str) -> list[bytes]:
    return keyed_digests(["kyc.id", id_number])


def _require_free_id(submission: KycSubmission) -> None:
    """One ID number, one player of a business. Holds an advisory lock until the transaction ends."""
    number = unseal(submission.data_key, submission.id_number_sealed, purpose=ID_PURPOSE)
    indexes = _id_indexes(number)
    _id_numbers.take(submission.business_id, indexes[0].hex())
    others = KycSubmission.objects.filter(
        business_id=submission.business_id, id_index__in=indexes, state=KycState.APPROVED
    )
    if others.exclude(player_id=submission.player_id).exists():
        raise Conflict("ID_TAKEN", "submission", "Another player of yours was approved with this ID number.")


def _require_reviewer(submission: KycSubmission, reviewer: User) -> None:
    require_right(reviewer, submission.business, Right.KYC_REVIEW)
    if reviewer.pk == submission.player_id:
        raise NotAllowed("Somebody else must review you.")


def _require_submitted(submission: KycSubmission) -> None:
    if submission.state != KycState.SUBMITTED:
        raise InvalidState("KYC_NOT_SUBMITTED", "submission", f"The submission is {submission.state}.")


def _locked(submission: KycSubmission) -> KycSubmission:
    locked = lock_row(
        KycSubmission.objects.filter(pk=submission.pk).select_related(
            "business", "player", "tier", "data_key"
        )
    )
    if locked is None:
        raise NotFound("submission")
    return locked


def _move(submission: KycSubmission, state: KycState, by: Actor, comment: str = "") -> None:
    take_step(submission, state)
    if state not in (KycState.DRAFT, KycState.SUBMITTED):
        submission.decided_at = days.now()
    submission.save(update_fields=["state", "reason", "submitted_at", "decided_at"])
    _note(submission, KycStepKind(state.value), by, comment)


def _note(submission: KycSubmission, step: KycStepKind, by: Actor, comment: str = "") -> None:
    KycStep.objects.create(submission=submission, step=step, by=person(by), comment=comment)
    record_audit(
        actor=by,
        business=submission.business,
        action=f"kyc.{step.lower()}",
        subject=submission,
        details={"tier": submission.tier.code},
    )
    record_event(
        topic="kyc.changed",
        business_id=submission.business_id,
        submission=submission.pk,
        state=str(submission.state),
    )
