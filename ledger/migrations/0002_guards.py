"""The rates of VAT of today; functions and triggers: sql/."""

from django.db import migrations

from core.sql import load


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial"), ("core", "0002_guards")]

    operations = [
        load("ledger", "vat_rates"),
        load("ledger", "append_only"),
        load("ledger", "account_opened"),
        load("ledger", "account_fixed"),
        load("ledger", "wallet_opened"),
        load("ledger", "check_lines"),
        load("ledger", "note_entries"),
        load("ledger", "entry_has_lines"),
        load("ledger", "floor_guarded"),
        load("ledger", "check_seals"),
        load("ledger", "period_guarded"),
        load("ledger", "period_bounded"),
        load("ledger", "voucher_stays"),
        load("ledger", "voucher_line_in_time"),
        load("ledger", "suspense_by_placing"),
        load("ledger", "recurring_stays"),
        load("ledger", "line_content"),
        load("ledger", "entry_content"),
        load("ledger", "digest"),
        load("ledger", "seal_entries"),
        load("ledger", "fold_turnovers"),
        load("ledger", "micros"),
        load("ledger", "post"),
        load("ledger", "turnovers"),
        load("ledger", "movements"),
        load("ledger", "closing_entry"),
    ]
