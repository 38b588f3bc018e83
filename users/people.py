"""Creating people and businesses, and their phone numbers."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Callable
from itertools import pairwise
from typing import TypeAlias

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Model
from psycopg.errors import UniqueViolation

from core.errors import Conflict, InvalidInput, InvalidState, NotFound
from core.machine.crypto import blind_index, blind_indexes, new_data_key, seal, unseal
from core.phone import canonical_phone, is_phone, mask_phone
from core.registry import Registry
from core.rows.events import record_event
from core.rows.locks import lock_rows
from users.actors import SYSTEM, Actor
from users.alert_recipients import forget_former_members
from users.audit import record_audit
from users.models import Business, Membership, Role, User

PHONE_PURPOSE = "user.phone"
PIN_LENGTH = 6
#: Plain letters: one that only looks like another, or is written with two characters, makes another name.
_USERNAME = re.compile(r"[\w.@+-]{1,150}", re.ASCII)

BusinessOpener: TypeAlias = Callable[[Business], None]
_openers: Registry[BusinessOpener] = Registry("opener of businesses")


def register_business_opener(name: str, opener: BusinessOpener) -> None:
    """What else happens with a new business, in its transaction. Called from config/wiring only."""
    _openers.register(name, opener)


def peppered(pin: str) -> str:
    """HMAC of a PIN under the pepper, which lives outside the database: a stolen table is no PIN list."""
    return hmac.new(settings.PIN_PEPPER.encode(), pin.encode(), hashlib.sha256).hexdigest()


def check_pin(pin: str, *, field: str = "pin") -> str:
    """A 6-digit PIN that is neither a run nor repeats of one digit. Raises InvalidInput WEAK_PIN."""
    digits = [int(char) for char in pin] if pin.isascii() and pin.isdigit() else []
    steps = {second - first for first, second in pairwise(digits)}
    if len(digits) != PIN_LENGTH or len(set(digits)) < 3 or steps in ({1}, {-1}):
        raise InvalidInput("WEAK_PIN", field, "Choose six digits that are not a run or a repeat.")
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


def player_with_phone(number: str) -> User | None:
    """The active player with a canonical phone."""
    players = User.objects.filter(is_active=True, username=None, phone_index__in=blind_indexes(number))
    return players.first()


def canonical_username(raw: str) -> str:
    """A user name in lower case. Raises InvalidInput BAD_USERNAME, also for what would be read as a phone."""
    name = raw.strip().lower()
    if not _USERNAME.fullmatch(name) or is_phone(name):
        raise InvalidInput(
            "BAD_USERNAME", "username", "Letters a to z, digits, . _ @ + -; and not a phone number."
        )
    return name


def check_new_password(username: str, password: str, *, field: str = "password") -> None:
    """Raises InvalidInput BAD_PASSWORD, which says why the password will not do."""
    try:
        validate_password(password, User(username=username))
    except ValidationError as error:
        raise InvalidInput("BAD_PASSWORD", field, " ".join(error.messages)) from None


def _save_new(row: Model, taken: Conflict) -> None:
    """Save a new row; whoever else took its name first, a moment ago or long before, makes it `taken`."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        if isinstance(error.__cause__, UniqueViolation):
            raise taken from None
        raise


@transaction.atomic
def create_staff(*, username: str, password: str, display_name: str = "", actor: Actor = SYSTEM) -> User:
    """Somebody who signs in with a name and a password.

    Raises Conflict USERNAME_TAKEN, InvalidInput BAD_USERNAME.
    """
    user = User(username=canonical_username(username), display_name=display_name)
    user.set_password(password)
    _save_new(user, Conflict("USERNAME_TAKEN", "username", "Somebody has this name already."))
    record_audit(actor=actor, business=None, action="staff.create", subject=user)
    return user


@transaction.atomic
def create_player(*, phone: str, pin: str, business: Business, display_name: str = "") -> User:
    """Somebody who signs in with phone and PIN, as a player of one business. Raises Conflict PHONE_TAKEN."""
    check_pin(pin)
    taken = Conflict("PHONE_TAKEN", "phone", "Somebody signed up with this number already.")
    if User.objects.filter(phone_index__in=blind_indexes(canonical_phone(phone))).exists():
        raise taken
    user = User(display_name=display_name)
    set_phone(user, phone)
    user.set_password(peppered(pin))
    _save_new(user, taken)
    Membership.objects.create(user=user, business=business, role=Role.PLAYER)
    return user


@transaction.atomic
def create_business(*, code: str, name: str, owner: User, rounding: str = "NEAREST") -> Business:
    """A business with its first owner. Raises Conflict BUSINESS_CODE_TAKEN, InvalidInput BAD_BUSINESS."""
    business = Business(code=code, name=name, rounding=rounding)
    try:
        business.clean_fields()
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        raise InvalidInput("BAD_BUSINESS", field, " ".join(messages)) from None
    _save_new(business, Conflict("BUSINESS_CODE_TAKEN", "code", "Another business has this code."))
    for opener in _openers.values():
        opener(business)
    record_audit(actor=owner, business=business, action="business.create", subject=business)
    add_member(business=business, user=owner, role=Role.OWNER, actor=owner)
    return business


@transaction.atomic
def add_member(*, business: Business, user: User, role: str, actor: Actor) -> Membership:
    """Give a person a role. Idempotent by (user, business, role).

    For commands and for who has accepted (users/invites.py): nobody is made a member by another person.
    """
    membership, created = Membership.objects.get_or_create(user=user, business=business, role=role)
    if created:
        record_audit(
            actor=actor,
            business=business,
            action="member.add",
            subject=f"user:{user.pk}",
            details={"role": role},
        )
    return membership


@transaction.atomic
def remove_member(*, membership: Membership, actor: Actor) -> None:
    """Take a role of staff from a person. Locks the business's owners.

    Raises InvalidState LAST_OWNER, PLAYER_STAYS for the role of a player, which goes with the wallet, and
    NotFound for a membership that has ended meanwhile.
    """
    business, person, role = membership.business, membership.user, membership.role
    if role == Role.PLAYER:
        raise InvalidState("PLAYER_STAYS", "membership", "The role of a player goes with the wallet.")
    others = lock_other_owners(business, person)
    held = Membership.objects.filter(pk=membership.pk)
    if role == Role.OWNER and not others and held.exists():
        raise InvalidState("LAST_OWNER", "membership", "A business keeps at least one owner.")
    deleted, _ = held.delete()
    if not deleted:
        raise NotFound("thing", "membership")
    forget_former_members(business, person)
    record_audit(
        actor=actor,
        business=business,
        action="member.remove",
        subject=f"user:{person.pk}",
        details={"role": role},
    )
    record_event(topic="member.removed", business_id=business.pk, business=business.pk)


@transaction.atomic
def leave_business(*, business: Business, person: User) -> None:
    """Give up every role of staff in a business. Locks its owners.

    Raises NotFound for who has no role there, InvalidState LAST_OWNER, and PLAYER_STAYS for who is a player
    only: the role of a player goes with the wallet.
    """
    others = lock_other_owners(business, person)
    held = Membership.objects.filter(business=business, user=person).order_by("role")
    roles = [membership.role for membership in held]
    if not roles:
        raise NotFound("business", "business")
    if roles == [Role.PLAYER]:
        raise InvalidState("PLAYER_STAYS", "business", "The role of a player goes with the wallet.")
    if Role.OWNER in roles and not others:
        raise InvalidState("LAST_OWNER", "business", "Find another owner of the business first.")
    held.exclude(role=Role.PLAYER).delete()
    forget_former_members(business, person)
    for role in roles:
        if role != Role.PLAYER:
            record_audit(
                actor=person,
                business=business,
                action="member.leave",
                subject=f"user:{person.pk}",
                details={"role": role},
            )
    record_event(topic="member.removed", business_id=business.pk, business=business.pk)


def lock_other_owners(business: Business, person: User) -> list[Membership]:
    """The active owners beside a person; all owners are locked, so that two cannot go at once."""
    owners = lock_rows(Membership.objects.filter(business=business, role=Role.OWNER, user__is_active=True))
    return [owner for owner in owners if owner.user_id != person.pk]
