"""Players who come by themselves: signing up and choosing a new PIN, by a code on their phone."""

from __future__ import annotations

from typing import Protocol

from django.db import transaction

from core.errors import InvalidInput
from core.phone import canonical_phone
from core.registry import Registry
from users.audit import record_audit
from users.languages import choose_language
from users.models import Business, CodePurpose, User
from users.people import check_pin, create_player, peppered, player_with_phone
from users.signing_in.codes import count_try, use_code
from users.signing_in.delays import forget_failures
from users.signing_in.devices import Device
from users.signing_in.sessions import end_sessions
from users.signing_in.sign_in import shared_subjects


class PlayerOpener(Protocol):
    def __call__(self, *, business: Business, player: User) -> object: ...


_openers: Registry[PlayerOpener] = Registry("opener of players")


def register_player_opener(name: str, opener: PlayerOpener) -> None:
    """What else happens with who signs up, in the same transaction. Called from config/wiring only."""
    _openers.register(name, opener)


def sign_up(
    *,
    phone: str,
    code: str,
    pin: str,
    business: Business,
    address: str,
    device: Device | None = None,
    display_name: str = "",
    language: str = "",
    agreed: bool = False,
) -> User:
    """A new player of a business, whose phone was proven by a code of purpose SIGN_UP.

    `agreed`, to the terms and to being of age, is asked for and written down. The code is used up by success
    alone. Raises InvalidInput BAD_PHONE / WEAK_PIN / TERMS_NOT_AGREED / CODE_WRONG, Conflict PHONE_TAKEN
    (told to the holder of the phone only), SignInFailed CODE_TOO_SOON.
    """
    number = canonical_phone(phone)
    check_pin(pin)
    require_agreed(agreed)
    count_try(phone=number, purpose=CodePurpose.SIGN_UP, address=address, device=device)
    with transaction.atomic():
        use_code(phone=number, purpose=CodePurpose.SIGN_UP, code=code, address=address, device=device)
        player = create_player(phone=number, pin=pin, business=business, display_name=display_name[:80])
        for opener in _openers.values():
            opener(business=business, player=player)
        if language:
            choose_language(language=language, user=player, actor=player)
        record_audit(
            actor=player,
            business=business,
            action="player.sign_up",
            subject=player,
            details={"agreed": True},
        )
    return player


def require_agreed(agreed: bool) -> None:
    """Raises InvalidInput TERMS_NOT_AGREED."""
    if not agreed:
        raise InvalidInput(
            "TERMS_NOT_AGREED", "agreed", "Read the terms, agree to them, and say that you are 18 or older."
        )


def reset_pin(*, phone: str, code: str, new_pin: str, address: str, device: Device | None = None) -> User:
    """Give a player a new PIN, proven by a code of purpose RESET_PIN. Every session of theirs ends.

    Sessions carry a hash of the old PIN's hash. Delays on the phone's sign-in are forgotten. Raises as
    sign_up, without PHONE_TAKEN.
    """
    number = canonical_phone(phone)
    check_pin(new_pin, field="new_pin")
    count_try(phone=number, purpose=CodePurpose.RESET_PIN, address=address, device=device)
    with transaction.atomic():
        use_code(phone=number, purpose=CodePurpose.RESET_PIN, code=code, address=address, device=device)
        player = player_with_phone(number)
        if player is None:  # erased since the code was sent
            raise InvalidInput("CODE_WRONG", "code", "The code is wrong, used or too old. Ask for a new one.")
        player.set_password(peppered(new_pin))
        player.save(update_fields=["password"])
        end_sessions(person=player)
        forget_failures(shared_subjects(number))
        record_audit(actor=player, business=None, action="pin.reset", subject=player)
    return player
