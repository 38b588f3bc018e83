"""The key pair whose certificate clients encrypt passwords with (reference section 6)."""

import base64
import binascii
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey


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
