"""Two kinds of entries more: stakes on markets, and what markets pay out."""

from django.db import migrations

import core.fields
from core.sql import load


class Migration(migrations.Migration):
    dependencies = [("ledger", "0002_guards")]

    operations = [
        migrations.AlterField(
            model_name="entry",
            name="kind",
            field=core.fields.KindField(
                by_trigger=True,
                choices=[
                    ("RECEIPT", "M-Pesa receipt"),
                    ("ROUTE", "Receipt routed"),
                    ("SUSPENSE", "Receipt to suspense"),
                    ("CHARGE", "M-Pesa charge"),
                    ("SWEEP", "M-Pesa sweep"),
                    ("OPENING", "Opening balance"),
                    ("TAKEN_BACK", "Receipt taken back by M-Pesa"),
                    ("CORRECTION", "Reconciliation correction"),
                    ("PAYOUT", "Payout"),
                    ("INVOICE", "Invoice issued"),
                    ("PAYMENT", "Customer payment"),
                    ("ALLOCATION", "Customer credit moved"),
                    ("CREDIT_NOTE", "Credit note"),
                    ("WRITE_OFF", "Debt written off"),
                    ("REFUND", "Refund to a customer"),
                    ("STOCK", "Stock and cost of sales"),
                    ("DRAWER", "Cash drawer"),
                    ("WALLET", "Wallet movement"),
                    ("STAKE", "Stake on a market"),
                    ("SETTLEMENT", "Market settled"),
                    ("MANUAL", "Journal voucher"),
                    ("CLOSING", "Year-end closing"),
                    ("REVERSAL", "Reversal"),
                ],
                max_length=16,
            ),
        ),
        load("ledger", "note_entries", 2),
    ]
