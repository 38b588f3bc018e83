"""Statements in and workbooks out, through the signed addresses of users/files.py."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from core.money import to_shillings
from mpesa.models import Till
from reconciliation.accounts import is_bank, kind_of_account
from reconciliation.models import ReconciliationRun
from reconciliation.proofs.exporting import proof_lines, proof_name
from reconciliation.verified.importing import store_statement
from reconciliation.verified.previewing import AccountPreview, PreviewRow, Sums, preview_statement
from reconciliation.verified.reading import NOTHING_TOLD, Told
from reconciliation.workbooks.sheets import run_workbook, workbook_name
from users.access import Right, require_right
from users.audit import record_audit
from users.files import Given, file_address, upload_address
from users.models import User

STATEMENT, PREVIEW, WORKBOOK, PROOF = "statement", "statement_preview", "workbook", "proof"
JSON_LINES = "application/jsonl"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def upload_path(*, user: User, till: Till, file_name: str, told: Told = NOTHING_TOLD) -> str:
    """Where this person may POST a statement of this till within ten minutes. Raises what Told.check does."""
    return _upload(STATEMENT, user, till, file_name, told)


def preview_path(*, user: User, till: Till, file_name: str, told: Told = NOTHING_TOLD) -> str:
    """Where this person may POST a statement to be looked at within ten minutes; nothing of it is kept."""
    return _upload(PREVIEW, user, till, file_name, told)


def _upload(what: str, user: User, till: Till, file_name: str, told: Told) -> str:
    require_right(user, till.business, Right.RECONCILIATION_WRITE)
    told.check()
    days = [day and day.isoformat() for day in (told.from_day, told.to_day)]
    name = json.dumps([file_name[:200], told.account, *days])
    return upload_address(what, user=user, pk=till.pk, name=name)


def workbook_path(*, user: User, run: ReconciliationRun) -> str:
    """Where this person may download a run's workbook within ten minutes."""
    require_right(user, run.business, Right.RECONCILIATION_READ)
    return file_address(WORKBOOK, user=user, pk=run.pk)


def proof_path(*, user: User, run: ReconciliationRun) -> str:
    """Where this person may download a run as a proof file within ten minutes."""
    require_right(user, run.business, Right.RECONCILIATION_READ)
    return file_address(PROOF, user=user, pk=run.pk)


def take_statement(user: User, till_id: int, name: str, data: bytes) -> dict[str, str]:
    """Keep an uploaded statement; answers its SHA-256. Raises what store_statement raises."""
    till, file_name, told = _sent(till_id, name)
    statement = store_statement(till=till, file_name=file_name, data=data, actor=user, told=told)
    return {"sha256": statement.sha256, "state": statement.state}


def look_at_statement(user: User, till_id: int, name: str, data: bytes) -> dict[str, Any]:
    """What an uploaded statement says, and what would become of it; amounts in shillings as text, moments in
    UTC. Nothing is kept. Raises what preview_statement raises."""
    till, file_name, told = _sent(till_id, name)
    found = preview_statement(till=till, file_name=file_name, data=data, actor=user, told=told)
    return {
        "state": str(found.state),
        "known": found.known or None,
        "why": found.why,
        "chainOk": found.chain_ok,
        "problems": [vars(problem) for problem in found.problems],
        "problemsCount": found.problems_count,
        "template": found.template,
        "periodFrom": found.period_from,
        "periodTo": found.period_to,
        "rows": found.rows,
        "accounts": [_account(each) for each in found.accounts],
        "first": [_row(row) for row in found.first],
        "last": [_row(row) for row in found.last],
    }


def _sent(till_id: int, name: str) -> tuple[Till, str, Told]:
    till = Till.objects.select_related("business").get(pk=till_id)
    file_name, account, *days = json.loads(name)
    return till, file_name, Told(account, *(day and date.fromisoformat(day) for day in days))


def _account(account: AccountPreview) -> dict[str, Any]:
    return {
        "account": kind_of_account(account.account).name,
        "code": account.account if is_bank(account.account) else None,
        "fromAt": account.from_at,
        "untilAt": account.until_at,
        "opening": to_shillings(account.opening),
        "closing": to_shillings(account.closing),
        "moves": _sums(account.moves),
        "adds": _sums(account.adds),
        "unknown": _sums(account.unknown),
        "lost": _sums(account.lost),
        "firstLost": [_row(row) for row in account.first_lost],
    }


def _sums(sums: Sums) -> dict[str, Any]:
    return {
        "rows": sums.rows,
        "paidIn": to_shillings(sums.paid_in),
        "withdrawn": to_shillings(sums.withdrawn),
    }


def _row(row: PreviewRow) -> dict[str, Any]:
    return {
        "receiptNumber": row.receipt,
        "completedAt": row.completed_at,
        "details": row.details,
        "paidIn": to_shillings(row.paid_in),
        "withdrawn": to_shillings(row.withdrawn),
        "balance": None if row.balance is None else to_shillings(row.balance),
    }


def give_workbook(user: User, run_id: int) -> Given:
    """A run's workbook; every download is audited. Raises NotAllowed, InvalidState RUN_NOT_DONE."""
    run = _run_to_give(user, run_id)
    content = run_workbook(run)
    record_audit(actor=user, business=run.business, action="reconciliation.download", subject=run)
    return Given(workbook_name(run), content, XLSX)


def give_proof(user: User, run_id: int) -> Given:
    """A run as a file for reconciliation/proofs/offline_checker.py; every download is audited. Raises
    NotAllowed, and what proof_lines raises."""
    run = _run_to_give(user, run_id)
    content = b"".join(proof_lines(run))
    record_audit(actor=user, business=run.business, action="reconciliation.download", subject=run)
    return Given(proof_name(run), content, JSON_LINES)


def _run_to_give(user: User, run_id: int) -> ReconciliationRun:
    known = ReconciliationRun.objects.select_related("business", "till", "statement", "started_by", "cover")
    run = known.get(pk=run_id)
    require_right(user, run.business, Right.RECONCILIATION_READ)
    return run
