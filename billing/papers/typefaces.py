"""The letters of papers: Noto Sans (fonts/OFL.txt), cut to Latin with every accent that names here have."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

PLAIN: Final = "HesabuSans"
BOLD: Final = "HesabuSans-Bold"
_FONTS: Final = Path(__file__).parent / "fonts"


@cache
def load_typefaces() -> None:
    """Have ReportLab know the letters; once in a process."""
    pdfmetrics.registerFont(TTFont(PLAIN, str(_FONTS / "NotoSans-Regular.ttf")))
    pdfmetrics.registerFont(TTFont(BOLD, str(_FONTS / "NotoSans-Bold.ttf")))
    pdfmetrics.registerFontFamily(PLAIN, normal=PLAIN, bold=BOLD, italic=PLAIN, boldItalic=BOLD)
