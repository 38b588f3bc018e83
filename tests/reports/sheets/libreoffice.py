"""A workbook as LibreOffice computes it anew, where it is installed (Debian: libreoffice-calc)."""

from __future__ import annotations

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


def converted(data: bytes, kind: str, folder: Path) -> Path:
    """The workbook as a file of another kind (xlsx, pdf)."""
    profile = folder / "profile" / "user"
    profile.mkdir(parents=True, exist_ok=True)
    (profile / "registrymodifications.xcu").write_text(_ALWAYS)
    source, target = folder / "given.xlsx", folder / "converted"
    source.write_bytes(data)
    command = [
        str(OFFICE), f"-env:UserInstallation=file://{profile.parent}", "--headless", "--convert-to", kind,
        "--outdir", str(target), str(source),
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=240)
    return target / f"given.{kind}"


def recalculated(data: bytes, folder: Path) -> Any:
    """The workbook with the values that LibreOffice computes."""
    return load_workbook(converted(data, "xlsx", folder), data_only=True)
