"""A hostile file gets one clear error with a stable code, soon, and leaves nothing behind."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
from datetime import datetime, timedelta

from core.errors import CODES
from core.models import Alert
from ledger.models import Entry
from mpesa.models import Receipt
from reconciliation.models import Statement, StatementRow
from reconciliation.statement_files.reading import read_statement
from reconciliation.verified.importing import store_statement
from tests.environment import ROOT
from tests.old_excel import book, container, old_excel
from tests.reconciliation.hostile_files import HEADER, HOSTILE, as_csv, table
from tests.reconciliation.statement_files import A, as_workbook
from tests.reconciliation.telling import drain, open_till
from users.actors import SYSTEM

#: Of this process. On an empty machine the slowest one here takes some three seconds.
SECONDS = 20
MEGABYTES = 700


def left_on_disk() -> set[str]:
    return set(os.listdir(tempfile.gettempdir()))


def test_a_hostile_file_gets_one_error_and_leaves_nothing(business, monkeypatch, tmp_path):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    till = open_till(business, "600984")
    entries = Entry.objects.count()
    wrong = {}
    for name, (code, make) in HOSTILE.items():
        data = make()
        began = time.process_time()
        kept = store_statement(till=till, file_name="statement.xls", data=data, actor=SYSTEM)
        drain()
        took = time.process_time() - began
        statement = Statement.objects.get(pk=kept.pk)
        told = re.compile(rf"{code}(?: \[\w+\])?: \w.{{1,200}}")
        is_one = len(statement.problems) == 1 and told.fullmatch(statement.problems[0])
        if statement.state != "REFUSED" or not is_one:
            wrong[name] = (statement.state, statement.problems)
        elif took > SECONDS:
            wrong[name] = took
        assert code in CODES
    assert wrong == {}
    assert not StatementRow.objects.exists() and not Receipt.objects.exists()
    assert Entry.objects.count() == entries and not Alert.objects.exists()
    assert left_on_disk() == set()


#: Reads them all in one process of its own, and says by how much that grew at most.
READ_ALL = """
import resource
from core.errors import InvalidInput
from reconciliation.statement_files.reading import read_statement
from tests.reconciliation.hostile_files import HOSTILE

def peak(who):
    return resource.getrusage(who).ru_maxrss // 1024

def read(data):
    try:
        read_statement(data, "x")
    except InvalidInput:
        pass

worst = {}
for name, (code, make) in HOSTILE.items():
    data, before = make(), peak(resource.RUSAGE_SELF)
    read(data)
    worst[name] = peak(resource.RUSAGE_SELF) - before
print(max(worst.items(), key=lambda one: one[1]), peak(resource.RUSAGE_CHILDREN))
assert max(*worst.values(), peak(resource.RUSAGE_CHILDREN)) < MEGABYTES, worst
"""


def test_no_hostile_file_takes_much_memory():
    program = READ_ALL.replace("MEGABYTES", str(MEGABYTES))
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr[-2000:]


def test_what_looks_hostile_and_is_the_day_is_read_as_the_day():
    """Days as a spreadsheet counts them, blank rows by the million, the old format of the portal itself."""
    day = read_statement(A.read_bytes(), A.name).frame

    def counted(text: object) -> float:
        since = datetime.strptime(str(text), "%d-%m-%Y %H:%M:%S") - datetime(1899, 12, 30)
        return since / timedelta(days=1)

    rows = [
        [row[0], counted(row[1]), counted(row[2]), *row[3:]] if place > HEADER else row
        for place, row in enumerate(table())
    ]
    assert len(book(table())) > 4_096 > len(book(table()[: HEADER + 3]))
    for data in (
        as_csv(rows),
        old_excel(rows),
        old_excel(table()),
        A.read_bytes() + b",,,,,,,,,,,,,\r\n" * 2**20,
        A.read_bytes() + b"\r\n" * 2**20,
    ):
        found = read_statement(data, A.name)
        assert found.complete and found.chain.ok
        assert found.frame.equals(day)
    short = container(Workbook=book(table()[: HEADER + 3]))
    assert len(read_statement(short, A.name).frame) == 2
    assert read_statement(as_workbook(A, numeric=True), A.name).frame.equals(day)


def test_blank_rows_within_are_passed_over_at_once():
    lines = A.read_bytes().splitlines(keepends=True)
    began = time.process_time()
    found = read_statement(b"".join([*lines[:-1], b",,,,,,,,,,,,,\r\n" * 200_000, lines[-1]]), A.name)
    assert found.complete and len(found.frame) == len(lines) - HEADER - 1
    assert time.process_time() - began < SECONDS


def test_a_file_of_nothing_but_breaks_is_told_soon(business):
    """No balance goes on from another one: a hundred thousand breaks, of which the first are told."""
    rows = table()[: HEADER + 1]
    rows += [
        [
            *(
                f"UKK{place:07}",
                f"20-11-2026 {place % 24:02}:{place // 24 % 60:02}:00",
                "",
                "Pay",
                "Completed",
            ),
            *("1.00", "", f"{place * 7919 % 99991}.00", "", "", "", "", "", "KES"),
        ]
        for place in range(100_000)
    ]
    began = time.process_time()
    found = read_statement(as_csv(rows), A.name)
    assert (found.complete, found.chain.ok, len(found.chain.breaks)) == (True, False, 1000)
    assert time.process_time() - began < SECONDS
