"""The console's files, and the GraphQL documents inside them."""

from __future__ import annotations

import re
from pathlib import Path

CONSOLE = Path(__file__).resolve().parents[2] / "console"
PAGE = CONSOLE / "index.html"
SCRIPTS = sorted((CONSOLE / "static" / "console").glob("*.js"))
STYLES = sorted((CONSOLE / "static" / "console").glob("*.css"))
OPERATIONS = CONSOLE / "static" / "console" / "operations.js"

_TEMPLATE = re.compile(r"(?:export )?const (\w+) = gql`([^`]*)`;")
_PART = re.compile(r"\$\{([^}]*)\}")


def documents() -> dict[str, str]:
    """Name -> document with its fragments, for every template of operations.js; fragments included."""
    source = OPERATIONS.read_text("utf-8")
    found = dict(_TEMPLATE.findall(source))
    assert len(found) == source.count("gql`"), "a template that this reader does not understand"
    return {name: _PART.sub(lambda part: found[part[1]], text) for name, text in found.items()}
