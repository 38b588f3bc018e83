"""django-hordak 2.0.0: transfers between two accounts, one at a time and by its bulk_create."""

from __future__ import annotations

import django
from django.conf import settings
from serving import database, serve

settings.configure(
    SECRET_KEY="bench",
    INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "mptt", "djmoney", "hordak"],
    DATABASES=database(),
    CURRENCIES=["EUR"],  # its rate backend knows no shilling
    DEFAULT_CURRENCY="EUR",
    USE_TZ=True,
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
)
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import transaction  # noqa: E402
from hordak.models import Account, AccountType, Leg, Transaction  # noqa: E402
from moneyed import Money  # noqa: E402

call_command("migrate", verbosity=0)
cash = Account.objects.create(name="M-Pesa", code="1", type=AccountType.asset, currencies=["EUR"])
sales = Account.objects.create(name="Sales", code="2", type=AccountType.income, currencies=["EUR"])
ONE = Money(1, "EUR")


def post(count: int) -> None:
    for _ in range(count):
        with transaction.atomic():
            cash.transfer_to(sales, ONE, description="bench")


def bulk(count: int) -> None:
    with transaction.atomic():
        made = Transaction.objects.bulk_create([Transaction(description="bench") for _ in range(count)])
        legs = []
        for each in made:
            legs += [
                Leg(transaction=each, account=cash, credit=ONE),
                Leg(transaction=each, account=sales, debit=ONE),
            ]
        Leg.objects.bulk_create(legs)


serve({"post": post, "bulk": bulk})
