"""Pictures that others are shown: decoded, turned upright and written anew, so that nothing goes along of who
took them, with what, when and where."""

from __future__ import annotations

from io import BytesIO
from typing import Final

from PIL import Image, ImageOps

from core.errors import InvalidInput

#: As many as a phone's camera makes; four bytes of memory each while one is written.
MOST_PIXELS: Final = 25_000_000
#: Pixels of the longer side of what is kept.
LONGEST: Final = 1_600
_FORMATS: Final = {"image/jpeg": "JPEG", "image/png": "PNG"}


def rewrite_picture(data: bytes, *, media_type: str) -> bytes:
    """The same picture, at most LONGEST on a side, without EXIF, comments, profiles and further frames. The
    same bytes for the same bytes.

    Raises InvalidInput DOCUMENT_TYPE for what is none, or is damaged, DOCUMENT_TOO_LARGE.
    """
    kind = _FORMATS[media_type]
    try:
        found = Image.open(BytesIO(data), formats=(kind,))
        size = found.width * found.height
    except Image.DecompressionBombError:
        size = MOST_PIXELS + 1
    except Exception as error:  # what the decoder makes of odd bytes has many names
        raise _unreadable() from error
    if size > MOST_PIXELS:
        limit = f"{MOST_PIXELS // 1_000_000} million"
        raise InvalidInput("DOCUMENT_TOO_LARGE", "file", f"A picture has at most {limit} pixels.")
    try:
        return _written(found, kind)
    except Exception as error:
        raise _unreadable() from error


def _written(found: Image.Image, kind: str) -> bytes:
    found.draft("RGB", (LONGEST, LONGEST))  # of a JPEG no more is decoded than is kept
    picture = ImageOps.exif_transpose(found)
    picture = picture.convert("RGBA" if kind == "PNG" and picture.has_transparency_data else "RGB")
    picture.thumbnail((LONGEST, LONGEST))
    picture.info.clear()
    target = BytesIO()
    picture.save(target, kind, optimize=True, **({"quality": 85} if kind == "JPEG" else {}))
    return target.getvalue()


def _unreadable() -> InvalidInput:
    return InvalidInput("DOCUMENT_TYPE", "file", "The picture cannot be read: save it anew as JPEG or PNG.")
