"""Alerts."""

from __future__ import annotations

from core.machine.alerts import raise_alert
from core.models import Severity
from tests.graphql_api.walk.rows import Rows, Seeds

ROWS = Rows(
    lists={
        "alerts": "alert.read",
    },
    nodes={
        "Alert": "alert.read",
    },
    mutations={
        "resolveAlert": (
            "alert.resolve",
            'resolveAlert(input: {{alert: "{Alert}", comment: "looked at"}})',
        ),
    },
)


def fill(seeds: Seeds) -> None:
    code = seeds.house.code
    for count in range(seeds.times):
        seeds.nodes["Alert"] = raise_alert(
            code=f"SEEDED_{count}",
            severity=Severity.WARNING,
            business_id=seeds.house.business.pk,
            detail=f"of {code}",
        )
