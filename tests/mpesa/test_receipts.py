from __future__ import annotations

import re

import pytest

from core.errors import InvalidInput
from mpesa.collections.receipts import receipt_in, receipt_reference, references_of
from mpesa.models import Till


def test_a_receipt_is_found_in_the_references_of_its_own_entries_only():
    for leg in ("pay", "route", "charge", "reversal"):
        reference = receipt_reference(Till(shortcode="600100"), "TKA1", leg)
        assert receipt_in(reference) == "TKA1"
        assert re.search(references_of("tka1"), reference)
        assert not any(re.search(references_of(other), reference) for other in ("TKA", "A1", "600100"))
    for other in ("", "wallet:5:mpesa:600100:TKA1:pay", "invoice:INV-1:issue", "mpesa:600100:TKA1", "TKA1"):
        assert receipt_in(other) == ""


@pytest.mark.parametrize("text", ["", "TKA1:", ".*", "TKA 1", "\u0661", "A" * 21])
def test_what_is_no_receipt_number_is_not_searched_for(text):
    with pytest.raises(InvalidInput) as refusal:
        references_of(text)
    assert (refusal.value.code, refusal.value.field) == ("BAD_FILTER", "filter.receipt_number")
