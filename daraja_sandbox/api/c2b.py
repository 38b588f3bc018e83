"""C2B: registering URLs, simulating (reference 2.3, 2.4)."""

from functools import partial

from daraja_sandbox.api.c2b_payments import finish_attempt, open_attempt
from daraja_sandbox.bank.organisations import find_organisation
from daraja_sandbox.gateway.gate import Ack
from daraja_sandbox.world.errors import Refusal
from daraja_sandbox.world.fields import Payload, msisdn_of, shortcode_of, text_of, url_of
from daraja_sandbox.world.money import cents_from
from daraja_sandbox.world.receipts import conversation_id
from daraja_sandbox.world.store import Row, Tx
from daraja_sandbox.world.switches import read_switches
from daraja_sandbox.world.world import World

COMMANDS = {"CustomerPayBillOnline": "paybill", "CustomerBuyGoodsOnline": "till"}
LONGEST_ACCOUNT = 20


def register_urls(world: World, app: str, payload: Payload) -> Ack:
    """Keep an organisation's URLs; a sandbox overwrites freely. Raises Refusal."""
    with world.store.transaction() as tx:
        organisation = _own_organisation(tx, app, payload)
        response_type = payload.get("ResponseType")
        if response_type not in ("Completed", "Cancelled"):  # case matters
            raise _bad("ResponseType")
        switches = read_switches(tx)
        if switches["register_once"] and organisation["confirmation_url"] is not None:
            raise Refusal(500, "500.003.1001", "Urls are already registered.")
        urls = []
        for name in ("ConfirmationURL", "ValidationURL"):
            url = url_of(
                payload.get(name),
                words_allowed=not switches["forbidden_url_words"],
                https_only=switches["https_only"],
            )
            if url is None:
                raise _bad(name)
            urls.append(url)
        tx.execute(
            "UPDATE organisations SET response_type = ?, confirmation_url = ?, validation_url = ?"
            " WHERE shortcode = ?",
            (response_type, *urls, organisation["shortcode"]),
        )
    return _accepted("Success")


def simulate_payment(world: World, app: str, payload: Payload) -> Ack:
    """A customer pays by hand; validation, money and confirmation follow the answer."""
    with world.store.transaction("c2b.accept") as tx:
        organisation = _own_organisation(tx, app, payload)
        command = payload.get("CommandID")
        if not isinstance(command, str) or COMMANDS.get(command) != organisation["kind"]:
            raise _bad("CommandID")
        try:
            amount = cents_from(payload.get("Amount"))
        except ValueError:
            raise _bad("Amount") from None
        if not 100 <= amount <= 250_000_00:
            raise _bad("Amount")
        msisdn = msisdn_of(payload.get("Msisdn"))
        if msisdn is None:
            raise _bad("Msisdn")
        account_no = ""
        if organisation["kind"] == "paybill":
            account_no = text_of(payload.get("BillRefNumber")) or ""
            if not account_no or len(account_no) > LONGEST_ACCOUNT:
                raise _bad("BillRefNumber")
        attempt = open_attempt(
            tx, world, organisation=organisation, msisdn=msisdn, amount=amount, account_no=account_no
        )
    ack = _accepted("Accept the service request successfully.")
    return Ack(ack.body, then=partial(_finish, world, attempt))


async def _finish(world: World, receipt: str) -> None:
    await finish_attempt(world, receipt)


def _own_organisation(tx: Tx, app: str, payload: Payload) -> Row:
    shortcode = shortcode_of(payload.get("ShortCode"))
    organisation = find_organisation(tx, shortcode) if shortcode else None
    if organisation is None or organisation["consumer_key"] != app:
        raise _bad("ShortCode")
    return organisation


def _bad(field: str) -> Refusal:
    return Refusal(400, "400.003.02", f"Bad Request - Invalid {field}")


def _accepted(description: str) -> Ack:
    return Ack(
        {
            "OriginatorCoversationID": conversation_id(),  # sic
            "ConversationID": "",
            "ResponseCode": "0",
            "ResponseDescription": description,
        }
    )
