"""Payers: phones as a business knows them, sealed and found by their blind index."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from operator import attrgetter
from typing import TypeAlias

from django.db import connection

from core.machine.crypto import blind_indexes, fresh_data_key, seal, unseal
from core.models import DataKey
from core.phone import is_canonical, is_hashed, mask_phone
from core.rows.arrays import array_of
from core.rows.saving import insert_rows
from mpesa.models import Payer

PURPOSE = "payer.phone"


Phone: TypeAlias = tuple[int, str]


def payer_of_phone(business_id: int, phone: str) -> Payer | None:
    """The payer of one phone; see payers_of_phones. None for a masked number."""
    return payers_of_phones([(business_id, phone)]).get((business_id, phone))


def payers_of_phones(phones: Iterable[Phone]) -> dict[Phone, Payer]:
    """The payers of phones as Safaricom sent them to a business: full or hashed.

    Masked numbers are nobody in particular, and not in the answer. Created when new; a payer known by hash
    alone gets its number when the plain form is first seen. Runs in the caller's transaction; waits for a
    parallel maker of the same payer.
    """
    indexes = {
        (business_id, phone): blind_indexes(phone)
        for business_id, phone in phones
        if is_canonical(phone) or is_hashed(phone)
    }
    if not indexes:
        return {}
    found = _found(indexes)
    missing: dict[_Key, Phone] = {}
    for asked in sorted(indexes.keys() - found.keys(), key=lambda asked: is_canonical(asked[1])):
        missing[asked[0], indexes[asked][0]] = asked  # the plain form last: it says more than the hash
    if missing:
        made = _create(missing)
        for asked in indexes.keys() - found.keys():
            if payer := made.get((asked[0], indexes[asked][0])):
                found[asked] = payer
        if others := {asked: indexes[asked] for asked in indexes.keys() - found.keys()}:
            found |= _found(others)  # somebody else was faster, and has committed
    for (_, phone), payer in found.items():
        if payer.phone_sealed is None and is_canonical(phone):
            _learn(payer, phone).save(force_insert=True)
            payer.save(update_fields=["data_key", "phone_sealed", "phone_masked"])
    return found


def payee_of_shortcode(business_id: int, shortcode: str) -> Payer:
    """The PayBill or till of another business, as one that is paid. Created when new; a shortcode is no
    phone, so the two never meet. In the caller's transaction; waits for a parallel maker of the same."""
    indexes = blind_indexes(shortcode)
    known = Payer.objects.filter(business=business_id, phone_index__in=indexes).select_related("data_key")
    payee = known.first()
    if payee is None:
        key = fresh_data_key()
        row = Payer(business_id=business_id, phone_index=indexes[0], data_key=key)
        row.phone_masked = row.shortcode = shortcode
        Payer.objects.bulk_create([row], ignore_conflicts=True)
        payee = known.get()
        if payee.data_key_id == key.pk:
            key.save(force_insert=True)
            payee.data_key = key
    return payee


def known_payer(business_id: int, phone: str) -> Payer | None:
    """The payer of a full or hashed phone, if the business knows it; nothing is written."""
    if not (is_canonical(phone) or is_hashed(phone)):
        return None
    return _found({(business_id, phone): blind_indexes(phone)}).get((business_id, phone))


_Key: TypeAlias = tuple[int, bytes]


def _found(indexes: Mapping[Phone, Sequence[bytes]]) -> dict[Phone, Payer]:
    rows = Payer.objects.filter(
        business_id__in={business_id for business_id, _ in indexes},
        phone_index__in=[index for each in indexes.values() for index in each],
    ).select_related("data_key")
    known = {(row.business_id, bytes(row.phone_index)): row for row in rows}
    found = {}
    for (business_id, phone), each in indexes.items():
        payer = next((known[business_id, index] for index in each if (business_id, index) in known), None)
        if payer is not None:
            found[business_id, phone] = payer
    return found


_INSERT = """
INSERT INTO mpesa_payer (business_id, phone_index, phone_masked, data_key_id, phone_sealed, shortcode)
SELECT *, '' FROM unnest(%s::bigint[], %s::bytea[], %s::text[], %s::uuid[], %s::bytea[])
ON CONFLICT (business_id, phone_index) DO NOTHING RETURNING business_id, phone_index, id
"""


def _create(missing: Mapping[_Key, Phone]) -> dict[_Key, Payer]:
    """Insert payers, in the order of their index, so that two who insert the same wait in one order.

    Those whose row was written; keys are stored for them alone.
    """
    payers = {}
    for (business_id, index), (_, phone) in sorted(missing.items()):
        payer = payers[business_id, index] = Payer(business_id=business_id, phone_index=index)
        if is_canonical(phone):
            _learn(payer, phone)
    columns = ("business_id", "phone_index", "phone_masked", "data_key_id", "phone_sealed")
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [array_of(map(attrgetter(column), payers.values())) for column in columns])
        ids = {(business_id, bytes(index)): pk for business_id, index, pk in cursor.fetchall()}
    made = {key: payer for key, payer in payers.items() if key in ids}
    for key, payer in made.items():
        payer.pk, payer._state.adding = ids[key], False
    insert_rows(payer.data_key for payer in made.values() if payer.data_key is not None)
    return made


def _learn(payer: Payer, phone: str) -> DataKey:
    """Seal the number under a key of its own, which is not stored yet."""
    payer.data_key = key = fresh_data_key()
    payer.phone_sealed = seal(key, phone, purpose=PURPOSE)
    payer.phone_masked = mask_phone(phone)
    return key


def phone_of_payer(payer: Payer) -> str:
    """The full number, for code that is entitled to it. Raises Unreadable when unknown or erased."""
    return unseal(payer.data_key, payer.phone_sealed or b"", purpose=PURPOSE)
