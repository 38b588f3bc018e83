"""What was sold with VAT beside vouchers, for the return of a month. Apps above say it; the books are one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import NamedTuple, TypeAlias

from core.money import Cents
from core.registry import Registry
from users.models import Business


class Supplies(NamedTuple):
    """Taxable values by VAT code, and the VAT on them, in cents. What was taken back counts below zero."""

    values: Mapping[str, Cents]
    vat: Cents


#: (business, first day, the day after the last) -> what the entries of these days sold.
VatSource: TypeAlias = Callable[[Business, date, date], Supplies]
_sources: Registry[VatSource] = Registry("VAT source")


def register_vat_source(name: str, source: VatSource) -> None:
    """Have sales counted in the VAT return. Called from config/wiring only.

    A source goes by the days of its entries, so that its VAT is what they moved on the account of output VAT.
    """
    _sources.register(name, source)


def supplies_between(business: Business, first: date, after: date) -> Iterator[Supplies]:
    """What each source knows of the days."""
    return (source(business, first, after) for source in _sources.values())
