"""Ids that tell nothing: `inv_` and 22 characters, the same for ever for the same row.

One block of AES holds eight bytes of the type's own and the row's number, under a key that is derived from
the oldest of BLIND_INDEX_KEYS (it stays when others are rotated). So an id says neither how many rows there
are nor which came first, and who makes one up meets the eight bytes once in 2^64 times. A text that is no id
becomes NOTHING, which is absent like any other: who asked for it is told NOT_FOUND in its place.
"""

from __future__ import annotations

import hashlib
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from functools import lru_cache
from typing import Final

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from strawberry.relay import GlobalID

_INFO: Final = b"hesabu ids of the API, 1"
_LENGTH: Final = 22
_BODY: Final = re.compile(r"[A-Za-z0-9_-]{22}")
NOTHING: Final = GlobalID("", "")

#: GraphQL type -> what its ids begin with.
PREFIXES: Final = {
    "Account": "acc",
    "AccountLine": "lin",
    "Alert": "alt",
    "AlertRecipient": "alr",
    "Approval": "apr",
    "AuditEntry": "aud",
    "BillingRun": "bru",
    "BillingSubscription": "sub",
    "Branch": "brn",
    "Business": "biz",
    "Callback": "cbk",
    "CreditNote": "crn",
    "Customer": "cus",
    "CustomerNotice": "ntc",
    "CustomerPayment": "pay",
    "CustomerRefund": "rfd",
    "Discrepancy": "dsc",
    "DunningRule": "drl",
    "FiscalDocument": "fsc",
    "Invite": "ivt",
    "Invoice": "inv",
    "InvoicePayment": "alc",
    "JournalEntry": "ent",
    "KycSubmission": "kyc",
    "Licence": "lic",
    "Market": "mkt",
    "MarketDispute": "mdp",
    "Membership": "mem",
    "MyInvitation": "myi",
    "Outcome": "out",
    "PaymentRequest": "req",
    "Payout": "pyt",
    "PayoutBatch": "pyb",
    "PayoutSchedule": "pys",
    "PortalMove": "ptm",
    "Period": "per",
    "Product": "prd",
    "Plan": "pln",
    "PullRun": "pul",
    "Receipt": "rcp",
    "ReceiptClaim": "clm",
    "ReconciliationDay": "day",
    "ReconciliationException": "exc",
    "ReconciliationRun": "run",
    "RecurringVoucher": "rvc",
    "Register": "reg",
    "ReportFile": "rpf",
    "ReportSchedule": "rps",
    "Sale": "sal",
    "Settlement": "stl",
    "Shift": "shf",
    "Stake": "stk",
    "Statement": "stm",
    "Till": "til",
    "Voucher": "vch",
    "VoucherTemplate": "tpl",
    "Wallet": "wlt",
    "WalletDeposit": "dep",
    "Withdrawal": "wdr",
}
_TYPES: Final = {prefix: type_name for type_name, prefix in PREFIXES.items()}


@lru_cache(maxsize=4)
def _cipher(key: bytes) -> Cipher[modes.ECB]:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=_INFO).derive(key)
    return Cipher(algorithms.AES256(derived), modes.ECB())  # noqa: S305 - one block: nothing can repeat in it


def _block_cipher() -> Cipher[modes.ECB]:
    return _cipher(settings.BLIND_INDEX_KEYS[-1])


@lru_cache(maxsize=256)
def _mark(type_name: str) -> bytes:
    return hashlib.sha256(type_name.encode()).digest()[:8]


def write_id(type_name: str, number: int) -> str:
    """The id of a row of a type that has ids."""
    cipher = _block_cipher().encryptor()
    block = cipher.update(_mark(type_name) + number.to_bytes(8, signed=True))
    return f"{PREFIXES[type_name]}_{urlsafe_b64encode(block).decode()[:_LENGTH]}"


def read_id(text: str) -> GlobalID:
    """Type and row of an id; NOTHING for whatever is none."""
    prefix, _, body = text.partition("_")
    type_name = _TYPES.get(prefix)
    if type_name is None or not _BODY.fullmatch(body):
        return NOTHING
    block = urlsafe_b64decode(f"{body}==")
    if urlsafe_b64encode(block).decode()[:_LENGTH] != body:  # one text for each id
        return NOTHING
    cipher = _block_cipher().decryptor()
    plain = cipher.update(block)
    if plain[:8] != _mark(type_name):
        return NOTHING
    return GlobalID(type_name, str(int.from_bytes(plain[8:], signed=True)))


def _read(cls: type[GlobalID], value: str) -> GlobalID:
    return read_id(value)


def _write(self: GlobalID) -> str:
    return write_id(self.type_name, int(self.node_id))


# Strawberry writes and reads ids by these two methods of one class that it looks for by name; there is no
# setting for it, and its scalar cannot be replaced.
GlobalID.from_id = classmethod(_read)  # type: ignore[assignment, method-assign]
GlobalID.__str__ = _write  # type: ignore[method-assign]
