"""What runs: the database, clusters and their jobs, events, messages, reports, alerts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from django.db.models import Count, Min
from django_q.models import Task

from config.scraping.gauges import Gauge, Part, Value, age, asked
from core import days
from core.machine import operations
from core.models import Alert, Severity, UnpublishedEvent
from messaging.models import Message, MessageState
from reports.models import WAITING, ReportFile


def _database() -> Iterator[Value]:
    yield from asked(
        "SELECT pg_database_size(current_database()),"
        " (SELECT count(*) FROM pg_stat_activity WHERE datname IS NOT NULL),"
        " current_setting('max_connections')::int"
    )


def _jobs() -> Iterator[Value]:
    clusters = operations.clusters()
    yield {each.name: age(each.beat_at) for each in clusters}
    yield {each.name: each.due for each in clusters}
    yield {each.name: age(each.oldest_due) or 0 for each in clusters}
    yield Task.objects.filter(success=False, stopped__gte=days.now() - timedelta(hours=1)).count()


def _events() -> Iterator[Value]:
    found = UnpublishedEvent.objects.aggregate(count=Count("pk"), oldest=Min("event__created_at"))
    yield found["count"]
    yield age(found["oldest"]) or 0


def _messages() -> Iterator[Value]:
    waiting = Message.objects.filter(state=MessageState.WAITING, due_at__lte=days.now())
    found = waiting.aggregate(count=Count("pk"), oldest=Min("due_at"))
    yield found["count"]
    yield age(found["oldest"]) or 0
    yield Message.objects.filter(state=MessageState.SENDING).count()


def _reports() -> Iterator[Value]:
    waiting = ReportFile.objects.filter(state__in=WAITING)
    found = waiting.aggregate(count=Count("pk"), oldest=Min("requested_at"))
    yield found["count"]
    yield age(found["oldest"]) or 0


def _alerts() -> Iterator[Value]:
    opened = Alert.objects.filter(resolved_at=None).order_by().values_list("severity")
    found = dict(opened.annotate(count=Count("pk")))
    yield {severity: found.get(severity, 0) for severity in Severity.values}


PARTS: Final = (
    Part(
        "database",
        (
            Gauge("hesabu_database_size_bytes", "What the database takes on its disk."),
            Gauge("hesabu_database_connections", "Connections to the server, of whomever."),
            Gauge("hesabu_database_connections_limit", "How many there may be."),
        ),
        _database,
    ),
    Part(
        "jobs",
        (
            Gauge("hesabu_cluster_heartbeat_age_seconds", "Since it last said that it is alive.", "cluster"),
            Gauge("hesabu_jobs_due", "Jobs that wait for a worker.", "cluster"),
            Gauge("hesabu_jobs_oldest_due_seconds", "How long the oldest of them waits.", "cluster"),
            Gauge("hesabu_jobs_failed_last_hour", "Jobs that ended badly in the last hour."),
        ),
        _jobs,
    ),
    Part(
        "events",
        (
            Gauge("hesabu_events_unpublished", "Events that no subscriber has been told of yet."),
            Gauge("hesabu_events_oldest_unpublished_seconds", "How long the oldest of them waits."),
        ),
        _events,
    ),
    Part(
        "messages",
        (
            Gauge("hesabu_messages_due", "SMS and e-mails that are due and not sent."),
            Gauge("hesabu_messages_oldest_due_seconds", "How long the oldest of them is due."),
            Gauge("hesabu_messages_sending", "Messages whose sending has begun."),
        ),
        _messages,
    ),
    Part(
        "reports",
        (
            Gauge("hesabu_reports_waiting", "Reports that were asked for and are not made yet."),
            Gauge("hesabu_reports_oldest_waiting_seconds", "How long the oldest of them waits."),
        ),
        _reports,
    ),
    Part(
        "alerts",
        (Gauge("hesabu_alerts_open", "Alerts that are open, of all businesses.", "severity"),),
        _alerts,
    ),
)
