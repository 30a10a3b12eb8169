"""PostgreSQL and Redis of the tests' own, started before anything reads the settings."""

import os
from pathlib import Path

from config import embedded

HOME = Path(os.environ.get("STEWARD_TEST_HOME", Path(__file__).parent.parent / ".steward-test"))

os.environ["STEWARD_HOME"] = str(HOME)
os.environ["DATABASE_URL"] = os.environ.get("TEST_DATABASE_URL") or embedded.start_postgres(
    HOME / "postgres", fast=True
)
os.environ["REDIS_URL"] = os.environ.get("TEST_REDIS_URL") or embedded.start_redis(HOME / "redis")
