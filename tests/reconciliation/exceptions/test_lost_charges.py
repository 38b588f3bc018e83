"""A charge that somebody put into a file: told before it counts, then a case until it is taken back."""

from __future__ import annotations

from typing import Any

from reconciliation.models import Statement
from reconciliation.restating.changing import withdraw_statement
from reconciliation.verified.previewing import PreviewRow, Sums, preview_statement
from tests.reconciliation.exceptions.books import CHARGE, PAYMENT, Books, a_week_ago
from tests.users.approving import NEW
from users.approvals.approving import approve
from users.models import Approval, Role

DAY = a_week_ago()
CASES = """query ($b: ID!) { discrepancies(business: $b) { nodes {
    code state receiptNumber detail comment booked { reference amount } } } }"""


def cases(books: Books) -> list[dict[str, Any]]:
    browser = books.house.browser(Role.ACCOUNTANT)
    found: list[dict[str, Any]] = browser.data(CASES, b=books.house.id)["discrepancies"]["nodes"]
    return found


def test_a_charge_of_nothing_is_told_named_and_closed_with_its_file(house):
    books = Books(house)
    for hour in range(8, 13):
        receipt = f"UKK1AA00A{hour % 10}"
        books.call_back(receipt, 500, DAY, hour)
        books.show(DAY, hour, receipt, PAYMENT, 500)
        books.show(DAY, hour, receipt, CHARGE, -5)
    books.show(DAY, 14, "UKTXX00001", CHARGE, -77)
    accountant = house.people[Role.ACCOUNTANT]
    data = books.statement(DAY, DAY)
    (account,) = preview_statement(till=books.till, file_name="f.csv", data=data, actor=accountant).accounts
    assert (account.adds.rows, account.lost) == (11, Sums(1, 0, 77_00))
    assert [type(row) is PreviewRow and row.receipt for row in account.first_lost] == ["UKTXX00001"]
    books.close(DAY, DAY)
    (case,) = cases(books)
    assert (case["code"], case["state"], case["receiptNumber"]) == ("CHARGE_OF_NOTHING", "OPEN", "UKTXX00001")
    assert case["detail"].startswith("KES 77.00 was charged under UKTXX00001")
    assert case["booked"] == {"reference": "mpesa:600984:UKTXX00001:charge", "amount": "77.00"}

    withdraw_statement(statement=Statement.objects.get(), key="k-1", comment="it is forged", actor=accountant)
    approval = Approval.objects.get()
    checker = house.people[Role.APPROVER]
    approve(approval=approval, checker=checker, digest=approval.digest, proof=NEW)
    (case,) = cases(books)
    assert (case["state"], books.balance("5100")) == ("CLOSED", 0)
    assert case["comment"].startswith("The charge was taken back")
    books.close(DAY, DAY)  # the same file once more: somebody has to look at it again
    assert [case["state"] for case in cases(books)] == ["OPEN", "CLOSED"]
    assert cases(books)[0]["booked"] == {"reference": "mpesa:600984:UKTXX00001:charge_2", "amount": "77.00"}
