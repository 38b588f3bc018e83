"""Deposits of players, with the stakes that follow them."""

import django.db.models.deletion
from django.db import migrations, models

import core.fields
from core.sql import load


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0003_market_entries"),
        ("markets", "0003_legal_rules"),
        ("mpesa", "0003_won_payouts"),
        ("users", "0002_guards"),
    ]

    operations = [
        migrations.CreateModel(
            name="Deposit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("cents", core.fields.CentsField(help_text="to stake, where an outcome is named", null=True)),
                (
                    "state",
                    core.fields.KindField(
                        choices=[
                            ("NO_STAKE", "No Stake"),
                            ("WAITING", "Waiting"),
                            ("STAKED", "Staked"),
                            ("REFUSED", "Refused"),
                        ],
                        default="NO_STAKE",
                        max_length=10,
                    ),
                ),
                ("code", models.CharField(blank=True, help_text="why there is no stake", max_length=40)),
                ("text", models.CharField(blank=True, max_length=200)),
                ("created_at", core.fields.MomentField(auto_now_add=True)),
                ("ended_at", core.fields.MomentField(null=True)),
                (
                    "business",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="users.business",
                    ),
                ),
                (
                    "outcome",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="markets.outcome",
                    ),
                ),
                (
                    "request",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deposit",
                        to="mpesa.paymentrequest",
                    ),
                ),
                (
                    "stake",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deposit",
                        to="markets.stake",
                    ),
                ),
                (
                    "wallet",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deposits",
                        to="ledger.wallet",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["wallet", "-id"], name="deposit_by_wallet"),
                    models.Index(
                        condition=models.Q(("state", "WAITING")), fields=["id"], name="deposit_waiting"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("cents", None), ("outcome", None), ("state", "NO_STAKE")),
                            models.Q(
                                models.Q(("state", "NO_STAKE"), _negated=True),
                                ("cents__gt", 0),
                                ("outcome__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="deposit_stake_named",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("stake__isnull", False), ("state", "STAKED")),
                            models.Q(models.Q(("state", "STAKED"), _negated=True), ("stake", None)),
                            _connector="OR",
                        ),
                        name="deposit_staked",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "REFUSED"), models.Q(("code", ""), _negated=True)),
                            models.Q(models.Q(("state", "REFUSED"), _negated=True), ("code", "")),
                            _connector="OR",
                        ),
                        name="deposit_refused_why",
                    ),
                ],
            },
        ),
        load("markets", "deposit_state_steps"),
        load("markets", "deposit_stays"),
    ]
