"""What the clock and the closing of a period say of payouts that fail, and of those that nobody knows."""

from __future__ import annotations

from datetime import timedelta

from core.days import accounting_day
from core.models import Alert
from core.tasks import sweep
from ledger.closing.checks import Closing, run_closing_checks
from tests.mpesa.payouts.offices import Office, send, tell


def said(office: Office, clock) -> dict[str, str]:
    sweep()
    return dict(Alert.objects.filter(resolved_at=None).values_list("code", "detail"))


def test_more_than_one_of_a_hundred_that_failed_is_told(office: Office, clock):
    failed = send(office.reserved(100_00))
    tell(failed, "FAILED", code="14")
    tell(send(office.reserved(100_00)), "FAILED", code="100000002")  # it goes again by itself
    for _ in range(18):
        tell(send(office.reserved(100_00)), "PAID")
    assert "PAYOUTS_FAIL" not in said(office, clock), "nineteen are too few to say anything"
    tell(send(office.reserved(100_00)), "PAID")
    assert said(office, clock)["PAYOUTS_FAIL"] == "FAILED: 1, ENDED: 20"
    tell(failed, "PAID")
    assert "PAYOUTS_FAIL" not in said(office, clock)


def test_a_period_names_the_payouts_that_nobody_knows_and_does_not_wait(office: Office, clock):
    for amount in (100_00, 250_00):
        tell(send(office.reserved(amount)), "UNKNOWN")
    today = accounting_day(clock.at)

    def found(last_day):
        closing = Closing(office.house.business, today - timedelta(days=30), last_day)
        (check,) = [each for each in run_closing_checks(closing) if each.name == "payouts_known"]
        return check

    assert found(today).holds
    assert found(today).note.startswith("What became of 2 payouts of KES 350.00 is not known")
    assert found(today - timedelta(days=1)).note == ""
