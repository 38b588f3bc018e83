"""Customers have several phones, KRA PIN, e-mail, tags and a credit limit; the phone they had is their first."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models

import core.fields


class Migration(migrations.Migration):
    dependencies = [
        ("billing", "0002_guards"),
        ("core", "0002_guards"),
        ("users", "0002_guards"),
    ]

    operations = [
        migrations.CreateModel(
            name="CustomerPhone",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(help_text="0 is the first")),
                ("phone_sealed", models.BinaryField(help_text="under the customer's key")),
                ("phone_index", models.BinaryField()),
                ("phone_masked", models.CharField(max_length=16)),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="phones",
                        to="billing.customer",
                    ),
                ),
            ],
        ),
        migrations.RemoveIndex(
            model_name="customer",
            name="customer_by_phone",
        ),
        migrations.RemoveField(
            model_name="customer",
            name="phone_index",
        ),
        migrations.RemoveField(
            model_name="customer",
            name="phone_masked",
        ),
        migrations.RemoveField(
            model_name="customer",
            name="phone_sealed",
        ),
        migrations.AddField(
            model_name="customer",
            name="archived_at",
            field=core.fields.MomentField(
                help_text="billed no more, and in no list to choose from", null=True
            ),
        ),
        migrations.AddField(
            model_name="customer",
            name="credit_limit",
            field=core.fields.CentsField(help_text="cents that may be due at most; null: any", null=True),
        ),
        migrations.AddField(
            model_name="customer",
            name="email_masked",
            field=models.CharField(blank=True, max_length=260),
        ),
        migrations.AddField(
            model_name="customer",
            name="email_sealed",
            field=models.BinaryField(null=True),
        ),
        migrations.AddField(
            model_name="customer",
            name="external_ref",
            field=models.CharField(
                help_text="their account in the system that was used before", max_length=40, null=True
            ),
        ),
        migrations.AddField(
            model_name="customer",
            name="is_walk_in",
            field=models.BooleanField(default=False, help_text="nobody in particular: sales at the counter"),
        ),
        migrations.AddField(
            model_name="customer",
            name="kra_pin_index",
            field=models.BinaryField(null=True),
        ),
        migrations.AddField(
            model_name="customer",
            name="kra_pin_masked",
            field=models.CharField(blank=True, max_length=16),
        ),
        migrations.AddField(
            model_name="customer",
            name="kra_pin_sealed",
            field=models.BinaryField(null=True),
        ),
        migrations.AddField(
            model_name="customer",
            name="tags",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=24), default=list, size=None
            ),
        ),
        migrations.AddIndex(
            model_name="customer",
            index=models.Index(fields=["business", "kra_pin_index"], name="customer_by_kra_pin"),
        ),
        migrations.AddIndex(
            model_name="customer",
            index=django.contrib.postgres.indexes.GinIndex(fields=["tags"], name="customer_by_tag"),
        ),
        migrations.AddConstraint(
            model_name="customer",
            constraint=models.UniqueConstraint(
                fields=("business", "external_ref"), name="customer_external_ref_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="customer",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_walk_in", True)), fields=("business",), name="customer_walk_in_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="customer",
            constraint=models.CheckConstraint(
                condition=models.Q(("credit_limit__gte", 0)), name="customer_credit_limit_positive"
            ),
        ),
        migrations.AddIndex(
            model_name="customerphone",
            index=models.Index(fields=["phone_index"], name="customer_phone_by_number"),
        ),
        migrations.AddConstraint(
            model_name="customerphone",
            constraint=models.UniqueConstraint(
                fields=("customer", "position"), name="customer_phone_position_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="customerphone",
            constraint=models.UniqueConstraint(
                fields=("customer", "phone_index"), name="customer_phone_once"
            ),
        ),
    ]
