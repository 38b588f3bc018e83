"""What the domains expect of a day beside the books."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction

from core import days
from mpesa.models import PayoutAttempt
from mpesa.payouts.attempts import begin_attempts
from mpesa.payouts.expecting import payouts_on_their_way
from mpesa.payouts.moves import lock_payouts
from reconciliation.days.expecting import expected_names, expected_of, register_expected
from tests.mpesa.payouts.offices import Office


def test_sources_are_known_by_name(house):
    assert expected_names() == ["payouts", "requests"]
    with pytest.raises(ValueError, match="payouts"):
        register_expected("payouts", payouts_on_their_way)


def test_what_safaricom_took_on_is_expected_to_leave_until_somebody_tells(house):
    office = Office(house)
    payout = office.reserved()
    with transaction.atomic():
        begin_attempts(list(lock_payouts([payout.pk]).values()))
    PayoutAttempt.objects.update(state="SENT", sent_at=days.now())
    today, yesterday = days.today(), days.today() - timedelta(days=1)
    assert expected_of(office.till, yesterday, today) == {today: {"payouts": -payout.amount}}
    assert expected_of(office.till, yesterday, yesterday) == {}
    PayoutAttempt.objects.update(state="UNKNOWN")
    assert expected_of(office.till, today, today) == {}
