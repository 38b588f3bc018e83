"""Files in and out: statement uploads to a signed address, workbooks from one.

An address is signed for one person, one thing and ten minutes; the session must be that person's, and the
right is checked again when it is used.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.views.decorators.http import require_GET, require_POST

from core.errors import DomainError, InvalidInput, NotFound, SignInRequired
from mpesa.models import Till
from reconciliation.models import ReconciliationRun
from reconciliation.sheets import run_workbook, workbook_name
from reconciliation.statements import store_statement
from users.access import require_right
from users.audit import record_audit
from users.models import User

LIFETIME = 600
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def upload_path(*, user: User, till: Till, file_name: str) -> str:
    """Where this person may POST a statement of this till within ten minutes."""
    require_right(user, till.business, "reconciliation.write")
    return f"/uploads/{_sign('statement', user, till.pk, file_name[:200])}"


def workbook_path(*, user: User, run: ReconciliationRun) -> str:
    """Where this person may download a run's workbook within ten minutes."""
    require_right(user, run.business, "reconciliation.read")
    return f"/files/{_sign('workbook', user, run.pk, '')}"


def _sign(what: str, user: User, pk: int, name: str) -> str:
    return signing.dumps([what, user.pk, pk, name], salt="hesabu.files", compress=True)


def _unsign(request: HttpRequest, token: str, what: str) -> tuple[User, int, str]:
    user = request.user
    if not isinstance(user, User):
        raise SignInRequired
    try:
        content: Any = signing.loads(token, salt="hesabu.files", max_age=LIFETIME)
    except signing.BadSignature:
        raise NotFound("file or upload; the address may have run out", "address") from None
    if content[:2] != [what, user.pk]:
        raise NotFound("file or upload; the address may have run out", "address")
    return user, content[2], content[3]


def _problem(error: DomainError) -> JsonResponse:
    statuses = {"SIGN_IN_REQUIRED": 401, "NOT_ALLOWED": 403, "NOT_FOUND": 404, "STATEMENT_TOO_LARGE": 413}
    body = {"code": error.code, "field": error.field, "message": error.message}
    return JsonResponse({"problem": body}, status=statuses.get(error.code, 400))


@require_POST
def upload(request: HttpRequest, token: str) -> HttpResponse:
    """Take a statement as the raw request body; answers its SHA-256. CSRF applies."""
    try:
        user, till_id, name = _unsign(request, token, "statement")
        if int(request.headers.get("Content-Length") or 0) > settings.STATEMENT_MAX_BYTES:
            raise InvalidInput(
                "STATEMENT_TOO_LARGE", "file", "The file is too large; export a shorter period."
            )
        data = request.read(settings.STATEMENT_MAX_BYTES + 1)
        till = Till.objects.select_related("business").get(pk=till_id)
        statement = store_statement(till=till, file_name=name, data=data, actor=user)
    except DomainError as error:
        return _problem(error)
    return JsonResponse({"sha256": statement.sha256, "state": statement.state}, status=201)


@require_GET
def download(request: HttpRequest, token: str) -> HttpResponse:
    """A run's workbook; every download is audited."""
    try:
        user, run_id, _ = _unsign(request, token, "workbook")
        run = ReconciliationRun.objects.select_related("business", "till", "statement", "started_by").get(
            pk=run_id
        )
        require_right(user, run.business, "reconciliation.read")
        content = run_workbook(run)
    except DomainError as error:
        return _problem(error)
    record_audit(actor=user, business=run.business, action="reconciliation.download", subject=run)
    disposition = f'attachment; filename="{workbook_name(run)}"'
    return HttpResponse(content, content_type=XLSX, headers={"Content-Disposition": disposition})


urlpatterns = [path("uploads/<str:token>", upload), path("files/<str:token>", download)]
