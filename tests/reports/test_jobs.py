"""Jobs inside one process: claims, leases, attempts, cancelling, and the pages."""

import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from config.lib.errors import DomainError
from reports.health.querysets import job_health
from reports.jobs import services
from reports.jobs.models import Job
from reports.jobs.rules import in_words, pause_after
from reports.jobs.tasks import tick
from teams.models import Notification
from tests.reports import extra_jobs
from tests.reports.extra_jobs import effects


def ask(by, key=None, title="A test", max_attempts=3, **params) -> Job:
    return services.enqueue(
        "test-effect", title=title, params=params, by=by, key=key, max_attempts=max_attempts
    )


def now_due(job: Job) -> None:
    Job.objects.filter(pk=job.pk).update(not_before=timezone.now())


def fall_silent(job: Job) -> None:
    """What is left of a job whose worker was killed, once the lease has run out."""
    Job.objects.filter(pk=job.pk).update(leased_until=timezone.now() - timedelta(seconds=1))


def in_threads(*calls):
    """Run the calls at once, each with a database connection of its own."""

    def closing(call):
        try:
            return call()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return [future.result(30) for future in [pool.submit(closing, call) for call in calls]]


def wait_for(condition, seconds=10) -> None:
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.05)


def test_a_job_is_done_with_its_result_and_its_link(cast):
    job = ask(cast.ana, steps=1)
    services.run_job(job.pk)
    job.refresh_from_db()
    assert (job.state, job.result, job.result_url) == ("done", {"steps": 1}, "/notices/")
    assert (job.message, job.percent, job.lease) == ("All steps taken.", 100, None)
    assert effects(job) == 1


def test_the_same_key_twice_is_one_job(cast):
    first, second = ask(cast.ana, key="once"), ask(cast.ana, key="once")
    assert first == second
    assert Job.objects.count() == 1
    assert ask(cast.ana) != ask(cast.ana)


@pytest.mark.slow
def test_the_same_key_from_many_at_once_is_one_job(live_cast):
    jobs = in_threads(*[lambda: ask(live_cast.ana, key="once")] * 6)
    assert len({job.pk for job in jobs}) == 1
    assert Job.objects.count() == 1


def test_an_unknown_kind_or_queue_is_refused_when_asked_for(cast):
    with pytest.raises(LookupError):
        services.enqueue("no-such-kind", title="?", params={}, by=cast.ana)
    with pytest.raises(ValueError, match="no queue"):
        services.enqueue("test-effect", title="?", params={}, by=cast.ana, queue="nowhere")


@pytest.mark.slow
def test_of_many_claims_at_once_one_wins(live_cast):
    for _ in range(5):
        job = ask(live_cast.ana)
        gate = threading.Barrier(4)

        def claim(job=job, gate=gate):
            connection.ensure_connection()
            gate.wait()
            return services.claim(job.pk)

        assert sum(won is not None for won in in_threads(*[claim] * 4)) == 1


@pytest.mark.slow
def test_control_without_the_condition_two_claims_win(live_cast):
    """Shows the race that the conditional UPDATE prevents, so the test above can fail."""
    job = ask(live_cast.ana)
    gate = threading.Barrier(2)

    def read_then_write():
        may = Job.objects.claimable(timezone.now()).filter(pk=job.pk).exists()
        gate.wait()
        return may and Job.objects.filter(pk=job.pk).update(state="running", lease=uuid.uuid4())

    assert in_threads(read_then_write, read_then_write) == [1, 1]


def test_a_second_delivery_of_a_running_or_finished_job_does_nothing(cast):
    job = ask(cast.ana)
    held = services.claim(job.pk)
    services.run_job(job.pk)
    assert effects(job) == 0
    fall_silent(job)
    services.run_job(job.pk)
    services.run_job(job.pk)
    job.refresh_from_db()
    assert (job.state, job.attempts, effects(job)) == ("done", 2, 1)
    assert held.lease is not None


def test_a_failed_attempt_leaves_nothing_and_is_tried_again_later(cast):
    job = ask(cast.ana, failures=1)
    services.run_job(job.pk)
    job.refresh_from_db()
    assert (job.state, job.attempts, effects(job)) == ("queued", 1, 0)
    assert job.not_before > timezone.now()
    assert "failed unexpectedly; reference" in job.error
    services.run_job(job.pk)
    job.refresh_from_db()
    assert job.attempts == 1, "the pause was not kept"
    now_due(job)
    services.run_job(job.pk)
    job.refresh_from_db()
    assert (job.state, job.attempts, job.error, effects(job)) == ("done", 2, "", 1)


def test_the_last_failed_attempt_ends_the_job_with_a_reference_into_the_log(cast, capsys):
    job = ask(cast.ana, failures=9, max_attempts=2)
    for _ in range(3):
        now_due(job)
        services.run_job(job.pk)
    job.refresh_from_db()
    assert (job.state, job.attempts, effects(job)) == ("failed", 2, 0)
    reference = job.error.removesuffix(".").split()[-1]
    assert "secret" not in job.error
    log = capsys.readouterr().out
    assert reference in log
    assert "ZeroDivisionError" in log


def test_a_refusal_by_the_business_is_final(cast):
    job = ask(cast.ana, refuse=True)
    services.run_job(job.pk)
    job.refresh_from_db()
    assert (job.state, job.attempts, job.error) == ("failed", 1, "The month is closed.")
    assert effects(job) == 0


def test_a_job_that_kills_its_workers_is_given_up(cast):
    job = ask(cast.ana, max_attempts=2)
    for attempt in (1, 2):
        assert services.claim(job.pk).attempts == attempt
        fall_silent(job)
    assert services.claim(job.pk) is None
    services.sweep()
    job.refresh_from_db()
    assert (job.state, job.error) == ("failed", services.NEVER_FINISHED)


@pytest.mark.slow
def test_who_lost_the_lease_keeps_nothing(live_cast):
    job = ask(live_cast.ana, steps=10)
    worker = threading.Thread(target=in_threads, args=(lambda: services.run_job(job.pk),))
    worker.start()
    wait_for(lambda: Job.objects.filter(pk=job.pk, state="running").exists())
    fall_silent(job)
    other = services.claim(job.pk)
    worker.join(20)
    job.refresh_from_db()
    assert (job.state, job.lease, effects(job)) == ("running", other.lease, 0)


@pytest.mark.slow
def test_progress_shows_and_the_lease_is_renewed_while_the_work_is_uncommitted(live_cast):
    job = ask(live_cast.ana, steps=25)
    worker = threading.Thread(target=in_threads, args=(lambda: services.run_job(job.pk),))
    worker.start()
    wait_for(lambda: Job.objects.filter(pk=job.pk, state="running").exists())
    first = Job.objects.get(pk=job.pk)
    wait_for(lambda: Job.objects.get(pk=job.pk).done > 0)
    moved = Job.objects.get(pk=job.pk)
    assert moved.leased_until > first.leased_until
    assert moved.message.startswith("Step ")
    assert 0 < moved.percent < 100
    assert effects(job) == 0
    worker.join(20)
    assert effects(job) == 1


@pytest.mark.slow
def test_cancelling_a_running_job_stops_it_and_keeps_nothing(live_cast):
    job = ask(live_cast.ana, steps=100)
    worker = threading.Thread(target=in_threads, args=(lambda: services.run_job(job.pk),))
    worker.start()
    wait_for(lambda: Job.objects.filter(pk=job.pk, state="running").exists())
    services.cancel(job, by=live_cast.ana)
    worker.join(5)
    assert not worker.is_alive()
    job.refresh_from_db()
    assert (job.state, effects(job)) == ("cancelled", 0)


def test_a_waiting_job_is_cancelled_at_once_and_a_finished_one_not_at_all(cast):
    waiting, done = ask(cast.ana), ask(cast.ana)
    services.cancel(waiting, by=cast.ana)
    services.run_job(waiting.pk)
    waiting.refresh_from_db()
    assert (waiting.state, effects(waiting)) == ("cancelled", 0)
    services.run_job(done.pk)
    with pytest.raises(DomainError):
        services.cancel(done, by=cast.ana)


def test_a_job_cancelled_while_its_worker_was_dead_is_closed_by_the_sweep(cast):
    job = ask(cast.ana)
    services.claim(job.pk)
    services.cancel(job, by=cast.ana)
    fall_silent(job)
    services.run_job(job.pk)
    services.sweep()
    job.refresh_from_db()
    assert (job.state, effects(job)) == ("cancelled", 0)


def test_a_failed_job_can_be_tried_again_with_all_its_attempts(cast):
    job = ask(cast.ana, failures=1, max_attempts=1)
    services.run_job(job.pk)
    job.refresh_from_db()
    assert job.state == "failed"
    Job.objects.filter(pk=job.pk).update(params={})
    services.retry(job, by=cast.ana)
    with pytest.raises(DomainError):
        services.retry(job, by=cast.ana)
    services.run_job(job.pk)
    job.refresh_from_db()
    assert (job.state, job.error, effects(job)) == ("done", "", 1)


def test_what_a_job_changes_is_kept_in_history_under_the_name_of_who_asked(cast):
    job = ask(cast.ana, team=cast.bay.pk, title="Rename the team")
    services.run_job(job.pk)
    context = cast.bay.history.order_by("pgh_id").last().pgh_context.metadata
    assert context["user"] == cast.ana.pk
    assert (context["reason"], context["url"]) == ("Rename the team", f"/jobs/{job.pk}/")


def test_pauses_grow_and_durations_are_spoken():
    first = timedelta(seconds=10)
    assert [pause_after(n, first).total_seconds() for n in (1, 2, 3, 9)] == [10, 40, 160, 600]
    assert in_words(timedelta(seconds=0.42)) == "0.4 s"
    assert in_words(timedelta(seconds=59)) == "59 s"
    assert in_words(timedelta(seconds=125)) == "2 min 5 s"
    assert in_words(timedelta(minutes=130)) == "2 h 10 min"
    assert in_words(timedelta(days=4)) == "4 days"


def test_the_tick_calls_every_hook_and_leaves_a_sign_of_life_even_if_one_fails(cast, monkeypatch):
    assert job_health().is_late
    monkeypatch.setattr(extra_jobs, "hook_fails", True)
    before = len(extra_jobs.ticks)
    tick()
    tick()
    assert len(extra_jobs.ticks) == before + 2
    assert not job_health().is_late
    Job.objects.filter(key="tick").update(finished_at=timezone.now() - timedelta(minutes=5))
    assert job_health().is_late


def test_the_page_of_a_job_shows_every_state(cast, sign_in):
    browser = sign_in(cast.ana)
    first, job = ask(cast.ana), ask(cast.ana, title="Board report")
    page = reverse("job-page", args=[job.pk])
    assert b"It is number 2 in the queue" in browser.get(page).content
    Job.objects.filter(pk=first.pk).update(state="done")
    assert b"It is next in the queue" in browser.get(page).content
    Job.objects.filter(pk=job.pk).update(
        state="running", lease=uuid.uuid4(), done=40, total=200, message="Reading rows"
    )
    fragment = browser.get(reverse("job-progress", args=[job.pk]), headers={"HX-Request": "true"})
    assert b'aria-valuenow="20"' in fragment.content
    assert b"Reading rows" in fragment.content
    assert b'hx-trigger="every 1s"' in fragment.content
    assert b"<html" not in fragment.content
    Job.objects.filter(pk=job.pk).update(state="done", result_url="/notices/")
    done = browser.get(page).content
    assert b"Open the result" in done
    assert b"every 1s" not in done
    Job.objects.filter(pk=job.pk).update(state="failed", error="The month is closed.")
    failed = browser.get(page).content
    assert b"The month is closed." in failed
    assert b"Retry" in failed
    assert browser.get(reverse("job-progress", args=[job.pk])).url == page


def test_who_watched_a_document_being_made_is_led_to_it(cast, sign_in):
    job = ask(cast.ana)
    Job.objects.filter(pk=job.pk).update(kind="document", state="done", result_url="/notices/")
    watching = {"headers": {"HX-Request": "true"}}
    progress = reverse("job-progress", args=[job.pk])
    assert sign_in(cast.ana).get(progress, **watching)["HX-Redirect"] == "/notices/"
    Job.objects.filter(pk=job.pk).update(kind="document-batch")
    assert "HX-Redirect" not in sign_in(cast.ana).get(progress, **watching)


def test_buttons_cancel_and_retry_and_say_no_in_a_sentence(cast, sign_in):
    browser = sign_in(cast.ana)
    job = ask(cast.ana)
    browser.post(reverse("job-cancel", args=[job.pk]))
    job.refresh_from_db()
    assert job.state == "cancelled"
    assert browser.get(reverse("job-retry", args=[job.pk])).status_code == 405
    browser.post(reverse("job-retry", args=[job.pk]))
    job.refresh_from_db()
    assert job.state == "queued"
    refused = browser.post(reverse("job-retry", args=[job.pk]), headers={"HX-Request": "true"})
    assert refused.status_code == 422
    assert b"Only a failed or cancelled job" in refused.content


def test_a_stranger_does_not_find_the_job_and_an_overseer_does(cast, sign_in):
    job = ask(cast.ana, title="Ana asked for this")
    for name, found in (("cora", 404), ("rita", 404), ("max", 200), ("ana", 200)):
        browser = sign_in(getattr(cast, name))
        assert browser.get(reverse("job-page", args=[job.pk])).status_code == found
        assert (b"Ana asked for this" in browser.get("/jobs/").content) == (found == 200)
    assert sign_in(cast.cora).post(reverse("job-cancel", args=[job.pk])).status_code == 404


def test_the_list_says_what_to_expect_when_empty_and_the_clock_is_no_job(cast, sign_in):
    tick()
    Job.objects.exclude(key="tick").delete()
    page = sign_in(cast.dora).get("/jobs/").content
    assert b"Nothing has been asked for yet" in page
    assert b"Working" in page
    assert b"Last tick" not in sign_in(cast.ana).get("/jobs/").content


def test_the_list_makes_the_same_queries_for_two_jobs_and_for_thirty(
    cast, sign_in, django_assert_max_num_queries
):
    browser = sign_in(cast.dora)
    for _ in range(30):
        ask(cast.ana)
    with django_assert_max_num_queries(9):
        assert browser.get("/jobs/").status_code == 200


def test_alive_touches_nothing_and_ready_asks_the_database(db, client, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get("/healthz").status_code == 200
    with django_assert_num_queries(1):
        assert client.get("/readyz").content == b"ready\n"


def test_notices_of_a_rolled_back_attempt_are_gone(cast):
    job = ask(cast.ana, refuse=True)
    services.run_job(job.pk)
    assert not Notification.objects.exists()
