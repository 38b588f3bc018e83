"""In whose name Safaricom is asked: put in, never shown, and encrypted as Safaricom wants it."""

from __future__ import annotations

import base64
import io
import json
from datetime import UTC, datetime

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from django.core.management import CommandError, call_command

from graphql_api.ids import write_id
from mpesa.models import Till
from mpesa.tills.credentials import TillCredentials
from mpesa.tills.tills import create_till
from tests.graphql_api.conftest import House
from tests.mpesa.shops import Shop
from users.actors import SYSTEM
from users.models import AuditEntry, Role

SECRET = "Pa55word#of-the-operator"
SET = """mutation ($input: SetTillInitiatorInput!) { setTillInitiator(input: $input) {
    till { initiatorName initiatorSetAt initiatorProblem certificateFingerprint }
    problems { code field } } }"""


@pytest.fixture
def certificate(tmp_path):
    """A certificate that ended in 2016, as Safaricom's did, and its key."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "apicrypt.example")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(datetime(2014, 11, 12, tzinfo=UTC))
        .not_valid_after(datetime(2016, 11, 11, tzinfo=UTC))
        .sign(key, SHA256())
    )
    return made, key


@pytest.mark.parametrize("encoding", [Encoding.PEM, Encoding.DER])
def test_a_password_is_encrypted_with_an_expired_certificate(
    certificate, encoding, tmp_path, monkeypatch, capsys
):
    made, key = certificate
    file = tmp_path / "own.cer"
    file.write_bytes(made.public_bytes(encoding))
    monkeypatch.setattr("sys.stdin", io.StringIO(SECRET + "\n"))
    call_command("encrypt_credential", certificate=file)
    out, told = capsys.readouterr()
    assert key.decrypt(base64.b64decode(out.strip()), PKCS1v15()).decode() == SECRET
    assert made.fingerprint(SHA256()).hex(":").upper() in told
    assert "Valid until 2016-11-11 (it is over" in told
    assert SECRET not in out + told


def test_a_file_that_is_no_certificate_is_one_line(tmp_path, monkeypatch):
    file = tmp_path / "own.cer"
    for content in (b"", b"not one", b"x" * 70_000):
        file.write_bytes(content)
        with pytest.raises(CommandError) as refused:
            call_command("encrypt_credential", certificate=file)
        assert "BAD_CERTIFICATE" in str(refused.value)


def test_a_folder_of_ones_own_takes_the_place_of_a_shipped_certificate(
    certificate, tmp_path, settings, monkeypatch, capsys
):
    made, key = certificate
    (tmp_path / "production.cer").write_bytes(made.public_bytes(Encoding.PEM))
    settings.DARAJA_CERTIFICATES = str(tmp_path)
    monkeypatch.setattr("sys.stdin", io.StringIO(SECRET))
    call_command("encrypt_credential")
    assert key.decrypt(base64.b64decode(capsys.readouterr().out.strip()), PKCS1v15()).decode() == SECRET
    monkeypatch.setattr("sys.stdin", io.StringIO(SECRET))
    call_command("encrypt_credential", environment="SANDBOX")
    assert "A5:42:C3:C6" in capsys.readouterr().err


def test_the_owner_sets_it_and_nobody_reads_it_back(house: House, other_house: House):
    till = create_till(
        business=house.business, name="Water", kind="PAYBILL", shortcode="600100", environment="PRODUCTION",
        credentials=TillCredentials("a", "b", "c"), actor=SYSTEM,
    )  # fmt: skip
    Till.objects.filter(pk=till.pk).update(initiator_problem="2001")
    wanted = {"till": write_id("Till", till.pk), "name": " api-user ", "password": SECRET}
    for browser in (house.browser(Role.ACCOUNTANT), house.browser(Role.CASHIER), other_house.browser()):
        (problem,) = browser.data(SET, input=wanted)["setTillInitiator"]["problems"]
        assert problem["code"] in ("NOT_ALLOWED", "NOT_FOUND")
    empty = house.browser().data(SET, input=wanted | {"name": " "})["setTillInitiator"]
    assert [(each["code"], each["field"]) for each in empty["problems"]] == [("CREDENTIAL_MISSING", ["name"])]
    assert Till.objects.get().initiator_password_sealed is None
    answer = house.browser().data(SET, input=wanted)["setTillInitiator"]
    assert SECRET not in json.dumps(answer)
    now = Till.objects.get()
    assert (answer["till"]["initiatorName"], answer["till"]["initiatorProblem"]) == ("api-user", "")
    assert answer["till"]["initiatorSetAt"] == now.initiator_set_at.isoformat()
    assert answer["till"]["certificateFingerprint"].startswith("94:17:91:52")
    assert SECRET.encode() not in bytes(now.initiator_password_sealed)
    assert AuditEntry.objects.get(action="till.initiator").details == {"is_set": True}
    house.browser().data(SET, input=wanted | {"name": "", "password": ""})
    assert not Till.objects.get().can_ask


def test_it_is_set_on_the_command_line(house: House, monkeypatch, capsys):
    till = Shop(house, "600100").till
    monkeypatch.setattr("sys.stdin", io.StringIO(SECRET + "\n"))
    call_command("set_initiator", till=till.shortcode, name="api-user")
    assert Till.objects.get().can_ask
    assert SECRET not in "".join(capsys.readouterr())
