from __future__ import annotations

from core.machine.alerts import register_alert_cause
from core.machine.jobs import register_queue
from reconciliation.workbooks.sheets import register_run_workbook
from reports.pack_alerts import NOT_MADE, is_without_workbook
from users.files import register_download

CLUSTER = "reports"


def wire() -> None:
    register_download("report_file", give="reports.web.give_report")
    register_run_workbook(write="reports.catalogue.reconciliation.run_workbook")
    register_queue("reports.make", cluster=CLUSTER, drain="reports.filing.make_files")
    register_queue("reports.expire", cluster=CLUSTER, drain="reports.keeping.expire_files")
    register_alert_cause(NOT_MADE, is_without_workbook)
