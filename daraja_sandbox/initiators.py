"""API operators of an organisation, and the SecurityCredential that proves them (reference section 6)."""

import base64
import binascii
import json
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .errors import ControlError
from .store import Row, Tx
from .switches import read_switches

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

ROLES = ("b2c", "b2b", "topup", "tax", "status", "balance", "reversal")
# The operator and password that Safaricom's own sandbox publishes for everybody.
DEFAULT = {"name": "testapi", "password": "Safaricom999!*!"}
TRIES = 3
INVALID, LOCKED, NOT_ALLOWED = "2001", "8006", "21"


def save_initiators(tx: Tx, shortcode: str, given: object) -> None:
    """Replace an organisation's operators, unlocked. Raises ControlError."""
    entries = [dict(DEFAULT)] if given is None else given
    if not isinstance(entries, list):
        raise ControlError("INVALID", "initiators", "a list of objects")
    tx.execute("DELETE FROM initiators WHERE shortcode = ?", (shortcode,))
    for entry in entries:
        name, password, roles = _checked(entry)
        tx.execute(
            "INSERT INTO initiators (shortcode, name, password, roles) VALUES (?, ?, ?, ?)"
            " ON CONFLICT DO UPDATE SET password = excluded.password, roles = excluded.roles",
            (shortcode, name, password, json.dumps(roles)),
        )


def _checked(entry: Any) -> tuple[str, str, list[str]]:
    if not isinstance(entry, dict) or set(entry) - {"name", "password", "roles"}:
        raise ControlError("INVALID", "initiators", "objects with name, password and roles")
    name, password, roles = entry.get("name"), entry.get("password"), entry.get("roles", list(ROLES))
    for text in (name, password):
        if not isinstance(text, str) or not 1 <= len(text) <= 100:
            raise ControlError("INVALID", "initiators", "name and password: 1 to 100 characters")
    if not isinstance(roles, list) or any(role not in ROLES for role in roles):
        raise ControlError("INVALID", "initiators", f"roles out of: {', '.join(ROLES)}")
    assert isinstance(name, str)
    assert isinstance(password, str)
    return name, password, roles


def judge_initiator(
    tx: Tx, *, safe: "Safe", shortcode: str, name: str, credential: str, role: str
) -> str | None:
    """The result code that turns this operator away, or None. Wrong passwords count; the third locks."""
    row: Row | None = tx.execute(
        "SELECT * FROM initiators WHERE shortcode = ? AND name = ?", (shortcode, name)
    ).fetchone()
    if row is None:
        return INVALID
    if row["failures"] >= TRIES:
        return LOCKED
    said = safe.open(credential)
    stamped = read_switches(tx)["credential_timestamp"]
    if said is not None and stamped and said[-14:].isdecimal():
        said = said[:-14]
    if said != row["password"]:
        _count(tx, row, row["failures"] + 1)
        return INVALID
    if row["failures"]:
        _count(tx, row, 0)
    return None if role in json.loads(row["roles"]) else NOT_ALLOWED


def _count(tx: Tx, initiator: Row, failures: int) -> None:
    tx.execute(
        "UPDATE initiators SET failures = ? WHERE shortcode = ? AND name = ?",
        (failures, initiator["shortcode"], initiator["name"]),
    )


class Safe:
    """The key pair of this data folder; its certificate is what clients encrypt passwords with."""

    def __init__(self, data: Path) -> None:
        self._key_file = data / "credential.key.pem"
        self._certificate_file = data / "credential.cer"
        self._key: RSAPrivateKey | None = None
        self.open = lru_cache(maxsize=1000)(self._open)

    def certificate(self) -> bytes:
        """PEM, as published."""
        self._load()
        return self._certificate_file.read_bytes()

    def _open(self, credential: str) -> str | None:
        """The password inside, or None for what was not encrypted with our certificate."""
        from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15

        try:
            sealed = base64.b64decode(credential, validate=True)
            return self._load().decrypt(sealed, PKCS1v15()).decode()
        except (binascii.Error, ValueError):
            return None

    def _load(self) -> "RSAPrivateKey":
        # Imported late: it costs a start of the sandbox a tenth of a second it need not pay.
        from cryptography.hazmat.primitives.asymmetric import rsa
        from cryptography.hazmat.primitives.serialization import load_pem_private_key

        if self._key is None and self._certificate_file.exists():
            loaded = load_pem_private_key(self._key_file.read_bytes(), None)
            assert isinstance(loaded, rsa.RSAPrivateKey)
            self._key = loaded
        if self._key is None:
            self._key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
            self._publish(self._key)
        return self._key

    def _publish(self, key: "RSAPrivateKey") -> None:
        from cryptography import x509
        from cryptography.hazmat.primitives import hashes, serialization
        from cryptography.x509.oid import NameOID

        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "daraja-sandbox.localhost")])
        now = datetime.now(UTC)
        certificate = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=3650))
            .sign(key, hashes.SHA256())
        )
        pem = serialization.Encoding.PEM
        self._key_file.touch(mode=0o600)
        self._key_file.write_bytes(
            key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        )
        # Last: a certificate on the disk means that its key is there too.
        self._certificate_file.write_bytes(certificate.public_bytes(pem))
