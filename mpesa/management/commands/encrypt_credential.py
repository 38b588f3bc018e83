"""`encrypt_credential`: the SecurityCredential of an initiator's password, to be pasted elsewhere."""

from __future__ import annotations

import sys
from getpass import getpass
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from core import days
from core.machine.commands import HesabuCommand
from mpesa.daraja.security import certificate_facts, security_credential
from mpesa.models import Environment
from mpesa.tills.certificates import certificate_for, certificate_in


class Command(HesabuCommand):
    help = (
        "Encrypts an initiator's password for Safaricom (X.509, PKCS#1 v1.5) and prints the"
        " SecurityCredential. The password is asked for, or read from standard input; it is shown nowhere"
        " and kept nowhere."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        which = parser.add_mutually_exclusive_group()
        which.add_argument("--environment", choices=Environment.values, default=Environment.PRODUCTION.value)
        which.add_argument("--certificate", type=Path, help="a certificate's file, PEM or DER")

    def handle(self, *args: Any, **options: Any) -> None:
        file: Path | None = options["certificate"]
        certificate = certificate_in(file) if file else certificate_for(options["environment"])
        facts = certificate_facts(certificate)
        credential = security_credential(read_password(), certificate)
        over = " (it is over: Safaricom uses its certificates on)" if facts.ends_at < days.now() else ""
        self.stderr.write(f"Certificate of {facts.subject}")
        self.stderr.write(f"SHA-256 {facts.fingerprint}")
        self.stderr.write(f"Valid until {facts.ends_at:%Y-%m-%d}{over}")
        self.stdout.write(credential)


def read_password() -> str:
    """From a prompt, or the first line of standard input: an argument would be shown by `ps`."""
    if sys.stdin.isatty():
        return getpass("Initiator's password: ")
    return sys.stdin.readline().rstrip("\r\n")
