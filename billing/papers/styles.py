"""How texts on papers look, and how a text becomes a paragraph: whatever it holds is text, never markup."""

from __future__ import annotations

from typing import Final
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_CENTER, TA_RIGHT
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Paragraph

from billing.papers.typefaces import BOLD, PLAIN

INK: Final = HexColor("#1a1d21")
FINE: Final = HexColor("#5b636d")
LINE: Final = HexColor("#c9ced4")
SHADE: Final = HexColor("#f3f5f7")
ACCENT: Final = HexColor("#14532d")
WARN: Final = HexColor("#9a1c1c")

MARGIN: Final = 18 * mm
FOOT: Final = 16 * mm


def _style(name: str, size: float, *, bold: bool = False, **more: object) -> ParagraphStyle:
    look = {"fontName": BOLD if bold else PLAIN, "fontSize": size, "leading": size * 1.35, "textColor": INK}
    return ParagraphStyle(name, **(look | more))  # type: ignore[arg-type]


BODY: Final = _style("body", 8.5)
SMALL: Final = _style("small", 7.5, textColor=FINE)
STRONG: Final = _style("strong", 8.5, bold=True)
RIGHT: Final = _style("right", 8.5, alignment=TA_RIGHT)
RIGHT_STRONG: Final = _style("right strong", 8.5, bold=True, alignment=TA_RIGHT)
HEAD: Final = _style("head", 7.5, bold=True, textColor=FINE)
HEAD_RIGHT: Final = _style("head right", 7.5, bold=True, textColor=FINE, alignment=TA_RIGHT)
SELLER: Final = _style("seller", 14, bold=True, leading=17)
BUYER: Final = _style("buyer", 10.5, bold=True)
TITLE: Final = _style("title", 19, bold=True, textColor=ACCENT, alignment=TA_RIGHT, leading=23)
NUMBER: Final = _style("number", 10.5, bold=True, alignment=TA_RIGHT)
DUE: Final = _style("due", 11, bold=True)
DUE_RIGHT: Final = _style("due right", 11, bold=True, alignment=TA_RIGHT)
BOX: Final = _style("box", 9.5, bold=True, textColor=ACCENT)
WARNING: Final = _style("warning", 10, bold=True, textColor=WARN)
CAPTION: Final = _style("caption", 6.5, textColor=FINE, alignment=TA_CENTER, leading=8)


def said(text: str, style: ParagraphStyle = BODY) -> Paragraph:
    """A paragraph that says exactly this; words wider than their column are broken."""
    return Paragraph(escape(text), style)
