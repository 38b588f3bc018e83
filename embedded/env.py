"""Reads and checks the environment; the only place that does.

A value comes from the process environment, else from `.env` in the project root. Each variable may instead be
given as `<NAME>_FILE`, the path of a file that holds it (vaults, Docker secrets). An empty value counts as
not given. Everything wrong is a `ConfigurationError` whose one line names the variable and what to do.

This module imports neither Django nor anything else of the project: settings start here.
"""

from __future__ import annotations

import functools
import os
import re
from pathlib import Path
from typing import Final

PROJECT_ROOT: Final = Path(__file__).resolve().parent.parent

TRUE_WORDS: Final = frozenset({"1", "true", "yes", "on"})
FALSE_WORDS: Final = frozenset({"0", "false", "no", "off"})

_LINE: Final = re.compile(r"(?:export\s+)?(?P<name>[A-Za-z_][A-Za-z0-9_]*)\s*=\s*(?P<value>.*)")


class ConfigurationError(Exception):
    """The machine or its environment is not set up right; the message is one line and says what to do."""


class Required:
    """Type of the marker for "there is no default"."""


REQUIRED: Final = Required()


def text(name: str, default: str | Required = REQUIRED) -> str:
    """The value as given, without surrounding blanks. Raises ConfigurationError when required and absent."""
    value = given(name)
    if value is not None:
        return value
    if isinstance(default, Required):
        raise ConfigurationError(f"{name} is missing: set it (or {name}_FILE); .env.example says what it is.")
    return default


def flag(name: str, default: bool) -> bool:
    """1, true, yes, on / 0, false, no, off in any case."""
    value = given(name)
    if value is None:
        return default
    if value.lower() in TRUE_WORDS:
        return True
    if value.lower() in FALSE_WORDS:
        return False
    raise ConfigurationError(f"{name} is neither yes nor no: write 1 or 0.")


def number(name: str, default: int | Required, minimum: int, maximum: int) -> int:
    """A whole number within the two bounds, both included."""
    value = given(name)
    if value is None:
        if isinstance(default, Required):
            raise ConfigurationError(f"{name} is missing: set it to a number from {minimum} to {maximum}.")
        return default
    if not re.fullmatch(r"[+-]?[0-9]{1,18}", value) or not minimum <= int(value) <= maximum:
        raise ConfigurationError(f"{name} must be a whole number from {minimum} to {maximum}.")
    return int(value)


def names(name: str, default: tuple[str, ...] | list[str]) -> list[str]:
    """A comma list without its blanks and empty parts."""
    value = given(name)
    if value is None:
        return list(default)
    return [part.strip() for part in value.split(",") if part.strip()]


def given(name: str) -> str | None:
    """What was given for `name` or `<name>_FILE`, or None. What the process has hides `.env`."""
    for source in (os.environ, read_dotenv(dotenv_path())):
        direct, path = source.get(name), source.get(f"{name}_FILE")
        if direct and path:
            raise ConfigurationError(f"{name} and {name}_FILE are both set: keep one of them.")
        if path:
            return _read_value_file(name, path)
        if direct is not None:
            return direct.strip() or None
    return None


def dotenv_path() -> Path | None:
    """`.env` of the project, or the file that HESABU_ENV_FILE names; set but empty means none."""
    override = os.environ.get("HESABU_ENV_FILE")
    if override is None:
        return PROJECT_ROOT / ".env"
    return Path(override) if override else None


@functools.cache
def read_dotenv(path: Path | None) -> dict[str, str]:
    """Lines of KEY=VALUE. `#` starts a comment, quotes keep blanks and `#`; nothing is expanded."""
    if path is None:
        return {}
    try:
        lines = path.read_text("utf-8").splitlines()
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{path} cannot be read: {_reason(error)}.") from None
    values = {}
    for count, line in enumerate(lines, start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        match = _LINE.fullmatch(line.strip())
        if match is None:
            raise ConfigurationError(f"{path}, line {count}: write NAME=value.")
        values[match["name"]] = _unquote(match["value"], where=f"{path}, line {count}")
    return values


def _unquote(raw: str, *, where: str) -> str:
    if raw[:1] in ("'", '"'):
        value, closing, rest = raw[1:].partition(raw[0])
        if not closing or (rest.strip() and not rest.strip().startswith("#")):
            raise ConfigurationError(f"{where}: the quotes do not match.")
        return value
    return re.split(r"(?:^|\s)#", raw, maxsplit=1)[0].strip()


def _read_value_file(name: str, path: str) -> str | None:
    try:
        return Path(path).read_text("utf-8").strip() or None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{name}_FILE: {path} cannot be read: {_reason(error)}.") from None


def _reason(error: Exception) -> str:
    return (error.strerror or str(error)) if isinstance(error, OSError) else "it is not UTF-8 text"
