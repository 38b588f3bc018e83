"""As what a report is written."""

from __future__ import annotations

from enum import StrEnum


class Format(StrEnum):
    """CSV has the rows of the first sheet; the second kind of it begins as Excel wants UTF-8 to."""

    XLSX = "XLSX"
    CSV = "CSV"
    CSV_FOR_EXCEL = "CSV_FOR_EXCEL"
    JSON = "JSON"


ENDINGS = {Format.XLSX: "xlsx", Format.CSV: "csv", Format.CSV_FOR_EXCEL: "csv", Format.JSON: "json"}
MEDIA_TYPES = {
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.CSV: "text/csv; charset=utf-8",
    Format.CSV_FOR_EXCEL: "text/csv; charset=utf-8",
    Format.JSON: "application/json",
}
