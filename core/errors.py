"""The errors that Hesabu tells people about.

    DomainError
    |-- InvalidInput        the caller sent something that can be corrected
    |-- SignInRequired      nobody is signed in
    |-- SignInFailed        wrong name or secret, or too soon after a failure
    |-- NotFound            absent, or not yours: the two look the same on purpose
    |-- NotAllowed          yours to see, not yours to do
    |-- Conflict            the same key or reference was used for something else
    |-- InvalidState        the thing has moved on; the step is not legal from here
    |-- InsufficientFunds   a floor of the ledger would be broken
    `-- UpstreamFailed      Safaricom refused, or could not be reached; says whether money may have moved

Every error carries a stable upper-case `code`, the `field` it is about (empty when none) and a `message`
that says what to do. Codes are listed in docs/errors.md; a test keeps the two in step.
"""

from __future__ import annotations

from typing import Final


class DomainError(Exception):
    """Base of all errors that reach a person. Never carries a secret or a full phone number."""

    def __init__(self, code: str, field: str = "", message: str = "") -> None:
        super().__init__(code, field, message)
        self.code = code
        self.field = field
        self.message = message or code

    def __str__(self) -> str:
        where = f" [{self.field}]" if self.field else ""
        return f"{self.code}{where}: {self.message}"


#: Refusals that only say "not now": the same is tried again, by itself where nobody is there to do it.
TEMPORARY: Final = frozenset({"TRY_AGAIN"})


class InvalidInput(DomainError):
    pass


class SignInRequired(DomainError):
    def __init__(self) -> None:
        super().__init__("SIGN_IN_REQUIRED", "", "Sign in first.")


class SignInFailed(DomainError):
    pass


class NotFound(DomainError):
    def __init__(self, what: str, field: str = "id") -> None:
        super().__init__("NOT_FOUND", field, f"No such {what}, or it is not yours.")


class NotAllowed(DomainError):
    def __init__(self, message: str = "Your role does not allow this.") -> None:
        super().__init__("NOT_ALLOWED", "", message)


class Conflict(DomainError):
    pass


class InvalidState(DomainError):
    pass


class InsufficientFunds(DomainError):
    pass


class UpstreamFailed(DomainError):
    pass
