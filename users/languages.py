"""In which language somebody is written to."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from users.audit import record_audit
from users.models import Business, Language, LanguageChoice, User


def language_for(*, user: User | None = None, business: Business | None = None) -> str:
    """What the person chose, else what the business chose, else English."""
    for owner in ({"user": user}, {"business": business}):
        if None not in owner.values():
            choice = LanguageChoice.objects.filter(**owner).first()
            if choice is not None:
                return choice.language
    return Language.ENGLISH.value


def languages_of(businesses: Sequence[int]) -> dict[int, str]:
    """Business -> what it chose, of those that chose one; one query."""
    chosen = LanguageChoice.objects.filter(business__in=businesses)
    return dict(chosen.values_list("business_id", "language"))


@transaction.atomic
def choose_language(
    *, language: str, user: User | None = None, business: Business | None = None, actor: User
) -> str:
    """Set the language of a person, or of a business for everybody who chose none. Idempotent; audited."""
    owner: dict[str, User | Business | None] = {"user": user} if business is None else {"business": business}
    before = LanguageChoice.objects.filter(**owner).first()
    LanguageChoice.objects.update_or_create(**owner, defaults={"language": language})  # type: ignore[arg-type]
    record_audit(
        actor=actor,
        business=business,
        action="language.choose",
        subject=business or user or "",
        details={"language": language},
        before={"language": before.language} if before else None,
    )
    return language
