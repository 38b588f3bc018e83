"""What a control unit is told of an invoice or a credit note. Amounts in shillings, as decimals.

Source: KRA, eTIMS VSCU specification 2.0, 3.3.6 and 4: all amounts hold their VAT, as in its sample; A is
exempt, B the standard rate, C zero-rated, D outside of VAT.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from billing.customers.sealing import kra_pin_of, name_of
from billing.models import Customer, FiscalDocument, Invoice, InvoiceKind, PaymentKind
from core.days import to_daraja_stamp
from core.machine.crypto import Unreadable
from core.money import Cents, share_of, to_decimal
from ledger.models import VatCode
from ledger.vouchers.vat import rate_on

#: The head office; branches of a taxpayer have numbers of their own.
BRANCH: Final = "00"
LETTERS: Final = {VatCode.EXEMPT: "A", VatCode.STANDARD: "B", VatCode.ZERO_RATED: "C", "": "D"}
#: One item for whatever is billed: a service, sold by the piece, under a class of its own.
ITEM, ITEM_CLASS, PACKAGE, UNIT = "KE3NTXU0000001", "99012000", "NT", "U"
_SALE, _CREDIT_NOTE = "S", "R"
_ON_ACCOUNT, _CASH, _MOBILE, _OTHER = "02", "01", "06", "07"
_REFUND = "06"
_WHO: Final = "hesabu"


@dataclass(frozen=True)
class _Item:
    """A line: its VAT code, amounts with VAT in cents, and how many thousandths of one."""

    name: str
    code: str
    cents: Cents
    vat: Cents
    discount: Cents
    quantity: Decimal


def body_of(document: FiscalDocument, *, tin: str, original: int = 0) -> dict[str, Any]:
    """The body of saveSales. `original` is the number of the invoice that a credit note is of.

    Reads the lines; the document's bill and its customer with the data key are read along.
    """
    note, invoice = document.credit_note, document.invoice
    if note is not None:
        rows = note.lines.select_related("line").order_by("line__position")
        items = [
            _Item(row.line.description, row.line.vat_code, row.cents, row.vat, 0, Decimal(1)) for row in rows
        ]
        bill, issued_at, day, remark = note.invoice, note.issued_at, note.issued_on, note.reason
        serial, method = str(note), _ON_ACCOUNT
    else:
        assert invoice is not None and invoice.issued_at is not None and invoice.issued_on is not None
        items = [
            _Item(
                row.description,
                row.vat_code,
                row.cents,
                row.vat,
                row.discount if invoice.prices_include_vat else 0,
                row.quantity,
            )
            for row in invoice.lines.order_by("position")
        ]
        bill, issued_at, day, remark = invoice, invoice.issued_at, invoice.issued_on, invoice.note
        serial, method = invoice.serial_number, _method(invoice)
    name, pin = _buyer(bill.customer)
    stamp = to_daraja_stamp(issued_at)
    total, vat = sum(item.cents for item in items), sum(item.vat for item in items)
    return {
        "tin": tin,
        "bhfId": BRANCH,
        "trdInvcNo": serial,
        "invcNo": document.number,
        "orgInvcNo": original,
        "custTin": pin or None,
        "custNm": name[:60] or None,
        "salesTyCd": "N",
        "rcptTyCd": _CREDIT_NOTE if note else _SALE,
        "pmtTyCd": method,
        "salesSttsCd": "02",
        "cfmDt": stamp,
        "salesDt": f"{day:%Y%m%d}",
        "stockRlsDt": None,
        "cnclReqDt": None,
        "cnclDt": None,
        "rfdDt": stamp if note else None,
        "rfdRsnCd": _REFUND if note else None,
        "totItemCnt": len(items),
        **_by_letter(items, rate_on(day)),
        "totTaxblAmt": to_decimal(total),
        "totTaxAmt": to_decimal(vat),
        "totAmt": to_decimal(total),
        "prchrAcptcYn": "N",
        "remark": remark[:400] or None,
        "regrId": _WHO,
        "regrNm": _WHO,
        "modrId": _WHO,
        "modrNm": _WHO,
        "receipt": {"custTin": pin or None, "rcptPbctDt": stamp, "prchrAcptcYn": "N"},
        "itemList": [_told(place, item) for place, item in enumerate(items, 1)],
    }


def _buyer(customer: Customer) -> tuple[str, str]:
    """Name and PIN; nothing of who is nobody in particular, or was erased."""
    if customer.is_walk_in:
        return "", ""
    try:
        return name_of(customer), kra_pin_of(customer)
    except Unreadable:
        return "", ""


def _method(invoice: Invoice) -> str:
    """How it is paid: an invoice on account, a sale at the counter by what paid it."""
    if invoice.kind != InvoiceKind.SALE:
        return _ON_ACCOUNT
    counted = invoice.allocations.filter(takes_back=None, taken_back_by=None)
    kinds = set(counted.values_list("payment__kind", flat=True))
    known = {PaymentKind.CASH: _CASH, PaymentKind.MPESA: _MOBILE}
    return known.get(PaymentKind(kinds.pop()), _OTHER) if len(kinds) == 1 else _OTHER


def _by_letter(items: Sequence[_Item], rate: int) -> dict[str, Decimal]:
    """The fifteen sums that are always wanted, zero where nothing is."""
    value: defaultdict[str, Cents] = defaultdict(int)
    vat: defaultdict[str, Cents] = defaultdict(int)
    for item in items:
        value[LETTERS[item.code]] += item.cents
        vat[LETTERS[item.code]] += item.vat
    sums: dict[str, Decimal] = {}
    for letter in "ABCDE":
        sums[f"taxblAmt{letter}"] = to_decimal(value[letter])
        sums[f"taxRt{letter}"] = Decimal(rate).scaleb(-2) if letter == "B" else Decimal(0)
        sums[f"taxAmt{letter}"] = to_decimal(vat[letter])
    return sums


def _told(place: int, item: _Item) -> dict[str, Any]:
    before = item.cents + item.discount
    thousandths = int(item.quantity.scaleb(3))
    return {
        "itemSeq": place,
        "itemCd": ITEM,
        "itemClsCd": ITEM_CLASS,
        "itemNm": item.name,
        "bcd": None,
        "pkgUnitCd": PACKAGE,
        "pkg": 1,
        "qtyUnitCd": UNIT,
        "qty": item.quantity,
        "prc": to_decimal(share_of(before, 1000, thousandths)),
        "splyAmt": to_decimal(before),
        "dcRt": Decimal(share_of(10_000, item.discount, before)).scaleb(-2) if before else Decimal(0),
        "dcAmt": to_decimal(item.discount),
        "taxTyCd": LETTERS[item.code],
        "taxblAmt": to_decimal(item.cents),
        "taxAmt": to_decimal(item.vat),
        "totAmt": to_decimal(item.cents),
    }
