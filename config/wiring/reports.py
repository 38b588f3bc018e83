from __future__ import annotations

from reconciliation.workbooks.sheets import register_run_workbook
from reports.web import REPORT
from users.files import register_download


def wire() -> None:
    register_download(REPORT, give="reports.web.give_report")
    register_run_workbook(write="reports.catalogue.reconciliation.run_workbook")
