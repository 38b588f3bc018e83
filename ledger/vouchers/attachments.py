"""Attachments of vouchers: looked at, sealed, kept for ever, given to those who read the books."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction

from core.files.sealed_files import check_file, keep_file, known_file, open_file
from core.machine.crypto import new_data_key
from core.rows.locks import AdvisoryLock
from ledger.models import Voucher, VoucherAttachment
from users.access import Right, require_right
from users.audit import record_audit
from users.files import Given, file_address, upload_address
from users.models import User

WHAT = "voucher_attachment"
PURPOSE = "voucher.attachment"
_papers = AdvisoryLock("ledger.attachment")


def attachment_upload_path(*, voucher: Voucher, user: User) -> str:
    """Where this person may POST one attachment within ten minutes. Needs the right ledger.write."""
    require_right(user, voucher.business, Right.LEDGER_WRITE)
    return upload_address(WHAT, user=user, pk=voucher.pk)


def take_attachment(user: User, voucher_id: int, _name: str, data: bytes) -> dict[str, str]:
    """Keep an uploaded attachment; answers its SHA-256 and what it is."""
    voucher = Voucher.objects.select_related("business").get(pk=voucher_id)
    attachment = attach(voucher=voucher, data=data, actor=user)
    return {"sha256": attachment.sha256, "mediaType": attachment.media_type}


def attach(*, voucher: Voucher, data: bytes, actor: User) -> VoucherAttachment:
    """Seal an attachment to a voucher, posted or not; its name is not kept. Needs the right ledger.write.

    Idempotent by (voucher, SHA-256). Raises InvalidInput DOCUMENT_EMPTY / DOCUMENT_TYPE / DOCUMENT_TOO_LARGE,
    Conflict TOO_MANY_DOCUMENTS.
    """
    require_right(actor, voucher.business, Right.LEDGER_WRITE)
    media_type = check_file(data, max_bytes=settings.VOUCHER_ATTACHMENT_MAX_BYTES)
    with transaction.atomic():
        _papers.take(voucher.pk)
        known = known_file(voucher.attachments.all(), data)
        if known is not None:
            return known
        key = new_data_key()
        attachment = keep_file(
            voucher.attachments.all(),
            data,
            media_type=media_type,
            key=key,
            purpose=PURPOSE,
            data_key=key,
            voucher=voucher,
            added_by=actor,
        )
        record_audit(
            actor=actor,
            business=voucher.business,
            action="voucher.attach",
            subject=attachment,
            details={"voucher": voucher.pk},
        )
    return attachment


def attachment_path(*, attachment: VoucherAttachment, user: User) -> str:
    """Where this person may download an attachment within ten minutes. The caller has checked the right."""
    return file_address(WHAT, user=user, pk=attachment.pk)


def give_attachment(user: User, attachment_id: int) -> Given:
    """An attachment for who reads the books; every download is audited. Needs the right ledger.read."""
    attachment = VoucherAttachment.objects.select_related("voucher__business", "data_key").get(
        pk=attachment_id
    )
    voucher = attachment.voucher
    require_right(user, voucher.business, Right.LEDGER_READ)
    content = open_file(attachment, attachment.data_key, purpose=PURPOSE)
    record_audit(
        actor=user,
        business=voucher.business,
        action="voucher.attachment_read",
        subject=attachment,
        details={"voucher": voucher.pk},
    )
    return Given(attachment.called(f"voucher-{voucher.pk}-{attachment.pk}"), content, attachment.media_type)
