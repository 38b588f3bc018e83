"""Functions and triggers of sales: sql/."""

from django.db import migrations

from core.sql import load


class Migration(migrations.Migration):
    dependencies = [("billing", "0010_pos_sales"), ("core", "0002_guards"), ("mpesa", "0004_counter_guards")]

    operations = [
        load("billing", "sale_append_only"),
        load("billing", "sale_stays"),
        load("billing", "sale_in_shift"),
        load("billing", "counter_claimed"),
        load("billing", "counter_placing_claimed"),
    ]
