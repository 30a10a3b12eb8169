"""A batch of reports made by real workers: two of them against one, and the memory they take."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Count, Max, Min

from accounts.models import Client
from config.celery import app
from config.embedded import start_redis, stop_redis
from reports.bench.database import address_of
from reports.bench.timing import Row, Table
from reports.documents.services import request_document
from reports.jobs import doorbell
from reports.jobs.models import Job
from teams.models import User

MEANING = (
    "A batch of stewardship reports by two workers (ours) against one (plain), each with a press "
    "of its own: 0.50 would be twice as fast, 0.55 is 1.8 times. Memory is the most that a worker "
    "and its press held at any moment."
)
WARM_UP = 3  # documents for each worker, before the clock starts
MEGABYTE = 1024 * 1024


class Unfinished(Exception):
    """A worker died, or a document could not be made."""


def table(reports: int) -> Table:
    """Make the batch twice. The documents stay in the benchmark's own database."""
    with tempfile.TemporaryDirectory() as folder:
        one, held_by_one = _made(1, reports, Path(folder))
        two, held_by_two = _made(2, reports, Path(folder))
    note = f"{reports} reports; at most {max(held_by_one, held_by_two):.0f} MB a worker"
    return Table("Batches", MEANING, (Row("Stewardship reports", two, one, 0, note),))


def _made(workers: int, reports: int, folder: Path) -> tuple[float, float]:
    """Milliseconds from the first report's start to the last one's end, and the most MB held."""
    with _bell(folder / "redis") as bell, _running(workers, bell, folder) as worker:
        _wait_for(_ask(workers * WARM_UP), worker)
        jobs = _ask(reports)
        held = _wait_for(jobs, worker)
    span = Job.objects.filter(pk__in=jobs).aggregate(
        begun=Min("started_at"), ended=Max("finished_at")
    )
    return (span["ended"] - span["begun"]).total_seconds() * 1000, held


@contextmanager
def _bell(folder: Path) -> Iterator[str]:
    """A Redis of the benchmark's own, so that no other worker hears of its jobs."""
    before, url = app.conf.broker_url, start_redis(folder)
    app.conf.broker_url = url
    doorbell.forget()
    try:
        yield url
    finally:
        app.conf.broker_url = before
        doorbell.forget()
        stop_redis(folder)


@contextmanager
def _running(workers: int, bell: str, folder: Path) -> Iterator[psutil.Process]:
    environment = os.environ | {
        "DATABASE_URL": address_of(connection.settings_dict["NAME"]), "REDIS_URL": bell,
        "STEWARD_HOME": str(folder),
        "MEDIA_URL": f"file://{folder / 'media'}", "PYTHONWARNINGS": "ignore",
    }  # fmt: skip
    command = [sys.executable, "-m", "celery", "--quiet", "--app=config", "worker"]
    command += ["--queues=batches", f"--concurrency={workers}"]
    command += ["--without-gossip", "--without-mingle", "--loglevel=ERROR"]
    started = subprocess.Popen(  # noqa: S603
        # What this process prints is its table, and nothing else.
        command, cwd=settings.BASE_DIR, env=environment, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    worker = psutil.Process(started.pid)
    try:
        yield worker
    finally:
        family = [worker, *worker.children(recursive=True)]
        started.terminate()
        psutil.wait_procs(family, timeout=30)


def _ask(reports: int) -> list[int]:
    """Ask for so many reports, of the clients with the most policies, in turn."""
    director = User.objects.get(email="director@steward.example")
    clients = list(Client.objects.annotate(n=Count("terms")).order_by("-n", "pk")[:reports])
    begun = time.time_ns()
    with transaction.atomic():
        return [
            request_document(
                kind="stewardship", client=clients[n % len(clients)], by=director,
                nonce=f"bench-{begun}-{n}", queue="batches",
            ).pk
            for n in range(reports)
        ]  # fmt: skip


def _wait_for(jobs: list[int], worker: psutil.Process) -> float:
    """Until all are made; the most MB that one child of `worker` held together with its press.

    Raises Unfinished when the worker has ended or a job failed.
    """
    most = 0.0
    asked = Job.objects.filter(pk__in=jobs)
    while True:
        most = max(most, *map(_held, worker.children()), 0.0)
        states = set(asked.values_list("state", flat=True))
        if states == {Job.State.DONE}:
            return most
        if worker.status() == psutil.STATUS_ZOMBIE or Job.State.FAILED in states:
            why = asked.exclude(error="").values_list("error", flat=True).first()
            raise Unfinished(why or "The worker has ended.")
        time.sleep(0.1)


def _held(child: psutil.Process) -> float:
    family = [child, *child.children(recursive=True)]
    with suppress(psutil.NoSuchProcess):  # a press ends when another takes its place
        return sum(process.memory_info().rss for process in family) / MEGABYTE
    return 0.0
