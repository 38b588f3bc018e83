"""What receivers are told by SMS, where the owner wants that."""

from __future__ import annotations

from messaging.models import Message
from mpesa.payouts.retrying import retry_payout
from mpesa.payouts.rules import set_payout_limits
from tests.mpesa.payouts.offices import Office, send, tell


def told() -> list[str]:
    return list(Message.objects.order_by("pk").values_list("template", flat=True))


def test_nobody_is_told_unless_the_owner_wants_it(office: Office):
    tell(send(office.reserved()), "PAID")
    assert told() == []


def test_a_receiver_is_told_once_of_each_thing_and_never_of_what_nobody_knows(office: Office):
    limits = {"tells_receivers": True}
    set_payout_limits(business=office.house.business, limits=limits, actor=office.owner)
    payout = office.reserved()
    attempt = send(payout)
    assert told() == ["payout_sent"]
    tell(attempt, "FAILED", code="14")
    tell(attempt, "FAILED", code="14")
    assert told() == ["payout_sent", "payout_failed"]
    retry_payout(payout=payout, actor=office.clerk)
    again = send(payout)
    tell(again, "UNKNOWN")
    assert told() == ["payout_sent", "payout_failed", "payout_sent"]
    tell(again, "PAID")
    tell(again, "PAID", receipt=again.receipt)
    assert told()[3:] == ["payout_paid"]
    assert Message.objects.latest("pk").recipient_masked == payout.payee.phone_masked
