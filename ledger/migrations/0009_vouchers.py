import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0005_alerts_stay"),
        ("ledger", "0008_movement_reads"),
        ("users", "0010_invite_steps"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="RecurringVoucher",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                ("description", models.CharField(max_length=200)),
                ("lines", models.JSONField()),
                ("amount", models.BigIntegerField(help_text="cents, each time")),
                (
                    "frequency",
                    models.CharField(choices=[("WEEKLY", "Weekly"), ("MONTHLY", "Monthly")], max_length=8),
                ),
                ("first_on", models.DateField()),
                ("last_on", models.DateField(null=True)),
                ("next_index", models.IntegerField(default=0)),
                ("next_on", models.DateField()),
                ("paused", models.BooleanField(default=False)),
                ("problem", models.CharField(blank=True, max_length=300)),
                ("key", models.CharField(max_length=80)),
                ("key_hash", models.BinaryField(max_length=32)),
                ("active", models.BooleanField(default=False, help_text="it was approved")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "approval",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="users.approval",
                    ),
                ),
                (
                    "business",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="recurring_vouchers",
                        to="users.business",
                    ),
                ),
                (
                    "maker",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="VatRate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "of",
                    models.CharField(
                        choices=[
                            ("STANDARD", "Standard rate"),
                            ("WITHHOLDING", "Withheld by appointed agents, of the taxable value"),
                        ],
                        max_length=12,
                    ),
                ),
                ("valid_from", models.DateField()),
                ("basis_points", models.IntegerField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("of", "valid_from"), name="vat_rate_once"),
                    models.CheckConstraint(
                        condition=models.Q(("basis_points__gte", 0), ("basis_points__lte", 10000)),
                        name="vat_rate_is_a_rate",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Voucher",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("MANUAL", "Journal voucher"),
                            ("OPENING", "Opening balance"),
                            ("REVERSAL", "Reversal"),
                        ],
                        max_length=16,
                    ),
                ),
                ("effective_on", models.DateField()),
                ("description", models.CharField(max_length=200)),
                ("amount", models.BigIntegerField()),
                ("key", models.CharField(blank=True, max_length=80)),
                ("key_hash", models.BinaryField(max_length=32)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "approval",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="users.approval",
                    ),
                ),
                (
                    "business",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="vouchers",
                        to="users.business",
                    ),
                ),
                (
                    "entry",
                    models.OneToOneField(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="voucher",
                        to="ledger.entry",
                    ),
                ),
                (
                    "maker",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "recurring",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="vouchers",
                        to="ledger.recurringvoucher",
                    ),
                ),
                (
                    "reverses",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ledger.entry",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="VoucherAttachment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("media_type", models.CharField(max_length=20)),
                ("size", models.IntegerField(help_text="bytes")),
                ("sha256", models.CharField(max_length=64)),
                ("file_sealed", models.BinaryField()),
                ("added_at", models.DateTimeField(auto_now_add=True)),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "data_key",
                    models.ForeignKey(
                        editable=False, on_delete=django.db.models.deletion.PROTECT, to="core.datakey"
                    ),
                ),
                (
                    "voucher",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attachments",
                        to="ledger.voucher",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="VoucherLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("debit", models.BigIntegerField(default=0)),
                ("credit", models.BigIntegerField(default=0)),
                (
                    "vat_code",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("STANDARD", "Standard"),
                            ("ZERO_RATED", "Zero Rated"),
                            ("EXEMPT", "Exempt"),
                        ],
                        max_length=12,
                    ),
                ),
                ("vat", models.BigIntegerField(default=0)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ledger.account"
                    ),
                ),
                (
                    "voucher",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="ledger.voucher"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="VoucherTemplate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                ("description", models.CharField(blank=True, max_length=200)),
                ("lines", models.JSONField()),
                ("changed_at", models.DateTimeField(auto_now=True)),
                (
                    "business",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="voucher_templates",
                        to="users.business",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="recurringvoucher",
            index=models.Index(
                condition=models.Q(("active", True), ("paused", False)),
                fields=["next_on"],
                name="recurring_due",
            ),
        ),
        migrations.AddConstraint(
            model_name="recurringvoucher",
            constraint=models.UniqueConstraint(fields=("business", "key"), name="recurring_key_once"),
        ),
        migrations.AddConstraint(
            model_name="recurringvoucher",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("last_on__isnull", True), ("last_on__gte", models.F("first_on")), _connector="OR"
                ),
                name="recurring_ends_after_it_begins",
            ),
        ),
        migrations.AddIndex(
            model_name="voucher",
            index=models.Index(fields=["business", "-id"], name="voucher_by_business"),
        ),
        migrations.AddConstraint(
            model_name="voucher",
            constraint=models.UniqueConstraint(
                condition=models.Q(("key", ""), _negated=True),
                fields=("business", "key"),
                name="voucher_key_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="voucher",
            constraint=models.UniqueConstraint(
                fields=("recurring", "effective_on"), name="voucher_of_recurring_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="voucher",
            constraint=models.CheckConstraint(
                condition=models.Q(("recurring__isnull", True), ("key", ""), _connector="XOR"),
                name="voucher_has_a_key_or_a_plan",
            ),
        ),
        migrations.AddConstraint(
            model_name="voucher",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "REVERSAL"), ("reverses__isnull", False)),
                    models.Q(("kind__in", ["MANUAL", "OPENING"]), ("reverses__isnull", True)),
                    _connector="OR",
                ),
                name="voucher_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="voucherattachment",
            constraint=models.UniqueConstraint(fields=("voucher", "sha256"), name="attachment_once"),
        ),
        migrations.AddConstraint(
            model_name="voucherline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("credit__gt", 0), ("debit", 0)),
                    models.Q(("credit", 0), ("debit__gt", 0)),
                    _connector="OR",
                ),
                name="voucher_line_has_one_side",
            ),
        ),
        migrations.AddConstraint(
            model_name="voucherline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("vat", 0), models.Q(("vat__gt", 0), ("vat_code", "STANDARD")), _connector="OR"
                ),
                name="voucher_line_vat_has_a_code",
            ),
        ),
        migrations.AddConstraint(
            model_name="vouchertemplate",
            constraint=models.UniqueConstraint(fields=("business", "name"), name="template_name_once"),
        ),
    ]
