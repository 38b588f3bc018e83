"""A SecurityCredential that comes back is taken out in whatever form it stands."""

from __future__ import annotations

import base64

import pytest

from mpesa.daraja.results import parse_result, redact_credential, transaction_of

CREDENTIAL = base64.b64encode(bytes(range(256))).decode()


@pytest.mark.parametrize(
    "body",
    [
        f'{{"Key": "SecurityCredential", "Value": "{CREDENTIAL}"}}'.encode(),
        f'{{"SecurityCredential": "{CREDENTIAL}"}}'.encode("utf-16"),
        f'{{"Security\\u0043redential": "{CREDENTIAL}"}}'.encode(),
        f'{{"x": "{{\\"SecurityCredential\\":\\"{CREDENTIAL}\\"}}"}}'.encode(),
        f"SecurityCredential={CREDENTIAL}&x=1".encode(),
        '{{"Credential": "{}"}}'.format(CREDENTIAL.replace("/", "\\/")).encode(),
    ],
)
def test_no_form_of_it_is_kept(body):
    kept = redact_credential(body).replace(b"\x00", b"")
    assert CREDENTIAL[:40].encode() in body.replace(b"\x00", b"")
    assert not any(CREDENTIAL[at : at + 20].encode() in kept for at in range(0, 320, 20))


def test_what_a_result_says_stays():
    body = b'{"Result": {"ResultCode": 0, "ResultParameters": [{"Key": "Amount", "Value": 50}]}}'
    assert redact_credential(body) == body
    assert transaction_of(parse_result(body)).amount_cents == 50_00
