"""Payouts as people meet them: asked for, looked at, decided, stopped."""

from __future__ import annotations

from pathlib import Path

import pytest

from graphql_api.ids import write_id
from mpesa.models import Payout, PayoutBatch, PayoutRules
from reconciliation.models import PortalMove
from tests.console.browser import Browser
from tests.console.test_exceptions_in_the_browser import key, picture
from tests.console.test_settings_in_the_browser import enter
from tests.graphql_api.conftest import House
from tests.mpesa.payouts.offices import Office, hold, send, tell
from users.approvals.approving import Proof, approve
from users.models import Approval, Role

pytestmark = pytest.mark.slow

OTHER = "254700000302"


@pytest.fixture
def office(house: House, settings) -> Office:
    settings.BASE_URL = "http://127.0.0.1:9"
    return Office(house)


def address(payout: Payout) -> str:
    return f"/payouts/{write_id('Payout', payout.pk)}"


def test_a_payout_is_asked_for_and_its_way_is_seen(hook_server: str, browser: Browser, office: Office):
    paid = office.reserved(1_200_00, phone=OTHER)
    attempt = send(paid)
    tell(attempt, "SENT", source="ANSWER", said="Accept the service request successfully.")
    tell(attempt, "PAID", charge=5_00)
    failed = office.reserved(300_00)
    tell(send(failed), "FAILED", code="14", text="The receiver has no such wallet.")
    hold(office.reserved(400_00))
    enter(browser, hook_server, office.clerk, "/payouts")
    browser.sees("Not paid", within="main")
    browser.press("Paid · 1", within="main")
    browser.wait_for(
        "location.search === '?state=PAID' && document.querySelectorAll('main tbody tr').length === 1"
    )
    key(browser, "j")
    assert browser.run("document.activeElement.matches('main tbody td.main a')")
    browser.press("Paid · 1", within="main")
    browser.wait_for("document.querySelectorAll('main tbody tr').length === 3")
    picture(browser, "payouts")
    browser.go(hook_server + address(paid))
    browser.sees("Accept the service request successfully.", within="main .timeline")
    browser.sees("Not on a statement yet", within="main .timeline")
    browser.sees("it is paid.", within="main")
    picture(browser, "payout")
    browser.go(f"{hook_server}/payouts/new")
    browser.fill("New payout", phone="0712345678", amount="9.50", description="Firewood")
    picture(browser, "new-payout")
    browser.press("Ask for it", within="main")
    browser.sees("M-Pesa pays KES 10.00 or more", within="main")
    browser.fill("New payout", amount="1,500")
    browser.press("Ask for it", within="main")
    browser.sees("Waits for approval", within="main")
    browser.sees("A second person approves it", within="main .timeline")
    made = Payout.objects.latest("pk")
    assert (made.amount, made.state, made.requested_by) == (1_500_00, "PENDING_APPROVAL", office.clerk)


def test_the_board_of_unknowns_offers_the_receipt_and_nothing_else(
    hook_server: str, browser: Browser, office: Office
):
    payout = office.reserved()
    tell(send(payout), "UNKNOWN", text="Nothing came within a minute.")
    enter(browser, hook_server, office.clerk, "/payouts/unknown")
    browser.sees("Pay none of it again", within="main")
    verbs = (
        "[...document.querySelectorAll('main tbody .row-verbs button')].map(each => each.textContent).join()"
    )
    browser.wait_for(f"{verbs} === 'Enter the receipt'")
    picture(browser, "unknown-payouts")
    browser.press("Enter the receipt", within="main")
    browser.fill("Enter the receipt", receiptNumber="-", comment="Seen in the portal.")
    browser.press("Ask", within="dialog form")
    browser.sees("receipt", within="dialog .field-problem, dialog .form-problem p")
    browser.fill("Enter the receipt", receiptNumber="UKD0000001", comment="Seen in the portal.")
    picture(browser, "decide-payout")
    browser.press("Ask", within="dialog form")
    browser.sees("somebody else approves it")
    assert Approval.objects.get(kind="payout.decide").state == "PENDING"
    browser.go(hook_server + address(payout))
    browser.sees("so it is never sent again while that is not known", within="main")
    picture(browser, "unknown-payout")


def test_the_kill_switch_and_the_float(hook_server: str, browser: Browser, office: Office):
    office.spend_float(leaving=700_00)
    office.reserved(500_00)
    office.reserved(600_00, phone=OTHER)
    enter(browser, hook_server, office.clerk, "/payouts/float")
    browser.sees("To pay all that waits, this is missing:", within="main")
    browser.sees("410.00", within="main .note.warn")  # 700 - 500 - 600 - 2 x 5
    browser.press("Pause payouts", within="main")
    browser.fill("Pause payouts", reason="A strange list.")
    browser.press("Pause payouts", within="dialog form")
    browser.sees("The owner lets them go on.", within="main")
    picture(browser, "payout-float")
    rules = PayoutRules.objects.get(business=office.house.business)
    assert (rules.pause_reason, rules.paused_by) == ("A strange list.", office.clerk)
    assert office.house.people[Role.OWNER] != office.clerk


WAGES = "phone,amount,name\n0712345671,1200,Jane Doe\n0712345672,900,\n0712345673,25000,Juma Ali\n"


def test_a_file_with_mistakes_and_then_without(
    hook_server: str, browser: Browser, office: Office, tmp_path: Path
):
    wrong, right = tmp_path / "wrong.csv", tmp_path / "wages.csv"
    wrong.write_text(WAGES.replace("0712345672", "12").replace("25000", "5"))
    right.write_text(WAGES)
    enter(browser, hook_server, office.clerk, "/payouts/batches")
    browser.sees("No batches yet", within="main")
    browser.press("Bring a file in", within="main")
    browser.fill("Bring a file in", name="Wages May", description="Wages May")
    picture(browser, "bring-batch")
    browser.press("Next: the file", within="main")
    browser.wait_for("document.querySelector('input[type=file]')")
    browser.choose_file("input[type=file]", wrong)
    browser.sees("Nothing was kept.", within="main")
    browser.sees("M-Pesa pays KES 10.00 or more.", within="main")
    picture(browser, "batch-problems")
    assert not PayoutBatch.objects.exists()
    browser.choose_file("input[type=file]", right)
    browser.sees("Nothing has moved yet.", within="main")
    browser.press("Ask for approval", within="main")
    browser.fill("Ask for approval", comment="As agreed.")
    browser.press("Ask for approval", within="dialog form")
    browser.sees("Waits for approval", within="main")
    picture(browser, "batch")
    asked = Approval.objects.get(kind="payout.batch")
    browser.go(f"{hook_server}/approvals/{write_id('Approval', asked.pk)}")
    browser.sees("27,100.00", within="main")
    picture(browser, "batch-approval")
    approve(approval=asked, checker=office.approver, digest=asked.digest, proof=Proof())
    batch = PayoutBatch.objects.get()
    browser.go(f"{hook_server}/payouts/batches/{write_id('PayoutBatch', batch.pk)}")
    browser.press("Pause it", within="main")
    browser.fill("Pause it", reason="A strange list.")
    browser.press("Pause it", within="dialog form")
    browser.sees("This batch is paused.", within="main")
    picture(browser, "batch-paused")
    browser.press("Let it go on", within="main")
    browser.wait_for("!document.querySelector('main').innerText.includes('This batch is paused.')")


def test_a_supplier_is_paid_and_own_money_is_moved_and_recorded(
    hook_server: str, browser: Browser, office: Office
):
    enter(browser, hook_server, office.clerk, "/payouts/business")
    browser.fill(
        "Pay a business", shortcode="888880", accountNumber="4102 77", amount="1,500", description="Power"
    )
    picture(browser, "pay-business")
    browser.press("Ask for it", within="main")
    browser.sees("PayBill 888880, account 4102 77", within="main")
    made = Payout.objects.latest("pk")
    assert (made.kind, made.payee.shortcode, made.account_number) == ("PAYBILL", "888880", "4102 77")
    assert (made.amount, made.source.code) == (1_500_00, "2000")
    browser.go(f"{hook_server}/payouts/moves?do=RECORD")
    browser.fill("Record a move made in the portal", amount="20,000", note="Float for Friday")
    picture(browser, "record-move")
    browser.press("Ask for it", within="dialog form")
    browser.sees("Recorded. It is tied")
    browser.sees("Float for Friday", within="main tbody")
    move = PortalMove.objects.get()
    assert (move.source, move.target, move.amount) == ("utility", "working", 20_000_00)
    picture(browser, "own-money")
    browser.go(f"{hook_server}/payouts/moves?do=MOVE")
    browser.fill("Move float", amount="500")
    browser.press("Ask for it", within="dialog form")
    browser.sees("Own float of", within="main")
    picture(browser, "float-moved")
