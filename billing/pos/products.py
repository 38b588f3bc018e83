"""Products: made, changed and put away. What of them is on hand: billing/pos/stock.py."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import IntegrityError, transaction

from billing.invoicing.totals import checked_price
from billing.models import Product
from core import days
from core.digests import digest
from core.errors import Findings, InvalidInput, InvalidState
from core.money import Cents, display
from core.rows.events import record_event
from core.rows.idempotency import first_or_conflict
from core.rows.locks import lock_row
from core.text import checked_key, checked_name, one_line
from ledger.chart.standard import SALES
from ledger.models import AccountKind, VatCode
from ledger.vouchers.lines import accounts_by_code
from users.access import Right, require_right
from users.actors import Actor, person
from users.audit import record_audit
from users.models import Business

#: Who says what things cost, and what of them is there: not who sells them.
RIGHT = Right.LEDGER_WRITE
CODE_LENGTH = 40


@dataclass(frozen=True, kw_only=True)
class ProductTerms:
    """What a product is sold as. `price` (VAT included) and `cost` in cents; `code`: barcode or SKU."""

    name: str
    price: Cents
    cost: Cents = 0
    code: str = ""
    income_code: str = SALES
    vat_code: str = VatCode.STANDARD
    is_stocked: bool = False

    def facts(self) -> list[str | int | bool]:
        return [
            self.name,
            self.price,
            self.cost,
            self.code,
            self.income_code,
            self.vat_code,
            self.is_stocked,
        ]


def checked_terms(business: Business, terms: ProductTerms) -> ProductTerms:
    """The terms as they are stored. Raises InvalidInput NAME_MISSING / BAD_AMOUNT / BAD_PRODUCT_CODE /
    UNKNOWN_ACCOUNT / BAD_ACCOUNT_KIND, all that apply at once."""
    found = Findings()
    name = code = ""
    with found.noting():
        name = checked_name(terms.name)
    with found.noting():
        try:
            checked_price(terms.price)
        except InvalidInput as error:
            raise InvalidInput(error.code, "price", error.message) from None
    with found.noting():
        if terms.cost < 0:
            raise InvalidInput("BAD_AMOUNT", "cost", "A cost is zero or above.")
    with found.noting():
        code = one_line(terms.code)
        if len(code) > CODE_LENGTH:
            raise InvalidInput(
                "BAD_PRODUCT_CODE", "code", f"A barcode or SKU has at most {CODE_LENGTH} characters."
            )
    with found.noting():
        check_income_account(business, terms.income_code)
    found.settle()
    return ProductTerms(
        name=name,
        price=terms.price,
        cost=terms.cost,
        code=code,
        income_code=terms.income_code,
        vat_code=VatCode(terms.vat_code),
        is_stocked=terms.is_stocked,
    )


def check_income_account(business: Business, code: str) -> None:
    """Raises InvalidInput UNKNOWN_ACCOUNT / BAD_ACCOUNT_KIND."""
    account = accounts_by_code(business.pk, [code]).get(code)
    if account is None:
        raise InvalidInput("UNKNOWN_ACCOUNT", "income_account", "The business has no account with this code.")
    if account.kind != AccountKind.INCOME:
        raise InvalidInput(
            "BAD_ACCOUNT_KIND", "income_account", "What is sold is booked on an income account."
        )


def create_product(*, business: Business, terms: ProductTerms, key: str, actor: Actor) -> Product:
    """A product for sale, with nothing on hand. Needs the right ledger.write. Idempotent by (business, key).

    Raises what checked_terms raises, InvalidInput BAD_KEY, PRODUCT_CODE_TAKEN, Conflict KEY_REUSED.
    """
    require_right(actor, business, RIGHT)
    found = Findings()
    with found.noting():
        checked_key(key, "product")
    with found.noting():
        terms = checked_terms(business, terms)
    found.settle()
    asked = digest(["product", *terms.facts()])

    def write() -> Product:
        with transaction.atomic():
            _require_free_code(business, terms.code)
            product = Product.objects.create(
                business=business,
                name=terms.name,
                code=terms.code,
                price=terms.price,
                cost=terms.cost,
                income_code=terms.income_code,
                vat_code=terms.vat_code,
                is_stocked=terms.is_stocked,
                key=key,
                key_hash=asked,
                created_by=person(actor),
            )
            record_audit(
                actor=actor,
                business=business,
                action="product.create",
                subject=product,
                details={"name": terms.name, "price": display(terms.price)},
            )
            _tell(product)
        return product

    known = Product.objects.filter(business=business, key=key)
    return first_or_conflict(known, digests=[asked], write=write, what="product")[0]


def edit_product(*, product: Product, terms: ProductTerms, actor: Actor) -> Product:
    """Other terms for what is sold from now on; sales that were rung up keep theirs. Needs the right
    ledger.write. Locks the product. What is the same already changes nothing.

    Raises what checked_terms raises, InvalidState PRODUCT_ARCHIVED / PRODUCT_HAS_STOCK (it stays stocked
    while there is any), InvalidInput PRODUCT_CODE_TAKEN.
    """
    require_right(actor, product.business, RIGHT)
    terms = checked_terms(product.business, terms)
    with transaction.atomic():
        row = locked_product(product)
        if row.archived_at is not None:
            raise InvalidState("PRODUCT_ARCHIVED", "product", "It was put away: bring it back first.")
        if row.is_stocked and not terms.is_stocked and (row.on_hand or row.stock_cents):
            raise InvalidState(
                "PRODUCT_HAS_STOCK", "is_stocked", "Count it down to nothing before its stock is not kept."
            )
        before = terms_of(row)
        if before == terms:
            return row
        if terms.code != row.code:
            _require_free_code(row.business, terms.code)
        row.name, row.code, row.price, row.cost = terms.name, terms.code, terms.price, terms.cost
        row.income_code, row.vat_code, row.is_stocked = terms.income_code, terms.vat_code, terms.is_stocked
        try:
            with transaction.atomic():
                row.save(
                    update_fields=["name", "code", "price", "cost", "income_code", "vat_code", "is_stocked"]
                )
        except IntegrityError:
            raise _code_taken() from None
        record_audit(
            actor=actor,
            business=row.business,
            action="product.edit",
            subject=row,
            details={"name": terms.name, "price": display(terms.price), "cost": display(terms.cost)},
            before={"name": before.name, "price": display(before.price), "cost": display(before.cost)},
        )
        _tell(row)
    return row


def archive_product(*, product: Product, archived: bool = True, actor: Actor) -> Product:
    """Put a product away, so that it is not offered for sale, or bring it back. Its stock stays in the books.

    Needs the right ledger.write. Idempotent. Locks the product. Raises InvalidInput PRODUCT_CODE_TAKEN where
    another one has its code meanwhile.
    """
    require_right(actor, product.business, RIGHT)
    with transaction.atomic():
        row = locked_product(product)
        if (row.archived_at is not None) == archived:
            return row
        if not archived:
            _require_free_code(row.business, row.code)
        row.archived_at = days.now() if archived else None
        row.save(update_fields=["archived_at"])
        action = "product.archive" if archived else "product.restore"
        record_audit(actor=actor, business=row.business, action=action, subject=row)
        _tell(row)
    return row


def locked_product(product: Product) -> Product:
    """The row, locked and as it is now."""
    row = lock_row(Product.objects.filter(pk=product.pk).select_related("business"))
    assert row is not None, "products are never deleted"
    return row


def terms_of(product: Product) -> ProductTerms:
    return ProductTerms(
        name=product.name,
        price=product.price,
        cost=product.cost,
        code=product.code,
        income_code=product.income_code,
        vat_code=VatCode(product.vat_code),
        is_stocked=product.is_stocked,
    )


def _require_free_code(business: Business, code: str) -> None:
    if code and Product.objects.filter(business=business, code=code, archived_at=None).exists():
        raise _code_taken()


def _code_taken() -> InvalidInput:
    return InvalidInput("PRODUCT_CODE_TAKEN", "code", "Another product for sale has this barcode or SKU.")


def _tell(product: Product) -> None:
    record_event(topic="product.changed", business_id=product.business_id, product=product.pk)
