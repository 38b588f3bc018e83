"""Who receives a payout, and from what: as readers may see it, and as who approves it reads it."""

from __future__ import annotations

from core.machine.crypto import Unreadable
from core.machine.scrub import scrub
from core.money import display
from core.phone import is_phone, mask_phone
from ledger.chart.standard import WALLETS
from ledger.journal.wallet_numbers import wallet_number
from ledger.models import Wallet
from mpesa.collections.payers import phone_of_payer
from mpesa.models import MpesaAccount, Payer, Payout, PayoutKind


def phone_shown(payee: Payer, *, whole: bool) -> str:
    """The number, whole where the reader may see that and it was not erased; else masked."""
    if whole:
        try:
            return phone_of_payer(payee)
        except Unreadable:
            pass
    return payee.phone_masked


def account_number_masked(number: str) -> str:
    """An account number at a PayBill, for who may not see phones: at a bank it is often somebody's phone."""
    return mask_phone(number) if is_phone(number) else scrub(number)


def paid_from(payout: Payout) -> str:
    """What the money is taken from: of own money the M-Pesa account that it leaves."""
    if payout.is_own_move:
        return f"{MpesaAccount.WORKING.label} of {payout.till.shortcode}"
    return f"{payout.source.code} {payout.source.name}"


def way_facts(payout: Payout) -> dict[str, str]:
    """Facts of an approval besides the phone or shortcode: what kind of receiver, for which account there,
    masked where it may be a phone, and from what."""
    number = account_number_masked(payout.account_number)
    return {
        **({"receiver": str(payout.kind)} if payout.kind != PayoutKind.PHONE else {}),
        **({"account_number": number} if number else {}),
        **_source_facts(payout),
    }


def _source_facts(payout: Payout) -> dict[str, str]:
    """A wallet by the number that its player knows. The player's name is not signed: what is signed stays for
    ever, and a name can be erased."""
    if payout.source.code.startswith(f"{WALLETS}-"):
        wallet = Wallet.objects.filter(account=payout.source_id).first()
        if wallet is not None:
            return {"wallet": wallet_number(wallet)}
    return {"from": paid_from(payout)}


def fact_row(payout: Payout) -> dict[str, str]:
    """One payout of many, as a row of an approval's facts."""
    return {
        "to": payout.payee.phone_masked,
        **way_facts(payout),
        "description": payout.description,
        "amount": display(payout.amount),
    }
