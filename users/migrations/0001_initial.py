import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.fields
import core.money
import users.models.kyc
from core.tables import Tables


class Migration(Tables):
    initial = True

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("core", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="User",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                (
                    "is_superuser",
                    models.BooleanField(
                        default=False,
                        help_text="Designates that this user has all permissions without explicitly assigning them.",
                        verbose_name="superuser status",
                    ),
                ),
                ("username", models.CharField(blank=True, max_length=150, null=True, unique=True)),
                ("display_name", models.CharField(blank=True, max_length=80)),
                (
                    "data_key",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        to="core.datakey",
                    ),
                ),
                ("phone_sealed", models.BinaryField(null=True)),
                ("phone_index", models.BinaryField(null=True, unique=True)),
                ("phone_masked", models.CharField(blank=True, editable=False, max_length=16)),
                ("is_active", models.BooleanField(default=True)),
                ("is_staff", models.BooleanField(default=False)),
                ("joined_at", core.fields.MomentField(auto_now_add=True)),
                ("last_login", core.fields.MomentField(blank=True, null=True)),
                (
                    "groups",
                    models.ManyToManyField(
                        blank=True,
                        help_text="The groups this user belongs to. A user will get all permissions granted to each of their groups.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.group",
                        verbose_name="groups",
                    ),
                ),
                (
                    "user_permissions",
                    models.ManyToManyField(
                        blank=True,
                        help_text="Specific permissions for this user.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.permission",
                        verbose_name="user permissions",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("username__isnull", False),
                            ("phone_index__isnull", False),
                            ("is_active", False),
                            _connector="OR",
                        ),
                        name="user_has_a_way_to_sign_in",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Business",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.SlugField(max_length=40, unique=True)),
                ("name", models.CharField(max_length=120)),
                (
                    "rounding",
                    core.fields.KindField(
                        choices=[("NEAREST", "Nearest"), ("UP", "Up"), ("DOWN", "Down")],
                        default=core.money.Rounding["NEAREST"],
                        max_length=8,
                    ),
                ),
                (
                    "solo_limit",
                    core.fields.CentsField(
                        default=0,
                        help_text="cents that one person may move alone; changed by approval (users/approvals/rules.py)",
                    ),
                ),
                (
                    "require_totp",
                    models.BooleanField(
                        default=False,
                        help_text="owners and approvers act only with a second factor; changed by approval",
                    ),
                ),
                (
                    "takes_players",
                    models.BooleanField(
                        default=False,
                        help_text="whether players may sign up by themselves; changed by the owner",
                    ),
                ),
                ("created_at", core.fields.MomentField(auto_now_add=True)),
            ],
            options={
                "verbose_name_plural": "businesses",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("solo_limit__gte", 0)), name="business_solo_limit_not_negative"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="memberships",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "business",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="memberships",
                        to="users.business",
                    ),
                ),
                (
                    "role",
                    core.fields.KindField(
                        choices=[
                            ("OWNER", "Owner"),
                            ("ACCOUNTANT", "Accountant"),
                            ("CASHIER", "Cashier"),
                            ("APPROVER", "Approver"),
                            ("MARKET_OPERATOR", "Market Operator"),
                            ("AUDITOR", "Auditor"),
                            ("PLAYER", "Player"),
                        ],
                        max_length=20,
                    ),
                ),
                ("created_at", core.fields.MomentField(auto_now_add=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("user", "business", "role"), name="one_membership_per_role"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="LanguageChoice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "user",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "business",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="users.business",
                    ),
                ),
                (
                    "language",
                    core.fields.KindField(choices=[("en", "English"), ("sw", "Kiswahili")], max_length=2),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("business__isnull", True), ("user__isnull", False)),
                            models.Q(("business__isnull", False), ("user__isnull", True)),
                            _connector="OR",
                        ),
                        name="language_of_one",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Approval",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "business",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="approvals",
                        to="users.business",
                    ),
                ),
                ("kind", models.CharField(max_length=40)),
                (
                    "subject",
                    models.CharField(
                        blank=True, help_text="one request at a time waits for a subject", max_length=120
                    ),
                ),
                ("payload", core.fields.FactsField()),
                ("content", models.TextField()),
                ("digest", models.CharField(max_length=64)),
                ("amount", core.fields.CentsSumField(help_text="cents, where money moves", null=True)),
                (
                    "two_people",
                    models.BooleanField(help_text="never by one person, whatever the business has set"),
                ),
                ("comment", models.CharField(blank=True, max_length=500)),
                ("key", models.CharField(max_length=100)),
                ("key_hash", models.BinaryField(max_length=32)),
                (
                    "maker",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "checker",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "alone",
                    core.fields.KindField(
                        blank=True,
                        choices=[
                            ("SOLO_LIMIT", "within the solo limit of the business"),
                            ("NOBODY_ELSE", "nobody else could approve; the same person again, after a wait"),
                        ],
                        max_length=16,
                    ),
                ),
                (
                    "state",
                    core.fields.KindField(
                        choices=[
                            ("PENDING", "Pending"),
                            ("APPROVED", "Approved"),
                            ("REFUSED", "Refused"),
                            ("CANCELLED", "Cancelled"),
                            ("EXPIRED", "Expired"),
                        ],
                        default="PENDING",
                        max_length=12,
                    ),
                ),
                ("created_at", core.fields.MomentField()),
                ("expires_at", core.fields.MomentField()),
                ("decided_at", core.fields.MomentField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("business", "key"), name="approval_key_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "PENDING"), models.Q(("subject", ""), _negated=True)),
                        fields=("business", "kind", "subject"),
                        name="approval_pending_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at__isnull", True), ("state", "PENDING")),
                            models.Q(
                                ("decided_at__isnull", False),
                                ("state__in", ["APPROVED", "REFUSED", "CANCELLED", "EXPIRED"]),
                            ),
                            _connector="OR",
                        ),
                        name="approval_decided_has_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("checker__isnull", False), ("state__in", ["APPROVED", "REFUSED"])),
                            models.Q(
                                ("checker__isnull", True), ("state__in", ["PENDING", "CANCELLED", "EXPIRED"])
                            ),
                            _connector="OR",
                        ),
                        name="approval_answered_has_a_checker",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("alone", ""), ("checker__isnull", True)),
                            models.Q(models.Q(("checker", models.F("maker")), _negated=True), ("alone", "")),
                            models.Q(
                                ("checker", models.F("maker")),
                                ("state", "APPROVED"),
                                ("two_people", False),
                                ("alone__in", ["SOLO_LIMIT", "NOBODY_ELSE"]),
                            ),
                            _connector="OR",
                        ),
                        name="approval_by_another_person",
                    ),
                ],
                "indexes": [
                    models.Index(fields=["business", "-id"], name="approval_by_business"),
                    models.Index(
                        condition=models.Q(("state", "PENDING")),
                        fields=["expires_at"],
                        name="approval_pending",
                    ),
                    models.Index(
                        condition=models.Q(("alone", "SOLO_LIMIT")),
                        fields=["business", "maker", "decided_at"],
                        name="approval_alone",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ApprovalDecision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "approval",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="users.approval",
                    ),
                ),
                (
                    "step",
                    core.fields.KindField(
                        choices=[
                            ("REQUESTED", "Requested"),
                            ("APPROVED", "Approved"),
                            ("REFUSED", "Refused"),
                            ("CANCELLED", "Cancelled"),
                            ("EXPIRED", "Expired"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("digest", models.CharField(max_length=64)),
                ("comment", models.CharField(blank=True, max_length=500)),
                ("at", core.fields.MomentField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("step", "REQUESTED")),
                        fields=("approval",),
                        name="approval_requested_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("step", "REQUESTED"), _negated=True),
                        fields=("approval",),
                        name="approval_decided_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AuditEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", core.fields.MomentField(auto_now_add=True)),
                (
                    "actor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "business",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="users.business",
                    ),
                ),
                ("action", models.CharField(max_length=64)),
                ("subject", models.CharField(blank=True, max_length=120)),
                ("details", core.fields.FactsField(default=dict)),
            ],
            options={
                "verbose_name_plural": "audit entries",
                "indexes": [models.Index(fields=["business", "-id"], name="audit_by_business")],
            },
        ),
        migrations.CreateModel(
            name="Invite",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "business",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invites",
                        to="users.business",
                    ),
                ),
                ("key", models.CharField(max_length=100)),
                ("key_hash", models.BinaryField()),
                (
                    "role",
                    core.fields.KindField(
                        choices=[
                            ("OWNER", "Owner"),
                            ("ACCOUNTANT", "Accountant"),
                            ("CASHIER", "Cashier"),
                            ("APPROVER", "Approver"),
                            ("MARKET_OPERATOR", "Market Operator"),
                            ("AUDITOR", "Auditor"),
                            ("PLAYER", "Player"),
                        ],
                        max_length=20,
                    ),
                ),
                ("recipient_masked", models.CharField(max_length=260)),
                ("token_hash", models.BinaryField(unique=True)),
                (
                    "state",
                    core.fields.KindField(
                        choices=[("PENDING", "sent"), ("ACCEPTED", "accepted"), ("REVOKED", "taken back")],
                        default="PENDING",
                        max_length=8,
                    ),
                ),
                (
                    "invited_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "accepted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "invitee",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invitations",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("declined_at", core.fields.MomentField(help_text="known to the invitee alone", null=True)),
                ("created_at", core.fields.MomentField(auto_now_add=True)),
                ("expires_at", core.fields.MomentField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("business", "key"), name="invite_once_per_key"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "role__in",
                                ["OWNER", "ACCOUNTANT", "CASHIER", "APPROVER", "MARKET_OPERATOR", "AUDITOR"],
                            )
                        ),
                        name="invite_to_a_staff_role",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("accepted_by__isnull", False), ("state", "ACCEPTED")),
                            models.Q(
                                models.Q(("state", "ACCEPTED"), _negated=True), ("accepted_by__isnull", True)
                            ),
                            _connector="OR",
                        ),
                        name="invite_accepted_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("declined_at__isnull", True),
                            models.Q(
                                ("invitee__isnull", False), models.Q(("state", "ACCEPTED"), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="invite_declined_by_its_invitee",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="KycTier",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.SlugField(max_length=20, unique=True)),
                ("name", models.CharField(max_length=60)),
                ("rank", models.PositiveSmallIntegerField(unique=True)),
                ("transaction_limit", core.fields.CentsField(help_text="cents, for one movement")),
                ("daily_limit", core.fields.CentsField(help_text="cents, for an accounting day")),
                ("balance_limit", core.fields.CentsField(help_text="cents in the wallet")),
                (
                    "required_documents",
                    core.fields.TextsField(
                        blank=True, default=list, validators=[users.models.kyc.known_documents]
                    ),
                ),
            ],
            options={
                "verbose_name": "KYC tier",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("balance_limit__gt", 0),
                            ("transaction_limit__gt", 0),
                            ("daily_limit__gte", models.F("transaction_limit")),
                        ),
                        name="kyc_tier_limits_fit",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "required_documents__contained_by",
                                ["ID_FRONT", "ID_BACK", "SELFIE", "PROOF_OF_ADDRESS", "KRA_PIN"],
                            )
                        ),
                        name="kyc_tier_documents_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="KycStanding",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "business",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="users.business"
                    ),
                ),
                (
                    "player",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "tier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="users.kyctier"
                    ),
                ),
                ("since", core.fields.MomentField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("business", "player"), name="kyc_standing_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="KycSubmission",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "business",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="users.business"
                    ),
                ),
                (
                    "player",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "tier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="users.kyctier"
                    ),
                ),
                (
                    "data_key",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        to="core.datakey",
                    ),
                ),
                ("name_sealed", models.BinaryField()),
                ("id_number_sealed", models.BinaryField()),
                ("id_index", models.BinaryField(null=True)),
                ("birth_sealed", models.BinaryField()),
                ("key", models.CharField(max_length=100)),
                ("key_hash", models.BinaryField(max_length=32)),
                (
                    "state",
                    core.fields.KindField(
                        choices=[
                            ("DRAFT", "Draft"),
                            ("SUBMITTED", "Submitted"),
                            ("APPROVED", "Approved"),
                            ("REFUSED", "Refused"),
                            ("WITHDRAWN", "Withdrawn"),
                        ],
                        default="DRAFT",
                        max_length=12,
                    ),
                ),
                ("reason", models.CharField(blank=True, help_text="why it was refused", max_length=500)),
                ("created_at", core.fields.MomentField(auto_now_add=True)),
                ("submitted_at", core.fields.MomentField(null=True)),
                ("decided_at", core.fields.MomentField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("business", "player", "key"), name="kyc_key_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["DRAFT", "SUBMITTED"])),
                        fields=("business", "player"),
                        name="kyc_one_open_submission",
                    ),
                ],
                "indexes": [models.Index(fields=["business", "-id"], name="kyc_by_business")],
            },
        ),
        migrations.CreateModel(
            name="KycDocument",
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
                (
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="documents",
                        to="users.kycsubmission",
                    ),
                ),
                (
                    "kind",
                    core.fields.KindField(
                        choices=[
                            ("ID_FRONT", "Id Front"),
                            ("ID_BACK", "Id Back"),
                            ("SELFIE", "Selfie"),
                            ("PROOF_OF_ADDRESS", "Proof Of Address"),
                            ("KRA_PIN", "Kra Pin"),
                        ],
                        max_length=20,
                    ),
                ),
                ("uploaded_at", core.fields.MomentField(auto_now_add=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("submission", "kind", "sha256"), name="kyc_document_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="KycStep",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="users.kycsubmission",
                    ),
                ),
                (
                    "step",
                    core.fields.KindField(
                        choices=[
                            ("STARTED", "Started"),
                            ("SUBMITTED", "Submitted"),
                            ("UPGRADE_ASKED", "Upgrade Asked"),
                            ("APPROVED", "Approved"),
                            ("REFUSED", "Refused"),
                            ("WITHDRAWN", "Withdrawn"),
                        ],
                        max_length=16,
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("comment", models.CharField(blank=True, max_length=500)),
                ("at", core.fields.MomentField(auto_now_add=True)),
            ],
        ),
        migrations.CreateModel(
            name="RecoveryContact",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "channel",
                    core.fields.KindField(choices=[("email", "by e-mail"), ("sms", "by SMS")], max_length=5),
                ),
                ("sealed", models.BinaryField()),
                ("masked", models.CharField(max_length=260)),
                ("since", core.fields.MomentField(auto_now_add=True)),
            ],
        ),
        migrations.CreateModel(
            name="PersonCode",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "purpose",
                    core.fields.KindField(
                        choices=[
                            ("RESET_PASSWORD", "choosing a new password"),
                            ("CONFIRM_CONTACT", "proving a recovery contact"),
                        ],
                        max_length=15,
                    ),
                ),
                ("code_hash", models.BinaryField(unique=True)),
                ("expires_at", core.fields.MomentField(db_index=True)),
                (
                    "channel",
                    core.fields.KindField(
                        blank=True, choices=[("email", "by e-mail"), ("sms", "by SMS")], max_length=5
                    ),
                ),
                ("contact_sealed", models.BinaryField(default=b"")),
                ("contact_masked", models.CharField(blank=True, max_length=260)),
            ],
        ),
        migrations.CreateModel(
            name="Session",
            fields=[
                (
                    "session_key",
                    models.CharField(
                        max_length=40, primary_key=True, serialize=False, verbose_name="session key"
                    ),
                ),
                ("session_data", models.TextField(verbose_name="session data")),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sessions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("device", models.CharField(blank=True, max_length=60)),
                ("address_masked", models.CharField(blank=True, max_length=45)),
                ("expire_date", core.fields.MomentField(db_index=True)),
                ("since", core.fields.MomentField()),
                ("last_seen_at", core.fields.MomentField()),
            ],
            options={
                "indexes": [models.Index(fields=["user", "-last_seen_at"], name="sessions_of_a_person")],
            },
        ),
        migrations.CreateModel(
            name="SignInDelay",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("subject", models.BinaryField(unique=True)),
                ("failures", models.IntegerField(default=0)),
                ("last_failure_at", core.fields.MomentField(db_index=True)),
                ("not_before", core.fields.MomentField()),
            ],
        ),
        migrations.CreateModel(
            name="SignInPlace",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("address_index", models.BinaryField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("user", "address_index"), name="sign_in_place_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="PhoneCode",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("phone_index", models.BinaryField()),
                (
                    "purpose",
                    core.fields.KindField(
                        choices=[("SIGN_UP", "signing up as a player"), ("RESET_PIN", "choosing a new PIN")],
                        max_length=10,
                    ),
                ),
                (
                    "asked_by",
                    models.CharField(
                        blank=True, editable=False, help_text="a known device, or any", max_length=32
                    ),
                ),
                ("code_hash", models.CharField(editable=False, max_length=64)),
                ("tries", models.IntegerField(default=0)),
                ("expires_at", core.fields.MomentField(db_index=True)),
                ("used_at", core.fields.MomentField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("phone_index", "purpose", "asked_by"), name="one_code_per_purpose"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("tries__gte", 0), ("tries__lte", 5)),
                        name="code_tries_are_limited",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TotpDevice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("secret_sealed", models.BinaryField()),
                ("last_step", models.BigIntegerField(default=0, editable=False)),
                ("confirmed_at", core.fields.MomentField(null=True)),
                ("created_at", core.fields.MomentField(auto_now_add=True)),
            ],
        ),
        migrations.CreateModel(
            name="RecoveryCode",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("code_hash", models.CharField(editable=False, max_length=64)),
                ("used_at", core.fields.MomentField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("user", "code_hash"), name="recovery_code_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="AlertRecipient",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "channel",
                    core.fields.KindField(choices=[("email", "by e-mail"), ("sms", "by SMS")], max_length=5),
                ),
                ("address_sealed", models.BinaryField()),
                ("address_masked", models.CharField(max_length=260)),
                (
                    "least_severity",
                    core.fields.KindField(
                        choices=[("INFO", "Info"), ("WARNING", "Warning"), ("CRITICAL", "Critical")],
                        default="WARNING",
                        max_length=8,
                    ),
                ),
                ("codes", core.fields.TextsField(default=list)),
                ("after_minutes", models.IntegerField(default=0)),
                ("quiet_from", models.IntegerField(null=True)),
                ("quiet_until", models.IntegerField(null=True)),
                ("pierced", models.BooleanField(default=True)),
                ("tested_at", core.fields.MomentField(null=True)),
                ("created_at", core.fields.MomentField(auto_now_add=True)),
                (
                    "business",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="alert_recipients",
                        to="users.business",
                    ),
                ),
                (
                    "data_key",
                    models.ForeignKey(
                        editable=False, on_delete=django.db.models.deletion.PROTECT, to="core.datakey"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="alert_recipients",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("business", "user", "channel"), name="alert_recipient_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("after_minutes__range", (0, 10080))),
                        name="alert_recipient_waits_at_most",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("quiet_from", None), ("quiet_until", None)),
                            models.Q(
                                models.Q(("quiet_from", models.F("quiet_until")), _negated=True),
                                ("quiet_from__gte", 0),
                                ("quiet_from__lt", 1440),
                                ("quiet_until__gte", 0),
                                ("quiet_until__lt", 1440),
                            ),
                            _connector="OR",
                        ),
                        name="alert_recipient_quiet_hours",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Letterhead",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("postal_address", models.CharField(blank=True, max_length=200)),
                ("phone", models.CharField(blank=True, max_length=40)),
                ("email", models.CharField(blank=True, max_length=254)),
                ("kra_pin", models.CharField(blank=True, max_length=11)),
                ("vat_registered", models.BooleanField(default=False)),
                (
                    "business",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="users.business"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("vat_registered", False),
                            models.Q(("kra_pin", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="letterhead_vat_wants_pin",
                    )
                ],
            },
        ),
    ]
