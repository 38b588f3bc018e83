"""Paying another business: its PayBill, with our account number there, or its Buy Goods till. The money
leaves the Working account by B2B; all else is as with any payout."""

from __future__ import annotations

from datetime import date

from core.errors import Findings, InvalidInput
from core.machine.crypto import keyed_digests
from core.money import Cents, Rounding, round_to_shilling
from core.text import one_line
from mpesa.collections.payers import payee_of_shortcode
from mpesa.daraja.bodies import bill_number_field, remarks_field
from mpesa.models import Payout, PayoutKind, Till, TillNumber
from mpesa.payouts.requesting import KIND, RIGHT, asked_once, keep_payout, note_terms, source_named, start_of
from users.access import require_right
from users.models import User

#: Who may be paid so.
BUSINESSES = (PayoutKind.PAYBILL, PayoutKind.TILL)


def pay_business(
    *,
    till: Till,
    kind: str,
    shortcode: str,
    account_number: str = "",
    amount: Cents,
    account_code: str,
    description: str,
    name: str = "",
    pay_on: date | None = None,
    key: str,
    comment: str = "",
    actor: User,
) -> Payout:
    """Ask that a till pays a PayBill or a Buy Goods till, from an account of the books.

    Needs the right payout.request. A PayBill is paid for an account there, a till for none. Rest, approval,
    day and idempotency as of create_payout. Raises what that raises but BAD_PHONE, and InvalidInput
    BAD_SHORTCODE / BAD_ACCOUNT_NUMBER / OWN_SHORTCODE.
    """
    business = till.business
    require_right(actor, business, RIGHT)
    found = Findings()
    note_receiver(found, kind=kind, shortcode=shortcode, account_number=account_number)
    note_terms(found, amount=amount, description=description, name=name, key=key, business=business)
    found.settle()
    _require_others(till, shortcode)
    whole, _ = round_to_shilling(amount, Rounding.DOWN)
    remarks, known_as = remarks_field(description), one_line(name)
    source = source_named(business, account_code, None)
    terms = [till.pk, str(kind), shortcode, account_number, amount, source.pk, remarks, known_as, pay_on]
    asked = keyed_digests(["payout to a business", *terms])

    def write() -> Payout:
        payout = Payout(
            business=business,
            till=till,
            kind=PayoutKind(kind),
            payee=payee_of_shortcode(business.pk, shortcode),
            account_number=account_number,
            key=key,
            key_hash=asked[0],
            amount=whole,
            residue=amount - whole,
            source=source,
            command="",
            description=remarks,
            not_before=start_of(pay_on),
            requested_by=actor,
        )
        return keep_payout(payout, name=known_as, kind=KIND, comment=comment)

    return asked_once(business, key, digests=asked, write=write)


def note_receiver(found: Findings, *, kind: str, shortcode: str, account_number: str) -> None:
    """Note what is wrong with a PayBill and its account number, or with a till."""
    with found.noting():
        if not (shortcode.isascii() and shortcode.isdigit() and 5 <= len(shortcode) <= 10):
            raise InvalidInput("BAD_SHORTCODE", "shortcode", "A PayBill or till number has 5 to 10 digits.")
    with found.noting():
        if kind == PayoutKind.PAYBILL:
            bill_number_field(account_number)
        elif account_number:
            raise InvalidInput("BAD_ACCOUNT_NUMBER", "account_number", "A till has no account number.")


def _require_others(till: Till, shortcode: str) -> None:
    own = TillNumber.objects.filter(number=shortcode, environment=till.environment)
    if own.filter(till__business=till.business_id).exists():
        raise InvalidInput(
            "OWN_SHORTCODE", "shortcode", "This is a till of your own: its money stays yours. Move it."
        )
