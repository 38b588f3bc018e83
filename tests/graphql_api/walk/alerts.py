"""Alerts."""

from __future__ import annotations

from core.machine.alerts import raise_alert
from core.models import Severity
from tests.graphql_api.walk.rows import Rows, Seeds
from users.alert_recipients import set_recipient

ROWS = Rows(
    lists={
        "alerts": "alert.read",
        "alertRecipients": "alert.read",
    },
    lists_of_one_row={"alertRecipients"},
    nodes={
        "Alert": "alert.read",
        "AlertRecipient": "alert.read",
    },
    mutations={
        "resolveAlert": (
            "alert.resolve",
            'resolveAlert(input: {{alert: "{Alert}", comment: "looked at"}})',
        ),
        "setAlertRecipient": (
            "business.manage",
            'setAlertRecipient(input: {{business: "{Business}", member: "{Membership}", channel: EMAIL,'
            ' address: "a@example.com"}})',
        ),
        "setQuietHours": ("business.manage", 'setQuietHours(input: {{recipient: "{AlertRecipient}"}})'),
        "removeAlertRecipient": (
            "business.manage",
            'removeAlertRecipient(input: {{recipient: "{AlertRecipient}"}})',
        ),
        "sendTestAlert": ("business.manage", 'sendTestAlert(input: {{recipient: "{AlertRecipient}"}})'),
    },
)


def fill(seeds: Seeds) -> None:
    code = seeds.house.code
    seeds.nodes["AlertRecipient"] = set_recipient(
        business=seeds.house.business,
        user=seeds.house.people["OWNER"],
        channel="email",
        address=f"owner@{code}.example.com",
        actor=seeds.house.people["OWNER"],
    )
    for count in range(seeds.times):
        seeds.nodes["Alert"] = raise_alert(
            code=f"SEEDED_{count}",
            severity=Severity.WARNING,
            business_id=seeds.house.business.pk,
            detail=f"of {code}",
        )
