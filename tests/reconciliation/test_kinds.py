"""What kind of movement a row is, told from the words of Details and Reason Type."""

from __future__ import annotations

import pytest

from reconciliation.statement_files.kinds import Kind, kind_of, original_of, split_details


@pytest.mark.parametrize(
    ("details", "reason", "cents", "kind"),
    [
        ("Small Business Pay Bill from 25470****111 - A Acc. 1", "", 100, Kind.CUSTOMER_PAYMENT),
        ("Merchant Pay Utility Received from 123456 - SHOP Acc. X", "", 100, Kind.BUSINESS_RECEIPT),
        ("Business Pay Bill via API by 600111 - SHOP Acc. X", "", 100, Kind.BUSINESS_RECEIPT),
        ("FSI to Pay Bill by 600222 - BANK Acc. 7 via WEB by op", "", 100, Kind.BUSINESS_RECEIPT),
        ("Business Pay Bill via API to 600111 - SHOP Acc. X", "", -100, Kind.B2B),
        ("Business Pay To Bulk via API to 600111 - SHOP Acc. X", "", -100, Kind.B2B),
        ("Business Pay To Bulk via API by 600111 - SHOP Acc. X", "", 100, Kind.BUSINESS_RECEIPT),
        ("Pay Tax To KRA via API to 572572 - KRA Acc. PRN1", "", -100, Kind.B2B),
        ("Organization Settlement Account to Organization MMF Account", "", -100, Kind.SWEEP),
        ("Agency Withdrawal of funds to Bank", "", -100, Kind.BANK_WITHDRAWAL),
        ("", "Withdraw Funds to Bank", -100, Kind.BANK_WITHDRAWAL),
        ("B2C Withdrawal Charge Paid", "", -100, Kind.CHARGE),
        ("Salary Payment via API to 25470****111 - A", "", -100, Kind.B2C),
        ("", "Pay Utility with OD via STK", 100, Kind.CUSTOMER_PAYMENT),
        ("", "Standing Order Pay Bill", 100, Kind.CUSTOMER_PAYMENT),
        ("", "Customer Buy Goods Online", 100, Kind.CUSTOMER_PAYMENT),
        (
            "Merchant Payment Online from 25470****111 - A",
            "Customer Buy Goods Online",
            100,
            Kind.CUSTOMER_PAYMENT,
        ),
        ("Pay Merchant Charge", "Customer Merchant Payment", -100, Kind.CHARGE),
        ("Something new", "", 100, Kind.UNKNOWN),
        (
            "Pay Bill from 25470****111 - REVERSAL LTD Acc. Reversal of UKK1AA00C3",
            "Pay Utility",
            100,
            "CUSTOMER_PAYMENT",
        ),
        (
            "Pay Bill Online from 25470****111 - A Acc. charge fee bank",
            "Pay Bill Online",
            100,
            "CUSTOMER_PAYMENT",
        ),
        ("Business Payment to Customer via API to 25470****111 - A", "", 100, Kind.UNKNOWN),
    ],
)
def test_kinds(details: str, reason: str, cents: int, kind: Kind) -> None:
    assert kind_of(details, reason, cents) == kind


def test_parts_of_details() -> None:
    assert split_details("FSI to Pay Bill by 600222 - BANK Acc. 7 via WEB by op") == ("600222 - BANK", "7")
    assert split_details("Pay Bill from 25470****111 - A Acc.") == ("25470****111 - A", "")
    assert split_details("Pay Bill Charge") == ("", "")
    assert original_of("Reversal of ukk1aa00c3", "UKK1AA00G7") == "UKK1AA00C3"
    assert original_of("Reversal", "UKK1AA00G7") == ""


@pytest.mark.parametrize(
    ("details", "original"),
    [
        ("Reversal of TFELJQGVWI", "TFELJQGVWI"),
        ("Reversal of TFE0JQGVWI", "TFE0JQGVWI"),
        ("Pay Bill Reversal for tfe0jqgvwi", "TFE0JQGVWI"),
        ("Reversal of Withdrawal", ""),
        ("Reversal of settlement", ""),
        ("Reversal of TFE0GQ8RGM", ""),
    ],
)
def test_a_reversal_names_its_original_with_digits_or_without(details, original):
    assert original_of(details, "TFE0GQ8RGM") == original
