"""Sheets of a year as pictures for the documents: printed by LibreOffice, drawn by poppler."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from PIL import Image, ImageChops

from reports.formats import Format
from tests.reports.sheets.libreoffice import all_converted
from tests.reports.year.files import Files
from tests.reports.year.years import Act

POPPLER = shutil.which("pdftoppm")
needs_poppler = pytest.mark.skipif(
    POPPLER is None, reason="poppler is not installed: apt-get install poppler-utils"
)
#: What people are called in the documents: by what they do.
CUSTOMERS = (
    "Corner Bakery", "Green Valley School", "Lakeside Hotel", "Harbour Laundry", "Sunrise Dispensary",
    "Hilltop Dairy",
)  # fmt: skip
#: Name of the picture -> report, page.
PICTURES = {
    "report-cover": ("collections", 1),
    "report-ageing": ("receivables_ageing", 2),
    "report-statement": ("account_statement", 2),
    "report-proof": ("reconciliation", 2),
}
#: Enough of a year to look at.
BUSY = [
    *(Act("bill", 35 + turn * 17, 200 + turn * 37 % 400, turn) for turn in range(19)),
    *(Act("pay", 45 + turn * 13, 100, turn * 3) for turn in range(22)),
]
DOTS, MARGIN = 80, 12


def draw(files: Files, folder: Path) -> dict[str, Image.Image]:
    """The pictures, without the paper that is empty around them."""
    books = {key: files.made(key, Format.XLSX) for key, _ in PICTURES.values()}
    printed = all_converted(books, "pdf", folder)
    found = {}
    for name, (key, page) in PICTURES.items():
        command = [str(POPPLER), "-r", str(DOTS), "-f", str(page), "-l", str(page), "-singlefile", "-png"]
        subprocess.run([*command, str(printed[key]), str(folder / name)], check=True, timeout=60)
        found[name] = _cut(Image.open(folder / f"{name}.png").convert("RGB"))
    return found


def _cut(page: Image.Image) -> Image.Image:
    """Without the foot of the page, and the white above it."""
    body = page.crop((0, 0, page.width, round(page.height * 0.92)))
    left, top, right, low = ImageChops.difference(body, Image.new("RGB", body.size, "white")).getbbox() or (
        0, 0, *body.size
    )  # fmt: skip
    edges = (left - MARGIN, top - MARGIN, right + MARGIN, low + MARGIN)
    return page.crop((max(0, edges[0]), max(0, edges[1]), min(page.width, edges[2]), edges[3]))
