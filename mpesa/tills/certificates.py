"""The certificates with which an initiator's password is encrypted, one for each of Safaricom's environments.

Safaricom's two public ones stand in mpesa/daraja/certificates/; they expired years ago and are still in use.
A file of the same name in DARAJA_CERTIFICATES takes the place of a shipped one, for the day Safaricom has
others. The local Daraja makes its own, and is asked for it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import requests
from django.conf import settings

from core.errors import InvalidInput, UpstreamFailed
from mpesa.daraja.security import certificate_facts
from mpesa.models import Environment

_FOLDER: Final = Path(__file__).parent.parent / "daraja" / "certificates"
SHIPPED: Final = {
    environment: (_FOLDER / f"{environment.lower()}.cer").read_bytes()
    for environment in (Environment.SANDBOX.value, Environment.PRODUCTION.value)
}
_LARGEST: Final = 64 * 1024


def certificate_for(environment: str) -> bytes:
    """PEM or DER. Raises InvalidInput BAD_CERTIFICATE, and for the local one UpstreamFailed."""
    if settings.DARAJA_CERTIFICATES:
        file = Path(settings.DARAJA_CERTIFICATES) / f"{environment.lower()}.cer"
        if file.is_file():
            return certificate_in(file)
    return SHIPPED[environment] if environment in SHIPPED else _local_one()


def fingerprint_for(environment: str) -> str:
    """SHA-256 of the certificate, for people to compare; empty for the local Daraja's, which it makes itself.

    Raises InvalidInput BAD_CERTIFICATE.
    """
    if environment == Environment.LOCAL:
        return ""
    return certificate_facts(certificate_for(environment)).fingerprint


def certificate_in(file: Path) -> bytes:
    """Raises InvalidInput BAD_CERTIFICATE for a file that cannot be read or is too long to be one."""
    try:
        with file.open("rb") as stream:
            content = stream.read(_LARGEST + 1)
    except OSError:
        content = b""
    if not 0 < len(content) <= _LARGEST:
        raise InvalidInput("BAD_CERTIFICATE", "certificate", "The certificate's file cannot be read.")
    return content


def _local_one() -> bytes:
    try:
        answer = requests.get(f"{settings.DARAJA_SANDBOX_URL}/_sandbox/certificate", timeout=(2, 10))
        answer.raise_for_status()
    except requests.RequestException:
        raise UpstreamFailed(
            "DARAJA_UNREACHABLE", "", "The local Daraja could not be asked for its certificate."
        ) from None
    return answer.content
