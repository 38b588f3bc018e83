"""Payers: phones as a business knows them, sealed and found by their blind index."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from core.machine.crypto import blind_index, blind_indexes, new_data_key, seal, unseal
from core.phone import is_canonical, is_hashed, mask_phone
from mpesa.models import Payer

PURPOSE = "payer.phone"


def payer_of_phone(business_id: int, phone: str) -> Payer | None:
    """The payer of a phone as Safaricom sent it: full or hashed. A masked number is nobody in particular.

    Created when new; a payer known by hash alone gets its number when the plain form is first seen.
    """
    plain = is_canonical(phone)
    if not plain and not is_hashed(phone):
        return None
    payer = _find(business_id, phone)
    if payer is None:
        try:
            with transaction.atomic():
                payer = Payer(business_id=business_id, phone_index=blind_index(phone))
                if plain:
                    _learn(payer, phone)
                payer.save()
        except IntegrityError:
            payer = Payer.objects.get(business_id=business_id, phone_index__in=blind_indexes(phone))
    elif plain and payer.phone_sealed is None:
        _learn(payer, phone)
        payer.save(update_fields=["data_key", "phone_sealed", "phone_masked"])
    return payer


def _find(business_id: int, phone: str) -> Payer | None:
    found = Payer.objects.filter(business_id=business_id, phone_index__in=blind_indexes(phone))
    return found.select_related("data_key").first()


def _learn(payer: Payer, phone: str) -> None:
    payer.data_key = new_data_key()
    payer.phone_sealed = seal(payer.data_key, phone, purpose=PURPOSE)
    payer.phone_masked = mask_phone(phone)


def phone_of_payer(payer: Payer) -> str:
    """The full number, for code that is entitled to it. Raises Unreadable when unknown or erased."""
    return unseal(payer.data_key, payer.phone_sealed or b"", purpose=PURPOSE)
