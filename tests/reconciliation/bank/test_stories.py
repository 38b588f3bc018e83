"""The bank leg, story by story and to the cent."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from core import days
from core.errors import DomainError
from ledger.journal.posting import reverse_entry
from reconciliation.exceptions.candidates import candidates_of
from reconciliation.exceptions.proposing import proposal_for
from reconciliation.exceptions.settling import write_off
from reconciliation.exceptions.working import tie
from reconciliation.models import ReconciliationException, RunMatch
from reconciliation.restating.changing import withdraw_statement
from reconciliation.runs.identity import digest_of, inputs_of
from reconciliation.runs.running import compute
from reconciliation.runs.settlements import choose_settlement_account
from tests.reconciliation.bank.books import (
    BANK,
    FRIDAY,
    MONDAY,
    SATURDAY,
    SUNDAY,
    TO_BANK,
    TUESDAY,
    BankBooks,
    terms,
)
from tests.reconciliation.exceptions.books import PAYMENT, Books
from tests.users.approving import NEW
from users.approvals.approving import approve
from users.models import Approval, Role

SETTLED = "RTGS SAFARICOM MPESA SETTLEMENT"


def kinds(books: BankBooks) -> list[tuple[str, int]]:
    return [(str(row.kind), int(row.cents)) for row in books.open()]


@pytest.fixture
def trading(books: BankBooks) -> BankBooks:
    """A Friday: 90,000 come in; the bank has 10,000."""
    books.opening = 10_000_00
    books.settles()
    books.show(FRIDAY, 9, "UKK1AA00A1", PAYMENT, 90_000)
    return books


def test_a_settlement_of_friday_arrives_on_monday(trading: BankBooks):
    """It left M-Pesa, and is booked; until the bank has it, it is in flight, and clears once."""
    trading.show(FRIDAY, 16, "UKK1AA00H8", TO_BANK, -50_000)
    utility = trading.close(FRIDAY, FRIDAY)
    assert terms(utility) == {"statement_closing": 40_000_00, "ledger": 40_000_00}
    run = trading.close_bank(FRIDAY, SUNDAY)
    assert terms(run) == {
        "statement_closing": 10_000_00,
        "sweeps_in_flight": 50_000_00,
        "ledger": 60_000_00,
    }
    assert kinds(trading) == [("SWEEP_IN_FLIGHT", 50_000_00)]
    (row,) = trading.open()
    assert (row.account, row.receipt, row.reference) == (BANK, "UKK1AA00H8", "mpesa:600984:UKK1AA00H8:sweep")
    trading.at_bank(MONDAY, SETTLED, 50_000_00)
    run = trading.close_bank(MONDAY, MONDAY)
    assert terms(run) == {"statement_closing": 60_000_00, "ledger": 60_000_00}
    (pair,) = RunMatch.objects.filter(run=run)
    assert (pair.rule, pair.reference) == ("AMOUNT_IN_DAYS", "mpesa:600984:UKK1AA00H8:sweep")
    assert pair.evidence == "the only settlement of this amount; the bank has it 3 days later"
    row.refresh_from_db()
    assert (row.state, row.closed_as) == ("CLOSED", "CLEARED")
    again = trading.prove_bank(MONDAY, MONDAY)
    assert (again.items.count(), ReconciliationException.objects.count()) == (0, 1)


def test_the_friday_of_a_sweep_stays_as_it_was_proved(trading: BankBooks):
    trading.show(FRIDAY, 16, "UKK1AA00H8", TO_BANK, -50_000)
    trading.close(FRIDAY, FRIDAY)
    friday = trading.close_bank(FRIDAY, SUNDAY)
    trading.at_bank(MONDAY, SETTLED, 50_000_00)
    trading.close_bank(MONDAY, MONDAY)
    assert digest_of(friday, inputs_of(friday)) == friday.digest
    assert compute(friday)[1].unexplained == 0
    whole = trading.prove_bank(FRIDAY, MONDAY)
    assert terms(whole) == {"statement_closing": 60_000_00, "ledger": 60_000_00}


def test_the_bank_knows_first(trading: BankBooks):
    """M-Pesa's statement comes a day later: the bank's row waits for it, and nobody has to do anything."""
    trading.show(FRIDAY, 16, "UKK1AA00H8", TO_BANK, -50_000)
    trading.at_bank(FRIDAY, SETTLED, 50_000_00)
    run = trading.close_bank(FRIDAY, SUNDAY)
    assert terms(run) == {
        "statement_closing": 60_000_00,
        "credits_not_booked": 50_000_00,
        "ledger": 10_000_00,
    }
    (row,) = trading.open()
    assert (row.kind, row.leg, proposal_for(row).action) == ("MISSING_IN_LEDGER", "sweep", "CORRECT")
    trading.close(FRIDAY, FRIDAY)
    assert terms(trading.prove_bank(FRIDAY, SUNDAY)) == {"statement_closing": 60_000_00, "ledger": 60_000_00}
    assert kinds(trading) == []


@pytest.mark.parametrize("named", [True, False], ids=["named", "unnamed"])
def test_two_equal_settlements_of_one_day(trading: BankBooks, named: bool):
    """One arrives on Monday, the other on Tuesday: one is in flight in between, never both, never none."""
    for hour, receipt in ((11, "UKK1AA00H8"), (16, "UKK1AA00H9")):
        trading.show(FRIDAY, hour, receipt, TO_BANK, -30_000)
    trading.close(FRIDAY, FRIDAY)
    trading.at_bank(MONDAY, f"{SETTLED} {'UKK1AA00H9' if named else ''}", 30_000_00)
    run = trading.close_bank(FRIDAY, MONDAY)
    assert terms(run) == {
        "statement_closing": 40_000_00,
        "sweeps_in_flight": 30_000_00,
        "ledger": 70_000_00,
    }
    (row,) = trading.open()
    assert row.receipt == ("UKK1AA00H8" if named else "UKK1AA00H9")
    trading.at_bank(TUESDAY, SETTLED, 30_000_00)
    run = trading.close_bank(TUESDAY, TUESDAY)
    assert terms(run) == {"statement_closing": 70_000_00, "ledger": 70_000_00}
    assert kinds(trading) == []


@pytest.mark.parametrize("words", [SETTLED, f"{SETTLED} UKK1AA00H8"], ids=["unnamed", "named"])
def test_a_fee_that_the_bank_kept_of_a_settlement(trading: BankBooks, words: str):
    """49,950 come of 50,000: the 50 are listed, corrected on the account of bank charges, and gone."""
    trading.show(FRIDAY, 16, "UKK1AA00H8", TO_BANK, -50_000)
    trading.close(FRIDAY, FRIDAY)
    trading.at_bank(MONDAY, words, 49_950_00)
    run = trading.close_bank(FRIDAY, MONDAY)
    assert terms(run) == {
        "statement_closing": 59_950_00,
        "sweeps_in_flight": 50_00,
        "ledger": 60_000_00,
    }
    (row,) = trading.open()
    assert (row.kind, row.cents, row.receipt) == ("AMOUNT_DIFFERS", 50_00, "UKK1AA00H8")
    trading.settle(row, "5100")
    assert (trading.balance(BANK), trading.balance("5100")) == (59_950_00, 50_00)
    after = trading.prove_bank(MONDAY, trading_today(trading))
    assert terms(after) == {"statement_closing": 59_950_00, "ledger": 59_950_00}


def trading_today(books: BankBooks) -> date:
    """A correction counts for the day that it is approved: the statement covers it."""
    books.bring_bank(TUESDAY, days.today())
    return days.today()


def test_what_only_the_bank_knows_is_corrected_on_a_chosen_account(trading: BankBooks):
    """A fee, interest and a deposit: nothing is booked by itself."""
    trading.at_bank(FRIDAY, "LEDGER FEE", -150_00)
    trading.at_bank(SATURDAY, "INTEREST EARNED", 7_05)
    trading.at_bank(SATURDAY, "CASH DEPOSIT BY AMINA", 1_250_50)
    run = trading.close_bank(FRIDAY, SUNDAY)
    assert (run.booked_rows, trading.balance(BANK)) == (1, 10_000_00)
    assert terms(run) == {
        "statement_closing": 11_107_55,
        "credits_not_booked": 1_257_55,
        "debits_not_booked": 150_00,
        "ledger": 10_000_00,
    }
    for row in trading.open():
        assert (row.kind, proposal_for(row).action, proposal_for(row).account) == (
            "MISSING_IN_LEDGER",
            "CORRECT",
            "",
        )
        account = {150_00: "5100", 7_05: "4900", 1_250_50: "1020"}[int(row.cents)]
        settled = trading.settle(row, account)
        assert settled.entry.reference == f"recon:{row.pk}:correct:1"
        assert (settled.closed_as, settled.entry.occurred_at) == ("CORRECTED", row.occurred_at)
    assert [trading.balance(code) for code in (BANK, "5100", "4900", "1020")] == [
        11_107_55,
        150_00,
        7_05,
        -1_250_50,
    ]
    after = trading.prove_bank(FRIDAY, SUNDAY)
    assert terms(after) == {"statement_closing": 11_107_55, "ledger": 11_107_55}
    assert (after.matched, kinds(trading)) == (3, [])


def test_a_bank_account_is_not_corrected_on_itself_nor_on_mpesa(trading: BankBooks):
    trading.at_bank(FRIDAY, "LEDGER FEE", -150_00)
    trading.close_bank(FRIDAY, FRIDAY)
    for account in (BANK, "1010-600984-utility", "2900"):
        with pytest.raises(DomainError) as refused:
            trading.settle(trading.open()[0], account)
        assert refused.value.code in ("SYSTEM_ACCOUNT", "SUSPENSE_IS_PLACED", "SAME_ACCOUNT"), account
    assert trading.balance(BANK) == 10_000_00


def test_vouchers_meet_their_rows_within_days(trading: BankBooks):
    """Written down before the bank has it, and after."""
    trading.book(FRIDAY, 2_000_00, "1020", "deposit")
    trading.book(TUESDAY, -400_00, "5000", "cheque")
    trading.at_bank(SATURDAY, "CASH DEPOSIT", 2_000_00)
    trading.at_bank(MONDAY, "CHEQUE 000123", -400_00)
    run = trading.close_bank(FRIDAY, TUESDAY)
    assert terms(run) == {"statement_closing": 11_600_00, "ledger": 11_600_00}
    assert sorted(RunMatch.objects.filter(run=run).values_list("reference", "evidence")) == [
        ("test:cheque", "the only one of this amount within 5 days; the bank has it 1 day earlier"),
        ("test:deposit", "the only one of this amount within 5 days; the bank has it 1 day later"),
    ]


def test_a_cheque_that_clears_late_is_tied(trading: BankBooks):
    """Nine days are too many to guess: both sides are listed until somebody says that they are one."""
    late = FRIDAY + timedelta(days=9)
    entry = trading.book(FRIDAY, -400_00, "5000", "cheque")
    trading.at_bank(late, "CHEQUE 000123", -400_00)
    run = trading.close_bank(FRIDAY, late)
    assert terms(run) == {
        "statement_closing": 9_600_00,
        "payouts_not_on_statement": 400_00,
        "debits_not_booked": 400_00,
        "ledger": 9_600_00,
    }
    row = next(row for row in trading.open() if row.row_key)
    row = ReconciliationException.objects.select_related("business", "till__business").get(pk=row.pk)
    assert candidates_of([row.pk]) == {row.pk: [entry]}
    tie(exception=row, entry=entry, comment="cheque 000123", actor=trading.house.people[Role.ACCOUNTANT])
    assert kinds(trading) == []
    after = trading.prove_bank(FRIDAY, late)
    assert terms(after) == {"statement_closing": 9_600_00, "ledger": 9_600_00}
    assert terms(trading.prove_bank(late, late)) == terms(after)


def test_a_deposit_that_never_came_is_written_off(trading: BankBooks):
    trading.book(FRIDAY, 300_00, "1020", "deposit")
    trading.close_bank(FRIDAY, TUESDAY)
    (row,) = trading.open()
    row = ReconciliationException.objects.select_related("business", "till__business").get(pk=row.pk)
    assert (row.kind, proposal_for(row).action) == ("MISSING_ON_STATEMENT", "WRITE_OFF")
    write_off(exception=row, key="w-1", actor=trading.house.people[Role.ACCOUNTANT], comment="stolen")
    approval = Approval.objects.latest("pk")
    approve(approval=approval, checker=trading.house.people[Role.APPROVER], digest=approval.digest, proof=NEW)
    assert (trading.balance(BANK), trading.balance("5200")) == (10_000_00, 300_00)
    today = trading_today(trading)
    assert terms(trading.prove_bank(MONDAY, today)) == {
        "statement_closing": 10_000_00,
        "ledger": 10_000_00,
    }


def test_an_entry_and_its_reversal_are_nothing(trading: BankBooks):
    trading.at_bank(SATURDAY, "CASH DEPOSIT", 2_000_00)
    wrong = trading.book(SATURDAY, 2_000_00, "4000", "wrong account")
    reverse_entry(entry=wrong, reason="wrong account", occurred_at=wrong.occurred_at)
    trading.book(SATURDAY, 2_000_00, "1020", "right account")
    run = trading.close_bank(FRIDAY, SUNDAY)
    assert terms(run) == {"statement_closing": 12_000_00, "ledger": 12_000_00}
    assert list(RunMatch.objects.values_list("reference", flat=True)) == ["test:right account"]


def test_a_settlement_under_way_when_the_statement_begins(books: BankBooks):
    """The bank's first file begins on Saturday: Friday's settlement is in no opening balance."""
    books.opening = 10_000_00
    books.settles()
    books.show(FRIDAY, 9, "UKK1AA00A1", PAYMENT, 90_000)
    books.show(FRIDAY, 16, "UKK1AA00H8", TO_BANK, -50_000)
    books.close(FRIDAY, FRIDAY)
    books.at_bank(MONDAY, SETTLED, 50_000_00)
    run = books.close_bank(SATURDAY, MONDAY)
    assert terms(run) == {"statement_closing": 60_000_00, "ledger": 60_000_00}
    assert books.balance("3900") == 10_000_00


def test_an_opening_balance_that_people_have_posted_counts(books: BankBooks):
    """Only what the statement says more than the books is posted on top of it."""
    books.opening = 10_000_00
    books.book(FRIDAY - timedelta(days=9), 9_900_00, "3900", "opening")
    run = books.close_bank(FRIDAY, SUNDAY)
    assert terms(run) == {"statement_closing": 10_000_00, "ledger": 10_000_00}
    assert books.balance("3900") == 10_000_00 and run.booked_rows == 1


def test_an_earlier_file_moves_the_opening(trading: BankBooks):
    trading.at_bank(FRIDAY, "CASH DEPOSIT", 500_00)
    trading.close_bank(MONDAY, MONDAY)
    assert trading.balance(BANK) == 10_500_00
    run = trading.close_bank(FRIDAY, SUNDAY)
    assert terms(run) == {
        "statement_closing": 10_500_00,
        "credits_not_booked": 500_00,
        "ledger": 10_000_00,
    }
    assert terms(trading.prove_bank(FRIDAY, MONDAY)) == terms(run)


def test_a_withdrawn_file_leaves_the_settlement_in_flight(trading: BankBooks):
    trading.show(FRIDAY, 16, "UKK1AA00H8", TO_BANK, -50_000)
    trading.close(FRIDAY, FRIDAY)
    trading.bring_bank(FRIDAY, SUNDAY)
    trading.at_bank(MONDAY, SETTLED, 50_000_00)
    monday = trading.bring_bank(MONDAY, MONDAY)
    assert terms(trading.prove_bank(FRIDAY, MONDAY)) == {
        "statement_closing": 60_000_00,
        "ledger": 60_000_00,
    }
    withdraw_statement(
        statement=monday, key="withdraw-1", comment="forged", actor=trading.house.people[Role.OWNER]
    )
    assert terms(trading.prove_bank(FRIDAY, MONDAY)) == {
        "statement_closing": 10_000_00,
        "sweeps_in_flight": 50_000_00,
        "ledger": 60_000_00,
    }


def test_two_tills_settle_into_one_account(trading: BankBooks):
    other = Books(trading.house, "600985")
    choose_settlement_account(till=other.till, account=BANK, actor=trading.house.people[Role.OWNER])
    trading.show(FRIDAY, 16, "UKK1AA00H8", TO_BANK, -50_000)
    other.show(FRIDAY, 9, "UKK2AA00A1", PAYMENT, 8_000)
    other.show(FRIDAY, 16, "UKK2AA00H8", TO_BANK, -7_000)
    trading.close(FRIDAY, FRIDAY)
    other.close(FRIDAY, FRIDAY)
    trading.at_bank(MONDAY, SETTLED, 7_000_00)
    run = trading.close_bank(FRIDAY, MONDAY)
    assert terms(run) == {
        "statement_closing": 17_000_00,
        "sweeps_in_flight": 50_000_00,
        "ledger": 67_000_00,
    }


def test_nobody_has_said_where_the_till_settles(books: BankBooks):
    """What goes to the bank stays listed, and is corrected by hand: the bank's proof knows it then."""
    books.opening = 10_000_00
    books.show(FRIDAY, 9, "UKK1AA00A1", PAYMENT, 90_000)
    books.show(FRIDAY, 16, "UKK1AA00H8", TO_BANK, -50_000)
    books.close(FRIDAY, FRIDAY)
    (row,) = books.open()
    assert (row.account, row.kind, proposal_for(row).account) == ("utility", "MISSING_IN_LEDGER", "1100")
    books.settle(row, BANK)
    books.at_bank(MONDAY, SETTLED, 50_000_00)
    assert terms(books.close_bank(FRIDAY, MONDAY)) == {
        "statement_closing": 60_000_00,
        "ledger": 60_000_00,
    }
