"""People hear of papers that KRA refuses or leaves unsigned, for as long as it does."""

from __future__ import annotations

import pytest

from billing.etims import unit
from billing.etims.queueing import send_again
from core.machine.watching import look_around
from core.models import Alert
from tests.billing.bills import bill, customer_of, head
from tests.billing.etims.control_unit import control_unit
from tests.clock import Clock
from users.actors import SYSTEM
from users.models import Business


@pytest.fixture
def kra(settings, monkeypatch):
    monkeypatch.setattr(unit, "TIMEOUT", (3, 0.4))
    with control_unit() as server:
        settings.ETIMS_URL = server.url
        yield server


def stuck() -> list[tuple[int | None, str, bool]]:
    look_around()
    rows = Alert.objects.filter(code="ETIMS_STUCK").order_by("pk")
    return [(row.business_id, row.detail, row.resolved_at is None) for row in rows]


def test_what_is_refused_is_told_until_it_is_signed(business: Business, kra, drain):
    head(business)
    issued = bill(customer_of(business, kra_pin="A004416331M"))
    assert stuck() == []
    kra.refusals = [("910", "Request parameter error [custTin]")]
    drain()
    assert stuck() == [(business.pk, "REFUSED: 1, WAITING: 0", True)]
    send_again(bill=issued, actor=SYSTEM)
    drain()
    assert stuck() == [(business.pk, "REFUSED: 1, WAITING: 0", False)]


def test_what_waits_for_a_day_is_told(business: Business, kra, clock: Clock, settings):
    head(business)
    bill(customer_of(business, kra_pin="A004416331M"))
    clock.pass_seconds(86_400)
    assert stuck() == []
    clock.pass_seconds(1)
    assert stuck() == [(business.pk, "REFUSED: 0, WAITING: 1", True)]
    settings.ETIMS_URL = ""
    assert stuck()[-1][2] is False
