"""The wire to a control unit: what each answer means, and what may have been taken when there is none."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal

import pytest

from billing.etims import unit
from billing.etims.unit import Verdict, as_json, save_sale, select_sale
from tests.billing.etims.control_unit import FAULTS, ControlUnit, control_unit
from tests.processes import free_port

PIN = "P051365947M"


@pytest.fixture
def kra(settings) -> Iterator[ControlUnit]:
    with control_unit() as server:
        settings.ETIMS_URL = server.url
        yield server


def sale(number: int = 1) -> dict[str, object]:
    money = Decimal("116.00")
    item = {
        "itemSeq": 1,
        "itemNm": 'Maji "safi" \u2013 Kĩambu',
        "qty": Decimal("2.500"),
        "splyAmt": money,
        "dcAmt": Decimal(0),
        "taxTyCd": "B",
        "taxblAmt": money,
        "taxAmt": Decimal("16.00"),
        "totAmt": money,
    }
    sums = {f"{name}{letter}": Decimal(0) for letter in "ABCDE" for name in ("taxblAmt", "taxAmt")}
    return {
        "tin": PIN,
        "bhfId": "00",
        "trdInvcNo": "2026-00001",
        "invcNo": number,
        "orgInvcNo": 0,
        "rcptTyCd": "S",
        "cfmDt": "20261128120000",
        "salesDt": "20261128",
        "totItemCnt": 1,
        **(sums | {"taxblAmtB": money, "taxAmtB": Decimal("16.00")}),
        "totTaxblAmt": money,
        "totTaxAmt": Decimal("16.00"),
        "totAmt": money,
        "itemList": [item],
    }


def test_what_is_taken_is_signed_once_and_found_by_its_number(kra: ControlUnit):
    taken = save_sale(sale())
    assert taken.verdict is Verdict.SIGNED and taken.signed is not None
    signed = taken.signed
    assert (signed.control_unit, signed.receipt_number) == ("KRACU0400001074", "1")
    assert (signed.signature, signed.signed_at) == ("SIGNATURE0000001", "20261128120000")
    assert kra.taken[PIN, 1]["itemList"][0]["itemNm"] == 'Maji "safi" \u2013 Kĩambu'
    again = save_sale(sale())
    assert (again.verdict, again.code) == (Verdict.UNKNOWN, "KRA_994")
    assert select_sale(tin=PIN, branch="00", number=1) == taken
    assert select_sale(tin=PIN, branch="00", number=2).verdict is Verdict.ABSENT


@pytest.mark.parametrize("fault", FAULTS)
def test_without_a_clear_answer_nobody_knows(kra: ControlUnit, fault: str, monkeypatch):
    monkeypatch.setattr(unit, "TIMEOUT", (3, 0.3))
    kra.faults = [fault]
    assert save_sale(sale()).verdict is Verdict.UNKNOWN


def test_what_certainly_did_not_come_in_is_sent_again(kra: ControlUnit, settings):
    settings.ETIMS_URL = f"http://127.0.0.1:{free_port()}"
    nobody = save_sale(sale())
    assert (nobody.verdict, nobody.code) == (Verdict.AGAIN, "UNREACHABLE")
    settings.ETIMS_URL = f"{kra.url}/elsewhere"
    assert save_sale(sale()).code == "HTTP_404"
    assert select_sale(tin=PIN, branch="00", number=1).verdict is Verdict.UNKNOWN


@pytest.mark.parametrize(
    ("code", "verdict"),
    [
        *(("910", Verdict.REFUSED), ("901", Verdict.REFUSED), ("913", Verdict.REFUSED)),
        *(
            ("894", Verdict.UNKNOWN),
            ("899", Verdict.UNKNOWN),
            ("999", Verdict.UNKNOWN),
            ("990", Verdict.AGAIN),
        ),
    ],
)
def test_what_a_code_means(kra: ControlUnit, code: str, verdict: Verdict):
    kra.refusals = [(code, "A reason\nof two lines")]
    outcome = save_sale(sale())
    assert (outcome.verdict, outcome.code, outcome.told) == (verdict, f"KRA_{code}", "A reason of two lines")
    assert not kra.taken


def test_amounts_are_written_as_the_decimals_that_they_are():
    said = {
        "a": Decimal("0.10"),
        "b": Decimal("1E+2"),
        "c": [None, True, '\u0129"', 3],
        "d": {"e": Decimal(0)},
    }
    text = as_json(said)
    assert text == '{"a": 0.10, "b": 100, "c": [null, true, "\u0129\\"", 3], "d": {"e": 0}}'
    assert json.loads(text, parse_float=Decimal)["a"] == Decimal("0.10")
