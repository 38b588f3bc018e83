"""A workbook as LibreOffice computes it anew, where it is installed (Debian: libreoffice-calc)."""

from __future__ import annotations

import io
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

OFFICE = shutil.which("soffice")
needs_libreoffice = pytest.mark.skipif(
    OFFICE is None, reason="LibreOffice is not installed: apt-get install libreoffice-calc"
)
#: Files of others than itself are computed anew when they are opened, whatever they say.
_ALWAYS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""


def all_converted(books: dict[str, bytes], kind: str, folder: Path) -> dict[str, Path]:
    """Workbooks as files of another kind (xlsx, pdf), by their names; one start of LibreOffice for all."""
    profile = folder / "profile" / "user"
    profile.mkdir(parents=True, exist_ok=True)
    (profile / "registrymodifications.xcu").write_text(_ALWAYS)
    given, target = folder / "given", folder / "converted"
    given.mkdir(exist_ok=True)
    for name, data in books.items():
        (given / f"{name}.xlsx").write_bytes(data)
    command = [
        str(OFFICE), f"-env:UserInstallation=file://{profile.parent}", "--headless", "--convert-to", kind,
        "--outdir", str(target), *(str(given / f"{name}.xlsx") for name in books),
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=600)
    return {name: target / f"{name}.{kind}" for name in books}


def converted(data: bytes, kind: str, folder: Path) -> Path:
    """A workbook as a file of another kind."""
    return all_converted({"book": data}, kind, folder)["book"]


def recalculated(data: bytes, folder: Path) -> Any:
    """The workbook with the values that LibreOffice computes."""
    return load_workbook(converted(data, "xlsx", folder), data_only=True)


def computed_alike(data: bytes, anew: Any) -> int:
    """How many formulas of a workbook LibreOffice has computed to the values that stand beside them, to the
    cent. No cell is an error."""
    formulas, values = (load_workbook(io.BytesIO(data), data_only=kept) for kept in (False, True))
    assert anew.sheetnames == formulas.sheetnames
    compared = 0
    for page in formulas.worksheets:
        for row in page.iter_rows():
            for cell in row:
                found = anew[page.title][cell.coordinate]
                assert found.data_type != "e", (page.title, cell.coordinate, found.value)
                if cell.data_type == "f":
                    kept = values[page.title][cell.coordinate].value
                    assert round(found.value, 2) == kept, (page.title, cell.coordinate)
                    compared += 1
    return compared
