"""An embedded PostgreSQL in a folder, reachable by a Unix socket and nothing else."""

import os
import shlex
import shutil
import tempfile
from pathlib import Path
from urllib.parse import quote

import psutil

from config.setup.postgres_programs import run_program, system_user
from config.setup.processes import SetupError, last_lines, only_one, servers_in

DATABASE = "steward"
SUPERUSER = "postgres"
SOCKET = ".s.PGSQL.5432"
# The shortest limit among the systems we run on is 104 bytes with the closing zero.
LONGEST_SOCKET_PATH = 103
INITDB = ["--auth=trust", "--encoding=UTF8", f"--username={SUPERUSER}", "--locale=C"]
INITDB += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def start_postgres(folder: Path, fast: bool = False) -> str:
    """Start the PostgreSQL kept in `folder`, unless it runs, and return its URL.

    The folder and the database are made when missing. `fast` trades safety in a power
    cut for speed; it is for tests.
    """
    folder = folder.resolve()
    folder.parent.mkdir(parents=True, exist_ok=True)
    with only_one(folder.with_name(folder.name + ".lock")):
        if not folder.exists():
            _create(folder)
        if not _is_running(folder):
            _start(folder, FAST if fast else {})
        socket = (folder / "postmaster.pid").read_text().splitlines()[4]
        _ensure_database(folder, socket)
    return f"postgresql://{SUPERUSER}@{quote(socket, safe='')}/{DATABASE}"


def stop_postgres(folder: Path) -> None:
    """Stop the PostgreSQL kept in `folder`; open transactions are rolled back."""
    folder = folder.resolve()
    if not folder.exists():
        return
    with only_one(folder.with_name(folder.name + ".lock")):
        if not _is_running(folder):
            return
        socket = Path((folder / "postmaster.pid").read_text().splitlines()[4])
        run_program(folder, "pg_ctl", "stop", "-D", str(folder), "-m", "fast", "-w", "-t", "60")
        if socket != folder:
            shutil.rmtree(socket, ignore_errors=True)


def _create(folder: Path) -> None:
    """Make the cluster beside its place and move it there, so a killed start leaves none."""
    draft = folder.with_name(folder.name + ".new")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    if os.geteuid() == 0:
        owner = system_user()
        os.chown(draft, owner.pw_uid, owner.pw_gid)
    run_program(draft, "initdb", "-D", str(draft), *INITDB)
    draft.rename(folder)


def _is_running(folder: Path) -> bool:
    try:
        pid = int((folder / "postmaster.pid").read_text().split()[0])
        return any(server.pid == pid for server in servers_in(folder, "postgres"))
    except (FileNotFoundError, IndexError, ValueError):
        return False


def _start(folder: Path, settings: dict[str, str]) -> None:
    # What a killed server left behind ends by itself once it notices.
    psutil.wait_procs(servers_in(folder, "postgres"), timeout=10)
    _forget_borrowed_pid(folder)
    log = folder / "log"
    if log.exists():
        log.replace(folder / "log.before")
    settings = {
        "listen_addresses": "",
        "unix_socket_directories": _socket_folder(folder),
    } | settings
    options = shlex.join(f"--{name}={value}" for name, value in settings.items())
    command = ["start", "-D", str(folder), "-l", str(log), "-w", "-t", "120", "-o", options]
    try:
        run_program(folder, "pg_ctl", *command)
    except SetupError as problem:
        raise SetupError(f"{problem} / {last_lines(log)}") from None


def _forget_borrowed_pid(folder: Path) -> None:
    """Remove lock files that are garbled or whose pid now belongs to another program.

    PostgreSQL itself sees through the pid of a program that has ended, and then also
    makes sure that no part of the old server still works on the files.
    """
    for lock in (folder / "postmaster.pid", folder / f"{SOCKET}.lock"):
        pid = lock.read_text().split("\n")[0].strip() if lock.exists() else ""
        ended = pid.isdigit() and not psutil.pid_exists(int(pid))
        if not ended and not servers_in(folder, "postgres"):
            lock.unlink(missing_ok=True)


def _socket_folder(folder: Path) -> str:
    """`folder` itself, or a private temporary folder where its path is too long for a socket."""
    if len(os.fsencode(folder / SOCKET)) <= LONGEST_SOCKET_PATH and "," not in str(folder):
        return str(folder)
    private = tempfile.mkdtemp(prefix="steward-")
    os.chown(private, folder.stat().st_uid, folder.stat().st_gid)
    return private


def _ensure_database(folder: Path, socket: str) -> None:
    login = ["-h", socket, "-U", SUPERUSER]
    asked = f"select 1 from pg_database where datname = '{DATABASE}'"
    if not run_program(folder, "psql", *login, "-d", "postgres", "-tAc", asked).strip():
        run_program(folder, "createdb", *login, DATABASE)
