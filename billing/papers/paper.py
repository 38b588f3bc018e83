"""What stands on a paper, before anybody draws it. Without Django: amounts come as text."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Party:
    """Somebody on a paper: the name, and the lines below it."""

    name: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class Column:
    """A column of the table: its head, its share of the width, and whether it holds figures.

    What is left of the width is for the column whose share is 0.
    """

    head: str
    share: float = 0
    figures: bool = True


@dataclass(frozen=True)
class Total:
    """A line below the table; a `strong` one is what the reader looks for."""

    label: str
    amount: str
    strong: bool = False


@dataclass(frozen=True)
class Breakdown:
    """A small table beside the totals: what was taxed at which rate."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Code:
    """A QR code: a picture that somebody else has drawn, else a text that we draw."""

    text: str = ""
    png: bytes = field(default=b"", repr=False)


@dataclass(frozen=True)
class Box:
    """Something set apart: how to pay, or what the tax authority signed."""

    title: str
    rows: tuple[tuple[str, str], ...]
    code: Code | None = None
    code_says: str = ""
    says: str = ""


@dataclass(frozen=True)
class Paper:
    """One paper. `watermark` is for what must not be mistaken: a draft, or what is void."""

    title: str
    number: str
    seller: Party
    buyer_is: str
    buyer: Party
    facts: tuple[tuple[str, str], ...]
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    totals: tuple[Total, ...] = ()
    breakdown: Breakdown | None = None
    boxes: tuple[Box, ...] = ()
    notes: tuple[str, ...] = ()
    warning: str = ""
    watermark: str = ""
    page_of: str = "Page {page} of {pages}"
