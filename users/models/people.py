"""People, businesses, who is what in which, and in which language they are written to."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models

from core.fields import CentsField, KindField, MomentField
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
    joined_at = MomentField(auto_now_add=True)
    last_login = MomentField(null=True, blank=True)

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
    rounding = KindField(
        max_length=8,
        choices=[(mode.value, mode.value.title()) for mode in Rounding],
        default=Rounding.NEAREST,
    )
    solo_limit = CentsField(
        default=0,
        help_text="cents that one person may move alone; changed by approval (users/approvals/rules.py)",
    )
    require_totp = models.BooleanField(
        default=False, help_text="owners and approvers act only with a second factor; changed by approval"
    )
    takes_players = models.BooleanField(
        default=False, help_text="whether players may sign up by themselves; changed by the owner"
    )
    created_at = MomentField(auto_now_add=True)

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
    role = KindField(max_length=20, choices=Role.choices)
    created_at = MomentField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "business", "role"], name="one_membership_per_role"),
        ]


class Language(models.TextChoices):
    """The languages in which people are written to."""

    ENGLISH = "en", "English"
    SWAHILI = "sw", "Kiswahili"


class LanguageChoice(models.Model):
    """In which language a person, or everybody of a business who chose none, is written to."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, null=True, related_name="+")
    business = models.OneToOneField(Business, on_delete=models.CASCADE, null=True, related_name="+")
    language = KindField(max_length=2, choices=Language.choices)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(user__isnull=False, business__isnull=True)
                | models.Q(user__isnull=True, business__isnull=False),
                name="language_of_one",
            ),
        ]
