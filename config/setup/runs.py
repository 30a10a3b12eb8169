"""One run at a time per home folder, and what a killed run left behind."""

import fcntl
import json
import os
import sys
from pathlib import Path
from typing import IO

import psutil

# Web, worker and beat carry this variable with their home, so they can be found again.
MARK = "STEWARD_RUN"


def claim(home: Path, port: int) -> IO[str]:
    """Take `home` for this run and note its pid and port there, or end with a sentence.

    The lock is a POSIX one: processes that outlive a killed run do not inherit it.
    """
    try:
        home.mkdir(parents=True, exist_ok=True)
        lock = (home / "run.lock").open("a+")
    except OSError as problem:
        sys.exit(
            f"Steward cannot write to {home} ({problem.strerror}); "
            "set STEWARD_HOME to a folder of yours."
        )
    try:
        fcntl.lockf(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        sys.exit(f"Steward already runs from {home}; stop it there with Ctrl-C, or with: make stop")
    lock.truncate(0)
    json.dump({"pid": os.getpid(), "port": port}, lock)
    lock.flush()
    return lock


def left_over(home: Path) -> list[psutil.Process]:
    """Web, worker and beat processes of `home`; after a killed run they live on."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.environ().get(MARK) == str(home):
                found.append(process)
        except (psutil.Error, OSError):
            continue
    return found


def holder(home: Path) -> int | None:
    """The pid of the run that holds `home`, if one does."""
    lock = home / "run.lock"
    if not lock.exists():
        return None
    with lock.open("a+") as handle:
        try:
            fcntl.lockf(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            handle.seek(0)
            return int(json.load(handle)["pid"])
    return None
