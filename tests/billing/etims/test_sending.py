"""From the transaction that issues a bill to the signature on it, over a real socket; and what goes wrong."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from billing.etims import sending, unit
from billing.etims.queueing import send_again
from billing.etims.sending import record_outcome, send_documents
from billing.etims.unit import Outcome, Signed, Verdict
from billing.invoicing.crediting import credit_invoice
from billing.invoicing.voiding import void_invoice
from billing.models import Customer, FiscalDocument, Invoice
from core import days
from core.errors import InvalidState, NotAllowed
from ledger.reads.selectors import balance_by_code
from tests.billing.bills import MIXED, PIN, bill, customer_of, draft, fresh_key, head, line
from tests.billing.etims import control_unit as fake
from tests.billing.etims.control_unit import ControlUnit, control_unit
from tests.core.threads import run_together
from tests.graphql_api.conftest import House
from users.actors import SYSTEM
from users.models import AuditEntry, Business, Role


@pytest.fixture
def kra(settings, monkeypatch) -> Iterator[ControlUnit]:
    monkeypatch.setattr(unit, "TIMEOUT", (3, 0.4))
    with control_unit() as server:
        settings.ETIMS_URL = server.url
        yield server


@pytest.fixture
def customer(business: Business) -> Customer:
    head(business)
    return customer_of(business, kra_pin="A004416331M")


def document(of: Invoice) -> FiscalDocument:
    return FiscalDocument.objects.get(invoice=of)


def state(of: Invoice) -> tuple[str, str, int | None]:
    row = document(of)
    return row.state, row.reason, row.number


def make_due() -> None:
    FiscalDocument.objects.filter(state__in=("QUEUED", "UNKNOWN")).update(due_at=days.now())


def test_without_a_control_unit_nothing_is_written_and_nothing_asked(customer, settings):
    assert settings.ETIMS_URL == ""
    issued = bill(customer)
    assert not FiscalDocument.objects.exists()
    with CaptureQueriesContext(connection) as queries:
        assert send_documents() == 0
    assert len(queries) == 0
    with pytest.raises(InvalidState) as refused:
        send_again(bill=issued, actor=SYSTEM)
    assert refused.value.code == "ETIMS_NOT_CONNECTED"


def test_without_a_kra_pin_nothing_is_sent(business, kra, drain):
    bill(customer_of(business))
    drain()
    assert not FiscalDocument.objects.exists() and not kra.calls


def test_an_issued_invoice_is_signed_with_every_amount_as_billed(customer, kra, drain):
    assert draft(customer).state == "DRAFT" and not FiscalDocument.objects.exists()
    issued = bill(customer)
    assert state(issued) == ("QUEUED", "", None) and not kra.calls
    drain(twice=True)
    row = document(issued)
    assert (row.state, row.number, row.control_unit_number) == ("SIGNED", 1, "KRACU0400001074/1")
    assert (row.signature, row.internal_data) == ("SIGNATURE0000001", "INTERNAL000000000000000001")
    portal = "https://etims.kra.go.ke/common/link/etims/receipt/indexEtimsReceiptData?Data="
    assert row.qr_text == f"{portal}{PIN}00SIGNATURE0000001"
    (body,) = kra.sent()
    # 2.5 x 116.00 - 10.00 = 280.00 with 38.62 of VAT; 50.00 at zero; 30.00 exempt
    assert (issued.total, issued.vat) == (360_00, 38_62)
    assert {key: body[key] for key in ("tin", "bhfId", "invcNo", "orgInvcNo", "trdInvcNo")} == {
        "tin": PIN,
        "bhfId": "00",
        "invcNo": 1,
        "orgInvcNo": 0,
        "trdInvcNo": issued.serial_number,
    }
    assert (body["custTin"], body["custNm"]) == ("A004416331M", "Gĩthĩnji Ñuñez & <b>Sons</b>")
    assert (body["rcptTyCd"], body["pmtTyCd"], body["totItemCnt"]) == ("S", "02", 3)
    sums = {
        name: body[name] for name in ("taxblAmtA", "taxblAmtB", "taxAmtB", "taxblAmtC", "totTaxAmt", "totAmt")
    }
    assert sums == {
        "taxblAmtA": Decimal("30.00"),
        "taxblAmtB": Decimal("280.00"),
        "taxAmtB": Decimal("38.62"),
        "taxblAmtC": Decimal("50.00"),
        "totTaxAmt": Decimal("38.62"),
        "totAmt": Decimal("360.00"),
    }
    first = body["itemList"][0]
    assert (first["qty"], first["prc"]) == (Decimal("2.500"), Decimal("116.00"))
    assert (first["splyAmt"], first["dcAmt"], first["dcRt"]) == (
        Decimal("290.00"),
        Decimal("10.00"),
        Decimal("3.45"),
    )
    assert [item["taxTyCd"] for item in body["itemList"]] == ["B", "C", "A"]


def test_prices_without_vat_are_sent_with_it(customer, kra, drain):
    issued = bill(customer, line("Water", 100_00, quantity="3"), prices_include_vat=False)
    drain()
    (body,) = kra.sent()
    assert issued.total == 348_00
    (item,) = body["itemList"]
    assert (item["prc"], item["splyAmt"], item["taxAmt"]) == (
        Decimal("116.00"),
        Decimal("348.00"),
        Decimal("48.00"),
    )


def test_a_rollback_takes_the_document_along(customer, kra, drain):
    draft_of = draft(customer)
    with pytest.raises(DatabaseError), transaction.atomic():
        from billing.invoicing.issuing import issue_invoice

        issue_invoice(invoice=draft_of, actor=SYSTEM)
        raise DatabaseError
    drain()
    assert not FiscalDocument.objects.exists() and not kra.calls


@pytest.mark.parametrize("fault", fake.FAULTS)
def test_an_outcome_that_nobody_knows_is_asked_for_by_the_same_number(customer, kra, drain, fault):
    issued, later = bill(customer), bill(customer)
    kra.faults = [fault]
    drain()
    assert (document(issued).state, document(issued).number) == ("UNKNOWN", 1)
    assert document(issued).signature == ""
    make_due()
    drain()
    assert document(issued).state == document(later).state == "SIGNED"
    assert (document(issued).number, document(later).number) == (1, 2)
    assert sorted(number for _, number in kra.taken) == [1, 2]
    of_first = [body for body in kra.sent() if body["trdInvcNo"] == issued.serial_number]
    assert {body["invcNo"] for body in of_first} == {1}
    taken_at_once = fault in (fake.LOST_AFTER, fake.HANG_UP, fake.PAGE, fake.UNSIGNED)
    assert len(of_first) == (1 if taken_at_once else 2)


def test_a_unit_that_cannot_be_asked_is_sent_the_same_number_again(customer, settings, monkeypatch, drain):
    monkeypatch.setattr(unit, "TIMEOUT", (3, 0.4))
    with control_unit(can_be_asked=False) as kra:
        settings.ETIMS_URL = kra.url
        issued = bill(customer)
        kra.faults = [fake.CRASH]
        drain()
        make_due()
        drain()
        assert state(issued) == ("SIGNED", "", 1)
        second = bill(customer)
        kra.faults = [fake.LOST_AFTER]
        drain()
        make_due()
        drain()
        assert state(second) == ("UNKNOWN", "KRA_994", 2)  # taken, and its signature is to be looked up
        assert len(kra.taken) == 2


def test_what_is_refused_says_why_and_goes_again_when_it_is_put_right(customer, kra, drain):
    issued = bill(customer)
    kra.refusals = [("910", "Request parameter error [custTin]")]
    drain()
    row = document(issued)
    assert (row.state, row.reason, row.told) == ("REFUSED", "KRA_910", "Request parameter error [custTin]")
    assert row.number is None
    drain()
    assert len(kra.sent()) == 1
    send_again(bill=issued, actor=SYSTEM)
    assert state(issued)[0] == "QUEUED"
    drain()
    assert state(issued) == ("SIGNED", "", 1)
    assert [body["invcNo"] for body in kra.sent()] == [1, 1]
    send_again(bill=issued, actor=SYSTEM)  # what is signed stays so
    drain()
    assert len(kra.sent()) == 2
    assert AuditEntry.objects.filter(action="invoice.fiscal").count() == 1


def test_a_unit_that_is_down_stops_no_bill_and_no_void(customer, kra, drain, settings):
    settings.ETIMS_URL = "http://127.0.0.1:9"
    issued, other = bill(customer), bill(customer)
    drain()
    # The first is put off, the other has its turn: nothing came in, so they wait.
    assert {state(each)[:2] for each in (issued, other)} <= {("QUEUED", "UNREACHABLE"), ("QUEUED", "")}
    assert balance_by_code(customer.business_id, "2600-output") == 2 * 38_62
    void_invoice(invoice=issued, reason="Twice", actor=SYSTEM)
    assert state(issued)[0] == "CANCELLED"
    settings.ETIMS_URL = kra.url
    make_due()
    drain()
    assert state(other)[0] == "SIGNED" and state(issued)[0] == "CANCELLED"
    assert len(kra.taken) == 1
    with pytest.raises(InvalidState) as refused:
        void_invoice(invoice=other, reason="Twice", actor=SYSTEM)
    assert refused.value.code == "INVOICE_SIGNED"
    assert Invoice.objects.get(pk=other.pk).state == "UNPAID"
    with pytest.raises(InvalidState) as refused:
        send_again(bill=issued, actor=SYSTEM)
    assert refused.value.code == "NOTHING_TO_SEND"


def test_a_credit_note_names_its_invoice_and_waits_until_that_is_signed(customer, kra, drain):
    issued = bill(customer)
    kra.refusals = [("913", "Code value error")]
    drain()
    note = credit_invoice(
        invoice=issued, reason="Too much water", amount=100_00, key=fresh_key(), actor=SYSTEM
    )
    drain()
    waiting = FiscalDocument.objects.get(credit_note=note)
    assert (waiting.state, waiting.reason, waiting.number) == ("QUEUED", "WAITS_FOR_INVOICE", None)
    make_due()
    send_again(bill=issued, actor=SYSTEM)  # the note is due before it, and lets it pass
    drain()
    assert document(issued).state == "SIGNED"
    make_due()
    drain()
    signed = FiscalDocument.objects.get(credit_note=note)
    assert (signed.state, signed.number, document(issued).number) == ("SIGNED", 2, 1)
    body = kra.taken[PIN, 2]
    assert (body["rcptTyCd"], body["orgInvcNo"], body["trdInvcNo"]) == ("R", 1, str(note))
    assert (body["totAmt"], body["remark"]) == (Decimal("100.00"), "Too much water")
    assert body["totTaxAmt"] == Decimal(note.vat) / 100


def test_documents_of_a_business_go_one_after_the_other_and_drains_beside_each_other_send_once(customer, kra):
    bills = [bill(customer) for _ in range(4)]
    outcomes = run_together([lambda: sum(iter(send_documents, 0))] * 3)
    assert not [each for each in outcomes if isinstance(each, Exception)]
    make_due()
    while send_documents():
        pass
    assert [body["invcNo"] for body in kra.sent()] == [1, 2, 3, 4]
    assert [document(each).number for each in bills] == [1, 2, 3, 4]
    assert {document(each).state for each in bills} == {"SIGNED"}


def test_who_died_while_sending_leaves_an_outcome_that_is_asked_for(customer, kra, drain):
    issued = bill(customer)
    ((order,), _) = sending._claim(days.now())
    kra.taken[PIN, 1] = dict(order.body)  # it came in; nobody wrote down the answer
    assert send_documents() == 0
    FiscalDocument.objects.update(begun_at=days.now() - timedelta(minutes=4))
    drain()
    assert state(issued)[:2] == ("UNKNOWN", "OUTCOME_UNKNOWN")
    make_due()
    drain()
    assert state(issued) == ("SIGNED", "", 1) and not kra.sent()


def test_a_number_that_somebody_else_used_is_not_taken_for_ours(customer, kra, drain):
    issued = bill(customer)
    kra.faults = [fake.CRASH]
    drain()
    kra.taken[PIN, 1] = {"invcNo": 1, "trdInvcNo": "of another program"}
    make_due()
    drain()
    assert state(issued)[:2] == ("REFUSED", "NUMBER_TAKEN")
    assert document(issued).signature == ""


def test_a_late_signature_counts_and_a_late_refusal_does_not(customer, kra):
    issued = bill(customer)
    ((order,), _) = sending._claim(days.now())
    record_outcome(order.pk, order.claims, Outcome(Verdict.UNKNOWN, "NO_ANSWER"))
    record_outcome(order.pk, order.claims, Outcome(Verdict.REFUSED, "KRA_910"))
    assert state(issued)[:2] == ("UNKNOWN", "NO_ANSWER")
    signed = Signed("KRACU1", "7", "", "SIGN", "20261128120000", "", "")
    for _ in range(2):
        record_outcome(order.pk, order.claims, Outcome(Verdict.SIGNED, signed=signed))
    assert state(issued)[0] == "SIGNED"


def test_the_database_keeps_what_was_signed(customer, kra, drain):
    issued = bill(customer)
    drain()
    row = document(issued)
    for change in ({"signature": "x"}, {"number": 9}, {"state": "QUEUED"}, {"told": "x"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            FiscalDocument.objects.filter(pk=row.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        row.delete()


def test_a_sale_at_the_counter_goes_once_it_is_paid(customer, kra, drain):
    from billing.paying.by_hand import Said, record_payment

    sale = bill(customer, *MIXED, kind="SALE")
    drain()
    assert not FiscalDocument.objects.exists()
    record_payment(
        customer=customer,
        invoice=sale,
        said=Said(kind="CASH", amount=360_00, reference="", received_on=days.today()),
        key=fresh_key(),
        actor=SYSTEM,
    )
    drain()
    assert state(sale)[0] == "SIGNED"
    assert kra.sent()[0]["pmtTyCd"] == "01"


def test_what_a_sale_was_credited_before_it_was_paid_follows_it(customer, kra, drain):
    from billing.paying.by_hand import Said, record_payment

    sale = bill(customer, line("Basket", 1_000_00), kind="SALE")
    note = credit_invoice(invoice=sale, reason="Broken", amount=200_00, key=fresh_key(), actor=SYSTEM)
    drain()
    assert not FiscalDocument.objects.exists()
    record_payment(
        customer=customer,
        invoice=sale,
        said=Said(kind="CASH", amount=800_00, reference="", received_on=days.today()),
        key=fresh_key(),
        actor=SYSTEM,
    )
    drain("billing.etims")
    drain("billing.etims")
    assert state(sale) == ("SIGNED", "", 1)
    row = FiscalDocument.objects.get(credit_note=note)
    assert (row.state, row.number) == ("SIGNED", 2)
    assert [(body["rcptTyCd"], body["totAmt"]) for body in kra.sent()] == [
        ("S", Decimal("1000.00")),
        ("R", Decimal("200.00")),
    ]


def test_who_may_not_bill_sends_nothing(house: House, kra):
    head(house.business)
    issued = bill(customer_of(house.business))
    with pytest.raises(NotAllowed):
        send_again(bill=issued, actor=house.people[Role.AUDITOR])
