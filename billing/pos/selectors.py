"""Reads of the point of sale."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import QuerySet

from billing.models import Product, Register, Sale, Shift, ShiftState
from core.errors import NotFound
from users.access import Right, has_right
from users.models import Business, User

RIGHT = Right.BILLING_READ


def products_of(businesses: Collection[int]) -> QuerySet[Product]:
    return Product.objects.filter(business__in=businesses)


def product_for(user: User, product_id: int) -> Product:
    """One product. Raises NotFound when it is absent or not the person's to see."""
    product = Product.objects.filter(pk=product_id).select_related("business").first()
    if product is None or not has_right(user, product.business, RIGHT):
        raise NotFound("product")
    return product


def registers_of(businesses: Collection[int]) -> QuerySet[Register]:
    return Register.objects.filter(business__in=businesses)


def register_for(user: User, register_id: int) -> Register:
    """One register. Raises NotFound when it is absent or not the person's to see."""
    rows = Register.objects.filter(pk=register_id).select_related("business", "account", "till")
    register = rows.first()
    if register is None or not has_right(user, register.business, RIGHT):
        raise NotFound("register")
    return register


def shifts_of(businesses: Collection[int]) -> QuerySet[Shift]:
    return Shift.objects.filter(business__in=businesses)


def shift_for(user: User, shift_id: int) -> Shift:
    """One shift. Raises NotFound when it is absent or not the person's to see."""
    rows = Shift.objects.filter(pk=shift_id).select_related("business", "register__account")
    shift = rows.first()
    if shift is None or not has_right(user, shift.business, RIGHT):
        raise NotFound("shift")
    return shift


def open_shift_of(user: User, business: Business) -> Shift | None:
    """The person's own open shift in a business."""
    return Shift.objects.filter(cashier=user, business=business, state=ShiftState.OPEN).first()


def sales_of(businesses: Collection[int]) -> QuerySet[Sale]:
    return Sale.objects.filter(business__in=businesses)


def sale_for(user: User, sale_id: int) -> Sale:
    """One sale. Raises NotFound when it is absent or not the person's to see."""
    rows = Sale.objects.filter(pk=sale_id).select_related("business", "invoice__customer__data_key", "shift")
    sale = rows.first()
    if sale is None or not has_right(user, sale.business, RIGHT):
        raise NotFound("sale")
    return sale
