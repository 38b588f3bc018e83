"""The phones of receivers, as readers may see them."""

from __future__ import annotations

from core.machine.crypto import Unreadable
from mpesa.collections.payers import phone_of_payer
from mpesa.models import Payer


def phone_shown(payee: Payer, *, whole: bool) -> str:
    """The number, whole where the reader may see that and it was not erased; else masked."""
    if whole:
        try:
            return phone_of_payer(payee)
        except Unreadable:
            pass
    return payee.phone_masked
