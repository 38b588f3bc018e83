"""Certificates out, through the signed addresses of users/files.py; and the file that checks them, to all."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from core.errors import NotFound
from markets.models import RunState
from markets.selectors import run_for
from markets.settling.proving import certificate_lines
from users.files import Given, file_address
from users.models import User

CERTIFICATE: Final = "market_certificate"
_VERIFIER: Final = Path(__file__).parent.parent / "verify_certificate.py"
#: Bytes of a part, about.
_PART: Final = 256 * 1024


def certificate_address(*, run: int, user: User) -> str:
    """Where this person may GET the certificate of a run within ten minutes. The caller has checked that they
    may read it."""
    return file_address(CERTIFICATE, user=user, pk=run)


def give_certificate(user: User, run_id: int) -> Given:
    """The certificate of a run that is in the books, for who reads its market: it names nobody. Raises
    NotFound."""
    run = run_for(user, run_id)
    if run.state not in (RunState.DONE, RunState.REPLACED):
        raise NotFound("certificate")
    name = f"market-{run.market_id}-{run.number}.jsonl"
    return Given(name, _in_parts(certificate_lines(run)), "application/jsonl")


def _in_parts(lines: Iterator[bytes]) -> Iterator[bytes]:
    part = bytearray()
    for line in lines:
        part += line
        if len(part) >= _PART:
            yield bytes(part)
            part.clear()
    yield bytes(part)


@require_safe
def verifier(request: HttpRequest) -> HttpResponse:
    """`/verify_certificate.py`: the verifier, as it stands here. It knows nobody, so that nobody signs in."""
    answer = HttpResponse(_verifier(), content_type="text/x-python; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{_VERIFIER.name}"'
    return answer


@cache
def _verifier() -> bytes:
    return _VERIFIER.read_bytes()
