"""Where a trial machine keeps its data: the local directory.

`.local` in the project, or `/var/tmp/hesabu-<hash>` when we are root or when the path of PostgreSQL's socket
would be too long; HESABU_LOCAL_DIR overrides both. It is ours alone (0700). PostgreSQL refuses to run as
root, so as root its servers run as the system user `hesabu-db`, which may enter the directory (0710) and owns
the server folders in it. No folder above it is ever opened: that is why root's data is not below the project.
"""

from __future__ import annotations

import functools
import hashlib
import os
import pwd
import shutil
import stat
import subprocess
import sys
from pathlib import Path
from typing import Final

from embedded import env

SYSTEM_USER: Final = "hesabu-db"
SOCKET_PATH_LIMIT: Final = 103 if sys.platform == "darwin" else 107
LONGEST_SOCKET: Final = "postgres/.s.PGSQL.5432"


def is_trial() -> bool:
    """True when the database is the embedded one; the supervisor's children are told, as they get its URL."""
    return env.given("DATABASE_URL") is None or env.flag("HESABU_EMBEDDED", False)


def local_dir() -> Path:
    """The path alone; nothing is created."""
    override = env.text("HESABU_LOCAL_DIR", "")
    if override:
        path = Path(override).expanduser().absolute()
        path = path.parent.resolve() / path.name
        if not socket_path_fits(path):
            raise env.ConfigurationError(
                f"HESABU_LOCAL_DIR is too long: {path}/{LONGEST_SOCKET} may have {SOCKET_PATH_LIMIT} signs."
            )
        return path
    path = env.PROJECT_ROOT / ".local"
    if os.geteuid() != 0 and socket_path_fits(path):
        return path
    digest = hashlib.sha256(f"{env.PROJECT_ROOT}:{os.geteuid()}".encode()).hexdigest()[:12]
    # Others may write there: prepare_local_dir checks whose folder it is.
    return Path("/var/tmp").resolve() / f"hesabu-{digest}"  # noqa: S108


def socket_path_fits(path: Path) -> bool:
    return len(os.fsencode(path / LONGEST_SOCKET)) <= SOCKET_PATH_LIMIT


def prepare_local_dir() -> Path:
    """Creates the directory, or refuses one that somebody else could have prepared for us."""
    path = local_dir()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.mkdir(mode=0o700, exist_ok=True)
        found = path.lstat()
    except OSError as error:
        raise env.ConfigurationError(
            f"{path} cannot be created ({error.strerror}): set HESABU_LOCAL_DIR to a folder of yours."
        ) from None
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid():
        raise env.ConfigurationError(f"{path} is not a folder of yours: set HESABU_LOCAL_DIR to another one.")
    mode = 0o710 if os.geteuid() == 0 else 0o700
    if stat.S_IMODE(found.st_mode) not in (0o700, mode) and any(path.iterdir()):
        raise env.ConfigurationError(
            f"{path} is neither empty nor closed to others: give Hesabu a HESABU_LOCAL_DIR of its own."
        )
    if os.geteuid() == 0 and found.st_gid != system_user().pw_gid:
        os.chown(path, 0, system_user().pw_gid)
    if stat.S_IMODE(path.stat().st_mode) != mode:
        path.chmod(mode)
    return path


@functools.cache
def system_user() -> pwd.struct_passwd:
    """Only for root: the account that PostgreSQL and Valkey run under, created at first use."""
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        pass
    useradd = shutil.which("useradd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
    advice = "run as an ordinary user, or set DATABASE_URL and REDIS_URL."
    if useradd is None:
        raise env.ConfigurationError(
            f"PostgreSQL does not run as root, and useradd is not there to help: {advice}"
        )
    command = [useradd, "--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent"]
    done = subprocess.run(
        [*command, "--shell", "/usr/sbin/nologin", SYSTEM_USER], capture_output=True, text=True, check=False
    )
    try:
        return pwd.getpwnam(SYSTEM_USER)  # also when another process created it first
    except KeyError:
        reason = done.stderr.strip().splitlines()[-1:] or ["no reason given"]
        raise env.ConfigurationError(
            f"PostgreSQL does not run as root, and user {SYSTEM_USER} cannot be made ({reason[0]}): {advice}"
        ) from None


def run_as() -> dict[str, object]:
    """Arguments for `subprocess` that make a server run as the right user."""
    if os.geteuid() != 0:
        return {}
    user = system_user()
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
