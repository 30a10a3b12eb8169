"""Jobs when things die: real workers, a Redis of the test's own, SIGKILL, flush and outage."""

import signal
import time
from urllib.parse import urlsplit

import psutil
import pytest
import redis
from django.urls import reverse

from config.embedded import start_redis, stop_redis
from reports.jobs import doorbell, services
from reports.jobs.models import Job
from tests.reports.extra_jobs import effects
from tests.workers import kill

pytestmark = pytest.mark.slow

# Patience for starting processes on a crowded machine; what is promised is tested apart.
START_SECONDS = 150


def ask(by, max_attempts=3, **params) -> Job:
    return services.enqueue(
        "test-effect", title="A test", params=params, by=by, max_attempts=max_attempts
    )


def wait_for_state(state: str, *jobs: Job, seconds: float = START_SECONDS) -> float:
    """Wait until all jobs are in `state`; how many seconds that took."""
    begin = time.monotonic()
    while {job.state for job in Job.objects.filter(pk__in=[j.pk for j in jobs])} != {state}:
        assert time.monotonic() - begin < seconds, f"not {state} within {seconds} s"
        time.sleep(0.05)
    return time.monotonic() - begin


def test_a_job_whose_whole_worker_is_killed_is_done_once_by_the_next(live_cast, start_worker):
    worker = start_worker()
    # On a crowded machine a short lease may run out under a living worker as well.
    job = ask(live_cast.ana, max_attempts=9, steps=30)
    wait_for_state("running", job)
    kill(worker)
    assert (Job.objects.get(pk=job.pk).state, effects(job)) == ("running", 0)
    start_worker()
    wait_for_state("done", job)
    job.refresh_from_db()
    assert job.attempts >= 2
    assert effects(job) == 1


def test_jobs_survive_a_flushed_redis(live_cast, bell, start_worker):
    jobs = [ask(live_cast.ana) for _ in range(20)]
    server = redis.Redis.from_url(bell)
    assert server.llen("interactive") == 20
    server.flushall()
    start_worker()
    wait_for_state("done", *jobs)
    assert [effects(job) for job in jobs] == [1] * 20
    # A running worker and publisher whose keys vanish under them go on as well.
    server.flushall()
    later = ask(live_cast.ana)
    wait_for_state("done", later, seconds=15)


def test_pages_answer_while_redis_is_down_and_the_same_worker_goes_on_when_it_is_back(
    live_cast, bell, redis_folder, start_worker, sign_in
):
    start_worker()
    wait_for_state("done", ask(live_cast.ana))
    waiting = Job.objects.create(
        kind="test-effect", title="A test", key="again", requested_by=live_cast.ana,
        state="failed", not_before=live_cast.ana.created_at,
    )  # fmt: skip
    browser = sign_in(live_cast.ana)
    browser.get(reverse("job-page", args=[waiting.pk]))
    stop_redis(redis_folder)
    doorbell.forget()
    time.sleep(2)

    begin = time.monotonic()
    answer = browser.post(reverse("job-retry", args=[waiting.pk]))
    page = browser.get(reverse("job-page", args=[waiting.pk]))
    assert time.monotonic() - begin < 2
    assert answer.status_code == 302
    assert b"Waiting" in page.content
    begin = time.monotonic()
    others = [ask(live_cast.ana) for _ in range(20)]
    assert time.monotonic() - begin < 2, "the circuit breaker does not hold"

    start_redis(redis_folder)
    wait_for_state("done", waiting, *others, seconds=45)
    assert [effects(job) for job in (waiting, *others)] == [1] * 21


def test_a_redis_that_accepts_but_never_answers_does_not_hold_a_page(live_cast, bell):
    port = urlsplit(bell).port
    server = next(p for p in psutil.process_iter(["name"]) if listens(p, port))
    services.ring(ask(live_cast.ana))
    server.send_signal(signal.SIGSTOP)
    try:
        begin = time.monotonic()
        jobs = [ask(live_cast.ana) for _ in range(5)]
        assert time.monotonic() - begin < 2.5
        assert all(job.rung_at is None for job in jobs)
    finally:
        server.send_signal(signal.SIGCONT)


def listens(process: psutil.Process, port: int) -> bool:
    try:
        return process.info["name"].startswith("redis") and any(
            c.laddr.port == port and c.status == psutil.CONN_LISTEN
            for c in process.net_connections()
        )
    except psutil.Error:
        return False


def test_the_sweep_rings_no_more_often_than_there_are_jobs(live_cast, bell):
    jobs = [ask(live_cast.ana) for _ in range(5)]
    server = redis.Redis.from_url(bell)
    Job.objects.update(rung_at=None)
    assert services.sweep() == 0
    assert server.llen("interactive") == 5
    server.lpop("interactive", 3)
    assert services.sweep() == 3
    assert services.sweep() == 0
    assert server.llen("interactive") == len(jobs)


def test_a_job_is_cancelled_in_a_real_worker(live_cast, start_worker):
    start_worker()
    job = ask(live_cast.ana, steps=200)
    wait_for_state("running", job)
    services.cancel(job, by=live_cast.ana)
    wait_for_state("cancelled", job, seconds=6)
    assert effects(job) == 0
