"""What stands on invoices, credit notes, receipts and statements, to the cent."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
import segno
from pypdf import PdfReader

from billing.customers.walk_in import walk_in_customer
from billing.etims.sending import record_outcome
from billing.etims.unit import Outcome, Signed, Verdict
from billing.invoicing.crediting import credit_invoice
from billing.invoicing.voiding import void_invoice
from billing.models import Customer, FiscalDocument, Invoice, PaymentCode
from billing.papers.invoices import credit_note_paper, credit_note_pdf, invoice_paper, invoice_pdf
from billing.papers.paper import Paper
from billing.papers.receipts import receipt_paper
from billing.papers.statements import statement_paper, statement_pdf
from billing.papers.words import WORDS
from billing.paying.by_hand import Said, record_payment, take_back_payment
from core import days
from core.errors import InvalidInput
from mpesa.models import Till
from mpesa.tills.credentials import TillCredentials
from mpesa.tills.tills import create_till
from tests.billing.bills import MIXED, NAME, PIN, bill, customer_of, draft, fresh_key, head, line
from tests.clock import Clock
from users.actors import SYSTEM
from users.languages import choose_language
from users.models import Business


@pytest.fixture
def customer(business: Business, clock: Clock) -> Customer:
    clock.is_day(date(2026, 11, 28))
    head(business)
    return customer_of(business, kra_pin="A004416331M")


def till(business: Business, kind: str = "PAYBILL", shortcode: str = "600111", **more: str) -> Till:
    return create_till(
        business=business,
        name="Water",
        kind=kind,
        shortcode=shortcode,
        credentials=TillCredentials("a" * 8, "b" * 8, "c" * 8),
        actor=SYSTEM,
        **more,
    )


def totals(paper: Paper) -> list[tuple[str, str]]:
    return [(each.label, each.amount) for each in paper.totals]


def fresh(invoice: Invoice) -> Invoice:
    return Invoice.objects.select_related("business", "customer__data_key").get(pk=invoice.pk)


def text_of(file: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(file)).pages)


def test_an_invoice_says_who_what_and_how_much(customer):
    till(customer.business)
    issued = bill(customer, *MIXED, due_on=date(2026, 12, 12), note="Asante sana.")
    paper = invoice_paper(fresh(issued))
    assert (paper.title, paper.number, paper.watermark) == ("INVOICE", "2026-00001", "")
    assert paper.seller.name == customer.business.name
    assert paper.seller.lines == (
        "P.O. Box 1234-00100, Nairobi",
        "0700 000 100 · bills@maji.example",
        f"KRA PIN {PIN}",
    )
    assert (paper.buyer.name, paper.buyer.lines[1]) == (NAME, "KRA PIN A004416331M")
    assert paper.facts == (
        ("Issued", "28 Nov 2026"),
        ("Due", "12 Dec 2026"),
        ("Payment reference", issued.number),
        ("Prices", "include VAT"),
    )
    assert paper.rows == (
        ("1", "Water, cubic metres", "2.5", "116.00", "10.00", "16 %", "280.00"),
        ("2", "Maize flour", "1", "50.00", "0.00", "0 %", "50.00"),
        ("3", "Rent of a meter", "1", "30.00", "0.00", "exempt", "30.00"),
    )
    assert paper.breakdown is not None
    assert paper.breakdown.rows == (
        ("Standard, 16 %", "241.38", "38.62"),
        ("Zero-rated", "50.00", "0.00"),
        ("Exempt", "30.00", "0.00"),
    )
    assert totals(paper) == [("Net", "321.38"), ("VAT", "38.62"), ("Total", "360.00"), ("Due", "KES 360.00")]
    (box,) = paper.boxes
    assert box.rows == (("PayBill", "600111"), ("Account number", issued.number), ("Amount", "KES 360"))
    assert box.code is not None and box.code.text == f"PayBill 600111, account {issued.number}, KES 360"
    assert "does not read it" in box.code_says
    assert (paper.notes, paper.warning) == (("Asante sana.",), "Not a tax invoice")
    file = invoice_pdf(fresh(issued))
    assert file == invoice_pdf(fresh(issued))
    assert "Not a tax invoice" in text_of(file) and "360.00" in text_of(file)


def test_a_business_without_vat_has_a_paper_without_it(business, clock: Clock):
    issued = bill(customer_of(business), line("Bread", 60_00, ""), line("Milk", 65_50, ""))
    paper = invoice_paper(fresh(issued))
    assert [column.head for column in paper.columns] == [
        *("#", "Description", "Quantity", "Unit price", "Amount, KES")
    ]
    assert totals(paper) == [("Total", "125.50"), ("Due", "KES 125.50")]
    assert (paper.breakdown, paper.boxes, paper.seller.lines) == (None, (), ())


def test_what_settled_it_stands_under_the_total(customer):
    issued = bill(customer, *MIXED)
    today = days.today()
    paid = record_payment(
        customer=customer, said=Said("CASH", 100_00, today), invoice=issued, key=fresh_key(), actor=SYSTEM
    )
    record_payment(
        customer=customer,
        said=Said("VAT_WITHHELD", 4_83, today, reference="WHT-1"),
        invoice=issued,
        key=fresh_key(),
        actor=SYSTEM,
    )
    credit_invoice(invoice=issued, reason="Less water", amount=50_00, key=fresh_key(), actor=SYSTEM)
    assert totals(invoice_paper(fresh(issued)))[2:] == [
        ("Total", "360.00"),
        ("Paid", "-100.00"),
        ("Credit notes", "-50.00"),
        ("Tax withheld", "-4.83"),
        ("Due", "KES 205.17"),
    ]
    take_back_payment(payment=paid, reason="It bounced", actor=SYSTEM)
    assert totals(invoice_paper(fresh(issued)))[3:] == [
        ("Credit notes", "-50.00"),
        ("Tax withheld", "-4.83"),
        ("Due", "KES 305.17"),
    ]


def test_drafts_and_void_invoices_cannot_be_mistaken_and_ask_for_nothing(customer):
    till(customer.business)
    written = draft(customer)
    paper = invoice_paper(fresh(written))
    assert (paper.watermark, paper.number, paper.boxes) == ("DRAFT", written.number, ())
    assert totals(paper)[-1] == ("Total", "KES 360.00")
    issued = bill(customer)
    void_invoice(invoice=issued, reason="Twice", actor=SYSTEM)
    paper = invoice_paper(fresh(issued))
    assert (paper.watermark, paper.number, paper.boxes) == ("VOID", "2026-00001", ())


def test_a_credit_note_says_of_which_invoice_and_why(customer):
    issued = bill(customer)
    note = credit_invoice(invoice=issued, reason="Less water", amount=100_00, key=fresh_key(), actor=SYSTEM)
    paper = credit_note_paper(note)
    assert (paper.title, paper.number) == ("CREDIT NOTE", "CN-2026-00001")
    assert paper.facts == (("Issued", "28 Nov 2026"), ("For invoice", "2026-00001"), ("", "of 28 Nov 2026"))
    assert paper.notes == ("Reason: Less water",)
    # 100.00 over 280.00, 50.00 and 30.00
    assert [row[-1] for row in paper.rows] == ["77.78", "13.89", "8.33"]
    assert totals(paper)[-1] == ("Total", "KES 100.00")
    assert "CN-2026-00001" in text_of(credit_note_pdf(note))


def test_a_signed_invoice_is_a_tax_invoice_with_what_the_unit_gave(customer, settings):
    settings.ETIMS_URL = "http://127.0.0.1:9"
    issued = bill(customer)
    assert invoice_paper(fresh(issued)).warning == "Not a tax invoice: KRA (eTIMS) has not signed it yet"
    FiscalDocument.objects.update(state="SENT", number=1, claims=1)
    signed = Signed("KRACU0400001074", "9", "INTERNAL", "SIGNATURE", "20261128120005", "", "")
    record_outcome(FiscalDocument.objects.get().pk, 1, Outcome(Verdict.SIGNED, signed=signed))
    settings.ETIMS_URL = ""  # it was signed, whatever is connected now
    paper = invoice_paper(fresh(issued))
    assert (paper.title, paper.warning) == ("TAX INVOICE", "")
    (box,) = paper.boxes
    assert box.rows == (
        ("CU invoice number", "KRACU0400001074/9"),
        ("Internal data", "INTERNAL"),
        ("Receipt signature", "SIGNATURE"),
        ("Signed", "28.11.2026 12:00"),
    )
    assert box.code is not None and box.code.text.endswith(f"?Data={PIN}00SIGNATURE")


def test_the_code_that_safaricom_drew_is_printed_while_it_asks_for_what_is_due(customer):
    till(customer.business)
    issued = bill(customer)
    image = BytesIO()
    segno.make_qr("of Safaricom").save(image, kind="png", scale=4)
    PaymentCode.objects.create(
        invoice=issued, shortcode="600111", amount=360_00, png=image.getvalue(), asked_at=days.now()
    )
    (box,) = invoice_paper(fresh(issued)).boxes
    assert box.code is not None and (box.code.png, box.code_says) == (
        image.getvalue(),
        "Scan with the M-Pesa app",
    )
    record_payment(
        customer=customer,
        said=Said("CASH", 1_00, days.today()),
        invoice=issued,
        key=fresh_key(),
        actor=SYSTEM,
    )
    (box,) = invoice_paper(fresh(issued)).boxes
    assert box.code is not None and (box.code.png, box.code.text[-7:]) == (b"", "KES 359")


def test_a_paybill_is_named_before_a_buy_goods_till_which_knows_no_accounts(customer):
    till(customer.business, "TILL", "600222", store_number="600333")
    issued = bill(customer)
    (box,) = invoice_paper(fresh(issued)).boxes
    assert box.rows == (("Till (Buy Goods)", "600222"), ("Amount", "KES 360"))
    till(customer.business)
    (box,) = invoice_paper(fresh(issued)).boxes
    assert box.rows[0] == ("PayBill", "600111")


def test_a_receipt_says_what_it_paid_and_what_is_kept(customer):
    issued = bill(customer)
    paid = record_payment(
        customer=customer,
        said=Said("CHEQUE", 400_00, date(2026, 11, 27), reference="000123"),
        invoice=issued,
        key=fresh_key(),
        actor=SYSTEM,
    )
    paper = receipt_paper(paid)
    assert (paper.title, paper.number, paper.watermark) == ("RECEIPT", "000123", "")
    assert paper.facts == (("Received", "27 Nov 2026"), ("Paid by", "Cheque"))
    assert paper.rows == (
        ("Invoice 2026-00001", "28 Nov 2026", "360.00"),
        ("Kept for your next invoices", "", "40.00"),
    )
    assert totals(paper) == [("Total", "KES 400.00")]


def test_a_statement_runs_from_what_was_owed_before_to_what_is_owed_after(customer, clock: Clock):
    clock.is_day(date(2026, 10, 30))
    bill(customer, line("Before", 50_00))
    clock.is_day(date(2026, 11, 3))
    issued = bill(customer)
    paid = record_payment(
        customer=customer,
        said=Said("BANK", 200_00, date(2026, 11, 3), reference="FT77"),
        invoice=issued,
        key=fresh_key(),
        actor=SYSTEM,
    )
    clock.is_day(date(2026, 11, 10))
    credit_invoice(invoice=issued, reason="Less water", amount=60_00, key=fresh_key(), actor=SYSTEM)
    take_back_payment(payment=paid, reason="It bounced", actor=SYSTEM)
    third = bill(customer, line("Twice", 5_00))
    void_invoice(invoice=third, reason="Twice", actor=SYSTEM)
    paper = statement_paper(customer, date(2026, 11, 1), date(2026, 11, 30))
    assert paper.rows == (
        ("1 Nov 2026", "Balance before", "", "", "50.00"),
        ("3 Nov 2026", "Invoice 2026-00002", "360.00", "", "410.00"),
        ("3 Nov 2026", "Bank FT77", "", "200.00", "210.00"),
        ("10 Nov 2026", "Credit note CN-2026-00001", "", "60.00", "150.00"),
        ("10 Nov 2026", "Bank FT77: Taken back", "200.00", "", "350.00"),
        ("10 Nov 2026", "Invoice 2026-00003", "5.00", "", "355.00"),
        ("10 Nov 2026", "Invoice 2026-00003: void", "", "5.00", "350.00"),
    )
    assert totals(paper) == [
        ("Balance before", "50.00"),
        ("Billed, KES", "565.00"),
        ("Paid, KES", "-265.00"),
        ("Due", "KES 350.00"),
    ]
    assert "KES 350.00" in text_of(statement_pdf(customer, date(2026, 11, 1), date(2026, 11, 30)))
    with pytest.raises(InvalidInput, match="on or after"):
        statement_paper(customer, date(2026, 11, 2), date(2026, 11, 1))


def test_nobody_in_particular_has_no_account_on_paper(customer):
    sale = bill(walk_in_customer(customer.business), kind="SALE")
    paper = invoice_paper(fresh(sale))
    assert (paper.title, paper.buyer.name, paper.buyer.lines) == ("SALE", "Sale at the counter", ())


def test_the_business_chooses_the_language(customer):
    till(customer.business)
    owner = customer.business.memberships.filter(role="OWNER").first()
    choose_language(language="sw", business=customer.business, actor=owner.user)
    paper = invoice_paper(fresh(bill(customer)))
    assert (paper.title, paper.warning) == ("ANKARA", "Si ankara ya kodi")
    assert totals(paper)[-1] == ("Inadaiwa", "KES 360.00")
    english, swahili = WORDS.values()
    assert english.keys() == swahili.keys()
    for key, phrase in english.items():
        assert phrase.count("{") == swahili[key].count("{"), key
