"""Functions and triggers: sql/."""

from django.db import migrations

from core.sql import load


class Migration(migrations.Migration):
    dependencies = [("mpesa", "0001_initial"), ("core", "0002_guards")]

    operations = [
        load("mpesa", "append_only"),
        load("mpesa", "till_numbers"),
        load("mpesa", "paymentrequest_state_steps"),
        load("mpesa", "pullrun_state_steps"),
        load("mpesa", "enquiry_state_steps"),
        load("mpesa", "receiptroute_state_steps"),
        load("mpesa", "receipt_placed"),
        load("mpesa", "receipt_held"),
        load("mpesa", "receipt_released"),
        load("mpesa", "reversal_stays"),
        load("mpesa", "payout_state_steps"),
        load("mpesa", "payoutattempt_state_steps"),
        load("mpesa", "payout_stays"),
        load("mpesa", "payout_reserved"),
        load("mpesa", "payout_attempt_stays"),
        load("mpesa", "payout_as_attempts"),
        load("mpesa", "payoutbatch_state_steps"),
        load("mpesa", "payout_batch_stays"),
        load("mpesa", "payout_batch_whole"),
        load("mpesa", "payoutschedule_state_steps"),
        load("mpesa", "payout_schedule_stays"),
        load("mpesa", "payout_repetition_due"),
        load("mpesa", "withholding_ahead"),
        load("mpesa", "counter_append_only"),
    ]
