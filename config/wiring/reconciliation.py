from __future__ import annotations

from core.machine.jobs import register_queue
from users.files import register_download, register_upload

CLUSTER = "reconciliation"


def wire() -> None:
    register_upload("statement", take="reconciliation.web.take_statement", limit="STATEMENT_MAX_BYTES")
    register_download("workbook", give="reconciliation.web.give_workbook")
    register_queue(
        "reconciliation.import",
        cluster=CLUSTER,
        drain="reconciliation.statement_files.importing.import_statements",
    )
    register_queue(
        "reconciliation.run", cluster=CLUSTER, drain="reconciliation.runs.running.run_reconciliations"
    )
