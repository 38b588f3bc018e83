"""Makes `.venv` and installs the pinned packages, when that is not already done. Standard library only.

    python3 scripts/bootstrap.py          what `make run` needs
    python3 scripts/bootstrap.py --dev    also what tests and checks need

A stamp in `.venv` holds the hash of the requirements files, the Python version and the place; while it fits,
nothing is done. It is written last, so a half-installed `.venv` has none and is repaired. A lock lets one
bootstrap work at a time. This file must run on old Pythons too, to tell them that they are too old.
"""

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
OLDEST = (3, 11)
STAMP = "hesabu-stamp.json"
FILES = {"run": ["requirements.txt"], "dev": ["requirements.txt", "requirements-dev.txt"]}


class CannotGoOn(Exception):
    """One line for the person at the terminal."""


def main(arguments):
    wanted = "dev" if "--dev" in arguments else "run"
    try:
        check_python()
        with open(os.path.abspath(__file__), "rb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            bootstrap(ROOT, wanted)
    except CannotGoOn as error:
        print("hesabu: %s" % error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("hesabu: interrupted; the next start repairs .venv", file=sys.stderr)
        return 130
    return 0


def check_python():
    if sys.version_info < OLDEST:
        raise CannotGoOn(
            "Python %d.%d or newer is needed, and %s is %d.%d: name one, like `make run PYTHON=python3.12`."
            % (*OLDEST, sys.executable, *sys.version_info[:2])
        )
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError:
        raise CannotGoOn(
            "Python's venv module is not installed: `apt install python3-venv` (Debian, Ubuntu) adds it."
        ) from None


def bootstrap(root, wanted):
    """Leaves `root`/.venv as `wanted` ("run" or "dev") asks. A "dev" one serves "run" as well."""
    folder = os.path.join(root, ".venv")
    stamp = read_stamp(folder)
    hashes = {kind: requirements_hash(root, kind) for kind in FILES}
    if (hashes["dev"] in stamp or hashes[wanted] in stamp) and works(folder):
        return
    if os.path.isdir(folder) and not (works(folder) and same_python(folder)):
        print("hesabu: .venv is of another Python or broken: making it anew", flush=True)
        shutil.rmtree(folder)
    if not os.path.isdir(folder):
        make_venv(folder)
    remove_stamp(folder)
    print("hesabu: installing packages into .venv (the first time takes a minute or two)", flush=True)
    install(root, folder, FILES[wanted])
    write_stamp(folder, [hashes[wanted]])


def requirements_hash(root, kind):
    """Changes with the files' content, the Python version and the place of the project (scripts name it)."""
    digest = hashlib.sha256()
    for part in (kind, sys.version, sys.platform, os.path.realpath(root)):
        digest.update(part.encode() + b"\0")
    for name in FILES[kind]:
        with open(os.path.join(root, name), "rb") as file:
            digest.update(file.read() + b"\0")
    return digest.hexdigest()


def python_of(folder):
    return os.path.join(folder, "bin", "python")


def works(folder):
    """True when its Python starts and has pip."""
    try:
        command = [python_of(folder), "-c", "import pip"]
        return subprocess.call(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) == 0
    except OSError:
        return False


def same_python(folder):
    command = [python_of(folder), "-c", "import sys; print(sys.version)"]
    return subprocess.check_output(command, text=True).strip() == sys.version.strip()


def make_venv(folder):
    done = subprocess.run(
        [sys.executable, "-m", "venv", folder], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    if done.returncode:
        shutil.rmtree(folder, ignore_errors=True)
        last = (done.stdout.strip().splitlines() or ["no reason given"])[-1]
        raise CannotGoOn(
            ".venv cannot be made (%s): on Debian and Ubuntu `apt install python3-venv` usually helps." % last
        )


def install(root, folder, files):
    command = [python_of(folder), "-m", "pip", "install", "-qq", "--disable-pip-version-check", "--no-input"]
    for name in files:
        command += ["-r", name]
    if subprocess.call(command, cwd=root):
        raise CannotGoOn(
            "pip could not install the packages; its message is above. Nothing else was changed."
        )


def read_stamp(folder):
    try:
        with open(os.path.join(folder, STAMP), encoding="utf-8") as file:
            stamp = json.load(file)
    except (OSError, ValueError):
        return []
    return stamp if isinstance(stamp, list) else []


def write_stamp(folder, hashes):
    aside = os.path.join(folder, STAMP + ".new")
    with open(aside, "w", encoding="utf-8") as file:
        json.dump(hashes, file)
    os.replace(aside, os.path.join(folder, STAMP))


def remove_stamp(folder):
    try:
        os.unlink(os.path.join(folder, STAMP))
    except OSError:
        pass


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
