"""The address: off until METRICS_TOKEN is set, and for who sends it alone."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator
from typing import Final

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from config.health import check_dependencies
from config.scraping import machine, money
from config.scraping.gauges import Gauge, Part, Value, read_part

UP: Final = Gauge("hesabu_up", "1: it is well, and its figures could be read in time; 0: it is not.", "part")
PARTS: Final[tuple[Part, ...]] = (*machine.PARTS, *money.PARTS)


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """404 while no token is set, 401 for any other; else the gauges, whatever is broken."""
    if not settings.METRICS_TOKEN:
        raise Http404
    if not _may_read(request.headers.get("Authorization", "")):
        refused = HttpResponse(
            "Send METRICS_TOKEN as a bearer token.\n", status=401, content_type="text/plain"
        )
        refused.headers["WWW-Authenticate"] = "Bearer"
        return refused
    registry = CollectorRegistry()
    registry.register(_Now())
    return HttpResponse(
        generate_latest(registry),
        content_type=CONTENT_TYPE_PLAIN_0_0_4,
        headers={"Cache-Control": "no-store"},
    )


def _may_read(sent: str) -> bool:
    scheme, _, token = sent.partition(" ")
    wanted: str = settings.METRICS_TOKEN
    return scheme.lower() == "bearer" and secrets.compare_digest(token.strip().encode(), wanted.encode())


class _Now(Collector):
    """Reads when it is collected, once for each scrape."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        words, _ = check_dependencies()
        up = {name: int(word == "ok") for name, word in words.items()}
        # Where it cannot be reached, each part would wait for it anew.
        found = [(part, read_part(part) if up["database"] else None) for part in PARTS]
        up |= {part.name: int(values is not None and up.get(part.name, 1)) for part, values in found}
        yield _family(UP, up)
        for part, values in found:
            if values is not None:
                yield from _families(part.gauges, values)


def _families(gauges: Iterable[Gauge], values: Iterable[Value]) -> Iterator[GaugeMetricFamily]:
    for gauge, value in zip(gauges, values, strict=True):
        yield _family(gauge, value)


def _family(gauge: Gauge, value: Value) -> GaugeMetricFamily:
    """The format's numbers are doubles; cents are whole in them up to 2^53."""
    family = GaugeMetricFamily(gauge.name, gauge.says, labels=[gauge.label] if gauge.label else [])
    numbers = {"": value} if value is None or isinstance(value, int) else value
    for name, number in numbers.items():
        if number is not None:
            family.add_metric([name] if gauge.label else [], number)
    return family
