"""What proofs of stakes need of a certificate: sql/tree_append_only.sql guards it."""

import django.db.models.deletion
from django.db import migrations, models

from core.sql import load


class Migration(migrations.Migration):
    dependencies = [("markets", "0005_place_stake")]

    operations = [
        migrations.CreateModel(
            name="RunTree",
            fields=[
                (
                    "run",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="tree",
                        serialize=False,
                        to="markets.settlementrun",
                    ),
                ),
                (
                    "block_roots",
                    models.BinaryField(help_text="of the blocks of the tree (merkle.py), 32 bytes each"),
                ),
                (
                    "first_stakes",
                    models.BinaryField(
                        help_text="the sequence of each player's first stake, ascending, 4 bytes each, big-endian"
                    ),
                ),
            ],
        ),
        load("markets", "tree_append_only"),
    ]
