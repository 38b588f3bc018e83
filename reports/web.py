"""Reports made while somebody waits, through the signed addresses of users/files.py."""

from __future__ import annotations

import io
import json
from datetime import date

from ledger.models import Account
from mpesa.models import Till
from reports.making import Format, Said, check_report, write_report
from users.audit import record_audit
from users.files import Given, file_address
from users.models import Business, User

REPORT = "report"
#: What is made while a browser waits: some seconds, and some megabytes.
MOST_ROWS = 100_000
_TYPES = {
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.CSV: "text/csv; charset=utf-8",
    Format.CSV_FOR_EXCEL: "text/csv; charset=utf-8",
    Format.JSON: "application/json",
}


def report_path(*, user: User, business: Business, said: Said, format: Format) -> str:
    """Where this person may GET a report within ten minutes; it is made then. Raises as check_report does."""
    check_report(said=said, actor=user, business=business)
    told = [
        said.key,
        format.value,
        said.first_day and said.first_day.isoformat(),
        said.last_day and said.last_day.isoformat(),
        said.account and said.account.pk,
        said.till and said.till.pk,
        said.compare,
        said.seal,
    ]
    return file_address(REPORT, user=user, pk=business.pk, name=json.dumps(told))


def give_report(user: User, business_id: int, name: str) -> Given:
    """A report as of now; every download is audited. Raises as write_report does."""
    key, format_name, first, last, account, till, compare, seal = json.loads(name)
    business, format = Business.objects.get(pk=business_id), Format(format_name)
    said = Said(
        key=key,
        first_day=first and date.fromisoformat(first),
        last_day=last and date.fromisoformat(last),
        account=Account.objects.filter(pk=account).first(),
        till=Till.objects.filter(pk=till).first(),
        compare=compare,
        seal=seal,
    )
    target = io.BytesIO()
    file_name = write_report(
        target, said=said, actor=user, business=business, format=format, most_rows=MOST_ROWS
    )
    record_audit(
        actor=user,
        business=business,
        action="report.download",
        subject=business,
        details={"report": key, "format": format.value, "file": file_name},
    )
    return Given(file_name, target.getvalue(), _TYPES[format])
