"""Functions and triggers of the point of sale: sql/."""

from django.db import migrations

from core.sql import load


class Migration(migrations.Migration):
    dependencies = [("billing", "0004_pos"), ("core", "0002_guards"), ("ledger", "0002_guards")]

    operations = [
        load("billing", "pos_append_only"),
        load("billing", "stock_move_follows"),
        load("billing", "stock_is_its_moves"),
        load("billing", "shift_state_steps"),
        load("billing", "shift_stays"),
        load("billing", "drawer_in_shift"),
    ]
