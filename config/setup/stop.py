"""`make stop` and `make clean-home`: end what runs from the home folder."""

import contextlib
import shutil
import sys
from pathlib import Path

import psutil

from config import embedded
from config.setup.processes import end
from config.setup.runs import holder, left_over

PATIENCE = 60


def stop(home: Path) -> None:
    """End the run that holds `home`, then whatever it left: web, worker, beat, servers."""
    if not home.exists():
        return
    if pid := holder(home):
        with contextlib.suppress(psutil.NoSuchProcess):
            end([psutil.Process(pid)], PATIENCE)
    end(left_over(home))
    embedded.stop(home)


def clean(home: Path) -> None:
    """Stop everything and delete `home`: the database, Redis and all files."""
    if home.exists() and not (home / "postgres" / "PG_VERSION").exists():
        sys.exit(f"{home} does not look like Steward's folder, so it stays.")
    stop(home)
    shutil.rmtree(home, ignore_errors=True)


if __name__ == "__main__":
    if "--clean" in sys.argv:
        clean(embedded.home_folder())
    else:
        stop(embedded.home_folder())
        stop(embedded.ROOT / ".steward-test")
