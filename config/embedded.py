"""PostgreSQL and Redis without setting either up: both live in Steward's home folder.

They keep running after the program that started them, so the next one starts at once;
`make stop` ends them.
"""

import os
import sys
from pathlib import Path

from config.setup.postgres import start_postgres, stop_postgres
from config.setup.processes import SetupError
from config.setup.redis_server import start_redis, stop_redis

__all__ = [
    "home_folder",
    "provide",
    "start_postgres",
    "start_redis",
    "stop",
    "stop_postgres",
    "stop_redis",
]

ROOT = Path(__file__).resolve().parent.parent


def home_folder() -> Path:
    """Where the database, Redis and files of this machine live: `STEWARD_HOME` or `.steward`."""
    return Path(os.environ.get("STEWARD_HOME") or ROOT / ".steward").expanduser().resolve()


def provide(home: Path | None = None) -> None:
    """Set `DATABASE_URL` and `REDIS_URL` where they are not, starting the servers in `home`.

    What stands in the way is said in one sentence, and the program ends with status 1.
    """
    home = home or home_folder()
    missing = [name for name in ("DATABASE_URL", "REDIS_URL") if not os.environ.get(name)]
    if missing and os.environ.get("PRODUCTION"):
        sys.exit(
            f"Set {' and '.join(missing)}: a production server brings up no servers of its own."
        )
    try:
        if "DATABASE_URL" in missing:
            os.environ["DATABASE_URL"] = start_postgres(home / "postgres")
        if "REDIS_URL" in missing:
            os.environ["REDIS_URL"] = start_redis(home / "redis")
    except SetupError as problem:
        sys.exit(str(problem))
    except OSError as problem:
        sys.exit(
            f"Steward cannot use its folder {home} ({problem.strerror}: {problem.filename}); "
            "make it writable or set STEWARD_HOME to another."
        )


def stop(home: Path) -> None:
    """Stop the PostgreSQL and the Redis kept in `home`."""
    stop_postgres(home / "postgres")
    stop_redis(home / "redis")
