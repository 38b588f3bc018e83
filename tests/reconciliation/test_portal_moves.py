"""What a person did in the portal: recorded, approved, tied to its rows, and booked once, by those."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection, transaction

from core.days import EAT
from core.errors import DomainError, Problems
from ledger.chart.standard import open_sub_account
from ledger.models import Entry
from mpesa.payouts.moving import move_float
from reconciliation.models import MoveState, PortalMove
from reconciliation.portal_moves.recording import cancel_portal_move, record_portal_move
from reconciliation.runs.running import start_run
from reconciliation.runs.settlements import choose_settlement_account
from tests.graphql_api.conftest import House
from tests.mpesa.payouts.offices import Office, send, tell
from tests.mpesa.payouts.test_statements import told
from tests.reconciliation.verified.files import HEAD_A, bring
from users.actors import SYSTEM
from users.approvals.approving import Proof, approve
from users.models import Approval

MONDAY, TUESDAY, WEDNESDAY = date(2026, 11, 16), date(2026, 11, 17), date(2026, 11, 18)
AT = datetime(2026, 11, 17, 7, 0, tzinfo=UTC)
TO_WORKING = "Utility Account to Organization MMF Account"
TO_UTILITY = "Organization MMF Account to Utility Account"
TO_BANK = "Agency Withdrawal of funds to Bank"


@pytest.fixture
def office(house: House, settings, clock) -> Iterator[Office]:
    settings.BASE_URL = "http://127.0.0.1:9"
    clock.at = AT
    yield Office(house, shortcode="600984")


def recorded(office: Office, number: int = 1, **more) -> PortalMove:
    given = {"source": "utility", "target": "working", "amount": 500_00, "day": TUESDAY, "note": "Float"}
    given |= {"key": f"portal-{number:04}", "actor": office.clerk} | more
    return record_portal_move(till=office.till, **given)


def approved(office: Office, number: int = 1, **more) -> PortalMove:
    move = recorded(office, number, **more)
    asked = Approval.objects.get(kind="portal_move.record", subject=f"portal_move:{move.pk}")
    approve(approval=asked, checker=office.approver, digest=asked.digest, proof=Proof())
    move.refresh_from_db()
    return move


def file(account: str, *rows: tuple[str, str, int]) -> bytes:
    """One account's file of these days; each row a receipt, its words, and shillings that came or went."""
    opening = 1_000_000
    lines = [
        "Short Code:,600984",
        f"Account:,{account}",
        f"Time Period:,From,{MONDAY:%d-%m-%Y} 00:00:00,To,{WEDNESDAY:%d-%m-%Y} 23:59:59",
        f"Opening Balance:,{opening}.00,Closing Balance:,{opening + sum(row[2] for row in rows)}.00",
        HEAD_A,
    ]
    shown, balance = [], opening
    for receipt, words, shillings in rows:
        balance += shillings
        stamp = f"{AT.astimezone(EAT):%d-%m-%Y %H:%M:%S}"
        columns = f"{shillings}.00," if shillings > 0 else f",{shillings}.00"
        shown.append(
            f"{receipt},{stamp},{stamp},{words},Completed,{columns},{balance}.00,true,{words},,,,KES"
        )
    return "\r\n".join([*lines, *reversed(shown)]).encode()


def show(office: Office, clock, *files: bytes) -> None:
    clock.at = AT + timedelta(days=4)
    for data in files:
        assert bring(office.till, data).state == "ADMITTED"


def proved(office: Office, drain, account: str):
    run = start_run(till=office.till, account=account, from_day=MONDAY, to_day=WEDNESDAY, actor=SYSTEM)
    drain()
    run.refresh_from_db()
    return run


def test_a_move_waits_for_a_yes_then_for_its_rows_and_is_booked_once(office: Office, clock, drain):
    before = Entry.objects.count()
    move = recorded(office)
    assert (move.state, Entry.objects.count()) == ("PENDING_APPROVAL", before)
    asked = Approval.objects.get(kind="portal_move.record")
    approve(approval=asked, checker=office.approver, digest=asked.digest, proof=Proof())
    show(office, clock, file("Utility Account", ("UKH1AA0001", TO_WORKING, -500)))
    move.refresh_from_db()
    assert (move.state, move.left.receipt, move.arrived) == ("TIED", "UKH1AA0001", None)
    show(office, clock, file("Working Account", ("UKH1AA0001", TO_WORKING, 500)))
    move.refresh_from_db()
    assert (move.state, move.arrived.receipt) == ("TIED", "UKH1AA0001")
    for account in ("utility", "working"):
        run = proved(office, drain, account)
        assert (run.state, run.debits_not_booked, run.credits_not_booked) == ("DONE", 0, 0)
    assert Entry.objects.filter(reference="mpesa:600984:UKH1AA0001:sweep").count() == 1
    with pytest.raises(DomainError) as refused:
        cancel_portal_move(move=move, reason="no", actor=office.clerk)
    assert refused.value.code == "MOVE_MOVED_ON"


def test_it_waits_for_the_leg_whose_statement_is_there(office: Office, clock):
    move = approved(office)
    show(office, clock, file("Working Account"), file("Utility Account", ("UKH1AA0001", TO_WORKING, -500)))
    move.refresh_from_db()
    assert (move.state, move.left is None, move.arrived) == ("OPEN", False, None)


def test_what_went_to_the_bank_is_booked_into_the_account_that_it_names(office: Office, clock, drain):
    move = approved(office, source="working", target="", bank_account="1100")
    show(office, clock, file("Working Account", ("UKH1AA0002", TO_BANK, -500)))
    move.refresh_from_db()
    assert move.state == "TIED"
    run = proved(office, drain, "working")
    assert (run.debits_not_booked, office.balance("1100")) == (0, 500_00)


@pytest.mark.parametrize("rows", [0, 1, 3])
def test_of_two_moves_with_another_number_of_rows_none_is_tied(office: Office, clock, rows: int):
    moves = [approved(office, number) for number in (1, 2)]
    shown = [(f"UKH1AA000{number}", TO_WORKING, -500) for number in range(rows)]
    show(office, clock, file("Utility Account", *shown))
    assert set(PortalMove.objects.values_list("state", "left")) == {("OPEN", None)} and len(moves) == 2
    cancel_portal_move(move=moves[1], reason="recorded twice", actor=office.clerk)
    assert PortalMove.objects.get(pk=moves[1].pk).state == "CANCELLED"


def test_two_moves_with_two_rows_have_one_each(office: Office, clock):
    for number in (1, 2):
        approved(office, number)
    show(office, clock, file("Utility Account", *((f"UKH1AA000{n}", TO_WORKING, -500) for n in (1, 2))))
    assert sorted(PortalMove.objects.values_list("state", "left__receipt")) == [
        ("TIED", "UKH1AA0001"),
        ("TIED", "UKH1AA0002"),
    ]


def test_a_row_that_may_be_an_order_nobody_knows_is_no_move_made_in_the_portal(office: Office, clock):
    attempt = send(
        office.approve(move_float(till=office.till, amount=500_00, key="m" * 8, actor=office.clerk))
    )
    tell(attempt, "UNKNOWN", code="DARAJA_TIMEOUT")
    move = approved(office, source="working", target="utility")
    show(office, clock, file("Working Account", ("UKH1AA0001", TO_WORKING, -500)))
    move.refresh_from_db()
    assert (move.state, move.left) == ("OPEN", None)


@pytest.mark.parametrize(
    ("move", "words", "tied"),
    [
        ({"target": "utility"}, TO_BANK, False),
        ({"target": "", "bank_account": "1100"}, TO_UTILITY, False),
        ({"target": "settlement"}, TO_UTILITY, False),
        ({"target": "", "bank_account": "1100"}, "Funds moved out", False),
        ({"target": "utility"}, "Funds moved out", False),
        ({"target": "utility"}, TO_UTILITY, True),
    ],
)
def test_a_row_that_is_of_another_kind_or_names_another_account_shows_no_move(
    office: Office, clock, move: dict[str, str], words: str, tied: bool
):
    made = approved(office, source="working", **move)
    show(office, clock, file("Working Account", ("UKH1AA0002", words, -500)))
    made.refresh_from_db()
    assert (made.state, made.left is not None) == (("TIED", True) if tied else ("OPEN", False))


def test_moves_of_one_day_and_amount_each_have_the_row_of_their_kind(office: Office, clock, drain):
    utility = approved(office, 1, source="working", target="utility")
    bank = approved(office, 2, source="working", target="", bank_account="1100")
    before = office.mpesa()
    rows = (("UKH1AA0001", TO_BANK, -500), ("UKH1AA0002", TO_UTILITY, -500))
    show(office, clock, file("Working Account", *rows))
    proved(office, drain, "working")
    for move, receipt in ((bank, "UKH1AA0001"), (utility, "UKH1AA0002")):
        move.refresh_from_db()
        assert (move.state, move.left.receipt) == ("TIED", receipt)
    assert (office.balance("1100"), office.mpesa() - before) == (500_00, 500_00)


def test_into_two_bank_accounts_it_is_not_clear_and_a_row_booked_on_one_is_not_the_other(
    office: Office, clock, drain
):
    open_sub_account(business_id=office.house.business.pk, parent_code="1100", suffix="2", name="Second bank")
    moves = [
        approved(office, number, source="working", target="", bank_account=code)
        for number, code in enumerate(("1100", "1100-2"))
    ]
    rows = [(f"UKH1AA000{number}", TO_BANK, -500) for number in (1, 2)]
    show(office, clock, file("Working Account", *rows))
    assert set(PortalMove.objects.values_list("state", "left")) == {("OPEN", None)}
    cancel_portal_move(move=moves[0], reason="recorded wrongly", actor=office.clerk)
    choose_settlement_account(till=office.till, account="1100", actor=SYSTEM)
    proved(office, drain, "working")
    proved(office, drain, "working")  # which looks again
    moves[1].refresh_from_db()
    assert (moves[1].state, office.balance("1100"), office.balance("1100-2")) == ("OPEN", 1_000_00, 0)


@pytest.mark.parametrize(
    "words", ["Business Pay Bill via API to 600000 - SUPPLIER Acc. 4102 77", "Funds out"]
)
def test_a_row_that_may_pay_a_business_is_left_to_the_order(office: Office, clock, drain, words: str):
    attempt = send(office.approve(office.ask_business(500_00)))
    tell(attempt, "UNKNOWN", code="DARAJA_TIMEOUT")
    move = approved(office, source="working", target="", bank_account="1100")
    told(office, clock, drain, file("Working Account", ("UKH1AA0002", words, -500)))
    move.refresh_from_db()
    attempt.refresh_from_db()
    assert (move.state, attempt.state, attempt.receipt) == ("OPEN", "PAID", "UKH1AA0002")


def test_a_move_is_tied_with_the_next_run_once_the_order_in_its_way_has_an_end(office: Office, clock, drain):
    attempt = send(
        office.approve(move_float(till=office.till, amount=500_00, key="m" * 8, actor=office.clerk))
    )
    tell(attempt, "UNKNOWN", code="DARAJA_TIMEOUT")
    move = approved(office, source="working", target="utility")
    show(office, clock, file("Working Account", ("UKH1AA0001", TO_UTILITY, -500)))
    tell(attempt, "FAILED", code="2040")
    proved(office, drain, "working")
    move.refresh_from_db()
    assert (move.state, move.left.receipt) == ("TIED", "UKH1AA0001")


def test_refused_it_never_was_and_a_key_is_one_move(office: Office):
    one, other = recorded(office), recorded(office)
    assert one == other
    with pytest.raises(DomainError) as refused:
        recorded(office, amount=600_00)
    assert refused.value.code == "KEY_REUSED"
    cancel_portal_move(move=one, reason="wrong", actor=office.clerk)
    one.refresh_from_db()
    assert (one.state, Approval.objects.get(kind="portal_move.record").state) == ("CANCELLED", "CANCELLED")


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"target": "utility"}, "SAME_ACCOUNT"),
        ({"target": ""}, "WHICH_TARGET"),
        ({"bank_account": "1100"}, "WHICH_TARGET"),
        ({"target": "", "bank_account": "5500"}, "ACCOUNT_UNKNOWN"),
        ({"amount": 0}, "BAD_AMOUNT"),
        ({"day": WEDNESDAY}, "BAD_DAY"),
        ({"note": " "}, "NOTE_MISSING"),
    ],
)
def test_what_is_refused(office: Office, wrong, code):
    with pytest.raises((DomainError, Problems)) as refused:
        recorded(office, **wrong)
    assert refused.value.code == code and not PortalMove.objects.exists()


@pytest.mark.parametrize(
    ("statement", "refused"),
    [
        ("UPDATE reconciliation_portalmove SET state = 'OPEN'", "approved"),
        ("UPDATE reconciliation_portalmove SET state = 'TIED'", "steps"),
        ("UPDATE reconciliation_portalmove SET amount = amount + 1", "permission denied"),
        ("DELETE FROM reconciliation_portalmove", "permission denied"),
    ],
)
def test_the_database_refuses(office: Office, statement: str, refused: str):
    recorded(office)
    with pytest.raises(Exception, match=refused), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert PortalMove.objects.get().state == MoveState.PENDING_APPROVAL
