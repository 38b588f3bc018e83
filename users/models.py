"""People, businesses, roles, sign-in delays and the audit log."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models

from core.models import DataKey
from core.money import Rounding
from core.states import StateMachine


class Role(models.TextChoices):
    """What a member of a business may do; users/access.py says which role allows what."""

    OWNER = "OWNER"
    ACCOUNTANT = "ACCOUNTANT"
    CASHIER = "CASHIER"
    APPROVER = "APPROVER"
    MARKET_OPERATOR = "MARKET_OPERATOR"
    AUDITOR = "AUDITOR"
    PLAYER = "PLAYER"


class UserManager(BaseUserManager["User"]):
    def create_superuser(self, username: str, password: str, **fields: Any) -> User:
        """Django's `createsuperuser`: somebody who may open /admin/."""
        user = User(username=username.strip().lower(), is_staff=True, is_superuser=True, **fields)
        user.set_password(password)
        user.save()
        return user


class User(AbstractBaseUser, PermissionsMixin):
    """A person. Staff sign in with a name and a password, players with their phone and a PIN.

    The phone is sealed under the person's own data key and found by its blind index. An erased person is an
    inactive row without either (users/people.py).
    """

    username = models.CharField(max_length=150, unique=True, null=True, blank=True)
    display_name = models.CharField(max_length=80, blank=True)
    data_key = models.ForeignKey(DataKey, on_delete=models.SET_NULL, null=True, editable=False)
    phone_sealed = models.BinaryField(null=True, editable=False)
    phone_index = models.BinaryField(null=True, unique=True, editable=False)
    phone_masked = models.CharField(max_length=16, blank=True, editable=False)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    joined_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(username__isnull=False)
                | models.Q(phone_index__isnull=False)
                | models.Q(is_active=False),
                name="user_has_a_way_to_sign_in",
            )
        ]

    def __str__(self) -> str:
        return self.display_name or self.username or f"player {self.pk}"

    def get_short_name(self) -> str:
        return str(self)


class Business(models.Model):
    """A tenant. Everything that money touches belongs to exactly one."""

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    rounding = models.CharField(
        max_length=8,
        choices=[(mode.value, mode.value.title()) for mode in Rounding],
        default=Rounding.NEAREST,
    )
    solo_limit = models.BigIntegerField(
        default=0,
        help_text="cents that one person may move alone; changed by approval (users/approval_rules.py)",
    )
    require_totp = models.BooleanField(
        default=False, help_text="owners and approvers act only with a second factor; changed by approval"
    )
    takes_players = models.BooleanField(
        default=False, help_text="whether players may sign up by themselves; changed by the owner"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "businesses"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(solo_limit__gte=0), name="business_solo_limit_not_negative"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A role of a person in a business; a person may hold several."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    business = models.ForeignKey(Business, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role.choices)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "business", "role"], name="one_membership_per_role"),
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="membership_role_known"),
        ]


class SignInDelay(models.Model):
    """Failed tries of a secret by account, place or device (users/delays.py), known by blind index only."""

    subject = models.BinaryField(unique=True)
    failures = models.IntegerField(default=0)
    last_failure_at = models.DateTimeField(db_index=True)
    not_before = models.DateTimeField()


class SignInPlace(models.Model):
    """A network address from which a person has signed in; there, strangers' failures do not delay them."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    address_index = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "address_index"], name="sign_in_place_once")]


class AuditEntry(models.Model):
    """A privileged act: who did what to which thing. Append-only; holds ids and codes, no personal data."""

    at = models.DateTimeField(auto_now_add=True)
    actor = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    business = models.ForeignKey(Business, on_delete=models.PROTECT, null=True, related_name="+")
    action = models.CharField(max_length=64)
    subject = models.CharField(max_length=120, blank=True)
    details = models.JSONField(default=dict)

    class Meta:
        verbose_name_plural = "audit entries"
        indexes = [models.Index(fields=["business", "-id"], name="audit_by_business")]


class Language(models.TextChoices):
    """The languages in which people are written to."""

    ENGLISH = "en", "English"
    SWAHILI = "sw", "Kiswahili"


class LanguageChoice(models.Model):
    """In which language a person, or everybody of a business who chose none, is written to."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, null=True, related_name="+")
    business = models.OneToOneField(Business, on_delete=models.CASCADE, null=True, related_name="+")
    language = models.CharField(max_length=2, choices=Language.choices)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(user__isnull=False, business__isnull=True)
                | models.Q(user__isnull=True, business__isnull=False),
                name="language_of_one",
            ),
            models.CheckConstraint(
                condition=models.Q(language__in=Language.values), name="language_choice_known"
            ),
        ]


class CodePurpose(models.TextChoices):
    """What a code sent to a phone is for."""

    SIGN_UP = "SIGN_UP", "signing up as a player"
    RESET_PIN = "RESET_PIN", "choosing a new PIN"


class PhoneCode(models.Model):
    """The newest code that was sent to a phone for a purpose: phone and code are known by keyed hash only."""

    phone_index = models.BinaryField(editable=False)
    purpose = models.CharField(max_length=10, choices=CodePurpose.choices)
    asked_by = models.CharField(max_length=32, blank=True, editable=False, help_text="a known device, or any")
    code_hash = models.CharField(max_length=64, editable=False)
    tries = models.IntegerField(default=0)
    expires_at = models.DateTimeField(db_index=True)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["phone_index", "purpose", "asked_by"], name="one_code_per_purpose"
            ),
            models.CheckConstraint(
                condition=models.Q(tries__gte=0, tries__lte=5), name="code_tries_are_limited"
            ),
        ]


class InviteState(models.TextChoices):
    PENDING = "PENDING", "sent"
    ACCEPTED = "ACCEPTED", "accepted"
    REVOKED = "REVOKED", "taken back"


class Invite(StateMachine):
    """An invitation to take a role in a business. Rows stay.

    It goes to an e-mail address or a phone, with a token that works once; or to a user name, and then
    `invitee` answers it, or nobody does: whether there was somebody of that name is never told.
    """

    legal_steps = {
        "PENDING": ("ACCEPTED", "REVOKED"),
        "ACCEPTED": (),
        "REVOKED": (),
    }

    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="invites")
    key = models.CharField(max_length=80)
    key_hash = models.BinaryField(editable=False)
    role = models.CharField(max_length=20, choices=Role.choices)
    recipient_masked = models.CharField(max_length=260)
    token_hash = models.BinaryField(unique=True, editable=False)
    state = models.CharField(max_length=8, choices=InviteState.choices, default=InviteState.PENDING)
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    accepted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    invitee = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="invitations")
    declined_at = models.DateTimeField(null=True, help_text="known to the invitee alone")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["business", "key"], name="invite_once_per_key"),
            models.CheckConstraint(
                condition=models.Q(role__in=[role for role in Role.values if role != Role.PLAYER]),
                name="invite_to_a_staff_role",
            ),
            models.CheckConstraint(
                condition=models.Q(state=InviteState.ACCEPTED, accepted_by__isnull=False)
                | (~models.Q(state=InviteState.ACCEPTED) & models.Q(accepted_by__isnull=True)),
                name="invite_accepted_by_somebody",
            ),
            models.CheckConstraint(
                condition=models.Q(declined_at__isnull=True)
                | (models.Q(invitee__isnull=False) & ~models.Q(state=InviteState.ACCEPTED)),
                name="invite_declined_by_its_invitee",
            ),
        ]


# The app's other models, where Django looks for them; they use those above.
from users import (  # noqa: E402
    approval_models,  # noqa: F401
    kyc_models,  # noqa: F401
    recovery_models,  # noqa: F401
    session_models,  # noqa: F401
    totp_models,  # noqa: F401
)
