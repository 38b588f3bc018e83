"""`create_till`: a till from the command line, or from the MPESA_* variables of an existing .env."""

from __future__ import annotations

import getpass
import os
from typing import Any

from django.core.management.base import CommandError, CommandParser

from core.errors import InvalidInput
from core.machine.commands import HesabuCommand
from mpesa.asking.initiators import set_initiator
from mpesa.models import Environment, TillKind
from mpesa.tills.credentials import TillCredentials
from mpesa.tills.tills import create_till
from users.actors import SYSTEM
from users.models import Business

_SECRETS = ("consumer_key", "consumer_secret", "passkey")


class Command(HesabuCommand):
    help = (
        "Adds a till. Secrets are asked for, or taken from MPESA_CONSUMER_KEY, MPESA_CONSUMER_SECRET and"
        " MPESA_PASSKEY with --from-env; they are sealed and cannot be read back. With"
        " MPESA_INITIATOR_NAME and MPESA_INITIATOR_PASSWORD Safaricom can be asked, too."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--business", required=True, help="the business's code")
        parser.add_argument("--shortcode", help="PayBill or till number (MPESA_SHORTCODE with --from-env)")
        parser.add_argument("--name", default="", help="default: the business's name")
        parser.add_argument("--kind", choices=TillKind.values, default=TillKind.PAYBILL)
        parser.add_argument("--store-number", default="", help="head-office number of a Buy Goods till")
        parser.add_argument("--environment", choices=Environment.values, default=None)
        parser.add_argument("--from-env", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        business = Business.objects.filter(code=options["business"]).first()
        if business is None:
            raise CommandError(f"No business has the code {options['business']}; see create_business.")
        from_env: bool = options["from_env"]
        shortcode = options["shortcode"] or (os.environ.get("MPESA_SHORTCODE", "") if from_env else "")
        environment = options["environment"] or (os.environ.get("MPESA_ENVIRONMENT", "") if from_env else "")
        till = create_till(
            business=business,
            name=options["name"],
            kind=options["kind"],
            shortcode=shortcode,
            store_number=options["store_number"],
            environment=environment.upper() or Environment.LOCAL,
            credentials=TillCredentials(**{name: _secret(name, from_env) for name in _SECRETS}),
            actor=SYSTEM,
        )
        if from_env and os.environ.get("MPESA_INITIATOR_NAME"):
            set_initiator(
                till=till,
                name=os.environ["MPESA_INITIATOR_NAME"],
                password=_secret("initiator_password", from_env),
                actor=SYSTEM,
            )
        self.stdout.write(f"Created {till}. Now: manage.py register_urls --till {till.shortcode}")


def _secret(name: str, from_env: bool) -> str:
    variable = f"MPESA_{name.upper()}"
    if not from_env:
        return getpass.getpass(f"{name.replace('_', ' ')}: ")
    if not os.environ.get(variable):
        raise InvalidInput("CREDENTIAL_MISSING", variable, "Set this variable, or leave --from-env out.")
    return os.environ[variable]
