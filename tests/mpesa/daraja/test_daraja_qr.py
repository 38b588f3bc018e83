"""Dynamic QR on the wire: how it is asked for, and what counts as a picture."""

from __future__ import annotations

import base64
import io
import struct
import zlib
from typing import Any

import pytest
import segno

from core.errors import InvalidInput
from mpesa.daraja.bodies import merchant_field
from mpesa.daraja.errors import DarajaRefused, DarajaUnknown

PATH = "/mpesa/qrcode/v1/generate"


def drawn() -> bytes:
    image = io.BytesIO()
    segno.make("a code").save(image, kind="png", scale=10)
    return image.getvalue()


PNG = drawn()
TEXT = base64.b64encode(PNG).decode()


def said(code: Any, **more: Any) -> dict[str, Any]:
    return {
        "ResponseCode": "AG_20191219_000043fdf61864fe9ff5",
        "RequestID": "16738-27456357-1",
        "ResponseDescription": "QR Code Successfully Generated.",
        "QRCode": code,
    } | more


def ask(client, **other: Any):
    wanted = {
        "shortcode": "600310",
        "kind": "paybill",
        "merchant": "Mama Njeri's Café",
        "amount_cents": 250_00,
        "account_reference": "INV-37",
    }
    return client.qr(**wanted | other)


def sized(width: int, height: int) -> str:
    """The picture with another size in its head, its checksum right."""
    head = b"IHDR" + struct.pack(">II", width, height) + PNG[24:29]
    return base64.b64encode(PNG[:12] + head + struct.pack(">I", zlib.crc32(head)) + PNG[33:]).decode()


@pytest.mark.parametrize(("kind", "code"), [("paybill", "PB"), ("till", "BG")])
def test_it_is_asked_for_as_the_documents_say(client, daraja, wire, kind: str, code: str) -> None:
    daraja.says(PATH, wire.http(200, said(TEXT)))
    assert ask(client, kind=kind).png == PNG
    assert [call.json for call in daraja.calls(PATH)] == [
        {
            "MerchantName": "Mama Njeri s Caf",
            "RefNo": "INV-37",
            "Amount": 250,
            "TrxCode": code,
            "CPI": "600310",
            "Size": "300",
        }
    ]


@pytest.mark.parametrize(
    "body",
    [
        said(TEXT, ResponseCode="00"),
        said(TEXT, ResponseCode=0),
        {"QRCode": TEXT},
        {"qrCode": TEXT, "responseCode": "00"},
        said(f"data:image/png;base64,{TEXT}"),
        said("\r\n".join(TEXT[at : at + 76] for at in range(0, len(TEXT), 76))),
        said(TEXT.rstrip("=")),
    ],
)
def test_a_picture_is_a_success_whatever_stands_beside_it(client, daraja, wire, body) -> None:
    daraja.says(PATH, wire.http(200, body))
    assert ask(client).png == PNG


@pytest.mark.parametrize(
    ("code", "becomes"),
    [
        ("", "DARAJA_UNDECIDED"),
        ("  ", "DARAJA_UNDECIDED"),
        (None, "DARAJA_UNDECIDED"),
        (["x"], "DARAJA_UNDECIDED"),
        ("not a picture", "DARAJA_UNREADABLE"),
        ("żółw", "DARAJA_UNREADABLE"),
        (base64.b64encode(b"<svg onload='x'/>").decode(), "DARAJA_UNREADABLE"),
        (base64.b64encode(b"GIF89a" + PNG[6:]).decode(), "DARAJA_UNREADABLE"),
        (base64.b64encode(PNG[:-9]).decode(), "DARAJA_UNREADABLE"),
        (base64.b64encode(PNG + b"<script>").decode(), "DARAJA_UNREADABLE"),
        (base64.b64encode(PNG[:45] + b"!" + PNG[46:]).decode(), "DARAJA_UNREADABLE"),
        (base64.b64encode(PNG[:33] + PNG[-12:]).decode(), "DARAJA_UNREADABLE"),
        (sized(1, 1), "DARAJA_UNREADABLE"),
        (sized(300, 100_000), "DARAJA_UNREADABLE"),
    ],
)
def test_what_is_no_picture_is_shown_to_nobody(client, daraja, wire, code, becomes: str) -> None:
    daraja.says(PATH, wire.http(200, said(code, ResponseCode="00")))
    with pytest.raises(DarajaUnknown) as caught:
        ask(client)
    assert caught.value.code == becomes


def test_sizes_within_bounds_are_taken(client, daraja, wire) -> None:
    daraja.says(PATH, wire.http(200, said(sized(21, 21))))
    assert ask(client).png[16:24] == struct.pack(">II", 21, 21)


@pytest.mark.parametrize(
    ("status", "code", "message", "becomes"),
    [
        (400, "400.002.05", "Bad Request - Invalid Request Payload", "DARAJA_BAD_REQUEST"),
        (500, "500.003.02", "System is busy. Please try again in few minutes.", "DARAJA_RATE_LIMITED"),
    ],
)
def test_refusals_are_those_of_reads(client, daraja, wire, status, code, message, becomes) -> None:
    daraja.says(PATH, wire.error(status, code, message))
    with pytest.raises(DarajaRefused) as caught:
        ask(client)
    assert caught.value.code == becomes
    assert len(daraja.calls(PATH)) == 1


def test_a_refused_token_is_renewed_once(client, daraja, wire) -> None:
    daraja.says(
        PATH, wire.error(404, "404.001.04", "Invalid Authentication Header"), wire.http(200, said(TEXT))
    )
    assert ask(client).png == PNG
    assert [call.token for call in daraja.calls(PATH)] == ["token-1", "token-2"]


def test_a_page_in_the_place_of_json_is_unreadable(client, daraja, wire) -> None:
    daraja.says(PATH, wire.page)
    with pytest.raises(DarajaUnknown) as caught:
        ask(client)
    assert caught.value.code == "DARAJA_UNREADABLE"


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"amount_cents": 0}, "BAD_AMOUNT"),
        ({"amount_cents": 250_001_00}, "BAD_AMOUNT"),
        ({"amount_cents": 10_50}, "NOT_WHOLE"),
        ({"account_reference": "thirteen-long"}, "BAD_REFERENCE"),
        ({"shortcode": "12a"}, "BAD_SHORTCODE"),
    ],
)
def test_what_daraja_would_not_take_does_not_leave(client, daraja, wrong, code: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        ask(client, **wrong)
    assert (caught.value.code, daraja.heard) == (code, [])


def test_a_name_in_no_harmless_letters_is_still_a_name() -> None:
    assert (merchant_field("商店"), merchant_field("a" * 90)) == ("Merchant", "a" * 80)
