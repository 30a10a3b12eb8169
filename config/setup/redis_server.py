"""A Redis in a folder, on 127.0.0.1 with a password of its own."""

import re
import secrets
import shutil
import socket
import subprocess
import time
from pathlib import Path

import redis

from config.setup.bootstrap import REDIS_SERVER
from config.setup.processes import SetupError, end, last_lines, only_one, servers_in

CONFIGURATION = """\
bind 127.0.0.1
port {port}
requirepass {password}
dir "{folder}"
logfile "{folder}/log"
appendonly yes
save ""
maxmemory-policy noeviction
daemonize no
"""


def start_redis(folder: Path) -> str:
    """Start the Redis kept in `folder`, unless it runs, and return its URL.

    Port and password are remembered, so programs started later find the same server.
    """
    folder = folder.resolve()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with only_one(folder / "lock"):
        port, password = _remembered(folder)
        if not servers_in(folder, "redis-server") or not _answers(port, password):
            end(servers_in(folder, "redis-server"))
            port = port if port and _is_free(port) else _free_port()
            _write_configuration(folder, port, password)
            if not _start(folder, port, password):
                # Redis only rings the bell for jobs that PostgreSQL keeps, so data which
                # this version cannot read is put aside rather than repaired.
                _put_data_aside(folder)
                if not _start(folder, port, password):
                    raise SetupError(
                        f"Redis did not start in {folder}: {last_lines(folder / 'log')}."
                    )
    return f"redis://:{password}@127.0.0.1:{port}/0"


def stop_redis(folder: Path) -> None:
    """Stop the Redis kept in `folder`; it writes its data out first."""
    folder = folder.resolve()
    if folder.exists():
        with only_one(folder / "lock"):
            end(servers_in(folder, "redis-server"))


def _remembered(folder: Path) -> tuple[int, str]:
    """The port and password of earlier starts; port 0 and a new password if there were none."""
    configuration = folder / "redis.conf"
    text = configuration.read_text() if configuration.exists() else ""
    port = re.search(r"^port (\d+)$", text, re.MULTILINE)
    password = re.search(r"^requirepass (\w+)$", text, re.MULTILINE)
    return int(port[1]) if port else 0, password[1] if password else secrets.token_hex(24)


def _write_configuration(folder: Path, port: int, password: str) -> None:
    draft = folder / "redis.conf.new"
    draft.unlink(missing_ok=True)
    draft.touch(mode=0o600)
    draft.write_text(CONFIGURATION.format(port=port, password=password, folder=folder))
    draft.rename(folder / "redis.conf")


def _start(folder: Path, port: int, password: str) -> bool:
    program = shutil.which("redis-server") or str(REDIS_SERVER)
    if not Path(program).exists():
        raise SetupError("There is no redis-server on this machine; make run installs one.")
    server = subprocess.Popen(
        [program, str(folder / "redis.conf")],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    for _ in range(600):
        if server.poll() is not None:
            return False
        if _answers(port, password):
            return True
        time.sleep(0.05)
    return False


def _answers(port: int, password: str) -> bool:
    if not port:
        return False
    client = redis.Redis(port=port, password=password, socket_timeout=2, socket_connect_timeout=2)
    try:
        return bool(client.ping())
    except redis.RedisError:
        return False
    finally:
        client.close()


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        return probe.connect_ex(("127.0.0.1", port)) != 0


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _put_data_aside(folder: Path) -> None:
    aside = folder / "unreadable"
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir()
    for data in folder.glob("appendonly*"):
        data.rename(aside / data.name)
