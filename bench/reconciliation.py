"""Reconciliation: a statement against as many bookings, end to end; a workbook read; rows booked.

`HESABU_BENCH_ROWS` (1,000,000) says how many. One row in a hundred is at fault: half of those only the
statement has, half only the books.
"""

from __future__ import annotations

import csv
import io
import os
import resource
import threading
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import openpyxl  # type: ignore[import-untyped,unused-ignore]
import pandas as pd  # type: ignore[import-untyped,unused-ignore]
import psycopg
from django.conf import settings
from django.db import connection

from bench.collections.shop import Shop
from bench.measuring import Row, milliseconds, per_second, row
from core.days import EAT
from embedded.services import service_urls
from ledger.chart.standard import RECEIPTS_TO_ROUTE
from ledger.journal.batches import post_entries
from ledger.journal.posting import EntryDraft, credit, debit
from ledger.journal.sealing import seal_business
from ledger.journal.turnovers import fold_turnovers
from ledger.models import EntryKind
from mpesa.models import Till
from mpesa.tills.accounts import account_code
from reconciliation.models import ReconciliationRun, RunState, Statement, StatementState
from reconciliation.runs.running import run_reconciliations, start_run
from reconciliation.statement_files.reading import read_statement
from reconciliation.verified.importing import import_statements, store_statement
from users.actors import SYSTEM

DAY = date(2025, 3, 3)
START = datetime(2025, 3, 3, 0, 0, tzinfo=EAT)
HEAD = (
    "Receipt No.", "Completion Time", "Initiation Time", "Details", "Transaction Status", "Paid In",
    "Withdrawn", "Balance", "Balance Confirmed", "Reason Type", "Other Party Info", "Linked Transaction ID",
    "A/C No.", "Currency",
)  # fmt: skip
MILLION = int(os.environ.get("HESABU_BENCH_ROWS", "1000000"))
WORKBOOK, BOOKED = min(100_000, MILLION), min(4_000, MILLION)
POSTED_AT_ONCE = 20_000
MIB = 1024


def rows() -> Iterator[Row]:
    yield _workbook()
    yield _booking()
    yield from _million()


def _receipt(number: int) -> str:
    return f"TC3{number:07d}"


def _moment(number: int, count: int) -> datetime:
    """Spread over 28 days."""
    return START + timedelta(seconds=number * (28 * 86_400 - 1) // count)


def _table(shortcode: str, numbers: range) -> Iterator[list[str]]:
    """Template A, oldest first, payments of 100 shillings."""
    yield ["Short Code:", shortcode]
    yield ["Account:", "Utility Account"]
    yield ["Time Period:", "From", "03-03-2025 00:00:00", "To", "30-03-2025 23:59:59"]
    yield list(HEAD)
    for place, number in enumerate(numbers, 1):
        at = f"{_moment(number, numbers.stop):%d-%m-%Y %H:%M:%S}"
        party = f"25470****{number % 1000:03d} - PAYER **** {number % 97}"
        yield [
            _receipt(number), at, at, f"Pay Bill from {party} Acc. INV{number % 5000}", "Completed", "100.00",
            "", f"{place * 100}.00", "true", "Pay Bill Online", party, "", f"INV{number % 5000}", "KES",
        ]  # fmt: skip


def _csv(shortcode: str, numbers: range) -> bytes:
    target = io.StringIO(newline="")
    csv.writer(target).writerows(_table(shortcode, numbers))
    return target.getvalue().encode()


def _workbook() -> Row:
    """An XLSX as the portal writes it, all cells text: read into a checked frame, or by openpyxl alone."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("transaction")
    for cells in _table("600100", range(WORKBOOK)):
        sheet.append(cells)
    target = io.BytesIO()
    book.save(target)
    data = target.getvalue()

    def by_openpyxl() -> int:
        loaded = openpyxl.load_workbook(io.BytesIO(data), read_only=True)
        return sum(1 for _ in loaded.active.iter_rows(values_only=True))

    ours, theirs = [], []
    for _ in range(3):
        ours.append(milliseconds(lambda: read_statement(data, "x.xlsx")))
        theirs.append(milliseconds(by_openpyxl))
    return row(
        "reconciliation.xlsx_vs_openpyxl",
        ours,
        "ms",
        f"openpyxl's reading of the same {WORKBOOK:,} rows",
        theirs,
        target=8,
        faster=True,
    )


def _bring(till: Till, data: bytes) -> Statement:
    statement = store_statement(till=till, file_name="bench.csv", data=data, actor=SYSTEM)
    while import_statements():
        pass
    statement.refresh_from_db()
    assert statement.state == StatementState.ADMITTED, statement.problems
    return statement


def _prove(till: Till) -> ReconciliationRun:
    run = start_run(till=till, from_day=DAY, to_day=DAY + timedelta(days=27), actor=SYSTEM)
    while run_reconciliations():
        pass
    run.refresh_from_db()
    assert (run.state, run.unexplained) == (RunState.DONE, 0), run.problem
    return run


def _booking() -> Row:
    """A month that the books lack: matched, booked and proved."""
    rates = []
    for _ in range(3):
        till = Shop().till
        _bring(till, _csv(till.shortcode, range(BOOKED)))
        rates.append(per_second(lambda till=till: _prove(till).booked_rows))  # type: ignore[misc]
    return row(
        "reconciliation.book_rows_per_s", rates, "1/s", "the limit", [1_000.0], target=1_000, absolute=True
    )


def _million() -> Iterator[Row]:
    till = Shop().till
    faults = MILLION // 200
    _post(till, range(faults, MILLION + faults))
    data = _csv(till.shortcode, range(MILLION))
    settings.STATEMENT_MAX_BYTES = max(settings.STATEMENT_MAX_BYTES, len(data))
    peak = _Peak()
    with peak:
        ours = milliseconds(lambda: (_bring(till, data), _prove(till)))
    bare = milliseconds(lambda: _bare(till, data))
    shown = f"read_csv, COPY out of the lines, one outer merge, COPY in of {MILLION:,} rows"
    yield row("reconciliation.million_vs_bare_pandas", [ours], "ms", shown, [bare], target=4)
    yield row(
        "reconciliation.million_peak_mib", [peak.mib], "ms", "the limit, MiB", [3_072.0], target=3_072,
        absolute=True,
    )  # fmt: skip
    rate = MILLION / ours * 1000
    yield row("reconciliation.lines_per_s", [rate], "1/s", "bare", [MILLION / bare * 1000], target=0.25)


def _post(till: Till, numbers: range) -> None:
    """The bookings, as callbacks would have made them, without receipts: matching reads lines alone. Sealed,
    and folded into the turnovers of days, as a system that runs has them."""
    code = account_code(till)
    for start in range(numbers.start, numbers.stop, POSTED_AT_ONCE):
        post_entries(
            EntryDraft(
                business_id=till.business_id,
                kind=EntryKind.RECEIPT,
                reference=f"mpesa:{till.shortcode}:{_receipt(number)}:pay",
                legs=[debit(code, 100_00), credit(RECEIPTS_TO_ROUTE, 100_00)],
                occurred_at=min(_moment(number, MILLION), START + timedelta(days=28, seconds=-1)),
            )
            for number in range(start, min(start + POSTED_AT_ONCE, numbers.stop))
        )
    seal_business(till.business_id)
    while fold_turnovers():
        pass


def _bare(till: Till, data: bytes) -> None:
    """What nobody can do without: the file parsed, the lines loaded, merged, and as many rows written."""
    lines = data.split(b"\r\n", 3)[3]
    statement = pd.read_csv(io.BytesIO(lines), dtype=str)
    with connection.cursor() as cursor:
        query = (
            "COPY (SELECT entry.reference, line.debit, line.credit FROM ledger_line line"
            " JOIN ledger_entry entry ON entry.id = line.entry_id"
            " JOIN ledger_account account ON account.id = line.account_id"
            f" WHERE account.business_id = {int(till.business_id)} AND account.code = '{account_code(till)}')"
            " TO STDOUT (FORMAT csv)"
        )
        loaded = io.BytesIO()
        with cursor.copy(query) as copy:
            for part in copy:
                loaded.write(part)
        loaded.seek(0)
        booked = pd.read_csv(loaded, names=["reference", "debit", "credit"])
        booked["receipt"] = booked["reference"].str.split(":").str[2]
        statement.merge(booked, left_on="Receipt No.", right_on="receipt", how="outer")
    text = statement[["Receipt No.", "Details"]].to_csv(index=False, header=False)
    with _owner() as own:
        own.execute("CREATE TABLE bench_bare (LIKE reconciliation_statementrow INCLUDING ALL)")
        with own.cursor() as cursor, cursor.copy(_COPY) as copy:
            at = datetime.now(UTC)
            for place, (receipt, details) in enumerate(csv.reader(io.StringIO(text))):
                copy.write_row(
                    (
                        receipt, details, f"{place:064d}", 1, till.pk, "utility", place, at, "Completed",
                        100_00, 0, "", "", "", "", True, "CUSTOMER_PAYMENT",
                    )
                )  # fmt: skip
        own.commit()
        own.execute("DROP TABLE bench_bare")


_COPY = (
    "COPY bench_bare (receipt, details, row_key, statement_id, till_id, account, ordinal, completed_at,"
    " status, paid_in, withdrawn, other_party, payer_masked, linked, account_no, moves, kind) FROM STDIN"
)


def _owner() -> psycopg.Connection[tuple[object, ...]]:
    """Somebody who may make a table."""
    return psycopg.connect(service_urls().superuser_url, dbname=str(connection.settings_dict["NAME"]))


class _Peak:
    """The most memory that this process has while it is open, above what it had before."""

    def __enter__(self) -> _Peak:
        self.mib, self._open = self._now(), True
        self._watch = threading.Thread(target=self._look, daemon=True)
        self._watch.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._open = False
        self._watch.join()

    def _look(self) -> None:
        while self._open:
            self.mib = max(self.mib, self._now())
            time.sleep(0.05)

    def _now(self) -> float:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
        return pages * resource.getpagesize() / 1024 / MIB
