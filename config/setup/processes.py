"""Finding, locking and ending the servers that belong to one home folder."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil


class SetupError(Exception):
    """Something the person at the keyboard can mend; the message is one sentence."""


@contextmanager
def only_one(lock: Path) -> Iterator[None]:
    """Hold `lock` while servers are looked at and started, so two starts make one server."""
    with lock.open("a") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def servers_in(folder: Path, name: str) -> list[psutil.Process]:
    """The running `name` servers that work in `folder`.

    A remembered pid may by now belong to any program, so a server is known by its name
    and its folder. Where another user's working directory may not be read (a container's
    root has no such right), its command line names the folder.
    """
    found = []
    for process in psutil.process_iter():
        try:
            if process.name() != name or process.status() == psutil.STATUS_ZOMBIE:
                continue
            if str(folder) in process.cmdline() or process.cwd() == str(folder):
                found.append(process)
        except psutil.Error:
            continue
    return found


def end(processes: list[psutil.Process], patience: float = 5) -> None:
    """Ask `processes` to stop, and kill those which have not within `patience` seconds."""
    for process in processes:
        if process.is_running():
            process.terminate()
    _, stubborn = psutil.wait_procs(processes, timeout=patience)
    for process in stubborn:
        process.kill()
    psutil.wait_procs(stubborn, timeout=patience)


def last_lines(log: Path, count: int = 3) -> str:
    """The end of a server's log, for a sentence that says why it did not start."""
    lines = log.read_text(errors="replace").splitlines() if log.exists() else []
    return " / ".join(line.strip() for line in lines[-count:])
