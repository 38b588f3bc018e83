"""What a till holds for paying out, by whichever word of Safaricom's is the newest."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction

from core.days import EAT
from mpesa.models import PayoutWay
from mpesa.payouts.funds import Funds, FundsSource, funds_of
from mpesa.payouts.lines import lock_line
from tests.graphql_api.conftest import House
from tests.mpesa.payouts.offices import FLOAT, Office
from tests.reconciliation.days.nights import Nights
from tests.reconciliation.verified.files import MONDAY, file_of, moves


def test_the_newest_word_counts_and_what_customers_paid_since(house: House, clock, drain, settings):
    settings.BASE_URL = "http://127.0.0.1:9"
    rows = moves(MONDAY, 5_000, 700, -300, -2_000)
    first, last = rows[0].at.replace(tzinfo=EAT), rows[-1].at.replace(tzinfo=EAT)
    clock.at = last + timedelta(hours=3)
    till = Office(house, shortcode="600984").till
    safaricom = Nights(till, drain)
    with transaction.atomic():
        line = lock_line(till, PayoutWay.B2C)
    assert funds_of(till, line) == Funds(FLOAT, FundsSource.BOOKS, None)

    safaricom.snapshot(first - timedelta(minutes=5), 5_000)
    told = first - timedelta(minutes=5)
    assert funds_of(till, line) == Funds(5_000_00, FundsSource.BALANCE, told)
    safaricom.tell("UKG1AA0900", 64, last + timedelta(hours=1))
    assert funds_of(till, line) == Funds(5_064_00, FundsSource.BALANCE, told)

    # a sweep of 2,000 and a charge, of which no balance was asked since
    assert safaricom.bring(file_of(rows, MONDAY)).state == "ADMITTED"
    assert funds_of(till, line) == Funds(3_464_00, FundsSource.STATEMENT, last)

    safaricom.snapshot(last + timedelta(hours=2), 3_400)
    assert funds_of(till, line) == Funds(3_400_00, FundsSource.BALANCE, last + timedelta(hours=2))
    line.funds, line.funds_at = 2_900_00, last + timedelta(hours=2, minutes=1)
    assert funds_of(till, line) == Funds(2_900_00, FundsSource.RESULT, line.funds_at)
