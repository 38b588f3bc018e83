"""`/metrics`: for who has the token, in Prometheus's own format, whatever is broken."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import redis
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from config import health, scrape_token
from config.scraping import gauges
from config.scraping.web import PARTS, UP
from core import tasks
from core.machine.alerts import raise_alert
from core.models import Heartbeat
from embedded.clusters import CLUSTERS
from embedded.env import ConfigurationError
from mpesa.models import RequestState
from tests.graphql_api.conftest import House
from tests.reports.trading import Trading

TOKEN = "t" * 32
DOCS = Path(__file__).parents[2] / "docs/operations.md"


@pytest.fixture(autouse=True)
def token(settings: Any) -> None:
    settings.METRICS_TOKEN = TOKEN


def ask(sent: str = f"Bearer {TOKEN}") -> Any:
    return Client().get("/metrics", headers={"Authorization": sent} if sent else {})


def scraped() -> dict[str, dict[str, float]]:
    """Metric -> value by its label, "" without one."""
    answer = ask()
    assert answer.status_code == 200, answer.content
    assert answer["Content-Type"].startswith("text/plain; version=0.0.4")
    families = text_string_to_metric_families(answer.content.decode())
    return {
        family.name: {"/".join(sample.labels.values()): sample.value for sample in family.samples}
        for family in families
    }


def test_without_a_token_there_is_no_such_address(db: None, settings: Any) -> None:
    settings.METRICS_TOKEN = ""
    for sent in ("", "Bearer ", f"Bearer {TOKEN}"):
        assert ask(sent).status_code == 404


@pytest.mark.parametrize(
    "sent", ["", "Bearer", "Bearer ", f"Bearer {TOKEN}x", f"Basic {TOKEN}", TOKEN, "Bearer é"]
)
def test_a_stranger_is_told_nothing_and_costs_nothing(db: None, sent: str) -> None:
    with CaptureQueriesContext(connection) as queries:
        answer = ask(sent)
    assert (answer.status_code, answer["WWW-Authenticate"], len(queries)) == (401, "Bearer", 0)
    assert "hesabu" not in answer.content.decode()
    assert Client().post("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}).status_code == 405


@pytest.mark.parametrize("given", ["t" * 31, "t" * 16 + " " + "t" * 16, "é" * 32])
def test_a_token_is_long_and_plain(monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    monkeypatch.setenv("METRICS_TOKEN", given)
    with pytest.raises(ConfigurationError, match="METRICS_TOKEN") as refused:
        scrape_token.metrics_token()
    assert given not in str(refused.value)
    monkeypatch.setenv("METRICS_TOKEN", TOKEN)
    assert scrape_token.metrics_token() == TOKEN


def test_the_documents_have_every_metric_with_its_label() -> None:
    text = DOCS.read_text("utf-8")
    documented = dict(re.findall(r"^\| `(hesabu_\w+)` \| (\w*) ?\|", text, re.MULTILINE))
    every = [UP, *(gauge for part in PARTS for gauge in part.gauges)]
    assert documented == {gauge.name: gauge.label for gauge in every}
    ruled = set(re.findall(r"hesabu_\w+", text[text.index("Rules to begin with") :]))
    assert ruled <= documented.keys()


def test_every_documented_metric_is_there_and_true(house: House, drain: Any, clock: Any) -> None:
    trading = Trading(house, drain, clock)
    for cluster in CLUSTERS:
        tasks.beat(cluster)
    raise_alert(code="SMOKE", severity="CRITICAL", detail="x")
    found = scraped()
    assert set(found["hesabu_up"].values()) == {1}, found["hesabu_up"]
    every = {gauge.name for part in PARTS for gauge in part.gauges}
    nothing_yet = {"hesabu_proved_lag_days", "hesabu_seal_newest_age_seconds"}
    assert every - {name for name, values in found.items() if values} <= nothing_yet
    assert found["hesabu_alerts_open"]["CRITICAL"] == 1
    assert found["hesabu_cluster_heartbeat_age_seconds"].keys() == set(CLUSTERS)
    assert found["hesabu_requests_last_hour"].keys() == set(RequestState.values)
    assert found["hesabu_database_size_bytes"][""] > 1_000_000
    assert 0 < found["hesabu_database_connections"][""] <= found["hesabu_database_connections_limit"][""]
    assert found["hesabu_tills_never_proved"][""] == 2
    assert {k: v for k, v in found["hesabu_requests_last_hour"].items() if v} == {
        "PAID": 1,
        "CONFIRMED": 1,
        "CANCELLED": 1,
        "FAILED": 1,
        "PENDING": 2,
    }
    assert (found["hesabu_receipts_unrouted"][""], found["hesabu_suspense_cents"][""]) == (1, 0)
    drain()
    found = scraped()
    assert (found["hesabu_receipts_unrouted"][""], found["hesabu_suspense_receipts"][""]) == (0, 1)
    assert found["hesabu_suspense_cents"][""] == 7_00
    body = ask().content.decode()
    for private in (house.business.name, house.business.code, trading.shop.till.shortcode, "2547"):
        assert private not in body


def test_what_is_broken_is_a_figure(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: object) -> None:
        raise redis.ConnectionError("password=hunter2")

    for cluster in CLUSTERS:
        tasks.beat(cluster)
    late = CLUSTERS[-1]
    Heartbeat.objects.filter(name=late).update(beat_at=timezone.now() - timedelta(seconds=100))
    monkeypatch.setattr(health.redis.Redis, "ping", refuse)
    found = scraped()
    down = {part for part, up in found["hesabu_up"].items() if not up}
    assert down == {"redis", "clusters"}
    assert found["hesabu_cluster_heartbeat_age_seconds"][late] >= 100
    assert "hunter2" not in ask().content.decode()


def test_a_part_that_takes_too_long_is_told_as_down(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    slow = gauges.Part(
        "slow", (gauges.Gauge("hesabu_slow", "x"),), lambda: gauges.asked("SELECT pg_sleep(20), 1")
    )
    monkeypatch.setattr("config.scraping.web.PARTS", (slow, *PARTS))
    monkeypatch.setattr(gauges, "PART_TIMEOUT", "50ms")
    found = scraped()
    assert found["hesabu_up"]["slow"] == 0 and "hesabu_slow" not in found
    assert found["hesabu_up"]["jobs"] == 1 and "hesabu_jobs_due" in found
