"""`make run`: the servers, the schema, the demo book, then web, worker and beat until stopped."""

import os
import shlex
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path

from honcho.manager import Manager

from config import embedded
from config.setup import system
from config.setup.processes import end
from config.setup.runs import MARK, claim, left_over
from config.setup.welcome import announce

# A shell starts these, so the variables are filled in from the environment.
COMMANDS = {
    "web": (
        'gunicorn config.wsgi --bind="127.0.0.1:$PORT" --workers=2 --worker-class=gthread '
        "--threads=4 --preload --graceful-timeout=3 --no-control-socket --log-level=warning"
    ),
    "worker": (
        "celery --quiet --app=config worker --queues=interactive,reports,mail,batches,celery "
        "--concurrency=2 --without-gossip --without-mingle "
        "--loglevel=WARNING"
    ),
    "beat": (
        'celery --quiet --app=config beat --schedule="$STEWARD_HOME/beat/schedule" --pidfile= '
        "--loglevel=WARNING"
    ),
}
# In a container there is often nobody but root, and static files come from the apps.
EXPECTED_WARNINGS = ["You're running the worker with superuser privileges", "No directory at"]


def main() -> None:
    """Run Steward from its home folder until Ctrl-C, then leave nothing running."""
    home = embedded.home_folder()
    port = _port()
    for sign in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(sign, _stop)
    system.ensure()
    lock = claim(home, port)
    end(left_over(home))
    _require_free(port)
    try:
        embedded.provide(home)
        _prepare()
        code = _serve(home, port)
    except KeyboardInterrupt:
        code = 0
    finally:
        # A second Ctrl-C must not leave the servers behind.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        end(left_over(home))
        embedded.stop(home)
        lock.close()
    print("Steward has stopped.", flush=True)
    sys.exit(code)


def _port() -> int:
    port = os.environ.get("PORT") or "8000"
    if not port.isdigit() or not 0 < int(port) < 65536:
        sys.exit(f"PORT is {port}, which is no port; try: PORT=8001 make run")
    return int(port)


def _require_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as problem:
            sys.exit(
                f"Port {port} cannot be used ({problem.strerror}); try: PORT={port + 1} make run"
            )


def _prepare() -> None:
    command = [sys.executable, "-m", "config.setup.prepare"]
    if subprocess.run(command, cwd=embedded.ROOT).returncode:
        sys.exit("The database could not be prepared; it says why above.")


def _serve(home: Path, port: int) -> int:
    (home / "beat").mkdir(exist_ok=True)
    environment = os.environ | {
        MARK: str(home),
        "STEWARD_HOME": str(home),
        "PORT": str(port),
        "PYTHONUNBUFFERED": "1",
        "PYTHONWARNINGS": ",".join(f"ignore:{beginning}" for beginning in EXPECTED_WARNINGS),
    }
    manager = Manager()
    for name, command in COMMANDS.items():
        line = f"exec {shlex.quote(sys.executable)} -m {command}"
        manager.add_process(name, line, env=environment, cwd=str(embedded.ROOT))
    # Started late, so that no thread runs while honcho forks.
    announcer = threading.Timer(1, announce, [port])
    announcer.daemon = True
    announcer.start()
    manager.loop()
    asked_to_stop = manager.returncode in (0, 128 + signal.SIGINT, 128 + signal.SIGTERM)
    return 0 if asked_to_stop else 1


def _stop(signum: int, frame: object) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    main()
