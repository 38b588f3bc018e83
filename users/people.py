"""Creating people and businesses, and their phone numbers."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable

from django.conf import settings
from django.db import transaction

from core.crypto import blind_index, blind_indexes, new_data_key, seal, unseal
from core.errors import Conflict, InvalidInput
from core.phone import canonical_phone, mask_phone
from users.audit import record_audit
from users.models import Business, Membership, Role, User

PHONE_PURPOSE = "user.phone"
PIN_LENGTH = 6

#: What else happens when a business is created, in the same transaction. Filled by config/wiring.py.
openers: list[Callable[[Business], None]] = []


def peppered(pin: str) -> str:
    """HMAC of a PIN under the pepper, which lives outside the database: a stolen table is no PIN list."""
    return hmac.new(settings.PIN_PEPPER.encode(), pin.encode(), hashlib.sha256).hexdigest()


def check_pin(pin: str) -> str:
    """A 6-digit PIN that is neither a run nor repeats of one digit. Raises InvalidInput WEAK_PIN."""
    digits = [int(char) for char in pin] if pin.isascii() and pin.isdigit() else []
    steps = {second - first for first, second in zip(digits, digits[1:], strict=False)}
    if len(digits) != PIN_LENGTH or len(set(digits)) < 3 or steps in ({1}, {-1}):
        raise InvalidInput("WEAK_PIN", "pin", "Choose six digits that are not a run or a repeat.")
    return pin


def set_phone(user: User, phone: str) -> None:
    """Give a person a phone number: sealed, indexed and masked. Does not save."""
    number = canonical_phone(phone)
    if user.data_key is None:
        user.data_key = new_data_key()
    user.phone_sealed = seal(user.data_key, number, purpose=PHONE_PURPOSE)
    user.phone_index = blind_index(number)
    user.phone_masked = mask_phone(number)


def phone_of(user: User) -> str:
    """The full number, for code that is entitled to it. Raises Unreadable when erased."""
    return unseal(user.data_key, user.phone_sealed or b"", purpose=PHONE_PURPOSE)


@transaction.atomic
def create_staff(*, username: str, password: str, display_name: str = "") -> User:
    """Somebody who signs in with a name and a password. Raises Conflict USERNAME_TAKEN."""
    name = username.strip().lower()
    if User.objects.filter(username=name).exists():
        raise Conflict("USERNAME_TAKEN", "username", "Somebody has this name already.")
    user = User(username=name, display_name=display_name)
    user.set_password(password)
    user.save()
    return user


@transaction.atomic
def create_player(*, phone: str, pin: str, business: Business, display_name: str = "") -> User:
    """Somebody who signs in with phone and PIN, as a player of one business. Raises Conflict PHONE_TAKEN."""
    check_pin(pin)
    if User.objects.filter(phone_index__in=blind_indexes(canonical_phone(phone))).exists():
        raise Conflict("PHONE_TAKEN", "phone", "Somebody signed up with this number already.")
    user = User(display_name=display_name)
    set_phone(user, phone)
    user.set_password(peppered(pin))
    user.save()
    Membership.objects.create(user=user, business=business, role=Role.PLAYER)
    return user


@transaction.atomic
def create_business(*, code: str, name: str, owner: User, rounding: str = "NEAREST") -> Business:
    """A business with its first owner. Raises Conflict BUSINESS_CODE_TAKEN."""
    if Business.objects.filter(code=code).exists():
        raise Conflict("BUSINESS_CODE_TAKEN", "code", "Another business has this code.")
    business = Business(code=code, name=name, rounding=rounding)
    business.full_clean()
    business.save()
    for opener in openers:
        opener(business)
    record_audit(actor=owner, business=business, action="business.create", subject=business)
    add_member(business=business, user=owner, role=Role.OWNER, actor=owner)
    return business


@transaction.atomic
def add_member(*, business: Business, user: User, role: str, actor: User | None) -> Membership:
    """Give a person a role. Idempotent by (user, business, role)."""
    membership, created = Membership.objects.get_or_create(user=user, business=business, role=role)
    if created:
        record_audit(
            actor=actor, business=business, action="member.add", subject=f"user:{user.pk}", details={"role": role}
        )
    return membership
