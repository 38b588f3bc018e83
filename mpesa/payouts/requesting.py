"""Asking for a payout: judged and written down, approved by a second person above the solo limit of the
business, and set aside in the transaction that approves it. It is sent after commit."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction

from core import days
from core.errors import Detail, Findings, InvalidInput, InvalidState, NotFound
from core.machine.crypto import keyed_digests, seal
from core.machine.jobs import wake
from core.money import Cents, Rounding, display, round_to_shilling
from core.phone import canonical_phone
from core.rows.idempotency import first_or_conflict
from core.text import checked_key, one_line
from ledger.chart.standard import BANK, CASH
from ledger.chart.system_accounts import line_up, require_open_to_people
from ledger.journal.batches import post_entries
from ledger.models import Account, Wallet
from ledger.vouchers.lines import accounts_by_code
from mpesa.collections.payers import payer_of_phone
from mpesa.daraja.bodies import remarks_field
from mpesa.models import Payout, PayoutCommand, PayoutRules, PayoutState, Till
from mpesa.payouts.checks import NAME_PURPOSE
from mpesa.payouts.moves import Moves, lock_payouts
from mpesa.payouts.queues import SEND_QUEUE
from mpesa.payouts.receivers import way_facts
from mpesa.payouts.refundable import require_refundable
from mpesa.payouts.reserving import give_back, reserve_payouts
from mpesa.payouts.rules import rules_of
from mpesa.tills.tills import require_usable
from users.access import Right, require_right
from users.approvals.approving import cancel_waiting, request_approval
from users.approvals.kinds import Content, Payload
from users.audit import record_audit
from users.models import Approval, Business, User

KIND: Final = "payout.pay"
#: A player's own, out of their wallet (withdrawing.py).
WITHDRAW: Final = "payout.withdraw"
RIGHT: Final = Right.PAYOUT_REQUEST
#: So many days ahead something may be asked for.
MOST_AHEAD: Final = 366
#: M-Pesa pays no more than this at a time.
MOST: Final[Cents] = 250_000_00
#: What a person, or the clock, may still take back.
CANCELLABLE: Final = (
    PayoutState.DRAFT,
    PayoutState.PENDING_APPROVAL,
    PayoutState.APPROVED,
    PayoutState.RESERVED,
    PayoutState.HELD,
    PayoutState.FAILED,
)


def create_payout(
    *,
    till: Till,
    phone: str,
    amount: Cents,
    account_code: str = "",
    wallet: Wallet | None = None,
    description: str,
    name: str = "",
    command: str = PayoutCommand.BUSINESS,
    pay_on: date | None = None,
    key: str,
    comment: str = "",
    actor: User,
) -> Payout:
    """Ask that a till pays somebody's phone, from an account of the books or from a player's wallet.

    Needs the right payout.request. M-Pesa pays whole shillings: the rest of `amount` stays where it is
    (`residue`). `name` is whose phone it should be; it is not sent before the day `pay_on`. Within the solo
    limit of the business its money is set aside at once and it is sent after commit; else it waits for
    another person. Idempotent by (business, key). Raises InvalidInput BAD_PHONE / BAD_KEY / BAD_REMARKS /
    NAME_MISSING / BELOW_MINIMUM / OVER_TRANSACTION_LIMIT / WHICH_TARGET / UNKNOWN_ACCOUNT / SYSTEM_ACCOUNT /
    BAD_DAY, Problems where several hold, InvalidState TILL_INACTIVE / BASE_URL_NOT_HTTPS /
    INITIATOR_MISSING, NotFound for a wallet of another business, Conflict KEY_REUSED, and what
    reserve_payouts raises.
    """
    business = till.business
    require_right(actor, business, RIGHT)
    found = Findings()
    with found.noting():
        number = canonical_phone(phone)
    note_terms(found, amount=amount, description=description, name=name, key=key, business=business)
    found.settle()
    whole, _ = round_to_shilling(amount, Rounding.DOWN)
    remarks = remarks_field(description)
    source = source_named(business, account_code, wallet)
    known_as = one_line(name)
    terms = [till.pk, number, amount, source.pk, remarks, known_as, str(command), pay_on]
    asked = keyed_digests(["payout", *terms])

    def write() -> Payout:
        return write_payout(
            Payout(
                business=business,
                till=till,
                key=key,
                key_hash=asked[0],
                amount=whole,
                residue=amount - whole,
                source=source,
                command=PayoutCommand(command),
                description=remarks,
                not_before=start_of(pay_on),
                requested_by=actor,
            ),
            phone=number,
            name=known_as,
            kind=KIND,
            comment=comment,
        )

    return asked_once(business, key, digests=asked, write=write)


def asked_once(
    business: Business, key: str, *, digests: Sequence[bytes], write: Callable[[], Payout]
) -> Payout:
    """The payout that is asked for under this key of the business, written where it is new. Raises Conflict
    KEY_REUSED where something else was asked for under it, and what `write` raises."""
    known = Payout.objects.filter(business=business, key=key)
    payout, _ = first_or_conflict(known, digests=digests, write=write, what="payout")
    return Payout.objects.select_related("business", "till", "payee", "source").get(pk=payout.pk)


def write_payout(payout: Payout, *, phone: str, name: str = "", kind: str, comment: str = "") -> Payout:
    """Keep a new payout to a canonical phone, as keep_payout does."""
    payee = payer_of_phone(payout.business_id, phone)
    assert payee is not None and payee.data_key is not None
    payout.payee = payee
    return keep_payout(payout, name=name, kind=kind, comment=comment)


def keep_payout(payout: Payout, *, name: str = "", kind: str, comment: str = "") -> Payout:
    """Keep a new payout, with whose its receiver should be, and ask for a yes by a kind of approval; the
    maker is who asked for it. In the caller's transaction. Raises what require_payable and request_approval
    raise."""
    maker = payout.requested_by
    assert maker is not None, "somebody asks"
    if name and payout.payee.data_key is not None:
        payout.name_sealed = seal(payout.payee.data_key, name, purpose=NAME_PURPOSE)
    _keep(payout, Moves(maker))
    record_audit(actor=maker, business=payout.business, action="payout.create", subject=payout)
    request_approval(
        kind=kind,
        business=payout.business,
        payload={"payout": payout.pk},
        maker=maker,
        key=f"payout:{payout.ref}",
        comment=comment,
    )
    return Payout.objects.get(pk=payout.pk)


def keep_approved(payout: Payout, *, phone: str, approval: Approval) -> Payout:
    """Keep a new payout that an approval of something greater covers, set its money aside and have it sent.

    In the caller's transaction. Raises what require_payable and reserve_payouts raise.
    """
    payee = payer_of_phone(payout.business_id, phone)
    assert payee is not None, "a phone that is known"
    payout.payee = payee
    moves = Moves(approval.checker or approval.maker)
    _keep(payout, moves)
    _approve(payout, approval, moves)
    return payout


def _keep(payout: Payout, moves: Moves) -> None:
    """Write a new payout, up to where it waits for a yes."""
    require_payable(payout.till)
    payout.ref = secrets.token_hex(16)
    payout.save(force_insert=True)
    moves.move(payout, PayoutState.PENDING_APPROVAL)
    moves.save()


def note_terms(
    found: Findings, *, amount: Cents | None, description: str, name: str, key: str, business: Business | None
) -> None:
    """Note what is wrong with a payout besides its phone and its account; an amount that is None is not
    looked at."""
    with found.noting():
        checked_key(key, "payout")
    with found.noting():
        remarks_field(description)
    with found.noting():
        if len(one_line(name)) > 100:
            raise InvalidInput("NAME_MISSING", "name", "A name has at most 100 characters.")
    with found.noting():
        if amount is not None:
            _require_amount(amount, business)


def _require_amount(amount: Cents, business: Business | None) -> None:
    least: Cents = settings.PAYOUT_MIN_AMOUNT
    if amount < least:
        text = f"M-Pesa pays {display(least)} or more: so little stays where it is."
        raise InvalidInput("BELOW_MINIMUM", "amount", text, detail=Detail(limit=least))
    whole, _ = round_to_shilling(amount, Rounding.DOWN)
    require_transaction_limit(whole, rules_of(business.pk) if business else None)


def require_transaction_limit(amount: Cents, rules: PayoutRules | None) -> None:
    """Raises InvalidInput OVER_TRANSACTION_LIMIT; without rules by what M-Pesa pays at most."""
    most = min(MOST, rules.transaction_limit) if rules else MOST
    if amount > most:
        text = f"At most {display(most)} at a time."
        raise InvalidInput("OVER_TRANSACTION_LIMIT", "amount", text, detail=Detail(limit=most))


def start_of(day: date | None) -> datetime | None:
    """When the accounting day begins on which something is to be paid; None for as soon as may be.

    Raises InvalidInput BAD_DAY for a day that is over, or more than a year ahead.
    """
    if day is None:
        return None
    today = days.today()
    if not today <= day <= today + timedelta(days=MOST_AHEAD):
        text = f"Use a day from today on, at most {MOST_AHEAD} days ahead."
        raise InvalidInput("BAD_DAY", "pay_on", text)
    return days.day_bounds(day)[0]


def require_payable(till: Till) -> None:
    """Raises InvalidState TILL_INACTIVE / BASE_URL_NOT_HTTPS / INITIATOR_MISSING where a till pays nobody."""
    require_usable(till)
    if till.initiator_password_sealed is None:
        raise InvalidState(
            "INITIATOR_MISSING", "till", "This till has no initiator: Safaricom takes no payouts from it."
        )


def source_named(business: Business, code: str, wallet: Wallet | None) -> Account:
    """What it is paid from: an account that people may post to and that is no money itself, or a wallet.

    Raises InvalidInput WHICH_TARGET / UNKNOWN_ACCOUNT / SYSTEM_ACCOUNT, NotFound.
    """
    if bool(code) == (wallet is not None):
        raise InvalidInput(
            "WHICH_TARGET", "account_code", "Say what it is paid from: an account or a wallet."
        )
    if wallet is not None:
        if wallet.business_id != business.pk:
            raise NotFound("wallet", "wallet")
        return wallet.account
    account = accounts_by_code(business.pk, {code}).get(code)
    if account is None:
        raise InvalidInput("UNKNOWN_ACCOUNT", "account_code", f"There is no account {code!r}.")
    require_open_to_people([account], field="account_code")
    if any(place.code in (CASH, BANK) for place in line_up(account)):
        raise InvalidInput("SYSTEM_ACCOUNT", "account_code", "M-Pesa pays it: name what it is paid for.")
    return account


def describe_payout(business: Business, payload: Payload) -> Content:
    """Who is paid how much, and from what. Locks the payout. Raises InvalidState PAYOUT_MOVED_ON, and of a
    refund what require_refundable raises: M-Pesa may have taken the payment back since it was asked for."""
    payout = _awaiting(business, payload)
    if payout.refunds is not None:
        require_refundable(payout.refunds, payout.amount, but=payout)
    return Content(
        facts={
            "payout": payout.ref,
            "till": payout.till.shortcode,
            "payee": payout.payee.phone_masked,
            "payee_id": str(payout.payee_id),
            **way_facts(payout),
            "amount": display(payout.amount),
            **({"tax": display(payout.tax)} if payout.tax else {}),
            "for": payout.description,
            **({"not_before": payout.not_before.isoformat()} if payout.not_before else {}),
            **({"refund_of": payout.refunds.number} if payout.refunds else {}),
            **({"command": str(payout.command)} if payout.command else {}),
        },
        amount=payout.amount,
        subject=f"payout:{payout.pk}",
    )


def execute_payout(approval: Approval) -> None:
    """Approve the payout, set its money aside, and have it sent. Raises what reserve_payouts raises."""
    payout = _awaiting(approval.business, approval.payload)
    _approve(payout, approval, Moves(approval.checker or approval.maker))


def _approve(payout: Payout, approval: Approval, moves: Moves) -> None:
    payout.approval = approval
    moves.move(payout, PayoutState.APPROVED)
    moves.save()  # the database wants to see each step
    reserve_payouts([payout], moves)
    moves.save()
    wake(SEND_QUEUE)


def put_back(approval: Approval) -> None:
    """Nobody approves it: refused, taken back or not answered."""
    payout = lock_payouts([approval.payload["payout"]])[approval.payload["payout"]]
    if payout.state == PayoutState.PENDING_APPROVAL:
        moves = Moves(approval.checker or approval.maker)
        moves.move(payout, PayoutState.CANCELLED, code=str(approval.state))
        moves.save()


def _awaiting(business: Business, payload: Payload) -> Payout:
    payout = lock_payouts([payload["payout"]]).get(payload["payout"])
    if payout is None or payout.business_id != business.pk:
        raise NotFound("payout", "payout")
    if payout.state != PayoutState.PENDING_APPROVAL:
        raise InvalidState("PAYOUT_MOVED_ON", "payout", f"This payout is {payout.state} already.")
    return payout


def cancel_payout(*, payout: Payout, reason: str, actor: User) -> Payout:
    """Take a payout back that has not been sent, or has definitely failed: its money goes back.

    Needs the right payout.request. Idempotent. Locks the payout. Raises InvalidState PAYOUT_MOVED_ON while it
    is with Safaricom or paid, InvalidInput REASON_MISSING.
    """
    require_right(actor, payout.business, RIGHT)
    said = one_line(reason)
    if not said:
        raise InvalidInput("REASON_MISSING", "reason", "Say why it is not to be paid.")
    with transaction.atomic():
        cancel_waiting(
            kinds=(KIND, WITHDRAW),
            business=payout.business,
            subject=f"payout:{payout.pk}",
            maker=actor,
            comment=said,
        )
        row = lock_payouts([payout.pk])[payout.pk]
        if row.state != PayoutState.CANCELLED:
            _take_back(row, said, actor)
            record_audit(actor=actor, business=row.business, action="payout.cancel", subject=row)
    return row


def _take_back(payout: Payout, reason: str, actor: User) -> None:
    if payout.state not in CANCELLABLE:
        raise InvalidState(
            "PAYOUT_MOVED_ON", "payout", f"This payout is {payout.state}: it cannot be taken back."
        )
    moves = Moves(actor)
    if payout.reserve is not None:
        post_entries([give_back(payout, f"Taken back: {reason}")])
    moves.move(payout, PayoutState.CANCELLED, code="TAKEN_BACK", text=reason)
    moves.save()
