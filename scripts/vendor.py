"""Files of other people's that our pages need, kept in the repository: no build step, nothing from elsewhere.

    python3 scripts/vendor.py            are the files those that vendor.json names? (`make check`; offline)
    python3 scripts/vendor.py fetch      get them anew from npm's registry and write vendor.json

A folder with a `vendor.json` holds such files and nothing else (besides `.d.ts`, what we say of their types).
To add or renew one: write its name, version and files into vendor.json, take `integrity` away, fetch.
An `integrity` that stands there must be what the registry sends. Standard library only.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
import re
import sys
import tarfile
import urllib.request
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
REGISTRY = "https://registry.npmjs.org"
MANIFEST = "vendor.json"
SECONDS = 60


def main(words: list[str]) -> int:
    if words not in ([], ["fetch"]):
        print(__doc__, file=sys.stderr)
        return 2
    manifests = sorted(ROOT.glob(f"*/static/**/{MANIFEST}"))
    if words:
        for manifest in manifests:
            fetch(manifest)
    problems = [problem for manifest in manifests for problem in check(manifest)]
    print("\n".join(problems) or f"{len(manifests)} folders hold what they should")
    return 1 if problems else 0


def check(manifest: Path) -> list[str]:
    """What differs between a folder and its manifest, a line each."""
    packages = json.loads(manifest.read_text("utf-8"))["packages"]
    wanted = {name: facts["sha512"] for package in packages for name, facts in package["files"].items()}
    there = {file.name: file for file in manifest.parent.iterdir() if file.name != MANIFEST}
    there = {name: file for name, file in there.items() if not name.endswith(".d.ts")}
    shown = manifest.parent.relative_to(ROOT)
    problems = [f"{shown}/{name} is not there" for name in sorted(wanted.keys() - there.keys())]
    problems += [
        f"{shown}/{name} is not named in {MANIFEST}" for name in sorted(there.keys() - wanted.keys())
    ]
    for name in sorted(wanted.keys() & there.keys()):
        if digest(there[name].read_bytes()) != wanted[name]:
            problems.append(f"{shown}/{name} is not the file that {MANIFEST} names")
    return problems


def fetch(manifest: Path) -> None:
    """Write a folder's files and what is known of them. Raises SystemExit where a tarball is another one."""
    plan = json.loads(manifest.read_text("utf-8"))
    for package in plan["packages"]:
        name, version = package["name"], package["version"]
        about = json.loads(download(f"{REGISTRY}/{name}/{version}"))
        tarball = download(about["dist"]["tarball"])
        integrity = f"sha512-{digest(tarball)}"
        if (
            integrity not in (about["dist"]["integrity"], None)
            or package.get("integrity", integrity) != integrity
        ):
            raise SystemExit(f"vendor: {name} {version} is not the tarball that was promised")
        package |= {"licence": about["license"], "integrity": integrity}
        with tarfile.open(fileobj=io.BytesIO(tarball)) as inside:
            for file, facts in package["files"].items():
                content = made(member(inside, facts["from"]), facts, plan.get("imports", {}))
                (manifest.parent / file).write_bytes(content)
                facts["sha512"] = digest(content)
    manifest.write_text(json.dumps(plan, indent=2) + "\n", "utf-8")


def member(inside: tarfile.TarFile, path: str) -> bytes:
    """A file of a package, whatever its tarball calls the top folder."""
    found = next(entry for entry in inside if entry.name.split("/", 1)[-1] == path)
    file = inside.extractfile(found)
    if file is None:
        raise SystemExit(f"vendor: {path} is no file")
    return file.read()


def made(content: bytes, facts: dict[str, Any], imports: dict[str, str]) -> bytes:
    """What is written: names of packages become addresses beside it, and no source map is promised."""
    if not facts["from"].endswith(("js", "css")):
        return content
    text = re.sub(r"\n?/[/*]# sourceMappingURL=[^\n]*", "", content.decode())
    text = re.sub(
        r"""\b(from|import)(\s*)(["'])([^"'\n]+)\3""",
        # Others stay as they are: what looks like an import may stand in a text of the file.
        lambda found: f'{found[1]}{found[2]}"{imports[found[4]]}"' if found[4] in imports else found[0],
        text,
    )
    return (text.rstrip("\n") + "\n" + facts.get("append", "")).encode()


def digest(content: bytes) -> str:
    return base64.b64encode(hashlib.sha512(content).digest()).decode()


def download(address: str) -> bytes:
    with urllib.request.urlopen(address, timeout=SECONDS) as answer:  # noqa: S310 - https, from REGISTRY
        return bytes(answer.read())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
