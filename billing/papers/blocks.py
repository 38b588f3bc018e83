"""The parts of a paper, from top to bottom, as ReportLab's flowables."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any, Final

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, HRFlowable, Image, KeepTogether, Spacer, Table, TableStyle

from billing.papers import styles
from billing.papers.paper import Box, Breakdown, Code, Column, Paper, Party, Total
from billing.papers.qr import Modules
from billing.papers.styles import said
from billing.papers.typefaces import PLAIN

_FLUSH: Final = [
    ("FONTNAME", (0, 0), (-1, -1), PLAIN),  # also for cells that are empty: else Helvetica is in the file
    ("LEFTPADDING", (0, 0), (-1, -1), 0),
    ("RIGHTPADDING", (0, 0), (-1, -1), 0),
    ("TOPPADDING", (0, 0), (-1, -1), 1),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 1),
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
]
_CODE_SIDE: Final = 31 * mm


def blocks_of(paper: Paper, width: float) -> list[Flowable]:
    """The whole paper, for a column of this width."""
    parts: list[Flowable] = [*_head(paper, width), _parties(paper, width), Spacer(0, 6 * mm)]
    if paper.rows:
        parts += [_lines(paper.columns, paper.rows, width), Spacer(0, 3 * mm)]
    if paper.totals:
        parts += [_sums(paper.totals, paper.breakdown, width), Spacer(0, 5 * mm)]
    for box in paper.boxes:
        parts += [KeepTogether([_box(box, width), Spacer(0, 4 * mm)])]
    parts += [KeepTogether([said(note, styles.BODY), Spacer(0, 2 * mm)]) for note in paper.notes]
    if paper.warning:
        parts.append(KeepTogether([Spacer(0, 2 * mm), said(paper.warning, styles.WARNING)]))
    return parts


def _head(paper: Paper, width: float) -> list[Flowable]:
    left = _party(paper.seller, styles.SELLER)
    right = [said(paper.title, styles.TITLE), said(paper.number, styles.NUMBER)]
    head = Table([[left, right]], colWidths=[width * 0.58, width * 0.42], style=TableStyle(_FLUSH))
    rule = HRFlowable(width=width, thickness=1.2, color=styles.ACCENT, spaceBefore=3 * mm, spaceAfter=5 * mm)
    return [head, rule]


def _party(party: Party, style: Any) -> list[Flowable]:
    return [said(party.name, style), *(said(line, styles.SMALL) for line in party.lines)]


def _parties(paper: Paper, width: float) -> Flowable:
    left = [said(paper.buyer_is, styles.HEAD), *_party(paper.buyer, styles.BUYER)]
    facts = Table(
        [[said(label, styles.SMALL), said(value, styles.RIGHT_STRONG)] for label, value in paper.facts],
        colWidths=[width * 0.2, width * 0.22],
        style=TableStyle(_FLUSH),
    )
    return Table([[left, facts]], colWidths=[width * 0.58, width * 0.42], style=TableStyle(_FLUSH))


def _widths(columns: Sequence[Column], width: float) -> list[float]:
    rest = width * (1 - sum(column.share for column in columns))
    wide = sum(1 for column in columns if not column.share)
    return [width * column.share if column.share else rest / wide for column in columns]


def _lines(columns: Sequence[Column], rows: Sequence[Sequence[str]], width: float) -> Flowable:
    heads = [said(each.head, styles.HEAD_RIGHT if each.figures else styles.HEAD) for each in columns]
    looks = [styles.RIGHT if each.figures else styles.BODY for each in columns]
    body = [[said(text, look) for text, look in zip(row, looks, strict=True)] for row in rows]
    table = Table([heads, *body], colWidths=_widths(columns, width), repeatRows=1, splitByRow=1)
    table.setStyle(
        TableStyle(
            [
                ("BACKGROUND", (0, 0), (-1, 0), styles.SHADE),
                ("LINEBELOW", (0, 0), (-1, 0), 0.8, styles.FINE),
                ("LINEBELOW", (0, 1), (-1, -1), 0.4, styles.LINE),
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LEFTPADDING", (0, 0), (-1, -1), 4),
                ("RIGHTPADDING", (0, 0), (-1, -1), 4),
                ("TOPPADDING", (0, 0), (-1, -1), 3),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
            ]
        )
    )
    return table


def _sums(totals: Sequence[Total], breakdown: Breakdown | None, width: float) -> Flowable:
    right = Table(
        [
            [
                said(each.label, styles.DUE if each.strong else styles.BODY),
                said(each.amount, styles.DUE_RIGHT if each.strong else styles.RIGHT),
            ]
            for each in totals
        ],
        colWidths=[width * 0.24, width * 0.2],
    )
    marks: list[Any] = [
        ("LINEBELOW", (0, 0), (-1, -1), 0.4, styles.LINE),
        ("LEFTPADDING", (0, 0), (-1, -1), 4),
        ("RIGHTPADDING", (0, 0), (-1, -1), 4),
        ("TOPPADDING", (0, 0), (-1, -1), 2),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
    ]
    for place, each in enumerate(totals):
        if each.strong:
            marks += [
                ("BACKGROUND", (0, place), (-1, place), styles.SHADE),
                ("LINEABOVE", (0, place), (-1, place), 0.8, styles.FINE),
            ]
    right.setStyle(TableStyle(marks))
    left = _small_table(breakdown, width * 0.48) if breakdown else ""
    both = Table([[left, "", right]], colWidths=[width * 0.48, width * 0.08, width * 0.44])
    both.setStyle(TableStyle(_FLUSH))
    return KeepTogether([both])


def _small_table(breakdown: Breakdown, width: float) -> Flowable:
    first = len(breakdown.heads) - 1
    heads = [
        said(text, styles.HEAD_RIGHT if place else styles.HEAD) for place, text in enumerate(breakdown.heads)
    ]
    body = [
        [said(text, styles.RIGHT if place else styles.BODY) for place, text in enumerate(row)]
        for row in breakdown.rows
    ]
    table = Table([heads, *body], colWidths=[width * 0.4, *[width * 0.6 / first] * first])
    table.setStyle(TableStyle([("LINEBELOW", (0, 0), (-1, -1), 0.4, styles.LINE), *_FLUSH]))
    return table


def _box(box: Box, width: float) -> Flowable:
    inner = width - (_CODE_SIDE + 6 * mm if box.code else 0) - 8 * mm
    rows = Table(
        [[said(label, styles.SMALL), said(value, styles.STRONG)] for label, value in box.rows] or [[""]],
        colWidths=[inner * 0.36, inner * 0.64] if box.rows else [inner],
        style=TableStyle(_FLUSH),
    )
    left: list[Flowable] = [said(box.title, styles.BOX), Spacer(0, 1 * mm), rows]
    if box.says:
        left += [Spacer(0, 1 * mm), said(box.says, styles.SMALL)]
    cells: list[Any] = [left]
    widths = [width]
    if box.code:
        cells.append([_picture(box.code), said(box.code_says, styles.CAPTION)])
        widths = [width - _CODE_SIDE - 6 * mm, _CODE_SIDE + 6 * mm]
    table = Table([cells], colWidths=widths)
    table.setStyle(
        TableStyle(
            [
                ("BOX", (0, 0), (-1, -1), 0.6, styles.LINE),
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LEFTPADDING", (0, 0), (-1, -1), 8),
                ("RIGHTPADDING", (0, 0), (-1, -1), 8),
                ("TOPPADDING", (0, 0), (-1, -1), 6),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 6),
            ]
        )
    )
    return table


def _picture(code: Code) -> Flowable:
    if code.png:
        return Image(BytesIO(code.png), width=_CODE_SIDE, height=_CODE_SIDE, hAlign="CENTER")
    return Modules(code.text, _CODE_SIDE)
