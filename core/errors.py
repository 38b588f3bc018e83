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
    |-- UpstreamFailed      Safaricom refused, or could not be reached; says whether money may have moved
    `-- Problems            several of them at once, gathered by a `Findings`

Every error carries a stable upper-case `code`, the `field` it is about (empty when none; `lines.1.unit_price`
is a path) and a `message` that says what to do; some a `detail` of typed facts. The codes and what each means
stand in core/problem_codes.txt, from where the schema and docs/errors.md have them; tests keep them in step.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final, Self

#: Code -> what it means to who reads it.
CODES: Final[dict[str, str]] = dict(
    line.split(" ", 1)
    for line in (Path(__file__).parent / "problem_codes.txt").read_text("utf-8").splitlines()
)


@dataclass(frozen=True, kw_only=True)
class Detail:
    """Facts that a program can act on, each where it applies."""

    #: Cents that are allowed at most.
    limit: int | None = None
    #: How many are allowed at most.
    count: int | None = None
    #: From when it may be tried again.
    retry_at: datetime | None = None
    #: (name of the model, primary key) of the other thing that it is about; the person may see it.
    other: tuple[str, int] | None = None


class DomainError(Exception):
    """Base of all errors that reach a person. Never carries a secret or a full phone number."""

    def __init__(
        self, code: str, field: str = "", message: str = "", *, detail: Detail | None = None
    ) -> None:
        super().__init__(code, field, message)
        self.code = code
        self.field = field
        self.message = message or code
        self.detail = detail

    def __str__(self) -> str:
        where = f" [{self.field}]" if self.field else ""
        return f"{self.code}{where}: {self.message}"

    @property
    def path(self) -> tuple[str, ...]:
        """The field, step by step."""
        return tuple(self.field.split(".")) if self.field else ()

    @property
    def each(self) -> Sequence[DomainError]:
        """The error, or all that it stands for."""
        return [self]

    def under(self, *steps: str | int) -> Self:
        """The same error, about a field that stands inside of others."""
        self.field = ".".join([*map(str, steps), *self.path])
        return self


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


class Problems(DomainError):
    """More than one thing is wrong. To who knows of one only, it is the first."""

    def __init__(self, each: Sequence[DomainError]) -> None:
        first = each[0]
        super().__init__(first.code, first.field, first.message, detail=first.detail)
        self._each = each

    @property
    def each(self) -> Sequence[DomainError]:
        return self._each

    def under(self, *steps: str | int) -> Self:
        for error in self._each:
            error.under(*steps)
        return super().under(*steps)


class Findings:
    """Looks at everything before it refuses: `with found.noting(): ...` as often as needed, then `settle`.

    Only what is wrong with the input is noted; who may not do it at all is told so at once.
    """

    def __init__(self) -> None:
        self.errors: list[DomainError] = []

    @contextmanager
    def noting(self, *steps: str | int) -> Iterator[None]:
        """Keep an InvalidInput of the block for `settle`, and an InvalidState that a field names; `steps` say
        inside of which fields it is."""
        try:
            yield
        except (InvalidInput, InvalidState, Problems) as error:
            if isinstance(error, InvalidState) and not error.field:
                raise
            self.errors.extend(error.under(*steps).each)

    def settle(self) -> None:
        """Raises what was found, if anything was: the one error, or Problems."""
        if len(self.errors) == 1:
            raise self.errors[0]
        if self.errors:
            raise Problems(self.errors)
