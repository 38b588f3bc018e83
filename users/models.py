"""People, businesses, roles, sign-in delays and the audit log."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models

from core.models import DataKey
from core.money import Rounding


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
    """Failed sign-ins of one account name or one network address, known by blind index only."""

    subject = models.BinaryField(unique=True)
    failures = models.IntegerField(default=0)
    last_failure_at = models.DateTimeField()
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


# The app's other models, where Django looks for them; they use those above.
from users import approval_models, kyc_models, totp_models  # noqa: E402, F401
