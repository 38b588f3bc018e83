"""Documents of a submission: what is taken is looked at, sealed, and shown to reviewers only."""

from __future__ import annotations

import hashlib

from django.conf import settings
from django.db import transaction

from core.crypto import Unreadable, seal, unseal_bytes
from core.errors import Conflict, NotFound
from users.access import require_right
from users.audit import record_audit
from users.document_types import ENDINGS, check_size, sniff
from users.files import Given, file_address, upload_address
from users.kyc import own_draft
from users.kyc_models import DocumentKind, KycDocument, KycSubmission
from users.models import User

WHAT = "kyc_document"
PURPOSE = "kyc.document"
MAX_DOCUMENTS = 20


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
    check_size(data, settings.KYC_DOCUMENT_MAX_BYTES)
    media_type = sniff(data)
    digest = hashlib.sha256(data).hexdigest()
    with transaction.atomic():
        draft = own_draft(submission, player)
        known = draft.documents.filter(kind=kind, sha256=digest).first()
        if known is not None:
            return known
        if draft.documents.count() >= MAX_DOCUMENTS:
            raise Conflict("TOO_MANY_DOCUMENTS", "file", f"At most {MAX_DOCUMENTS} documents.")
        assert draft.data_key is not None
        document = KycDocument.objects.create(
            submission=draft,
            kind=DocumentKind(kind),
            media_type=media_type,
            size=len(data),
            sha256=digest,
            file_sealed=seal(draft.data_key, data, purpose=PURPOSE),
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
    require_right(user, submission.business, "kyc.review")
    try:
        content = unseal_bytes(submission.data_key, document.file_sealed, purpose=PURPOSE)
    except Unreadable:
        raise NotFound("document", "address") from None
    record_audit(
        actor=user,
        business=submission.business,
        action="kyc.document_read",
        subject=document,
        details={"submission": submission.pk, "kind": document.kind},
    )
    name = f"kyc-{submission.pk}-{document.kind.lower()}.{ENDINGS[document.media_type]}"
    return Given(name, content, document.media_type)
