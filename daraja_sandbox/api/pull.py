"""Pull Transactions: what customers paid in the last 48 hours (reference 2.12)."""

from datetime import UTC, datetime

from daraja_sandbox.bank.organisations import find_organisation
from daraja_sandbox.gateway.gate import Ack
from daraja_sandbox.world.clock import Milliseconds, from_eat, in_eat
from daraja_sandbox.world.errors import Refusal
from daraja_sandbox.world.fields import Payload, msisdn_of, shortcode_of, text_of, url_of
from daraja_sandbox.world.money import plain
from daraja_sandbox.world.receipts import conversation_id
from daraja_sandbox.world.store import Row, Tx
from daraja_sandbox.world.switches import read_switches
from daraja_sandbox.world.world import World

PAGE = 100
REACH: Milliseconds = 48 * 3_600_000
TYPES = {"paybill": "c2b-pay-bill-debit", "till": "c2b-buy-goods-debit"}


def register_pull(world: World, app: str, payload: Payload) -> Ack:
    """Raises Refusal. A second registration is answered 1001 and changes nothing."""
    with world.store.transaction() as tx:
        organisation = _own(tx, app, payload)
        switches = read_switches(tx)
        number = msisdn_of(payload.get("NominatedNumber"))
        words_allowed = not switches["forbidden_url_words"]
        url = url_of(payload.get("CallBackURL"), words_allowed=words_allowed)
        if payload.get("RequestType") != "Pull" or number is None or url is None:
            raise Refusal(400, "400.001", "Bad Request")
        known = organisation["pull_number"] is not None
        if not known:
            tx.execute(
                "UPDATE organisations SET pull_number = ?, pull_url = ? WHERE shortcode = ?",
                (number, url, organisation["shortcode"]),
            )
    said = "ShortCode already Registered" if known else "ShortCode Registered Successfully"
    return Ack(
        {
            "ResponseRefID": conversation_id(),
            switches["pull_status_key"]: "1001" if known else "1000",
            "ShortCode": organisation["shortcode"],
            "ResponseDescription": said,
        }
    )


def pull_payments(world: World, app: str, payload: Payload) -> Ack:
    """A page of payments, oldest first; the list is nested twice (sic). Raises Refusal."""
    tx = world.store.reads
    organisation = _own(tx, app, payload)
    if organisation["pull_number"] is None:
        raise Refusal(400, "400.001", "Invalid ShortCode")
    first, last = _moment(payload, "StartDate"), _moment(payload, "EndDate")
    offset = text_of(payload.get("OffSetValue"))  # sic
    if offset is None or not offset.isdecimal() or last < first:
        raise Refusal(400, "400.001", "Bad Request")
    rows = tx.execute(
        "SELECT * FROM payments WHERE shortcode = ? AND at BETWEEN ? AND ? ORDER BY at, id LIMIT ? OFFSET ?",
        (
            *(organisation["shortcode"], max(first, world.clock.now() - REACH), last + 999),
            *(PAGE, min(int(offset), 10**9)),
        ),
    ).fetchall()
    zone = read_switches(tx)["pull_zone"]
    return Ack(
        {
            "ResponseRefID": conversation_id(),
            "ResponseCode": "1000" if rows else "1001",
            "ResponseMessage": "Success" if rows else "No transactions",
            "Response": [[_line(row, organisation, zone) for row in rows]],
        }
    )


def _line(payment: Row, organisation: Row, zone: str) -> dict[str, object]:
    at = in_eat(payment["at"])
    return {
        "transactionId": payment["receipt"],
        # The Z stands there whatever the zone is.
        "trxDate": (at if zone == "eat" else at.astimezone(UTC)).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "msisdn": int(payment["msisdn"]),
        "sender": "MPESA",
        "transactiontype": TYPES[organisation["kind"]],
        "billreference": payment["account_no"],
        "amount": plain(payment["amount_cents"]),
        "organizationname": organisation["name"],
    }


def _own(tx: Tx, app: str, payload: Payload) -> Row:
    shortcode = shortcode_of(payload.get("ShortCode"))
    organisation = find_organisation(tx, shortcode) if shortcode else None
    if organisation is None or organisation["consumer_key"] != app:
        raise Refusal(400, "400.001", "Invalid ShortCode")
    return organisation


def _moment(payload: Payload, name: str) -> Milliseconds:
    try:
        return from_eat(datetime.strptime(str(payload.get(name)), "%Y-%m-%d %H:%M:%S"))
    except ValueError:
        raise Refusal(400, "400.001", "Bad Request") from None
