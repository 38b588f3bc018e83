"""`create_business`: a business with its owner, from the command line."""

from __future__ import annotations

import sys
from getpass import getpass
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.db import transaction

from core.errors import InvalidInput
from core.machine.commands import HesabuCommand
from core.money import Rounding
from users.models import User
from users.people import check_new_password, create_business, create_staff


class Command(HesabuCommand):
    help = "Creates a business with its chart of accounts and its owner, who is created when the name is new."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--code", required=True, help="short name in lower case, as in maji-safi")
        parser.add_argument("--name", required=True, help="as people call it")
        parser.add_argument("--owner", required=True, metavar="USERNAME")
        parser.add_argument(
            "--password-file", type=Path, help="where a new owner's password is (else it is asked)"
        )
        parser.add_argument(
            "--rounding", choices=[mode.value for mode in Rounding], default=Rounding.NEAREST.value
        )

    def handle(self, *_: Any, code: str, name: str, owner: str, rounding: str, **options: Any) -> None:
        username = owner.strip().lower()
        known = User.objects.filter(username=username).first()
        if known is not None and not known.is_active:
            raise CommandError(f"{username} is not active")
        password = "" if known else _password(username, options["password_file"])
        with transaction.atomic():
            person = known or create_staff(username=username, password=password)
            business = create_business(code=code, name=name, owner=person, rounding=rounding)
        who = "who was known already" if known else "created"
        self.stdout.write(f"{business.code}: {business.name}, owner {username} ({who})")


def _password(username: str, file: Path | None) -> str:
    if file is not None:
        try:
            password = file.read_text("utf-8").rstrip("\r\n")
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{file} cannot be read: {getattr(error, 'strerror', 'not UTF-8')}") from None
    elif sys.stdin.isatty():
        password = getpass(f"Password of {username}: ")
        if getpass("Again: ") != password:
            raise CommandError("the two passwords differ")
    else:
        raise CommandError(f"{username} is new: give --password-file, or run this in a terminal")
    try:
        check_new_password(username, password)
    except InvalidInput as error:
        raise CommandError(error.message) from None
    return password
