import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from core.sql import append_only


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0002_guarantees"),
        ("users", "0002_guarantees"),
        ("core", "0002_guarantees"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="entry",
            name="kind",
            field=models.CharField(
                choices=[
                    ("RECEIPT", "M-Pesa receipt"),
                    ("ROUTE", "Receipt routed"),
                    ("SUSPENSE", "Receipt to suspense"),
                    ("CHARGE", "M-Pesa charge"),
                    ("SWEEP", "M-Pesa sweep"),
                    ("OPENING", "Opening balance"),
                    ("INVOICE", "Invoice issued"),
                    ("WALLET", "Wallet movement"),
                    ("MANUAL", "Journal voucher"),
                    ("REVERSAL", "Reversal"),
                ],
                max_length=16,
            ),
        ),
        migrations.CreateModel(
            name="Wallet",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("opened_at", models.DateTimeField(auto_now_add=True)),
                (
                    "account",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="wallet",
                        to="ledger.account",
                    ),
                ),
                (
                    "business",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="wallets",
                        to="users.business",
                    ),
                ),
                (
                    "player",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="wallets",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("business", "player"), name="wallet_once")],
            },
        ),
        append_only("ledger_wallet"),
    ]
