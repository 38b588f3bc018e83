"""Tariffs of a business: reading those that hold, and setting one from a day on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date

from django.db import transaction
from django.db.models import Max

from core import days
from core.errors import Findings, InvalidInput
from core.money import MAX_CENTS, Cents, display
from core.rows.locks import AdvisoryLock
from mpesa.models import ChargeKind, Tariff, TariffBand
from mpesa.tariffs.prices import Band, PriceList, Prices
from users.access import Right, require_right
from users.actors import Actor, person
from users.audit import record_audit
from users.models import Business

RIGHT = Right.BUSINESS_MANAGE
MAX_BANDS = 50
#: Held by whoever sets a tariff, to the end of the transaction, or notes which is the last of a business.
_tariff_lock = AdvisoryLock("mpesa.tariffs")


def tariffs_of(businesses: Collection[int], *, up_to: int | None = None) -> dict[int, PriceList]:
    """What holds for each business; with `up_to` as it was when that tariff was the last. Two queries."""
    rows = Tariff.objects.filter(business__in=businesses)
    if up_to is not None:
        rows = rows.filter(pk__lte=up_to)
    found: defaultdict[int, defaultdict[ChargeKind, dict[date, Prices]]] = defaultdict(
        lambda: defaultdict(dict)
    )
    for business, row in _read(rows.order_by("kind", "from_day", "pk")):
        assert row.from_day is not None
        found[business][row.kind][row.from_day] = row  # of one day the later one counts
    return {
        pk: PriceList({kind: list(of_day.values()) for kind, of_day in found[pk].items()})
        for pk in businesses
    }


def _read(rows: Iterable[Tariff]) -> list[tuple[int, Prices]]:
    kept = list(rows)
    lines: defaultdict[int, list[Band]] = defaultdict(list)
    told = TariffBand.objects.filter(tariff__in=[row.pk for row in kept]).order_by("tariff", "up_to")
    for tariff, up_to, fee in told.values_list("tariff", "up_to", "fee"):
        lines[tariff].append(Band(int(up_to), int(fee)))
    return [
        (row.business_id, Prices(ChargeKind(row.kind), row.from_day, tuple(lines[row.pk]))) for row in kept
    ]


def last_tariff(business: int) -> int:
    """The newest tariff of a business: later ones, of whatever transaction, have greater keys."""
    with transaction.atomic():
        _tariff_lock.take(business)
        return int(Tariff.objects.filter(business=business).aggregate(last=Max("pk"))["last"] or 0)


def set_tariff(
    *,
    business: Business,
    kind: ChargeKind,
    from_day: date,
    bands: Sequence[tuple[Cents, Cents]],
    actor: Actor,
) -> Tariff:
    """Say what Safaricom charges from an accounting day on, also one that is past or yet to come: (up to so
    many cents, charge in cents), rising. None: what is charged is not judged. Needs the right
    business.manage.

    Proofs that are made from then on go by it; those that are done stay. The same again changes nothing;
    audited; waits for whoever else is setting one. Raises InvalidInput BAD_DAY / BAD_BANDS / BAD_AMOUNT, all
    that apply at once.
    """
    require_right(actor, business, RIGHT)
    found = Findings()
    note_tariff(found, from_day=from_day, bands=bands)
    found.settle()
    with transaction.atomic():
        _tariff_lock.take(business.pk)
        newest = (
            Tariff.objects.filter(business=business, kind=kind, from_day=from_day).order_by("-pk").first()
        )
        before = _bands_of(newest)
        if newest is not None and before == list(bands):
            return newest
        row = Tariff.objects.create(business=business, kind=kind, from_day=from_day, set_by=person(actor))
        TariffBand.objects.bulk_create(TariffBand(tariff=row, up_to=up_to, fee=fee) for up_to, fee in bands)
        record_audit(
            actor=actor,
            business=business,
            action="tariff.set",
            subject=row,
            details={"kind": str(kind), "from": from_day.isoformat(), "bands": _shown(bands)},
            before={"bands": _shown(before)} if newest else {},
        )
    return row


def note_tariff(
    found: Findings, *, from_day: date | None, bands: Sequence[tuple[Cents | None, Cents | None]]
) -> None:
    """Note BAD_DAY, and of bands BAD_BANDS / BAD_AMOUNT, each at its place; what is None is not looked at."""
    if from_day is not None:
        with found.noting():
            days.checked_day(from_day, field="from_day")
    if len(bands) > MAX_BANDS:
        found.errors.append(InvalidInput("BAD_BANDS", "bands", f"Give at most {MAX_BANDS} bands."))
        return
    last = 0
    for place, (up_to, fee) in enumerate(bands):
        for name, cents in (("up_to", up_to), ("fee", fee)):
            with found.noting("bands", place):
                if cents is not None and not 0 <= cents <= MAX_CENTS:
                    raise InvalidInput("BAD_AMOUNT", name, "Give an amount that is not negative.")
                if name == "up_to" and cents is not None and cents <= last:
                    raise InvalidInput(
                        "BAD_BANDS", name, f"Each band goes further than the one before: {display(last)}."
                    )
        last = max(last, up_to or 0)


def _bands_of(row: Tariff | None) -> list[tuple[Cents, Cents]]:
    told = TariffBand.objects.filter(tariff=row).order_by("up_to") if row else TariffBand.objects.none()
    return [(int(up_to), int(fee)) for up_to, fee in told.values_list("up_to", "fee")]


def _shown(bands: Sequence[tuple[Cents, Cents]]) -> str:
    return "; ".join(f"up to {display(up_to)}: {display(fee)}" for up_to, fee in bands)[:500] or "not judged"
