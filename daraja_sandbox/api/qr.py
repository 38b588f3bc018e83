"""Dynamic QR: a real PNG of a real code (reference 2.11)."""

import base64
import io
import json

from daraja_sandbox.gateway.gate import Ack
from daraja_sandbox.world.errors import Refusal
from daraja_sandbox.world.fields import Payload, text_of
from daraja_sandbox.world.receipts import ag_conversation_id, request_id
from daraja_sandbox.world.switches import read_switches
from daraja_sandbox.world.world import World

TRANSACTIONS = ("BG", "WA", "PB", "SM", "SB")
LARGEST_SIZE = 1000


def make_code(world: World, app: str, payload: Payload) -> Ack:
    """Raises Refusal. What Safaricom writes inside the code is not public: here it is the request."""
    texts = {name: text_of(payload.get(name)) for name in ("MerchantName", "RefNo", "CPI")}
    size, amount = _whole(payload.get("Size")), _whole(payload.get("Amount"))
    code = payload.get("TrxCode")
    if not all(texts.values()) or code not in TRANSACTIONS or not amount or not size or size > LARGEST_SIZE:
        raise Refusal(400, "400.002.05", "Bad Request - Invalid Request Payload")
    # Imported late: nothing else needs it.
    import segno

    image = io.BytesIO()
    content = json.dumps(texts | {"TrxCode": code, "Amount": amount}, sort_keys=True)
    drawn = segno.make(content, error="m", micro=False)
    drawn.save(image, kind="png", scale=max(size // drawn.symbol_size()[0], 1))
    style = read_switches(world.store.reads)["qr_response_code"]
    return Ack(
        {
            "ResponseCode": ag_conversation_id(world.clock.now()) if style == "id" else "00",
            "RequestID": request_id(),
            "ResponseDescription": "QR Code Successfully Generated.",
            "QRCode": base64.b64encode(image.getvalue()).decode(),
        }
    )


def _whole(value: object) -> int:
    """A whole number, as a JSON number (300, 300.0) or in a string; 0 for anything else."""
    text = str(value).removesuffix(".0") if not isinstance(value, bool) else ""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 9 else 0
