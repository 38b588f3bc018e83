"""django-ledger 0.8.5: posted journal entries of two transactions, by its own commit_txs."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import django
from django.conf import settings
from serving import database, serve

settings.configure(
    SECRET_KEY="bench",
    INSTALLED_APPS=[
        "django.contrib.contenttypes",
        "django.contrib.auth",
        "django.contrib.sessions",
        "django.contrib.messages",
        "django.contrib.admin",
        "django_ledger",
    ],
    MIDDLEWARE=[],
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates"}],
    DATABASES=database(),
    USE_TZ=True,
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
)
django.setup()

from django.contrib.auth import get_user_model  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django_ledger.models import EntityModel  # noqa: E402

call_command("migrate", verbosity=0)
admin = get_user_model().objects.create_user(username="bench")
entity = EntityModel.create_entity(name="Bench", use_accrual_method=True, admin=admin, fy_start_month=1)
entity.create_chart_of_accounts(assign_as_default=True, commit=True, coa_name="Bench")
cash = entity.create_account(
    code="1010", role="asset_ca_cash", name="M-Pesa", balance_type="debit", active=True
)
sales = entity.create_account(
    code="4010", role="in_operational", name="Sales", balance_type="credit", active=True
)
ledger = entity.create_ledger(name="Bench", posted=True)
AT = datetime(2026, 11, 20, 9, tzinfo=UTC)
ONE = Decimal("1.00")


def post(count: int) -> None:
    for _ in range(count):
        ledger.commit_txs(
            je_timestamp=AT,
            je_posted=True,
            je_txs=[
                {"account": cash, "amount": ONE, "tx_type": "debit", "description": "bench"},
                {"account": sales, "amount": ONE, "tx_type": "credit", "description": "bench"},
            ],
        )


serve({"post": post})
