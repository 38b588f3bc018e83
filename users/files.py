"""Files in and out: /uploads/<signed> takes one as the raw body, /files/<signed> gives one.

An address is signed for one person, one thing and ten minutes; the session must be that person's, and
whoever takes or gives the file checks the right again. What may be taken and given is registered in
config/wiring by dotted name, so that only the process that serves files loads what reads them.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Any

from asgiref.sync import sync_to_async
from django.conf import settings
from django.core import signing
from django.core.exceptions import ObjectDoesNotExist
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import path
from django.utils.module_loading import import_string
from django.views.decorators.http import require_GET, require_POST

from core.errors import DomainError, NotFound, SignInRequired
from core.registry import Registry
from users.models import User

UPLOADS, FILES = "/uploads/", "/files/"
LIFETIME = 600
#: One for each way: an address to send a file to gives none, and the other way round.
_SALTS = {UPLOADS: "hesabu.uploads", FILES: "hesabu.files"}
_STATUSES = {"SIGN_IN_REQUIRED": 401, "NOT_ALLOWED": 403, "NOT_FOUND": 404}


class NoSuchFile(NotFound):
    """What an address is told that leads to nothing: made up, run out, another's, of what is gone."""

    def __init__(self) -> None:
        super().__init__("file or upload; the address may have run out", "address")


@dataclass(frozen=True)
class Given:
    """A file for download. `name` is made by us, never by whoever uploaded it. What is large is given in
    parts, which are made as they are sent: each reads and ends by itself what it reads."""

    name: str
    content: bytes | Iterator[bytes]
    media_type: str


@dataclass(frozen=True)
class _Upload:
    take: str
    limit: str


_uploads: Registry[_Upload] = Registry("upload")
_downloads: Registry[str] = Registry("download")


def register_upload(what: str, *, take: str, limit: str) -> None:
    """`take(user, row id, name, data)` keeps a file and returns the answer's JSON.

    `limit` names the setting with the most bytes; the taker refuses what is longer. Called from config/wiring
    only.
    """
    _uploads.register(what, _Upload(take, limit))


def register_download(what: str, *, give: str) -> None:
    """`give(user, row id)` checks the right, writes the audit log and returns a Given.

    Where the address was made with a name, that comes third. Called from config/wiring only.
    """
    _downloads.register(what, give)


def upload_address(what: str, *, user: User, pk: int, name: str = "") -> str:
    """Where this person may POST a file within ten minutes. The caller has checked the right."""
    return _sign(UPLOADS, what, user, pk, name)


def file_address(what: str, *, user: User, pk: int, name: str = "") -> str:
    """Where this person may GET a file within ten minutes. The caller has checked the right."""
    return _sign(FILES, what, user, pk, name)


def _sign(way: str, what: str, user: User, pk: int, name: str) -> str:
    return way + signing.dumps([what, user.pk, pk, name], salt=_SALTS[way], compress=True)


def _unsign(request: HttpRequest, way: str, token: str, known: dict[str, Any]) -> tuple[User, str, int, str]:
    user = request.user
    if not isinstance(user, User):
        raise SignInRequired
    try:
        what, user_id, pk, name = signing.loads(token, salt=_SALTS[way], max_age=LIFETIME)
    except signing.BadSignature:
        what, user_id, pk, name = "", 0, 0, ""
    if what not in known or user_id != user.pk:
        raise NoSuchFile
    return user, what, pk, name


def upload_bytes(token: str) -> int:
    """How many bytes may be sent to an address that we made, whoever sends them; 0 for any other."""
    try:
        what = signing.loads(token, salt=_SALTS[UPLOADS], max_age=LIFETIME)[0]
    except signing.BadSignature:
        return 0
    # One byte more: the taker says what is wrong with a file that is too large.
    return int(getattr(settings, _uploads[what].limit)) + 1 if what in _uploads else 0


def _problem(error: DomainError) -> JsonResponse:
    """In the form of GraphQL's errors: who sends files speaks to /graphql too."""
    status = 413 if error.code.endswith("_TOO_LARGE") else _STATUSES.get(error.code, 400)
    told = {"message": error.message, "extensions": {"code": error.code, "field": list(error.path)}}
    return JsonResponse({"data": None, "errors": [told]}, status=status)


@require_POST
def upload(request: HttpRequest, token: str) -> HttpResponse:
    """Take a file as the raw request body. CSRF applies."""
    try:
        user, what, pk, name = _unsign(request, UPLOADS, token, _uploads)
        kind = _uploads[what]
        # One byte more than the limit is enough for the taker to refuse the whole.
        data = request.read(getattr(settings, kind.limit) + 1)
        answer = import_string(kind.take)(user, pk, name, data)
    except DomainError as error:
        return _problem(error)
    except ObjectDoesNotExist:  # the row of an address that was good is gone
        return _problem(NoSuchFile())
    return JsonResponse(answer, status=201)


@require_GET
def download(request: HttpRequest, token: str) -> HttpResponseBase:
    """Give a file, to be saved: a browser neither shows it nor runs what may be in it."""
    try:
        user, what, pk, name = _unsign(request, FILES, token, _downloads)
        given: Given = import_string(_downloads[what])(user, pk, *([name] if name else []))
    except DomainError as error:
        return _problem(error)
    except ObjectDoesNotExist:  # the row of an address that was good is gone
        return _problem(NoSuchFile())
    headers = {
        "Content-Disposition": f'attachment; filename="{given.name}"',
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cache-Control": "no-store",
    }
    if isinstance(given.content, bytes):
        return HttpResponse(given.content, content_type=given.media_type, headers=headers)
    # Django would gather the parts of a plain iterator before it sends the first to a socket.
    parts = _one_by_one(given.content) if isinstance(request, ASGIRequest) else given.content
    return StreamingHttpResponse(parts, content_type=given.media_type, headers=headers)


async def _one_by_one(parts: Iterator[bytes]) -> AsyncIterator[bytes]:
    draw = sync_to_async(lambda: next(parts, None))
    while (part := await draw()) is not None:
        yield part


urlpatterns = [path("uploads/<str:token>", upload), path("files/<str:token>", download)]
