"""M10: one export with the rows of several accounts."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from ledger.reads.selectors import balance_by_code
from reconciliation.models import Statement, StatementRow
from reconciliation.restating.changing import withdraw_statement
from reconciliation.verified.importing import import_statements
from tests.reconciliation.verified.files import HEAD_B, MONDAY, bring, file_b, file_of, moves, name_of_b
from users.models import User


@dataclass
class Export:
    """Template B with rows of three accounts as they happened; balances are kept per account."""

    balances: dict[str, int]

    def __post_init__(self) -> None:
        self.lines: list[str] = []

    def add(self, account: str, receipt: str, details: str, shillings: int) -> None:
        self.balances[account] += shillings
        paid_in, withdrawn = (shillings, 0) if shillings > 0 else (0, shillings)
        at = f"16/11/2026 10:{len(self.lines):02}:00"
        self.lines.append(
            f"{receipt},{at},{details},Completed,{paid_in}.00,{withdrawn}.00,{self.balances[account]}.00"
        )

    def data(self) -> bytes:
        return "\r\n".join([HEAD_B, *reversed(self.lines)]).encode()


def export(**opening: int) -> Export:
    file = Export({"utility": 1000, "settlement": 0, "working": 0} | opening)
    pay, down = (
        "Pay Bill from 2547****111 - AMINA DEMO Acc. X1",
        "Utility Account to Organization Settlement Account",
    )
    on = "Organization Settlement Account to Organization MMF Account"
    file.add("utility", "UKG1AA0001", pay, 500)
    file.add("utility", "UKG1AA0001", "Pay Bill Charge", -5)
    file.add("utility", "UKG1AA0002", down, -1400)
    file.add("settlement", "UKG1AA0002", down, 1400)
    file.add("settlement", "UKG1AA0003", on, -1400)
    file.add("working", "UKG1AA0003", on, 1400)
    file.add("utility", "UKG1AA0004", pay, 70)
    file.add("working", "UKG1AA0005", "Agency Withdrawal of funds to Bank", -1000)
    return file


CLOSING = {"utility": 165, "settlement": 0, "working": 400}


@pytest.mark.parametrize("opening", [{}, {"settlement": 300, "working": 20}], ids=["empty", "with money"])
def test_m10_each_account_gets_its_rows(shop, drain, opening):
    file = export(**opening)
    statement = bring(shop, file.data(), name_of_b(MONDAY))
    assert (statement.state, statement.problems) == ("ADMITTED", [])
    rows = StatementRow.objects.filter(struck_at=None)
    counts = {account: rows.filter(account=account).count() for account in CLOSING}
    assert counts == {"utility": 4, "settlement": 2, "working": 2}
    for account in CLOSING:
        run = prove_account(shop, drain, account)
        assert run.statement_closing == file.balances[account] * 100, account
    assert balance_by_code(shop.business_id, "1010-600984-utility") == 165_00


def test_m10_again_and_as_files_of_their_own_it_is_the_same(shop):
    bring(shop, export().data(), name_of_b(MONDAY))
    again = bring(shop, export().data() + b"\r\n", name_of_b(MONDAY))
    assert (again.state, StatementRow.objects.count()) == ("ADMITTED", 8)


def test_m10_an_edited_row_quarantines_all_of_it(shop):
    broken = export().data().replace(b"70.00,0.00", b"71.00,0.00")
    statement = bring(shop, broken, name_of_b(MONDAY))
    assert (statement.state, StatementRow.objects.count()) == ("QUARANTINED", 0)


def test_m10_it_is_withdrawn_for_all(shop):
    statement = bring(shop, export().data(), name_of_b(MONDAY))
    owner = User.objects.get(username="owner")
    gone = withdraw_statement(statement=statement, key="withdraw-01", comment="a test", actor=owner)
    assert (gone.state, StatementRow.objects.filter(struck_at=None).count()) == ("WITHDRAWN", 0)


def prove_account(shop, drain, account):
    from reconciliation.runs.running import start_run
    from users.actors import SYSTEM

    run = start_run(till=shop, from_day=MONDAY, to_day=MONDAY, account=account, actor=SYSTEM)
    drain()
    run.refresh_from_db()
    return run


def test_m10_a_payment_is_on_one_account(shop):
    """A day told of the wrong account by hand: its payments are verified, and it would count them twice."""
    rows = moves(MONDAY, 1000, 500, -5, 70)
    assert bring(shop, file_of(rows, MONDAY, account="Working Account")).state == "ADMITTED"
    right = bring(shop, file_b(rows), name=name_of_b(MONDAY))
    assert right.state == "QUARANTINED"
    (told,) = right.problems
    assert told.startswith("2 payments of it (UK16AA0850 ...) are verified on Working Account already")
    wrong, owner = Statement.objects.get(account="working"), User.objects.get(username="owner")
    gone = withdraw_statement(statement=wrong, key="wrong-0001", comment="It is of Utility.", actor=owner)
    assert gone.state == "WITHDRAWN"
    while import_statements():
        pass
    right.refresh_from_db()
    assert (right.state, right.account) == ("ADMITTED", "utility")
