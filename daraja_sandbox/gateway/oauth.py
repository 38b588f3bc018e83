"""Tokens: issuing them, judging them, and each API family's own way to say a token is bad."""

import base64
import binascii
import json
import secrets
from string import ascii_letters, digits
from typing import Any

from daraja_sandbox.world.codes import refusal_named
from daraja_sandbox.world.errors import ControlError, Refusal
from daraja_sandbox.world.store import Tx
from daraja_sandbox.world.switches import milliseconds, read_switches

TOKEN_LENGTH = 28
PRODUCTS = ("stk", "c2b", "b2c", "b2b", "tax", "status", "balance", "reversal", "qr", "pull")
CALLS_OF_PRODUCTS = {"stkpush": "stk", "stkquery": "stk", "register": "c2b", "simulate": "c2b"}
# Longest path prefix wins. Reference 1.2.
BAD_TOKEN: dict[str, tuple[int, str, str]] = {
    "/mpesa/stkpush/": (404, "404.001.03", "Invalid Access Token"),
    "/mpesa/reversal/": (404, "404.001.03", "Invalid Access Token"),
    "/mpesa/b2c/": (401, "401.002.01", "Error Occurred - Invalid Access Token - {token}"),
    "/mpesa/b2pochi/": (401, "401.002.01", "Error Occurred - Invalid Access Token - {token}"),
    "/mpesa/accountbalance/": (401, "401.002.01", "Error Occurred - Invalid Access Token - {token}"),
    "/pulltransactions/": (401, "401.001", "Invalid Access Token"),
    "/": (400, "400.003.01", "Invalid Access Token"),
}


def issue_token(tx: Tx, *, authorization: str | None, grant_type: str | None, now: int) -> tuple[str, str]:
    """A new bearer token and its life in seconds, as a string.

    Older tokens stay good, but for the switch `one_token`.

    Raises Refusal as reference 1.1 has it.
    """
    if grant_type != "client_credentials":
        raise Refusal(400, "400.008.02", "Invalid grant type passed")
    scheme, _, encoded = (authorization or "").partition(" ")
    if scheme.lower() != "basic" or not encoded:
        raise Refusal(400, "400.008.01", "Invalid Authentication passed")
    try:
        key, _, secret = base64.b64decode(encoded.strip(), validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        raise Refusal(400, "400.008.01", "Invalid Authentication passed") from None
    row = tx.execute("SELECT consumer_secret, products FROM apps WHERE consumer_key = ?", (key,)).fetchone()
    switches = read_switches(tx)
    if row is None or not secrets.compare_digest(row[0].encode(), secret.encode()):
        if switches["wrong_basic_answer"] == "json":
            raise Refusal(400, "400.008.01", "Invalid Authentication passed")
        raise Refusal(400, "", "")
    token = "".join(secrets.choice(ascii_letters + digits) for _ in range(TOKEN_LENGTH))
    life = milliseconds(switches, "token_seconds")
    older = "consumer_key = ?" if switches["one_token"] else "consumer_key = ? AND expires_at <= ?"
    tx.execute(f"DELETE FROM tokens WHERE {older}", (key, now)[: older.count("?")])  # noqa: S608
    tx.execute("INSERT INTO tokens VALUES (?, ?, ?, ?)", (token, key, now + life, row[1]))
    return token, str(life // 1000)


def app_of_token(tx: Tx, *, authorization: str | None, path: str, call: str, now: int) -> str:
    """The consumer key a call is made with. Raises the called family's refusal.

    A token knows the API products its app had when it was issued (reference section 1).
    """
    scheme, _, token = (authorization or "").partition(" ")
    token = token.strip()
    if scheme.lower() != "bearer" or not token:
        raise Refusal(404, "404.001.04", "Invalid Authentication Header")
    row = tx.execute(
        "SELECT consumer_key, products FROM tokens WHERE token = ? AND expires_at > ?", (token, now)
    ).fetchone()
    if row is None:
        raise bad_token(path, token)
    product = CALLS_OF_PRODUCTS.get(call, call)
    if row["products"] is not None and product and product not in json.loads(row["products"]):
        raise refusal_named("no_product")
    return str(row["consumer_key"])


def scope_app(tx: Tx, given: dict[str, Any]) -> None:
    """Say which API products an app has (null: all); tokens already issued keep theirs.

    Raises ControlError.
    """
    products = given.get("products")
    if products is not None and (
        not isinstance(products, list) or any(product not in PRODUCTS for product in products)
    ):
        raise ControlError("INVALID", "products", f"null, or a list out of: {', '.join(PRODUCTS)}")
    kept = None if products is None else json.dumps(products)
    changed = tx.execute(
        "UPDATE apps SET products = ? WHERE consumer_key = ?", (kept, str(given.get("consumer_key")))
    )
    if changed.rowcount == 0:
        raise ControlError("UNKNOWN_APP", "consumer_key", "no app with this key")


def revoke_token(tx: Tx, authorization: str | None) -> None:
    tx.execute("DELETE FROM tokens WHERE token = ?", ((authorization or "").partition(" ")[2].strip(),))


def bad_token(path: str, token: str) -> Refusal:
    family = max((prefix for prefix in BAD_TOKEN if path.startswith(prefix)), key=len)
    status, code, message = BAD_TOKEN[family]
    return Refusal(status, code, message.format(token=token))
