"""A paper on A4: the pages, with what stands on each of them."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import SimpleDocTemplate

from billing.papers import styles
from billing.papers.blocks import blocks_of
from billing.papers.paper import Paper
from billing.papers.typefaces import BOLD, PLAIN, load_typefaces

#: What ReportLab's frame leaves on each side.
_PADDING = 6


def draw(paper: Paper) -> bytes:
    """The PDF of a paper. The same paper is the same bytes, whenever it is drawn."""
    load_typefaces()
    file = BytesIO()
    sheet = SimpleDocTemplate(
        file,
        pagesize=A4,
        leftMargin=styles.MARGIN - _PADDING,
        rightMargin=styles.MARGIN - _PADDING,
        topMargin=styles.MARGIN,
        bottomMargin=styles.MARGIN + styles.FOOT / 2,
        title=f"{paper.title} {paper.number}".strip(),
        author=paper.seller.name,
        invariant=1,
    )
    sheet.build(
        blocks_of(paper, A4[0] - 2 * styles.MARGIN),
        canvasmaker=_counting(paper),
        onFirstPage=_mark(paper),
        onLaterPages=_mark(paper),
    )
    return file.getvalue()


def _mark(paper: Paper) -> Callable[[Canvas, Any], None]:
    """The watermark, under everything else."""

    def put(canvas: Canvas, _: Any) -> None:
        if not paper.watermark:
            return
        canvas.saveState()
        canvas.setFont(BOLD, 96)
        canvas.setFillColor(styles.WARN, alpha=0.12)
        canvas.translate(A4[0] / 2, A4[1] / 2)
        canvas.rotate(52)
        canvas.drawCentredString(0, -32, paper.watermark)
        canvas.restoreState()

    return put


def _counting(paper: Paper) -> type[Canvas]:
    """A canvas that writes the foot of every page once it knows how many there are."""

    class Counting(Canvas):
        def __init__(self, *args: Any, **more: Any) -> None:
            # Else every page begins in Helvetica, which is not in the file.
            super().__init__(*args, **(more | {"initialFontName": PLAIN}))
            self._pages: list[dict[str, Any]] = []

        def showPage(self) -> None:
            self._pages.append(dict(self.__dict__))
            self._startPage()  # type: ignore[attr-defined]

        def save(self) -> None:
            for place, page in enumerate(self._pages, 1):
                self.__dict__.update(page)
                self._foot(place)
                super().showPage()
            super().save()

        def _foot(self, place: int) -> None:
            self.setStrokeColor(styles.LINE)
            self.setLineWidth(0.4)
            self.line(styles.MARGIN, styles.FOOT, A4[0] - styles.MARGIN, styles.FOOT)
            self.setFont(PLAIN, 7)
            self.setFillColor(styles.FINE)
            below = styles.FOOT - 10
            whole = f"{paper.seller.name} · {paper.title} {paper.number}"
            self.drawString(styles.MARGIN, below, whole if len(whole) <= 110 else f"{whole[:109]}…")
            said = paper.page_of.format(page=place, pages=len(self._pages))
            self.drawRightString(A4[0] - styles.MARGIN, below, said)

    return Counting
