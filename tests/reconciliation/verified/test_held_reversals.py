"""M9 the other way round: a file alone takes nothing away. What it alone says was taken back is held."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from django.db import DatabaseError, connection, transaction

from core.days import EAT
from ledger.reads.selectors import balance_by_code
from mpesa.collections.held_reversals import retract_reversals, reversals_held_until
from mpesa.collections.receipts import ReceiptFacts, record_receipt
from mpesa.collections.reversals import ReversalFacts, ReversalReport, record_reversals
from mpesa.models import Channel, Enquiry, Receipt, Reversal, ReversalEvidence
from reconciliation.models import Statement
from reconciliation.releasing import held_of_statements, release_statement_receipts
from reconciliation.restating.changing import withdraw_statement
from tests.reconciliation.verified.files import MONDAY, TUESDAY, bring, file_of, prove
from tests.reconciliation.verified.test_restating import CODE, DAY, NEXT, people, yes  # noqa: F401
from users.models import Approval

PAID = DAY[0]


def told(till) -> None:
    """The payment, as Safaricom itself told it."""
    facts = ReceiptFacts(PAID.receipt, 300_00, PAID.at.replace(tzinfo=EAT), "x")
    with transaction.atomic():
        record_receipt(till=till, facts=facts, channel=Channel.C2B, source="c2b")


def taking_back(own: str = NEXT[0].receipt) -> bytes:
    """A day of one row: the first payment of the day before went back."""
    row = replace(NEXT[0], receipt=own, shillings=-300, balance=DAY[-1].balance - 300)
    data = file_of([row], TUESDAY).replace(b"Pay Bill Charge", b"Reversal of " + PAID.receipt.encode())
    return data.replace(b",,X1,KES", b"," + PAID.receipt.encode() + b",,KES")


@pytest.fixture
def paid(shop, drain):
    """A till whose first payment Safaricom has told, and in Suspense."""
    told(shop)
    drain()
    bring(shop, file_of(DAY, MONDAY))
    prove(shop, drain, MONDAY)
    return shop


def books(till) -> dict[str, int]:
    return {
        code: balance_by_code(till.business_id, account)
        for code, account in {"mpesa": CODE, "2890": "2890", "2900": "2900", "1210": "1210"}.items()
    }


def pull(till) -> None:
    """Safaricom's own list has the reversal."""
    at = NEXT[0].at.replace(tzinfo=EAT)
    facts = ReversalFacts(PAID.receipt, 300_00, at, NEXT[0].receipt)
    with transaction.atomic():
        record_reversals([ReversalReport(till, facts, Channel.PULL, source="pull")])


def state() -> str:
    return Receipt.objects.get(number=PAID.receipt).route.state


def test_m9_a_forged_reversal_takes_the_payment_from_nobody(paid, drain):
    before = books(paid)
    file = bring(paid, taking_back())
    run = prove(paid, drain, TUESDAY)
    drain()
    assert (run.unexplained, len(run.items.all()), state()) == (0, 0, "SUSPENSE")
    assert books(paid) == before | {"mpesa": 1745_00, "2890": before["2890"] - 300_00}
    held = held_of_statements([file.pk])[file.pk]
    assert (held.count, held.reversals, held.taken_back) == (0, 1, 300_00)
    assert reversals_held_until(paid.business_id, TUESDAY) == (1, -300_00)
    assert reversals_held_until(paid.business_id, MONDAY) == (0, 0)
    assert Enquiry.objects.filter(number=PAID.receipt, why="HELD").exists()  # Safaricom is asked


def test_m9_another_channel_lets_it_count(paid, drain):
    bring(paid, taking_back())
    prove(paid, drain, TUESDAY)
    pull(paid)
    reversal = Reversal.objects.get()
    assert (state(), reversal.taken_back, reversal.held) == ("REVERSED", 300_00, 0)
    assert (books(paid)["mpesa"], books(paid)["2900"], books(paid)["1210"]) == (1745_00, 0, 0)
    assert prove(paid, drain, TUESDAY).items.count() == 0


def test_m9_two_people_let_it_count(paid, drain, people):  # noqa: F811
    file = bring(paid, taking_back())
    prove(paid, drain, TUESDAY)
    asked = release_statement_receipts(statement=file, key="release-01", actor=people["clerk"])
    facts = json.loads(asked.content)["facts"]
    assert (asked.amount, facts["reversals"], facts["reversals_sum"]) == (300_00, "1", "KES 300.00")
    assert facts["reversed"] == [{"receipt": PAID.receipt, "amount": "KES 300.00"}]
    if asked.state == "PENDING":
        yes(asked, people["second"])
    assert (state(), Reversal.objects.get().held) == ("REVERSED", 0)
    assert held_of_statements([file.pk]) == {}


def test_m9_when_its_file_is_withdrawn_it_comes_back_and_may_be_brought_again(paid, drain, people):  # noqa: F811
    before = books(paid)
    file = bring(paid, taking_back())
    for turn in range(3):
        run = prove(paid, drain, TUESDAY)
        assert (run.unexplained, run.items.count(), Reversal.objects.get().held) == (0, 0, 300_00)
        withdraw_statement(statement=file, key=f"withdraw-{turn}", comment="forged", actor=people["clerk"])
        yes(Approval.objects.get(kind="statement.change", state="PENDING"), people["second"])
        drain()
        reversal = Reversal.objects.get()
        assert (books(paid), state()) == (before, "SUSPENSE")
        assert (reversal.taken_back, reversal.held) == (0, 0)
        file = bring(paid, taking_back())
        assert file.state == "ADMITTED"
    assert Statement.objects.filter(state="WITHDRAWN").count() == 3


def test_m9_a_reversal_told_before_its_receipt_ends_with_its_file(shop, drain, people):  # noqa: F811
    bring(shop, file_of(DAY, MONDAY))
    file = bring(shop, taking_back().replace(PAID.receipt.encode(), b"UKLATER001"))
    prove(shop, drain, TUESDAY)
    assert Reversal.objects.get().receipt is None
    withdraw_statement(statement=file, key="withdraw-01", comment="forged", actor=people["clerk"])
    yes(Approval.objects.get(kind="statement.change"), people["second"])
    facts = ReceiptFacts("UKLATER001", 300_00, NEXT[0].at.replace(tzinfo=EAT), "x")
    with transaction.atomic():
        record_receipt(till=shop, facts=facts, channel=Channel.C2B, source="c2b")
    drain(twice=True)
    assert Receipt.objects.get(number="UKLATER001").route.state == "SUSPENSE"
    assert Reversal.objects.get().taken_back == 0


def test_what_was_withdrawn_and_is_brought_again_is_as_it_was(shop, drain, people):  # noqa: F811
    file = bring(shop, file_of(DAY, MONDAY))
    assert prove(shop, drain, MONDAY).ledger == 2045_00
    before = books(shop)
    for turn in range(2):
        withdraw_statement(statement=file, key=f"withdraw-{turn}", comment="a slip", actor=people["clerk"])
        yes(Approval.objects.get(kind="statement.change", state="PENDING"), people["second"])
        drain()
        assert balance_by_code(shop.business_id, "2890") == 0
        file = bring(shop, file_of(DAY, MONDAY))
        run = prove(shop, drain, MONDAY)
        assert (run.unexplained, run.ledger, run.items.count()) == (0, 2045_00, 0)
        assert books(shop) == before
    assert set(Receipt.objects.values_list("route__state", flat=True)) == {"HELD"}


def test_a_withdrawn_receipt_that_safaricom_tells_of_after_all_is_paid(shop, drain, people):  # noqa: F811
    file = bring(shop, file_of(DAY, MONDAY))
    prove(shop, drain, MONDAY)
    withdraw_statement(statement=file, key="withdraw-01", comment="a slip", actor=people["clerk"])
    yes(Approval.objects.get(kind="statement.change"), people["second"])
    told(shop)
    drain(twice=True)
    assert (state(), Reversal.objects.get(number=PAID.receipt).taken_back) == ("SUSPENSE", 0)
    assert balance_by_code(shop.business_id, "2900") == 300_00
    assert balance_by_code(shop.business_id, "2890") == 0


REFUSED = {
    "UPDATE mpesa_reversal SET held = 0": "REVERSED_BY_NOBODY",
    "UPDATE mpesa_reversal SET held = taken_back + 1": "REVERSAL_STAYS",
    "UPDATE mpesa_receiptroute SET state = 'REVERSED', routed_at = now()": "REVERSED_WITHOUT_REVERSAL",
    "UPDATE mpesa_reversalruling SET why = 'x'": "permission denied",
    "INSERT INTO mpesa_reversalruling (evidence_id, ruling, why, at)"
    " SELECT id, 'RELEASED', '', now() FROM mpesa_reversalevidence": "reversal_released_by_approval",
}


def test_m9_the_database_holds_to_it(paid, drain):
    bring(paid, taking_back())
    prove(paid, drain, TUESDAY)
    assert ReversalEvidence.objects.count() == 1
    for change, refused in REFUSED.items():
        with pytest.raises(DatabaseError, match=refused), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(change)


def test_m9_however_much_files_say_in_parts_the_whole_is_taken_back(paid):
    """Four entries at most hold what files say of one receipt, and the last of nine is for the whole."""
    at = NEXT[0].at.replace(tzinfo=EAT)

    def told(cents: int | None, own: str, channel: str = Channel.STATEMENT, source: str = "row") -> None:
        with transaction.atomic():
            facts = ReversalFacts(PAID.receipt, cents, at, own)
            record_reversals([ReversalReport(paid, facts, channel, source=source)])

    for number in range(3):
        told(1_00, f"ULPART000{number}")
    told(200_00, "ULPART0009", source="withdrawn")
    told(150_00, "ULPART0009")
    with transaction.atomic():
        retract_reversals(ReversalEvidence.objects.filter(source="withdrawn"), why="withdrawn")
    assert Reversal.objects.get().held == 203_00, "no entry is left for less"
    told(None, "", Channel.PULL)
    reversal = Reversal.objects.get()
    assert (state(), reversal.taken_back, reversal.held) == ("REVERSED", 300_00, 0)
    assert (books(paid)["2900"], books(paid)["1210"]) == (0, 0)


def test_m9_rows_of_a_file_leave_room_for_what_safaricom_tells(shop):
    """Somebody writes eight reversals of one shilling into a file, so that a true one finds no entry left."""
    told(shop)

    def tell(channel: str, cents: int, own: str) -> Reversal:
        facts = ReversalFacts(PAID.receipt, cents, NEXT[0].at.replace(tzinfo=EAT), own)
        with transaction.atomic():
            record_reversals([ReversalReport(shop, facts, channel, source=own)])
        return Reversal.objects.get()

    for number in range(8):
        held = tell(Channel.STATEMENT, 1_00, f"ULK000000{number}").held
    assert held == 4_00
    reversal = tell(Channel.PULL, 100_00, "ULK0000090")
    assert reversal.taken_back - reversal.held == 100_00
    reversal = tell(Channel.PULL, 300_00, "ULK0000091")
    assert (state(), reversal.taken_back, reversal.held) == ("REVERSED", 300_00, 0)
