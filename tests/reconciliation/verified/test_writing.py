"""What of a row's texts is kept: no phone in any of them, and every number of M-Pesa whole."""

from __future__ import annotations

import pytest

from reconciliation.models import StatementRow
from tests.graphql_api.conftest import House
from tests.reconciliation.exceptions.books import PAYMENT, Books, a_week_ago

DAY = a_week_ago()


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ("UKK1AA00C3", "UKK1AA00C3"),
        ("254708374149", "25470****149"),
        ("Refund to 0708374149 of Monday", "REFUND TO 07****149 "),
        ("ws_CO_191120231020363925708374149", "WS_CO_19112023102036"),
        ("AG_20191219_00004e48cf7e3533f581", "AG_20191219_00004E48"),
    ],
)
def test_what_a_row_is_linked_to_holds_no_phone(house: House, told: str, kept: str):
    books = Books(house)
    books.show(DAY, 9, "UKK1AA00A1", PAYMENT, 500)
    books.linked["UKK1AA00A1"] = told
    books.bring(DAY, DAY)
    assert StatementRow.objects.get().linked == kept
