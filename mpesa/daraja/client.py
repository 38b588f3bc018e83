"""Calls to Daraja. One call is one POST: nothing here retries, but for a refused access token.

A refused token is refused at the gateway, before M-PESA: the same body is sent once more with a fresh one.
Every method raises DarajaRefused, DarajaUnreachable or DarajaUnknown (see `errors`), and InvalidInput before
anything is sent. Daraja has no idempotency key for STK push: after DarajaUnknown never push again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Final, Literal

import requests

from core.days import EAT, to_daraja_stamp
from core.errors import InvalidInput
from core.money import Cents
from mpesa.daraja import bodies
from mpesa.daraja.answers import (
    AsyncAck,
    C2BAck,
    StkAccepted,
    StkOutcome,
    async_ack,
    c2b_ack,
    stk_accepted,
    stk_outcome,
)
from mpesa.daraja.bodies import COMMANDS, ShortcodeKind
from mpesa.daraja.codes import Call, is_token_refusal
from mpesa.daraja.pull import MAX_PAGE, PulledPage, PullRegistration, pull_registered, pulled_page
from mpesa.daraja.qr import QrCode, qr_code
from mpesa.daraja.security import Initiator, stk_password
from mpesa.daraja.token_store import TokenStore
from mpesa.daraja.tokens import (
    AppCredentials,
    Clock,
    drop_token,
    epoch_seconds,
    get_token,
    is_spoilt,
    renew_token,
    spoil_token,
)
from mpesa.daraja.transport import MAX_ANSWER, Answer, HeaderAuth, Timeouts, Transport
from mpesa.daraja.watch import NoWatch, Watch, note_pace

STK_PUSH_PATH: Final = "/mpesa/stkpush/v1/processrequest"
STK_QUERY_PATH: Final = "/mpesa/stkpushquery/v1/query"
B2C_PATH: Final = "/mpesa/b2c/v3/paymentrequest"
B2B_PATH: Final = "/mpesa/b2b/v1/paymentrequest"
#: Pixels of a QR code, as Safaricom's sample asks for.
QR_SIZE: Final = "300"


class DarajaClient:
    """One Daraja app on one host. Thread-safe; cheap to make, sockets are shared by the process."""

    def __init__(
        self,
        base_url: str,
        app: AppCredentials,
        store: TokenStore,
        session: requests.Session | None = None,
        timeouts: Timeouts | None = None,
        clock: Clock = epoch_seconds,
        watch: Watch | None = None,
    ) -> None:
        self._http = Transport(base_url, session, timeouts)
        self._app = app
        self._store = store
        self._clock = clock
        self._watch = watch or NoWatch()

    def stk_push(
        self,
        *,
        shortcode: str,
        passkey: str,
        kind: ShortcodeKind,
        party_b: str,
        amount_cents: Cents,
        phone: str,
        callback_url: str,
        account_reference: str,
        description: str,
        at: datetime,
    ) -> StkAccepted:
        """Ask a customer's phone for a payment.

        For a till `shortcode` is the store number and `party_b` the till; for a paybill they are equal.
        `description` is cut and cleaned to what Daraja takes; the reference is not.
        """
        if kind == "paybill" and party_b != shortcode:
            raise InvalidInput("BAD_SHORTCODE", "party_b", "For a paybill both shortcodes are the same.")
        stamp = to_daraja_stamp(at)
        payer = bodies.msisdn_field(phone)
        body = {
            "BusinessShortCode": bodies.shortcode_field(shortcode),
            "Password": stk_password(shortcode, passkey, stamp),
            "Timestamp": stamp,
            "TransactionType": COMMANDS[kind],
            "Amount": bodies.stk_amount(amount_cents),
            "PartyA": payer,
            "PartyB": bodies.shortcode_field(party_b, field="party_b"),
            "PhoneNumber": payer,
            "CallBackURL": bodies.callback_field(callback_url),
            "AccountReference": bodies.reference_field(account_reference),
            "TransactionDesc": bodies.description_field(description),
        }
        secrets = (passkey, str(body["Password"]), str(payer), str(payer)[3:])
        answer, token = self.exchange(STK_PUSH_PATH, body)
        return stk_accepted(answer, (*secrets, token))

    def stk_query(
        self, *, shortcode: str, passkey: str, checkout_request_id: str, at: datetime
    ) -> StkOutcome:
        """What became of a push. A read: after any error ask again later, with growing pauses."""
        stamp = to_daraja_stamp(at)
        password = stk_password(shortcode, passkey, stamp)
        body = {
            "BusinessShortCode": bodies.shortcode_field(shortcode),
            "Password": password,
            "Timestamp": stamp,
            "CheckoutRequestID": checkout_request_id,
        }
        answer, token = self.exchange(STK_QUERY_PATH, body)
        return stk_outcome(answer, checkout_request_id, (passkey, password, token))

    def register_c2b_urls(
        self,
        *,
        shortcode: str,
        confirmation_url: str,
        validation_url: str,
        response_type: Literal["Completed", "Cancelled"] = "Completed",
        version: Literal["v1", "v2"] = "v2",
    ) -> C2BAck:
        """Tell Safaricom where C2B payments are announced.

        Production takes this once; a second time is refused with DARAJA_URLS_REGISTERED. `response_type`
        is what M-PESA does with a payment while the validation address is unreachable.
        """
        body = {
            "ShortCode": bodies.shortcode_field(shortcode),
            "ResponseType": response_type,
            "ConfirmationURL": bodies.callback_field(confirmation_url, field="confirmation_url"),
            "ValidationURL": bodies.callback_field(validation_url, field="validation_url"),
        }
        answer, token = self.exchange(f"/mpesa/c2b/{version}/registerurl", body)
        return c2b_ack(answer, Call.C2B_REGISTER, (token,))

    def simulate_c2b(
        self,
        *,
        shortcode: str,
        kind: ShortcodeKind,
        amount_cents: Cents,
        phone: str,
        account_reference: str = "",
        version: Literal["v1", "v2"] = "v2",
    ) -> C2BAck:
        """Let a test customer pay a shortcode; the sandbox only. A till takes no account reference."""
        body: dict[str, object] = {
            "ShortCode": bodies.shortcode_field(shortcode),
            "CommandID": COMMANDS[kind],
            "Amount": bodies.stk_amount(amount_cents),
            "Msisdn": bodies.msisdn_field(phone),
            "BillRefNumber": account_reference if kind == "paybill" else "",
        }
        answer, token = self.exchange(f"/mpesa/c2b/{version}/simulate", body)
        return c2b_ack(answer, Call.C2B_SIMULATE, (token,))

    def register_pull(self, *, shortcode: str, nominated_number: str, callback_url: str) -> PullRegistration:
        """Have Safaricom answer pulls of a shortcode; doing it again changes nothing.

        `nominated_number` is the phone that stands in the organisation's portal.
        """
        phone = str(bodies.msisdn_field(nominated_number))
        body = {
            "ShortCode": bodies.shortcode_field(shortcode),
            "RequestType": "Pull",
            "NominatedNumber": phone,
            "CallBackURL": bodies.callback_field(callback_url),
        }
        answer, token = self.exchange("/pulltransactions/v1/register", body)
        return pull_registered(answer, (token, phone))

    def pull_transactions(
        self, *, shortcode: str, since: datetime, until: datetime, offset: int
    ) -> PulledPage:
        """One page of what customers paid within the window, from the row `offset` on; safe to repeat.

        The last page is empty. Safaricom looks back 48 hours (`pull.REACH`).
        """
        body = {
            "ShortCode": bodies.shortcode_field(shortcode),
            "StartDate": _in_words(since),
            "EndDate": _in_words(until),
            "OffSetValue": str(offset),  # sic
        }
        answer, token = self.exchange("/pulltransactions/v1/query", body, most=MAX_PAGE)
        return pulled_page(answer, (token,))

    def qr(
        self,
        *,
        shortcode: str,
        kind: ShortcodeKind,
        merchant: str,
        amount_cents: Cents,
        account_reference: str,
    ) -> QrCode:
        """A picture that M-Pesa's app reads: whom to pay, how much and for what. A read: it asks nobody.

        `shortcode` is what a customer would type: of a till its number, not that of its store.
        """
        body = {
            "MerchantName": bodies.merchant_field(merchant),
            "RefNo": bodies.reference_field(account_reference),
            "Amount": bodies.stk_amount(amount_cents),
            "TrxCode": bodies.QR_CODES[kind],
            "CPI": bodies.shortcode_field(shortcode),
            "Size": QR_SIZE,
        }
        answer, token = self.exchange("/mpesa/qrcode/v1/generate", body)
        return qr_code(answer, (token,))

    def transaction_status(
        self,
        *,
        initiator: Initiator,
        kind: ShortcodeKind,
        shortcode: str,
        result_url: str,
        timeout_url: str,
        receipt: str = "",
        originator_id: str = "",
    ) -> AsyncAck:
        """Ask what became of a transaction, by its receipt or else by the OriginatorConversationID of its
        order. The result comes to `result_url`. A read: after any error ask again later."""
        about = (
            {"TransactionID": bodies.receipt_field(receipt)}
            if receipt
            else {"OriginalConversationID": originator_id}
        )
        return self._ask(
            "/mpesa/transactionstatus/v1/query", Call.STATUS, "TransactionStatusQuery", initiator, about,
            kind=kind, shortcode=shortcode, result_url=result_url, timeout_url=timeout_url,
        )  # fmt: skip

    def b2c_payment(
        self,
        *,
        initiator: Initiator,
        originator_id: str,
        command: str,
        shortcode: str,
        amount_cents: Cents,
        phone: str,
        remarks: str,
        result_url: str,
        timeout_url: str,
    ) -> AsyncAck:
        """Order a payment to a customer's phone (B2C v3), under an id of ours. The result comes to
        `result_url`, perhaps before this returns. After DarajaUnknown never order it again under another id:
        ask for the Transaction Status of this one."""
        payee = bodies.msisdn_field(phone)
        body = {
            "OriginatorConversationID": originator_id,
            "InitiatorName": initiator.name,
            "SecurityCredential": initiator.credential,
            "CommandID": command,
            "Amount": bodies.b2c_amount(amount_cents),
            "PartyA": bodies.shortcode_field(shortcode),
            "PartyB": payee,
            "Remarks": bodies.remarks_field(remarks),
            "QueueTimeOutURL": bodies.callback_field(timeout_url, field="timeout_url"),
            "ResultURL": bodies.callback_field(result_url, field="result_url"),
            "Occassion": "",  # sic
        }
        answer, token = self.exchange(B2C_PATH, body)
        return async_ack(answer, Call.B2C, (initiator.credential, str(payee), str(payee)[3:], token))

    def b2b_payment(
        self,
        *,
        initiator: Initiator,
        command: str,
        shortcode: str,
        amount_cents: Cents,
        receiver: str,
        receiver_type: str,
        account_reference: str,
        remarks: str,
        result_url: str,
        timeout_url: str,
    ) -> AsyncAck:
        """Order a payment out of the Working account: to a PayBill with an account there, to a till, or of
        own float. It carries no id of ours: after DarajaUnknown never order it again; the result comes to
        `result_url` if it was taken, and nothing else can be asked."""
        body = {
            "Initiator": initiator.name,
            "SecurityCredential": initiator.credential,
            "CommandID": command,
            "SenderIdentifierType": "4",
            "RecieverIdentifierType": receiver_type,  # sic
            "Amount": bodies.b2b_amount(amount_cents),
            "PartyA": bodies.shortcode_field(shortcode),
            "PartyB": bodies.shortcode_field(receiver, field="shortcode"),
            **(
                {"AccountReference": bodies.bill_number_field(account_reference)} if account_reference else {}
            ),
            "Remarks": bodies.remarks_field(remarks),
            "QueueTimeOutURL": bodies.callback_field(timeout_url, field="timeout_url"),
            "ResultURL": bodies.callback_field(result_url, field="result_url"),
            "Occassion": "",  # sic
        }
        answer, token = self.exchange(B2B_PATH, body)
        return async_ack(answer, Call.B2B, (initiator.credential, token))

    def account_balance(
        self, *, initiator: Initiator, kind: ShortcodeKind, shortcode: str, result_url: str, timeout_url: str
    ) -> AsyncAck:
        """Ask what is in the accounts of a shortcode. The result comes to `result_url`. A read."""
        return self._ask(
            "/mpesa/accountbalance/v1/query", Call.BALANCE, "AccountBalance", initiator, {},
            kind=kind, shortcode=shortcode, result_url=result_url, timeout_url=timeout_url,
        )  # fmt: skip

    def _ask(
        self, path: str, call: Call, command: str, initiator: Initiator, about: Mapping[str, str],
        *, kind: ShortcodeKind, shortcode: str, result_url: str, timeout_url: str,
    ) -> AsyncAck:  # fmt: skip
        body = {
            "Initiator": initiator.name,
            "SecurityCredential": initiator.credential,
            "CommandID": command,
            **about,
            "PartyA": bodies.shortcode_field(shortcode),
            "IdentifierType": bodies.IDENTIFIERS[kind],
            "ResultURL": bodies.callback_field(result_url, field="result_url"),
            "QueueTimeOutURL": bodies.callback_field(timeout_url, field="timeout_url"),
            "Remarks": "Enquiry",
        }
        answer, token = self.exchange(path, body)
        return async_ack(answer, call, (initiator.credential, token))

    def check_credentials(self) -> None:
        """Ask for an access token, or find a valid one: shows that host, key and secret work. Moves nothing.

        Raises DarajaRefused or DarajaUnreachable.
        """
        get_token(self._app, self._http, self._store, self._clock, self._watch)

    def prove_credentials(self) -> None:
        """Ask for a new access token whatever is stored, and share it. Moves nothing.

        Raises DarajaRefused when key or secret are wrong, DarajaUnreachable when that cannot be known.
        """
        renew_token(self._app, self._http, self._store, self._clock, self._watch)

    def spoil_token(self) -> None:
        """Make the shared token a bad one: the next call is refused at the gateway, and asks anew."""
        self.check_credentials()
        spoil_token(self._app, self._http, self._store, self._clock)

    @property
    def token_is_spoilt(self) -> bool:
        return is_spoilt(self._app, self._http, self._store)

    def exchange(
        self, path: str, fields: Mapping[str, object], *, most: int = MAX_ANSWER
    ) -> tuple[Answer, str]:
        """One POST with a valid token: (the answer, the token used, for scrubbing).

        The answer may say anything; judge it with `answers.accepted` or an own reader. Raises
        DarajaRefused or DarajaUnreachable when nothing was sent, DarajaUnknown when that is not known.
        """
        body = json.dumps(fields).encode()
        answer, token = self._post(path, body, most)
        if self._token_was_refused(answer, token):
            answer, token = self._post(path, body, most)
            self._token_was_refused(answer, token)
        return answer, token

    def _post(self, path: str, body: bytes, most: int) -> tuple[Answer, str]:
        token = get_token(self._app, self._http, self._store, self._clock, self._watch)
        answer = self._http.post(path, body=body, auth=HeaderAuth.bearer(token), most=most)
        note_pace(answer, self._watch)
        return answer, token

    def _token_was_refused(self, answer: Answer, token: str) -> bool:
        """Whether the gateway said so in one of its documented ways; the token is then forgotten.

        A bare 401 drops the token as well, but is no proof that nothing was taken.
        """
        code, message = answer.error or ("", "")
        refused = is_token_refusal(code, message, answer.status) and not answer.has_ids
        if refused or answer.status == 401:
            drop_token(self._app, self._http, self._store, token)
        return refused


def _in_words(moment: datetime) -> str:
    """As Pull Transactions wants it, in East African Time."""
    return moment.astimezone(EAT).strftime("%Y-%m-%d %H:%M:%S")
