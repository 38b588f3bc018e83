"""Statements in and workbooks out, through the signed addresses of users/files.py."""

from __future__ import annotations

import json
from datetime import date

from mpesa.models import Till
from reconciliation.models import ReconciliationRun
from reconciliation.verified.importing import NOTHING_TOLD, Told, store_statement
from reconciliation.workbooks.sheets import run_workbook, workbook_name
from users.access import Right, require_right
from users.audit import record_audit
from users.files import Given, file_address, upload_address
from users.models import User

STATEMENT, WORKBOOK = "statement", "workbook"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def upload_path(*, user: User, till: Till, file_name: str, told: Told = NOTHING_TOLD) -> str:
    """Where this person may POST a statement of this till within ten minutes. Raises what Told.check does."""
    require_right(user, till.business, Right.RECONCILIATION_WRITE)
    told.check()
    days = [day and day.isoformat() for day in (told.from_day, told.to_day)]
    name = json.dumps([file_name[:200], told.account, *days])
    return upload_address(STATEMENT, user=user, pk=till.pk, name=name)


def workbook_path(*, user: User, run: ReconciliationRun) -> str:
    """Where this person may download a run's workbook within ten minutes."""
    require_right(user, run.business, Right.RECONCILIATION_READ)
    return file_address(WORKBOOK, user=user, pk=run.pk)


def take_statement(user: User, till_id: int, name: str, data: bytes) -> dict[str, str]:
    """Keep an uploaded statement; answers its SHA-256. Raises what store_statement raises."""
    till = Till.objects.select_related("business").get(pk=till_id)
    file_name, account, *days = json.loads(name)
    told = Told(account, *(day and date.fromisoformat(day) for day in days))
    statement = store_statement(till=till, file_name=file_name, data=data, actor=user, told=told)
    return {"sha256": statement.sha256, "state": statement.state}


def give_workbook(user: User, run_id: int) -> Given:
    """A run's workbook; every download is audited. Raises NotAllowed, InvalidState RUN_NOT_DONE."""
    run = ReconciliationRun.objects.select_related("business", "till", "statement", "started_by").get(
        pk=run_id
    )
    require_right(user, run.business, Right.RECONCILIATION_READ)
    content = run_workbook(run)
    record_audit(actor=user, business=run.business, action="reconciliation.download", subject=run)
    return Given(workbook_name(run), content, XLSX)
