"""What people ask of /admin/: this day's requests, receipts, callbacks and bills; those of one phone."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connection, models, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from billing.models import Invoice
from core.admin_pages.pages import is_money
from core.money import says_money
from ledger.models import RecurringVoucher, VoucherTemplate
from ledger.vouchers.recurring import create_recurring
from ledger.vouchers.templates import save_template
from mpesa.callbacks.inbox import store_callback
from mpesa.collections.receipts import ReceiptFacts, record_receipt
from mpesa.models import Callback, Channel, PaymentRequest, Receipt
from tests.admin.conftest import address, registered
from tests.graphql_api.conftest import House
from tests.graphql_api.seeds import fill
from tests.graphql_api.walk.rows import PHONE, Seeds
from tests.ledger.vouching import cr, dr
from users.approvals.rules import change_rules
from users.models import Approval, AuditEntry, KycTier, Role, User

LATE = datetime(2026, 11, 20, 21, 30, tzinfo=UTC)  # half past midnight of the 21st in Nairobi
OTHER_PHONE = "254700000001"


def listed(answer: Any) -> set[int]:
    """The keys of the rows of a change list."""
    assert answer.status_code == 200, answer
    return {
        int(key)
        for key in re.findall(rb'<th class="field-[^"]*"><a href="[^"]*/(\d+)/change/', answer.content)
    }


def of_phone(root: Client, model: Any, phone: str) -> set[int]:
    answer = root.post(f"{address(model)}?e=1", {"phone": phone})
    assert answer.status_code == 302
    assert not [digits for digits in (phone[-9:], phone[-6:]) if digits in answer.headers["Location"]]
    return listed(root.get(answer.headers["Location"]))


@pytest.fixture
def callbacks(seeds: Seeds) -> dict[str, int]:
    """The answer to the seeds' request, a confirmation of a receipt of another phone, and a stranger."""
    request = PaymentRequest.objects.get(pk=seeds.nodes["PaymentRequest"].pk)
    told = {
        name: store_callback(till=seeds.till, kind=kind, ref=ref, body=b"{}", headers={}, address=None)
        for name, kind, ref in (
            ("stk", "stk", request.ref),
            ("c2b", "c2b/confirmation", ""),
            ("other", "stk", "f00"),
        )
    }
    with transaction.atomic():
        facts = ReceiptFacts("TLATE1", 116_000, LATE, "late", OTHER_PHONE)
        callback = Callback.objects.get(pk=told["c2b"])
        record_receipt(till=seeds.till, facts=facts, channel=Channel.C2B, callback=callback)
    return told


def test_by_phone(root: Client, seeds: Seeds, callbacks: dict[str, int]):
    late = Receipt.objects.get(number="TLATE1")
    rows = {name: seeds.nodes[name].pk for name in ("PaymentRequest", "Receipt")}
    whose = Invoice.objects.get(pk=seeds.nodes["Invoice"].pk).customer_id
    bills = set(Invoice.objects.filter(customer=whose).values_list("pk", flat=True))
    for typed in ("0712 345 678", "+254712345678", PHONE):
        assert of_phone(root, PaymentRequest, typed) == {rows["PaymentRequest"]}
        assert of_phone(root, Receipt, typed) == {rows["Receipt"]}
        assert of_phone(root, Invoice, typed) == bills
        assert of_phone(root, Callback, typed) == {callbacks["stk"]}
    assert of_phone(root, Receipt, OTHER_PHONE) == {late.pk}
    assert of_phone(root, Callback, OTHER_PHONE) == {callbacks["c2b"]}
    assert of_phone(root, PaymentRequest, OTHER_PHONE) == set()
    answer = root.post(address(Receipt), {"phone": "0712"}, follow=True)
    assert b"Give a Kenyan mobile number" in answer.content
    assert root.post(address(AuditEntry), {"phone": PHONE}).status_code == 403
    assert root.get(f"{address(Receipt)}?phone=nothex").status_code == 302


def test_a_receipt_shows_the_masked_number_that_safaricom_reported(root: Client, seeds: Seeds):
    with transaction.atomic():
        facts = ReceiptFacts("TMASKED1", 15_000, LATE, "order 7", "25470****150")
        receipt, _ = record_receipt(till=seeds.till, facts=facts, channel=Channel.STATEMENT)
    assert receipt.payer is None
    page = root.get(address(Receipt), {"q": "TMASKED1"}).content.decode()
    assert '<td class="field-paid_by">25470****150</td>' in page


def test_by_day_of_nairobi(root: Client, seeds: Seeds, callbacks: dict[str, int]):
    late, early = Receipt.objects.get(number="TLATE1").pk, seeds.receipt.pk
    assert listed(root.get(address(Receipt), {"day": "2026-11-20"})) == {early}
    assert listed(root.get(address(Receipt), {"day": "2026-11-21"})) == {late}
    assert listed(root.get(address(Receipt), {"day": "2026-11-22"})) == set()
    assert root.get(address(Receipt), {"day": "yesterday"}).status_code == 302
    for model in (PaymentRequest, Callback, Invoice):
        assert listed(root.get(address(model), {"day": "2020-01-01"})) == set()


def test_by_state(root: Client, seeds: Seeds, callbacks: dict[str, int]):
    for model, key, state, other in (
        (PaymentRequest, "state", "INITIATED", "PAID"),
        (Receipt, "route__state", "DUE", "SUSPENSE"),
        (Callback, "work__state", "DUE", "MALFORMED"),
        (Invoice, "state", "UNPAID", "PAID"),
    ):
        assert model.objects.filter(**{key: state}).exists()
        for asked_for in (state, other):
            wanted = set(model.objects.filter(**{key: asked_for}).values_list("pk", flat=True))
            assert listed(root.get(address(model), {f"{key}__exact": asked_for})) == wanted
    asked = store_callback(
        till=seeds.till, kind="c2b/validation", ref="", body=b"{}", headers={}, address=None
    )
    assert asked in listed(root.get(address(Callback)))  # nothing is to be done about it: it has no state
    both = {"state__exact": "INITIATED", "day": "2020-01-01", "q": "maji"}
    page = root.get(address(PaymentRequest), both).content.decode()
    assert '<input type="hidden" name="state__exact" value="INITIATED">' in page


def test_amounts_and_moments_are_written_for_people(root: Client, seeds: Seeds, callbacks: dict[str, int]):
    late = Receipt.objects.get(number="TLATE1")
    for page in (address(Receipt), f"{address(Receipt)}{late.pk}/change/"):
        text = root.get(page).content.decode()
        assert "KES 1,160.00" in text and "116000" not in text
        assert "21 Nov 2026, 00:30:00 EAT" in text and "21:30" not in text


def test_amounts_inside_of_json_are_written_for_people(root: Client, house: House):
    clerk = house.people[Role.ACCOUNTANT]
    lines = [dr("1020", 116_000), cr("1100", 116_000)]
    save_template(business=house.business, name="Rent", description="Rent", lines=lines, actor=clerk)
    create_recurring(
        business=house.business,
        name="Rent",
        description="Rent",
        lines=lines,
        frequency="MONTHLY",
        first_on=date(2026, 11, 20),
        key="recurring-1",
        actor=clerk,
    )
    change_rules(
        business=house.business, solo_limit=116_000, actor=house.people[Role.OWNER], key="rules-0001"
    )
    for row in (VoucherTemplate.objects.get(), RecurringVoucher.objects.get(), Approval.objects.latest("pk")):
        text = root.get(f"{address(type(row))}{row.pk}/change/").content.decode()
        assert "KES 1,160.00" in text and "116000" not in text, row


def test_no_page_shows_raw_cents_or_a_moment_without_its_zone(root: Client, seeds: Seeds):
    """Walks every page: columns of cents and of moments have a twin that is written for people."""
    for model, page in registered():
        assert not [name for name in page.get_list_display(None) if _raw(model, name)], model
        shown = [name for name in page.get_fields(None, object()) if name not in page.editable]
        assert not [name for name in shown if _raw(model, name)], model
        for inline in page.get_inline_instances(None):
            assert not [name for name in inline.get_fields(None) if _raw(inline.model, name)], model
        for field in model._meta.concrete_fields:
            if isinstance(field, models.BigIntegerField) and not field.primary_key:
                assert is_money(field) or not says_money(field.name), (model, field.name)


def _raw(model: Any, name: Any) -> bool:
    fields = {field.name: field for field in model._meta.concrete_fields}
    field = fields.get(name)
    return field is not None and (is_money(field) or isinstance(field, models.DateTimeField))


def test_a_limit_is_typed_in_shillings(root: Client):
    tier = KycTier.objects.get(code="basic")
    page = f"{address(KycTier)}{tier.pk}/change/"
    assert 'value="10000.00"' in root.get(page).content.decode()
    form = {"name": "Basic", "balance_limit": "50,000", "required_documents": "[]"}
    limits = {"transaction_limit": "500.50", "daily_limit": "900"}
    for wrong in ("1.001", "much", "1e3", ""):
        assert root.post(page, form | limits | {"daily_limit": wrong}).status_code == 200, wrong
    assert root.post(page, form | limits).status_code == 302
    tier.refresh_from_db()
    assert (tier.transaction_limit, tier.daily_limit, tier.balance_limit) == (50_050, 90_000, 5_000_000)
    details = AuditEntry.objects.get(action="admin.change").details
    assert details["transaction_limit"] == "KES 10,000.00 -> KES 500.50"


def test_lists_take_the_same_few_queries_however_long(root: Client, house: House, other_house: House):
    def counted() -> dict[Any, int]:
        counts = {}
        for model, _ in registered():
            root.get(address(model))
            with CaptureQueriesContext(connection) as queries:
                assert root.get(address(model)).status_code == 200
            counts[model] = len(queries)
        return counts

    fill(house, shortcode="600100")
    one = counted()
    fill(other_house, shortcode="600200", times=4)
    many = counted()
    assert max(many.values()) <= 6, many
    assert {model: count for model, count in many.items() if count > max(one[model], 4)} == {}


def test_the_front_page_is_ours(root: Client):
    text = root.get("/admin/").content.decode()
    assert "Hesabu" in text and "M-Pesa" in text
    for dead in ("Recent actions", "Django", "Change password", "Groups", "Scheduled tasks"):
        assert dead not in text, dead
    for link in re.findall(r'href="(/[^"]*)"', text):
        if not link.startswith("/static/"):
            assert root.get(link).status_code == 200, link
    assert User.objects.count() == 1
