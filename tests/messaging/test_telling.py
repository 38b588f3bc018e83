"""Members are told of alerts and of their end: which, when, where, and each once."""

from __future__ import annotations

import json

import pytest
from django.db import DatabaseError, connection

from core.machine.alerts import clear_alert, raise_alert, resolve_alert
from core.machine.crypto import unseal
from core.models import Alert
from messaging import telling
from messaging.models import AlertNotice, Message
from messaging.outbox import CONTENT_PURPOSE
from messaging.telling import tell_recipients
from tests.clock import Clock
from tests.core.threads import run_together
from tests.graphql_api.conftest import House
from users.alert_recipients import is_quiet, set_recipient
from users.languages import choose_language
from users.models import AlertRecipient, Membership

pytestmark = pytest.mark.usefixtures("db")

MAIL, PHONE = "wanjiku@example.com", "0712345678"


def told(house: House, role: str = "OWNER", channel: str = "email", **wishes) -> AlertRecipient:
    """A member who wants to be told."""
    address = MAIL if channel == "email" else PHONE
    return set_recipient(
        **{"address": address, "least_severity": "WARNING"} | wishes,
        business=house.business,
        user=house.people[role],
        channel=channel,
        actor=house.people["OWNER"],
    )


def ring(house: House, code: str = "TILL_SILENT", severity: str = "CRITICAL", subject: str = "") -> Alert:
    return raise_alert(
        code=code, severity=severity, detail="x", business_id=house.business.pk, subject=subject
    )


def written() -> list[tuple[str, str]]:
    """(template, body) of all messages, oldest first."""
    rows = Message.objects.order_by("pk").select_related("data_key")
    sealed = [(row, unseal(row.data_key, row.content_sealed, purpose=CONTENT_PURPOSE)) for row in rows]
    return [(row.template, json.loads(content)["body"]) for row, content in sealed]


def test_each_is_told_once_of_begin_and_end(house: House, clock: Clock):
    told(house)
    alert = ring(house)
    assert (tell_recipients(), tell_recipients()) == (1, 0)
    ring(house)
    assert tell_recipients() == 0, "seen again is not a new alert"
    clear_alert(code="TILL_SILENT", business_id=house.business.pk)
    assert (tell_recipients(), tell_recipients()) == (1, 0)
    (first, opened), (second, cleared) = written()
    assert (first, second) == ("alerts_opened", "alerts_cleared")
    assert "URGENT: nothing comes from M-Pesa, since 20.11. 12:00" in opened and "/alerts" in opened
    assert "over:" in cleared and house.business.name in cleared
    notices = AlertNotice.objects.order_by("pk").values_list("alert", "user", "channel", "what")
    owner = house.people["OWNER"].pk
    assert list(notices) == [(alert.pk, owner, "email", "OPENED"), (alert.pk, owner, "email", "CLEARED")]


def test_what_ended_before_it_was_told_is_not_told(house: House, clock: Clock):
    told(house)
    resolve_alert(alert=ring(house), comment="seen")
    assert tell_recipients() == 0


def test_drains_at_once_tell_once(house: House):
    told(house)
    told(house, "ACCOUNTANT", "sms")
    for number in range(4):
        ring(house, subject=f"till:{number}")
        run_together([tell_recipients] * 4)
    clear_alert(code="TILL_SILENT", business_id=house.business.pk, subject="till:0")
    run_together([tell_recipients] * 4)
    assert AlertNotice.objects.filter(what="OPENED").count() == 8
    assert AlertNotice.objects.filter(what="CLEARED").count() == 2
    with pytest.raises(DatabaseError, match=r"APPEND_ONLY|permission denied"), connection.cursor() as cursor:
        cursor.execute("DELETE FROM messaging_alertnotice")


def test_a_drain_that_dies_in_between_has_told_nobody(house: House, monkeypatch):
    told(house)
    ring(house)
    real = AlertNotice.objects.bulk_create
    monkeypatch.setattr(telling.AlertNotice.objects, "bulk_create", lambda rows: 1 // 0)
    assert tell_recipients() == 0 and not Message.objects.exists() and not AlertNotice.objects.exists()
    monkeypatch.setattr(telling.AlertNotice.objects, "bulk_create", real)
    assert tell_recipients() == 1 and AlertNotice.objects.filter(alert__code="TILL_SILENT").count() == 1


def test_who_wants_what(house: House, other_house: House):
    told(house, least_severity="CRITICAL")
    told(house, "ACCOUNTANT", codes=["SUSPENSE_OLD"])
    told(other_house, least_severity="INFO")
    ring(house, "SUSPENSE_OLD", "WARNING")
    ring(house, "LEDGER_BROKEN", "CRITICAL")
    raise_alert(code="INBOX_BEHIND", severity="CRITICAL", detail="x")
    tell_recipients()
    pairs = set(AlertNotice.objects.values_list("user__username", "alert__code"))
    assert pairs == {
        (house.people["OWNER"].username, "LEDGER_BROKEN"),
        (house.people["ACCOUNTANT"].username, "SUSPENSE_OLD"),
    }


def test_who_has_left_is_not_told(house: House):
    told(house, "ACCOUNTANT")
    Membership.objects.filter(user=house.people["ACCOUNTANT"]).delete()
    ring(house)
    assert tell_recipients() == 0


def test_the_next_one_is_told_when_nobody_has_closed_it(house: House, clock: Clock):
    told(house, "ACCOUNTANT")
    told(house, after_minutes=30)
    ring(house)
    assert tell_recipients() == 1
    clock.pass_seconds(29 * 60 + 59)
    assert tell_recipients() == 0
    clock.pass_seconds(1)
    assert tell_recipients() == 1
    assert AlertNotice.objects.latest("pk").user == house.people["OWNER"]
    clear_alert(code="TILL_SILENT", business_id=house.business.pk)
    ring(house)
    assert tell_recipients() == 3, "both hear that it is over, and one that it is back"


@pytest.mark.parametrize(
    ("first", "last", "quiet", "loud"),
    [
        (22 * 60, 6 * 60 + 30, (22 * 60, 24 * 60 - 1, 0, 6 * 60 + 29), (6 * 60 + 30, 12 * 60, 22 * 60 - 1)),
        (12 * 60, 14 * 60, (12 * 60, 14 * 60 - 1), (0, 12 * 60 - 1, 14 * 60, 24 * 60 - 1)),
        (1, 0, (1, 24 * 60 - 1), (0,)),
        (None, None, (), (0, 12 * 60)),
    ],
)
def test_quiet_hours_go_across_midnight(first, last, quiet, loud):
    recipient = AlertRecipient(quiet_from=first, quiet_until=last)
    assert all(is_quiet(recipient, minute) for minute in quiet)
    assert not any(is_quiet(recipient, minute) for minute in loud)


def test_quiet_hours_are_of_nairobi_and_only_what_is_critical_comes_through_them(house: House, clock: Clock):
    told(house, quiet_from="22:00", quiet_until="06:30")
    told(house, "ACCOUNTANT", quiet_from="22:00", quiet_until="06:30", pierced=False)
    clock.pass_seconds(11 * 60 * 60)  # 23:00 in Nairobi
    ring(house, "SUSPENSE_OLD", "WARNING")
    assert tell_recipients() == 0
    ring(house)
    assert tell_recipients() == 1
    clear_alert(code="TILL_SILENT", business_id=house.business.pk)
    assert tell_recipients() == 0, "the end can wait"
    clock.pass_seconds(7.5 * 60 * 60 - 1)
    assert tell_recipients() == 0
    clock.pass_seconds(1)  # 06:30
    assert tell_recipients() == 3
    templates = [template for template, _ in written()]
    assert sorted(templates) == ["alerts_cleared", "alerts_opened", "alerts_opened", "alerts_opened"]


def test_many_at_once_are_one_message_and_no_more_than_so_many_come_in_an_hour(house: House, clock: Clock):
    told(house, channel="sms")
    for number in range(6):
        ring(house, subject=f"till:{900 + number}")
    assert tell_recipients() == 1
    (body,) = [body for _, body in written()]
    assert body.count("URGENT") == 4 and "and 2 more" in body
    assert AlertNotice.objects.count() == 6
    for number in range(telling.MOST_AN_HOUR + 3):
        ring(house, f"CODE_{number}")
        tell_recipients()
    assert Message.objects.count() == telling.MOST_AN_HOUR
    clock.pass_seconds(60 * 60 + 1)
    assert tell_recipients() == 1 and AlertNotice.objects.count() == 6 + telling.MOST_AN_HOUR + 3


def test_people_are_written_to_in_their_language_and_of_no_payment(house: House, clock: Clock):
    owner = house.people["OWNER"]
    choose_language(language="sw", user=owner, actor=owner)
    told(house, channel="sms")
    ring(house, "REQUEST_SILENT", "WARNING", subject="request:77")
    tell_recipients()
    ((template, body),) = written()
    assert template == "alerts_opened" and "malipo yanasubiri jibu, tangu 20.11. 12:00" in body
    assert "77" not in body and "request" not in body
