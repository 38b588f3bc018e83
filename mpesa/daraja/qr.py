"""What Dynamic QR answers: a picture to be shown to who pays.

Source: Daraja page "Dynamic QR". ResponseCode is an id in its samples and `00` in practice, so it decides
nothing: done is what brings a picture. That is looked at before anybody is shown it.
"""

from __future__ import annotations

import base64
import binascii
import re
import struct
import zlib
from dataclasses import dataclass, field
from typing import Final

from core.machine.scrub import scrub
from mpesa.daraja.answers import error_of
from mpesa.daraja.codes import Call, classify_sync
from mpesa.daraja.errors import DarajaUnknown
from mpesa.daraja.transport import Answer
from mpesa.daraja.untrusted import letters_of

#: Pixels on a side: a code has at least 21 modules; 300 are asked for.
SIDES: Final = range(21, 2001)
_SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
_PREFIX = re.compile(r"data:image/png;base64,", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class QrCode:
    """A PNG picture, whole and of a size that can be shown."""

    png: bytes = field(repr=False)


def qr_code(answer: Answer, secrets: tuple[str, ...]) -> QrCode:
    """The picture. Raises DarajaRefused, and DarajaUnknown where there is none that can be shown."""
    if answer.payload is None:
        message = f"Safaricom answered HTTP {answer.status}, {answer.trouble}."
        raise DarajaUnknown("DARAJA_UNREADABLE", message, answer.status)
    if answer.error is not None:
        code, message = answer.error
        raise error_of(classify_sync(code, message, Call.QR), answer, code, message, secrets)
    said = next((value for key, value in answer.payload.items() if letters_of(key) == "qrcode"), None)
    if not 200 <= answer.status < 300 or not isinstance(said, str) or not said.strip():
        words = scrub(answer.words, *secrets)
        raise DarajaUnknown("DARAJA_UNDECIDED", words, answer.status, said=words)
    png = _decoded(said)
    if not _is_picture(png):
        raise DarajaUnknown("DARAJA_UNREADABLE", "The QR code that came is no PNG picture.", answer.status)
    return QrCode(png)


def _decoded(said: str) -> bytes:
    """Base64, also with a data URL's head, in lines, or without its padding; b"" for anything else."""
    text = "".join(_PREFIX.sub("", said.strip(), count=1).split()).rstrip("=")
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except (binascii.Error, ValueError):
        return b""


def _is_picture(png: bytes) -> bool:
    """Whether it is a PNG with sides within `SIDES`, whose chunks are whole and in order up to its end."""
    if not png.startswith(_SIGNATURE):
        return False
    place, kinds = len(_SIGNATURE), list[bytes]()
    while place + 12 <= len(png):
        (length,) = struct.unpack_from(">I", png, place)
        kind, end = png[place + 4 : place + 8], place + 8 + length
        if end + 4 > len(png) or struct.unpack_from(">I", png, end)[0] != zlib.crc32(png[place + 4 : end]):
            return False
        if not kinds:
            if kind != b"IHDR" or length != 13:
                return False
            width, height = struct.unpack_from(">II", png, place + 8)
            if width not in SIDES or height not in SIDES:
                return False
        kinds.append(kind)
        place = end + 4
        if kind == b"IEND":
            return place == len(png) and b"IDAT" in kinds
    return False
