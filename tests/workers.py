"""Real worker processes and a Redis of the test's own, to be killed at will."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
import redis
from django.conf import settings
from django.db import connection

from config.celery import app
from config.embedded import start_redis, stop_redis
from reports.bench.database import address_of
from reports.jobs import doorbell


@pytest.fixture(scope="module")
def redis_folder(tmp_path_factory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("chaos") / "redis"
    yield folder
    stop_redis(folder)


@pytest.fixture
def bell(redis_folder) -> Iterator[str]:
    """The address of a fresh Redis that this process and its workers use."""
    before, url = app.conf.broker_url, start_redis(redis_folder)
    redis.Redis.from_url(url).flushall()
    app.conf.broker_url = url
    doorbell.forget()
    yield url
    app.conf.broker_url = before
    doorbell.forget()


@pytest.fixture
def start_worker(live_cast, bell, tmp_path) -> Iterator[Callable[[], subprocess.Popen]]:
    """Starts real workers with beat inside; all of them are killed at the end."""
    environment = os.environ | {
        "DATABASE_URL": address_of(connection.settings_dict["NAME"]),
        "REDIS_URL": bell,
        "STEWARD_HOME": str(tmp_path),
        "STEWARD_EXTRA_TASKS": "tests.reports.extra_jobs",
        "TICK_SECONDS": "1",
        "JOB_LEASE_SECONDS": "3",
        "JOB_RING_AGAIN_SECONDS": "1",
    }
    command = [sys.executable, "-m", "celery", "-A", "config", "worker", "--beat"]
    command += ["--queues=interactive,reports,mail,batches", "--concurrency=2", "--loglevel=INFO"]
    command += ["--without-gossip", "--without-mingle", f"--schedule={tmp_path / 'beat'}"]
    workers = []

    def start() -> subprocess.Popen:
        with (tmp_path / f"worker-{len(workers)}.log").open("w") as log:
            worker = subprocess.Popen(
                command, cwd=settings.BASE_DIR, env=environment, stdout=log, stderr=log
            )
        workers.append(worker)
        return worker

    yield start
    for worker in workers:
        kill(worker)
    for log in sorted(tmp_path.glob("worker-*.log")):
        print(f"--- {log.name}\n{log.read_text()[-6000:]}")


def kill(worker: subprocess.Popen) -> None:
    """SIGKILL to the worker and every process it forked, so that nobody tidies up."""
    if worker.poll() is None:
        family = [psutil.Process(worker.pid), *psutil.Process(worker.pid).children(recursive=True)]
        for process in family:
            process.send_signal(signal.SIGKILL)
        psutil.wait_procs(family, timeout=10)
    worker.wait(10)
