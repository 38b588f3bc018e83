"""The console's files, and the GraphQL documents inside them."""

from __future__ import annotations

import re
from pathlib import Path

CONSOLE = Path(__file__).resolve().parents[2] / "console"
FILES = CONSOLE / "static" / "console"
#: Address -> its file, and the scripts that are its own.
PAGES = {
    "/": (CONSOLE / "index.html", sorted(FILES.glob("*.js"))),
    "/account": (CONSOLE / "account.html", sorted((FILES / "account").glob("*.js"))),
}
SCRIPTS = sorted(file for file in FILES.rglob("*.js") if file.parent.name != "vendor")
STYLES = sorted(file for file in FILES.rglob("*.css") if file.parent.name != "vendor")
OPERATIONS = sorted(FILES.rglob("operations.js"))

_TEMPLATE = re.compile(r"(?:export )?const (\w+) = gql`([^`]*)`;")
_PART = re.compile(r"\$\{([^}]*)\}")


def documents() -> dict[str, str]:
    """Page and name -> document with its fragments, for every template; fragments included."""
    every = {}
    for file in OPERATIONS:
        source = file.read_text("utf-8")
        found = dict(_TEMPLATE.findall(source))
        assert len(found) == source.count("gql`"), "a template that this reader does not understand"
        for name, text in found.items():
            every[f"{file.parent.name} {name}"] = _PART.sub(lambda part, found=found: found[part[1]], text)
    return every
