"""Two people, or two processes, at the same instant: nothing is sent twice, and no cent is made or lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction

from core.errors import DomainError
from mpesa.models import Payout, PayoutAttempt, PayoutBatch
from mpesa.payouts.batches.repeating import repeat_batch
from mpesa.payouts.claiming import claim_payouts
from mpesa.payouts.deciding import decide_unknown_payout
from mpesa.payouts.requesting import cancel_payout
from mpesa.payouts.retrying import retry_failed_payouts, retry_payout
from tests.core.threads import Running, run_together
from tests.ledger.vouching import alone_up_to
from tests.mpesa.payouts.offices import Office, send, tell
from tests.mpesa.payouts.test_acts import limited
from tests.mpesa.payouts.test_batches import approved, bring
from tests.processes import wait_until
from users.approvals.approving import Proof, approve
from users.models import Approval

TIMES = 6


def codes(results: list[Any]) -> list[str]:
    assert not [each for each in results if isinstance(each, Exception) and not isinstance(each, DomainError)]
    return [each.code if isinstance(each, DomainError) else "DONE" for each in results]


def test_two_who_approve_set_the_money_aside_once_and_order_once(office: Office):
    limited(office)
    payout = office.ask()
    asked = Approval.objects.get(subject=f"payout:{payout.pk}")

    def press(checker: Any) -> Callable[[], Any]:
        return lambda: approve(approval=asked, checker=checker, digest=asked.digest, proof=Proof())

    done = codes(run_together([press(office.approver), press(office.owner)] * 3))
    assert done.count("DONE") >= 1 and set(done) <= {"DONE", "APPROVAL_DECIDED"}
    assert (office.balance("2400"), Payout.objects.get().reserves) == (500_00, 1)
    found = run_together([lambda: claim_payouts(10)] * TIMES)
    assert sum(len(begun) for begun, _ in found) == PayoutAttempt.objects.count() == 1


def test_two_who_retry_set_the_money_aside_once_and_order_once(office: Office):
    limited(office)
    payout = office.reserved()
    tell(send(payout), "FAILED", code="14")
    one = lambda: retry_payout(payout=payout, actor=office.clerk)  # noqa: E731
    many = lambda: retry_failed_payouts(business=payout.business, hours=1, actor=office.owner)  # noqa: E731
    codes(run_together([one, many] * 3))
    assert (office.balance("2400"), Payout.objects.get().reserves) == (500_00, 2)
    found = run_together([lambda: claim_payouts(10)] * TIMES)
    assert sum(len(begun) for begun, _ in found) == 1
    assert PayoutAttempt.objects.count() == 2


def test_two_who_decide_book_one_payment(office: Office):
    payout = office.reserved()
    attempt = send(payout)
    tell(attempt, "UNKNOWN")
    given: dict[str, Any] = {"payout": payout, "comment": "in the portal", "receipt_number": "UKD0000001"}
    asked = decide_unknown_payout(key="d-1", actor=office.clerk, **given)

    def press(checker: Any) -> Callable[[], Any]:
        return lambda: approve(approval=asked, checker=checker, digest=asked.digest, proof=Proof())

    result = lambda: tell(attempt, "PAID", receipt="UKD0000001")  # noqa: E731
    codes(run_together([press(office.approver), press(office.owner), result, result]))
    assert (office.mpesa(), office.balance("2400"), office.balance("5500")) == (-500_00, 0, 500_00)
    assert Payout.objects.get().state == "PAID"


@pytest.mark.parametrize("turn", range(3))
def test_taking_back_and_ordering_at_once_is_one_of_the_two(office: Office, turn: int):
    limited(office)
    payout = office.reserved()
    cancel = lambda: cancel_payout(payout=payout, reason="x", actor=office.clerk)  # noqa: E731
    cancelled, claimed, *_ = run_together([cancel, lambda: claim_payouts(10), lambda: claim_payouts(10)])
    begun = PayoutAttempt.objects.count()
    state = Payout.objects.get().state
    assert (state, begun) in {("CANCELLED", 0), ("IN_FLIGHT", 1)}, (cancelled, claimed)


def test_many_processes_order_each_payout_once(office: Office):
    limited(office)
    payouts = [office.reserved(100_00, phone=f"2547000004{number:02}") for number in range(30)]
    found = run_together([lambda: claim_payouts(64)] * TIMES)
    begun = [attempt.payout_id for attempts, _ in found for attempt in attempts]
    assert sorted(begun) == [payout.pk for payout in payouts]


def test_a_failure_and_a_success_at_once_end_as_paid(office: Office):
    for _ in range(4):
        payout = office.reserved()
        attempt = send(payout)
        ways = [lambda a=attempt: tell(a, "FAILED", code="14"), lambda a=attempt: tell(a, "PAID")]  # type: ignore[misc]
        codes(run_together(ways))
        attempt.refresh_from_db()
        assert (attempt.state, Payout.objects.get(pk=payout.pk).state) == ("PAID", "PAID")
    assert (office.mpesa(), office.balance("5500")) == (-2_000_00, 2_000_00)


def test_the_limit_of_a_day_is_one_for_all_tills(office: Office):
    """Whoever claims for one till waits for whoever claims for another of the same business."""
    limited(office, payee_day_limit=700_00)
    other = Office(office.house, shortcode="600556")
    alone_up_to(office.house.business, 1_000_00)
    other.reserved()
    with transaction.atomic():
        begun, _ = claim_payouts(10)
        assert len(begun) == 1

        def second() -> Any:
            office.reserved()
            return claim_payouts(10)

        running = Running(second)
        wait_until(lambda: waits_for_a_lock() or not running.is_alive)
    assert running.result() == ([], 1)
    assert sorted(Payout.objects.values_list("state", flat=True)) == ["HELD", "IN_FLIGHT"]


def waits_for_a_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return bool(cursor.fetchone()[0])


def test_a_file_of_payouts_that_is_sent_twice_at_once_is_one_batch(office: Office):
    batch = approved(office)
    ways = [
        lambda: bring(office, "phone,amount\n0712345671,100\n").batch,
        lambda: repeat_batch(batch=batch, name="June", pay_on=None, actor=office.clerk),
    ]
    found = run_together(ways * 3)
    assert [len(set(found[way::2])) for way in (0, 1)] == [1, 1], found
    assert PayoutBatch.objects.count() == 3
