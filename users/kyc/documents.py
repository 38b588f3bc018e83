"""Documents of a submission: what is taken is looked at, sealed, and shown to reviewers only."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction

from core.files.sealed_files import check_file, keep_file, known_file, open_file
from users.access import Right, require_right
from users.audit import record_audit
from users.files import Given, file_address, upload_address
from users.kyc.submissions import own_draft
from users.models import DocumentKind, KycDocument, KycSubmission, User

WHAT = "kyc_document"
PURPOSE = "kyc.document"


def document_upload_path(*, submission: KycSubmission, kind: str, player: User) -> str:
    """Where the player may POST one document of a draft within ten minutes. Raises as own_draft does."""
    with transaction.atomic():
        draft = own_draft(submission, player)
    return upload_address(WHAT, user=player, pk=draft.pk, name=DocumentKind(kind).value)


def take_document(user: User, submission_id: int, kind: str, data: bytes) -> dict[str, str]:
    """Keep an uploaded document; answers its SHA-256 and what it is."""
    submission = KycSubmission.objects.get(pk=submission_id)
    document = store_document(submission=submission, kind=kind, data=data, player=user)
    return {"sha256": document.sha256, "mediaType": document.media_type}


def store_document(*, submission: KycSubmission, kind: str, data: bytes, player: User) -> KycDocument:
    """Seal a document into the player's own draft. The name it had is not kept. Locks the submission.

    Idempotent by (submission, kind, SHA-256). Raises InvalidInput DOCUMENT_EMPTY / DOCUMENT_TYPE /
    DOCUMENT_TOO_LARGE, Conflict TOO_MANY_DOCUMENTS, and what own_draft raises.
    """
    media_type = check_file(data, max_bytes=settings.KYC_DOCUMENT_MAX_BYTES)
    with transaction.atomic():
        draft = own_draft(submission, player)
        known = known_file(draft.documents.filter(kind=kind), data)
        if known is not None:
            return known
        assert draft.data_key is not None
        document = keep_file(
            draft.documents.all(),
            data,
            media_type=media_type,
            key=draft.data_key,
            purpose=PURPOSE,
            submission=draft,
            kind=DocumentKind(kind),
        )
        record_audit(
            actor=player,
            business=draft.business,
            action="kyc.upload",
            subject=document,
            details={"submission": draft.pk, "kind": kind},
        )
    return document


def document_path(*, document: KycDocument, user: User) -> str:
    """Where this reviewer may download a document within ten minutes. The caller has checked the right."""
    return file_address(WHAT, user=user, pk=document.pk)


def give_document(user: User, document_id: int) -> Given:
    """A document for a reviewer; every download is audited. Needs the right kyc.review.

    Raises NotFound also when it was erased.
    """
    document = KycDocument.objects.select_related("submission__business", "submission__data_key").get(
        pk=document_id
    )
    submission = document.submission
    require_right(user, submission.business, Right.KYC_REVIEW)
    content = open_file(document, submission.data_key, purpose=PURPOSE)
    record_audit(
        actor=user,
        business=submission.business,
        action="kyc.document_read",
        subject=document,
        details={"submission": submission.pk, "kind": document.kind},
    )
    return Given(
        document.called(f"kyc-{submission.pk}-{document.kind.lower()}"), content, document.media_type
    )
