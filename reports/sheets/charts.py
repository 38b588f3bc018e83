"""Pictures on the cover of a workbook, their values kept beside the formulas: previews compute nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from openpyxl.chart import BarChart, LineChart, Reference, Series
from openpyxl.chart.axis import ChartLines
from openpyxl.chart.data_source import AxDataSource, NumData, NumRef, NumVal, StrData, StrRef, StrVal
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.drawing.line import LineProperties
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.worksheet import Worksheet

from core.money import Cents, to_decimal
from reports.sheets.description import Chart, Table

#: A picture of more rows shows nothing.
MAX_POINTS = 400
_ROWS_HIGH = 17
_COLOURS = ("1F4E5F", "E08E45", "7A9E7E", "9E5A63")


@dataclass
class Picture:
    """A chart with what it shows: rows 2 to `last_row` of a sheet, or its row of totals."""

    sheet: str
    table: Table
    chart: Chart
    categories: list[str | date] = field(default_factory=list)
    values: dict[str, list[Cents]] = field(default_factory=dict)
    last_row: int = 1
    total_row: int = 0

    @property
    def is_empty(self) -> bool:
        return not any(any(values) for values in self.values.values()) or len(self.categories) > MAX_POINTS


def draw(page: Worksheet, data: Worksheet, picture: Picture, row: int) -> int:
    """Put a picture on a page below a row. Returns the row below it."""
    if picture.is_empty:
        return row
    keys = [column.key for column in picture.table.columns]
    drawn: Any = LineChart() if picture.chart.is_line else BarChart()
    drawn.title = picture.chart.title
    drawn.width, drawn.height = 22.0, 8.5
    drawn.x_axis.delete = drawn.y_axis.delete = False
    drawn.y_axis.number_format, drawn.y_axis.title = "#,##0", "KES"
    drawn.y_axis.majorGridlines = ChartLines(spPr=GraphicalProperties(ln=LineProperties(solidFill="D9DEE3")))
    if picture.chart.category:
        for number, key in enumerate(picture.chart.values):
            place = keys.index(key) + 1
            title = picture.table.columns[place - 1].title
            values = Reference(data, min_col=place, min_row=2, max_row=picture.last_row)
            drawn.series.append(_series(values, title, picture.values[key], number))
        letter = get_column_letter(keys.index(picture.chart.category) + 1)
        where = f"${letter}$2:${letter}${picture.last_row}"
    else:
        first, last = (keys.index(picture.chart.values[end]) + 1 for end in (0, -1))
        total = picture.total_row
        values = Reference(data, min_col=first, max_col=last, min_row=total, max_row=total)
        shown = [picture.values[key][0] for key in picture.chart.values]
        drawn.series.append(_series(values, picture.chart.title, shown, 0))
        where = f"${get_column_letter(first)}$1:${get_column_letter(last)}$1"
    labels = [_label(each) for each in picture.categories]
    cache = StrData(ptCount=len(labels), pt=[StrVal(idx=at, v=text) for at, text in enumerate(labels)])
    categories = AxDataSource(strRef=StrRef(f=f"{quote_sheetname(picture.sheet)}!{where}", strCache=cache))
    for series in drawn.series:
        series.cat = categories
    if len(drawn.series) == 1:
        drawn.legend = None
    else:
        drawn.legend.position = "b"
    page.add_chart(drawn, f"A{row}")
    return row + _ROWS_HIGH


def _series(values: Reference, title: str, cents: list[Cents], number: int) -> Any:
    series = Series(values, title=title)
    points = [NumVal(idx=at, v=str(to_decimal(each))) for at, each in enumerate(cents)]
    cache = NumData(formatCode="#,##0.00", ptCount=len(points), pt=points)
    series.val.numRef = NumRef(f=series.val.numRef.f, numCache=cache)
    colour = _COLOURS[number % len(_COLOURS)]
    series.graphicalProperties.solidFill = colour
    series.graphicalProperties.line.solidFill = colour
    return series


def _label(category: str | date) -> str:
    return f"{category.day} {category:%b}" if isinstance(category, date) else category
