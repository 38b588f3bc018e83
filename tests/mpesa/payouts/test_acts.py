"""What people do with payouts: ask, take back, try again, pause, let go, decide."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from core import days
from core.errors import DomainError
from core.machine.alerts import raise_alert, resolve_alert
from core.models import Alert
from ledger.integrity.soundness import LEDGER_BROKEN
from ledger.models import Entry
from mpesa.models import Payout, PayoutAttempt, PayoutLine, PayoutWay
from mpesa.payouts import acts
from mpesa.payouts.claiming import claim_payouts, may_be_sent
from mpesa.payouts.deciding import decide_unknown_payout, release_payout
from mpesa.payouts.lines import lock_line
from mpesa.payouts.naming import note_receivers
from mpesa.payouts.pausing import pause_payouts, resume_line, resume_payouts
from mpesa.payouts.requesting import cancel_payout
from mpesa.payouts.retrying import retry_failed_payouts, retry_payout
from mpesa.payouts.rules import set_payout_limits
from mpesa.payouts.sending import let_due_go
from tests.ledger.vouching import alone_up_to
from tests.mpesa.payouts.offices import PAYEE, Office, hold, send, tell
from users.approvals.approving import Proof, approve, refuse
from users.models import Approval, AuditEntry, Role

OTHER = "254700000302"


def refusal(act: Callable[[], Any]) -> str:
    books = Entry.objects.count()
    with pytest.raises(DomainError) as caught:
        act()
    assert Entry.objects.count() == books, "nothing moves on a refusal"
    return caught.value.code


def again(payout: Payout) -> Payout:
    return Payout.objects.get(pk=payout.pk)


def test_the_same_question_is_one_payout_and_another_is_a_conflict(office: Office):
    first = office.ask(key="k-1")
    assert office.ask(key="k-1").pk == first.pk and Payout.objects.count() == 1
    assert refusal(lambda: office.ask(501_00, key="k-1")) == "KEY_REUSED"
    assert AuditEntry.objects.filter(action="payout.create").count() == 1


def test_within_the_solo_limit_one_person_is_enough(office: Office):
    alone_up_to(office.house.business, 500_00)
    assert office.ask(500_00).state == "RESERVED"
    assert office.ask(501_00).state == "PENDING_APPROVAL"


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"amount": 9_99}, "BELOW_MINIMUM"),
        ({"amount": 250_001_00}, "OVER_TRANSACTION_LIMIT"),
        ({"phone": "12"}, "BAD_PHONE"),
        ({"description": "x"}, "BAD_REMARKS"),
        ({"description": "tea & milk"}, "BAD_REMARKS"),
        ({"key": ""}, "BAD_KEY"),
        ({"account_code": "9999"}, "UNKNOWN_ACCOUNT"),
        ({"account_code": "2900"}, "SUSPENSE_IS_PLACED"),
        ({"account_code": "1010"}, "SYSTEM_ACCOUNT"),
        ({"account_code": "1020"}, "SYSTEM_ACCOUNT"),
        ({"account_code": ""}, "WHICH_TARGET"),
    ],
)
def test_what_cannot_be_asked_for(office: Office, given: dict[str, Any], code: str):
    assert refusal(lambda: office.ask(**given)) == code
    assert not Payout.objects.exists()


def test_who_may_ask(office: Office):
    for role in (Role.CASHIER, Role.APPROVER, Role.AUDITOR, Role.MARKET_OPERATOR, Role.PLAYER):
        assert refusal(lambda: office.ask(actor=office.house.people[role])) == "NOT_ALLOWED", role  # noqa: B023


def test_a_wallet_gives_only_what_it_holds(office: Office):
    wallet = office.wallet(300_00)
    payout = office.ask(500_00, wallet=wallet)
    assert refusal(lambda: office.approve(payout)) == "FLOOR"
    assert (again(payout).state, office.wallets()) == ("PENDING_APPROVAL", 300_00)


def test_a_refused_payout_is_cancelled(office: Office):
    payout = office.ask()
    asked = Approval.objects.get(subject=f"payout:{payout.pk}")
    refuse(approval=asked, checker=office.approver, comment="who is that?")
    assert (again(payout).state, again(payout).code) == ("CANCELLED", "REFUSED")


@pytest.mark.parametrize("state", ["PENDING_APPROVAL", "RESERVED", "HELD", "FAILED"])
def test_what_is_not_with_safaricom_is_taken_back(office: Office, state: str):
    payout = office.ask()
    if state != "PENDING_APPROVAL":
        payout = office.approve(payout)
    if state == "HELD":
        hold(payout)
    if state == "FAILED":
        tell(send(payout), "FAILED", code="14")
    assert acts.Act.CANCEL in acts.acts_of(again(payout))
    done = cancel_payout(payout=payout, reason="a mistake", actor=office.clerk)
    assert cancel_payout(payout=payout, reason="a mistake", actor=office.clerk).state == done.state
    assert (again(payout).state, office.balance("2400"), office.balance("5500")) == ("CANCELLED", 0, 0)
    assert not Approval.objects.filter(subject=f"payout:{payout.pk}", state="PENDING").exists()


@pytest.mark.parametrize("verdict", ["SENT", "UNKNOWN", "PAID"])
def test_what_may_have_been_paid_is_neither_taken_back_nor_tried_again(office: Office, verdict: str):
    payout = office.reserved()
    tell(send(payout), verdict)
    assert refusal(lambda: cancel_payout(payout=payout, reason="x", actor=office.clerk)) == "PAYOUT_MOVED_ON"
    assert refusal(lambda: retry_payout(payout=payout, actor=office.clerk)) == "PAYOUT_NOT_FAILED"
    assert retry_failed_payouts(business=payout.business, hours=744, actor=office.clerk) == ([], [])
    assert PayoutAttempt.objects.count() == 1


def test_retrying_all_touches_only_what_has_definitely_failed(office: Office, clock):
    ended = {code: office.reserved() for code in ("old", "14", "2040", "paid", "unknown", "8")}
    tell(send(ended["old"]), "FAILED", code="14")
    clock.pass_seconds(3 * 3600)
    tell(send(ended["14"]), "FAILED", code="14")
    tell(send(ended["2040"]), "FAILED", code="2040")
    tell(send(ended["paid"]), "PAID")
    tell(send(ended["unknown"]), "UNKNOWN")
    tell(send(ended["8"]), "FAILED", code="8")
    done, refused = retry_failed_payouts(business=office.house.business, hours=2, actor=office.clerk)
    assert ({each.pk for each in done}, refused) == ({ended["14"].pk, ended["2040"].pk}, [])
    assert {name: again(each).state for name, each in ended.items()} == {
        "old": "FAILED",
        "14": "RESERVED",
        "2040": "RESERVED",
        "paid": "PAID",
        "unknown": "IN_FLIGHT",
        "8": "HELD",
    }
    assert retry_failed_payouts(business=office.house.business, hours=2, actor=office.clerk) == ([], [])


def test_a_retry_that_the_wallet_cannot_pay_is_told_and_stops_no_other(office: Office):
    wallet = office.wallet(500_00)
    spent, sound = office.reserved(wallet=wallet), office.reserved()
    for payout in (spent, sound):
        tell(send(payout), "FAILED", code="14")
    office.spend(wallet, 400_00)
    done, refused = retry_failed_payouts(business=office.house.business, hours=1, actor=office.clerk)
    assert [each.pk for each in done] == [sound.pk]
    assert [(each.pk, error.code) for each, error in refused] == [(spent.pk, "FLOOR")]


def sendable() -> set[int]:
    return set(may_be_sent().values_list("pk", flat=True))


def test_the_kill_switch_and_books_that_do_not_hold_send_nothing(office: Office):
    payout = office.reserved()
    assert sendable() == {payout.pk}
    pause_payouts(business=office.house.business, reason="a strange list", actor=office.clerk)
    assert sendable() == set() and claim_payouts(10) == ([], 0)
    assert (
        refusal(lambda: resume_payouts(business=office.house.business, actor=office.clerk)) == "NOT_ALLOWED"
    )
    resume_payouts(business=office.house.business, actor=office.owner)
    for business_id in (payout.business_id, None):
        alert = raise_alert(code=LEDGER_BROKEN, severity="CRITICAL", detail="x", business_id=business_id)
        assert sendable() == set() and claim_payouts(10) == ([], 0)
        resolve_alert(alert=alert, comment="mended")
    assert sendable() == {payout.pk}
    assert len(claim_payouts(10)[0]) == 1


def test_a_stopped_line_goes_on_by_the_owner_with_one_payout_first(office: Office):
    payouts = [office.reserved(phone=phone) for phone in (PAYEE, OTHER)]
    tell(send(payouts[0]), "FAILED", code="8006")
    assert sendable() == set()
    assert refusal(lambda: resume_line(till=office.till, actor=office.clerk)) == "NOT_ALLOWED"
    resume_line(till=office.till, actor=office.owner)
    assert not Alert.objects.filter(code="PAYOUT_LINE_STOPPED", resolved_at=None).exists()
    (first,), _ = claim_payouts(10)
    assert claim_payouts(10) == ([], 0)
    tell(first, "PAID")
    assert len(claim_payouts(10)[0]) == 1
    assert len(payouts) == 2 and sendable() == set()


def limited(office: Office, **limits: int) -> None:
    set_payout_limits(business=office.house.business, limits=limits, actor=office.owner)
    with transaction.atomic():
        lock_line(office.till, PayoutWay.B2C)
    PayoutLine.objects.update(proved_at=days.now() + timedelta(days=300))


def test_what_is_too_much_for_a_phone_or_a_day_waits_for_the_next(office: Office, clock):
    limited(office, payee_day_limit=700_00, day_limit=1_200_00)
    first, second, third, fourth = (
        office.reserved(500_00, phone=phone) for phone in (PAYEE, PAYEE, OTHER, "254700000303")
    )
    begun, held = claim_payouts(10)
    assert ([attempt.payout_id for attempt in begun], held) == ([first.pk, third.pk], 2)
    assert [(again(each).state, again(each).code) for each in (second, fourth)] == [
        ("HELD", "OVER_PAYEE_DAY"),
        ("HELD", "OVER_DAY"),
    ]
    clock.at = again(second).due_at + timedelta(minutes=1)
    assert let_due_go() == 2
    begun, held = claim_payouts(10)
    assert ({attempt.payout_id for attempt in begun}, held) == ({second.pk, fourth.pk}, 0)


def test_the_first_payout_to_a_phone_cools_off(office: Office, clock):
    limited(office, cooling_off_hours=4)
    new, known = office.reserved(), office.reserved(phone=OTHER)
    tell(send(known), "PAID")
    later = office.reserved(phone=OTHER)
    begun, held = claim_payouts(10)
    assert ([attempt.payout_id for attempt in begun], held) == ([later.pk], 1)
    row = again(new)
    assert (row.state, row.code, row.due_at) == ("HELD", "COOLING_OFF", row.created_at + timedelta(hours=4))


@pytest.mark.parametrize(
    ("expected", "told", "differs"),
    [
        ("Jane Doe", "JANE DOE", False),
        ("Jane Wanjiru Doe", "DOE JANE", False),
        ("Jane", "JANE MUTHONI", False),
        ("Jane Doe", "JANE MUTHONI", True),
        ("Jane Doe", "PETER KAMAU", True),
        ("", "PETER KAMAU", False),
    ],
)
def test_another_name_than_m_pesa_knows_is_held(office: Office, expected: str, told: str, differs: bool):
    limited(office)
    first = office.reserved(name=expected)
    attempt = send(first)
    tell(attempt, "PAID")
    with transaction.atomic():
        note_receivers([(attempt.pk, told)])
    assert again(first).flagged is differs
    second = office.reserved(name=expected)
    begun, held = claim_payouts(10)
    assert (len(begun), held) == ((0, 1) if differs else (1, 0))
    assert again(second).code == ("NAME_DIFFERS" if differs else "")


def test_a_held_payout_is_let_go_by_two_people(office: Office):
    limited(office)
    payout = office.reserved()
    hold(payout)
    asked = release_payout(payout=payout, key="r-1", comment="it is she", actor=office.owner)
    approve(approval=asked, checker=office.approver, digest=asked.digest, proof=Proof())
    row = again(payout)
    assert (row.state, row.released) == ("RESERVED", True)
    assert acts.acts_of(row) == [acts.Act.CANCEL]


def test_two_people_decide_by_the_receipt_of_the_portal(office: Office):
    payout = office.reserved()
    attempt = send(payout)
    decide = {"payout": payout, "key": "d-1", "comment": "seen in the portal", "actor": office.clerk}
    assert (
        refusal(lambda: decide_unknown_payout(receipt_number="UKD0000001", **decide)) == "PAYOUT_NOT_UNKNOWN"
    )
    tell(attempt, "UNKNOWN")
    assert acts.acts_of(again(payout)) == [acts.Act.DECIDE]
    assert refusal(lambda: decide_unknown_payout(receipt_number="-", **decide)) == "BAD_RECEIPT_NUMBER"
    alone_up_to(office.house.business, 1_000_000_00)  # no limit lets one person decide
    asked = decide_unknown_payout(receipt_number="ukd0000001", **decide)
    assert (asked.state, again(payout).state) == ("PENDING", "IN_FLIGHT")
    approve(approval=asked, checker=office.approver, digest=asked.digest, proof=Proof())
    attempt.refresh_from_db()
    assert (attempt.state, attempt.decided_by, attempt.receipt) == ("PAID", "PEOPLE", "UKD0000001")
    assert (again(payout).state, office.mpesa()) == ("PAID", -500_00)
    other = office.reserved()
    tell(send(other), "UNKNOWN")
    taken = decide | {"payout": other, "key": "d-2"}
    assert refusal(lambda: decide_unknown_payout(receipt_number="UKD0000001", **taken)) == "RECEIPT_TAKEN"


def test_float_is_kept_for_what_nobody_knows(office: Office):
    limited(office, float_buffer=100_00)
    office.spend_float(leaving=1_200_00)
    unknown = office.reserved(500_00)
    tell(send(unknown), "UNKNOWN")
    small, large = office.reserved(500_00, phone=OTHER), office.reserved(600_00, phone=OTHER)
    begun, _ = claim_payouts(10)
    assert [attempt.payout_id for attempt in begun] == [small.pk]
    assert again(large).state == "RESERVED"
    assert Alert.objects.filter(code="PAYOUT_FLOAT_SHORT", resolved_at=None).exists()
