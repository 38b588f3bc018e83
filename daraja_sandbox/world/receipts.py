"""Receipt numbers and Daraja's request ids.

Receipts: year, month and day letters (reference section 7: A=2006 .. U=2026; A-L; 1-9, A-V),
then seven characters that walk through all 36^7 combinations in a scrambled order. The walk
starts at random per data folder, so that a fresh sandbox does not repeat an old one's receipts.
"""

import secrets
from string import ascii_uppercase, digits

from daraja_sandbox.world.clock import Milliseconds, in_eat
from daraja_sandbox.world.store import Tx, next_number

ALPHABET = digits + ascii_uppercase
COMBINATIONS = 36**7
# Any odd number that 3 does not divide is coprime to 36^7, so the walk meets each value once.
STRIDE = 50_859_400_697


def issue_receipt(tx: Tx, *, at: Milliseconds) -> str:
    """A receipt never issued before from this data folder."""
    number = next_number(tx, "receipt", first=secrets.randbelow(COMBINATIONS)) * STRIDE % COMBINATIONS
    tail = ""
    for _ in range(7):
        number, digit = divmod(number, 36)
        tail = ALPHABET[digit] + tail
    return _day_letters(at) + tail


def placeholder(at: Milliseconds) -> str:
    """The TransactionID of what moved no money: the day's letters and zeros."""
    return _day_letters(at) + "0" * 7


def _day_letters(at: Milliseconds) -> str:
    day = in_eat(at)
    year = ascii_uppercase[(day.year - 2006) % 26]
    return year + ascii_uppercase[day.month - 1] + (digits[1:] + ascii_uppercase)[day.day - 1]


def request_id() -> str:
    """`2654-4b64-97ff-b827b542881d3130`: three groups of hex, then hex and digits."""
    text = secrets.token_hex(12)
    return f"{text[:4]}-{text[4:8]}-{text[8:12]}-{text[12:]}{secrets.randbelow(9000) + 1000}"


def conversation_id() -> str:
    """`7619-37765134-1`: C2B's acknowledgements, and requests that bring no id of their own."""
    return f"{secrets.randbelow(90000) + 10000}-{secrets.randbelow(90_000_000) + 10_000_000}-1"


def ag_conversation_id(at: Milliseconds) -> str:
    """`AG_20240706_2010759fd5662ef6d054`"""
    return f"AG_{in_eat(at):%Y%m%d}_{secrets.token_hex(10)}"


def checkout_request_id(tx: Tx, *, at: Milliseconds, msisdn: str) -> str:
    """`ws_CO_` + ddMMyyyyHHmmss + fraction of the second + the phone's last nine digits."""
    second = in_eat(at).strftime("%d%m%Y%H%M%S")
    for fraction in range(at % 1000, at % 1000 + 1000):
        candidate = f"ws_CO_{second}{fraction % 1000}{msisdn[-9:]}"
        taken = tx.execute("SELECT 1 FROM prompts WHERE checkout_request_id = ?", (candidate,)).fetchone()
        if not taken:
            return candidate
    raise RuntimeError("a thousand prompts for one phone within a second")
