"""What an uploaded document is: told by how it begins, whatever it is called."""

from __future__ import annotations

from core.errors import InvalidInput

#: How a file begins, what it then is, and what it is called when it is downloaded.
_SIGNATURES = (
    (b"\xff\xd8\xff", "image/jpeg", "jpg"),
    (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "image/png", "png"),
    (b"%PDF-1.", "application/pdf", "pdf"),
    (b"%PDF-2.", "application/pdf", "pdf"),
)
ENDINGS = {media_type: ending for _, media_type, ending in _SIGNATURES}


def sniff(data: bytes) -> str:
    """The media type by how the file begins. Raises InvalidInput DOCUMENT_TYPE / DOCUMENT_EMPTY."""
    if not data:
        raise InvalidInput("DOCUMENT_EMPTY", "file", "The file is empty.")
    for beginning, media_type, _ in _SIGNATURES:
        if data.startswith(beginning):
            return media_type
    raise InvalidInput("DOCUMENT_TYPE", "file", "Send a JPEG or PNG picture, or a PDF.")


def check_size(data: bytes, limit: int) -> None:
    """Raises InvalidInput DOCUMENT_TOO_LARGE for more than `limit` bytes."""
    if len(data) > limit:
        raise InvalidInput("DOCUMENT_TOO_LARGE", "file", f"A document has at most {limit // 2**20} MB.")
