"""The workbook of a run. Reports write it, which stand above: config/wiring registers who does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.utils.module_loading import import_string

from core.registry import Registry
from reconciliation.models import ReconciliationRun

_WRITER: Final = "workbook"
_writers: Registry[str] = Registry("writer of a run")


def register_run_workbook(*, write: str) -> None:
    """`write(run)`, by its dotted name, returns the XLSX of a run. Called from config/wiring only."""
    _writers.register(_WRITER, write)


def workbook_name(run: ReconciliationRun) -> str:
    """`reconciliation-600984-utility-2026-11-20-2026-11-20.xlsx`."""
    return f"reconciliation-{run.till.shortcode}-{run.account}-{run.from_day}-{run.to_day}.xlsx"


def run_workbook(run: ReconciliationRun) -> bytes:
    """The XLSX of a finished run. Raises InvalidState RUN_NOT_DONE."""
    write: Callable[[ReconciliationRun], bytes] = import_string(_writers[_WRITER])
    return write(run)
