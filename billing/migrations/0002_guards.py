"""Functions and triggers: sql/."""

from django.db import migrations

from core.sql import load


class Migration(migrations.Migration):
    dependencies = [
        ("billing", "0001_initial"),
        ("core", "0002_guards"),
        ("ledger", "0002_guards"),
        ("mpesa", "0002_guards"),
    ]

    operations = [
        load("billing", "append_only"),
        load("billing", "paid_is_allocated"),
        load("billing", "issued_stays"),
        load("billing", "lines_of_issued"),
        load("billing", "allocation_taken_back"),
        load("billing", "allocation_within"),
        load("billing", "payment_stays"),
        load("billing", "payment_is_whole"),
        load("billing", "refund_parts"),
        load("billing", "credit_note_lines"),
        load("billing", "invoice_state_steps"),
        load("billing", "statement_lines"),
        load("billing", "pos_append_only"),
        load("billing", "stock_move_follows"),
        load("billing", "stock_is_its_moves"),
        load("billing", "shift_state_steps"),
        load("billing", "shift_stays"),
        load("billing", "drawer_in_shift"),
        load("billing", "subscriptions_append_only"),
        load("billing", "subscription_state_steps"),
        load("billing", "billingrun_state_steps"),
        load("billing", "customernotice_state_steps"),
        load("billing", "period_follows"),
        load("billing", "agreed_with"),
        load("billing", "fiscaldocument_state_steps"),
        load("billing", "fiscal_stays"),
        load("billing", "sale_append_only"),
        load("billing", "sale_stays"),
        load("billing", "sale_in_shift"),
        load("billing", "counter_claimed"),
        load("billing", "counter_placing_claimed"),
        load("billing", "receivables"),
        load("billing", "whose_moves"),
        load("billing", "only_whose"),
        load("billing", "of_living"),
        load("billing", "merged_stays"),
    ]
