"""Functions and triggers: sql/."""

from django.db import migrations

from core.sql import load


class Migration(migrations.Migration):
    dependencies = [("billing", "0001_initial"), ("core", "0002_guards")]

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
    ]
