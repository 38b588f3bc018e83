"""Pictures and PDFs that people hand in: looked at, sealed under a data key, kept once, given back whole.

What a file is, is told by how it begins, whatever it is called; the name it had is not kept.
"""

from __future__ import annotations

import hashlib
from typing import Any, TypeVar

from django.db import models

from core.errors import Conflict, InvalidInput, NotFound
from core.machine.crypto import Unreadable, seal, unseal_bytes
from core.models import DataKey

#: Files that one thing may have, of all kinds together.
MOST = 20
#: How a file begins, what it then is, and what it is called when it is downloaded.
_SIGNATURES = (
    (b"\xff\xd8\xff", "image/jpeg", "jpg"),
    (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "image/png", "png"),
    (b"%PDF-1.", "application/pdf", "pdf"),
    (b"%PDF-2.", "application/pdf", "pdf"),
)
_ENDINGS = {media_type: ending for _, media_type, ending in _SIGNATURES}


class SealedFile(models.Model):
    """The columns of a file. Whose it is, and the key that seals it, are the model's own."""

    media_type = models.CharField(max_length=20)
    size = models.IntegerField(help_text="bytes")
    sha256 = models.CharField(max_length=64)
    file_sealed = models.BinaryField(editable=False)

    class Meta:
        abstract = True

    def called(self, stem: str) -> str:
        """The name of a download."""
        return f"{stem}.{_ENDINGS[self.media_type]}"


File = TypeVar("File", bound=SealedFile)


def check_file(data: bytes, *, max_bytes: int) -> str:
    """The media type of a file. Raises InvalidInput DOCUMENT_EMPTY / DOCUMENT_TYPE / DOCUMENT_TOO_LARGE."""
    if len(data) > max_bytes:
        raise InvalidInput("DOCUMENT_TOO_LARGE", "file", f"A document has at most {max_bytes // 2**20} MB.")
    if not data:
        raise InvalidInput("DOCUMENT_EMPTY", "file", "The file is empty.")
    for beginning, media_type, _ in _SIGNATURES:
        if data.startswith(beginning):
            return media_type
    raise InvalidInput("DOCUMENT_TYPE", "file", "Send a JPEG or PNG picture, or a PDF.")


def known_file(files: models.QuerySet[File], data: bytes) -> File | None:
    """The file among those of one thing that is the same to the byte."""
    return files.filter(sha256=hashlib.sha256(data).hexdigest()).first()


def keep_file(
    files: models.QuerySet[File],
    data: bytes,
    *,
    media_type: str,
    key: DataKey,
    purpose: str,
    **columns: Any,
) -> File:
    """Seal one more file, with the model's own `columns`, of a thing that the caller holds with its `files`.

    `media_type` is the answer of check_file. Raises Conflict TOO_MANY_DOCUMENTS.
    """
    if files.count() >= MOST:
        raise Conflict("TOO_MANY_DOCUMENTS", "file", f"At most {MOST} documents.")
    return files.model._default_manager.create(
        media_type=media_type,
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        file_sealed=seal(key, data, purpose=purpose),
        **columns,
    )


def open_file(file: SealedFile, data_key: DataKey | None, *, purpose: str) -> bytes:
    """What was handed in. Raises NotFound when it was erased."""
    try:
        return unseal_bytes(data_key, file.file_sealed, purpose=purpose)
    except Unreadable:
        raise NotFound("document", "address") from None
