"""Closing as people do it: what it means is said first, a job does it, and never twice."""

from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from accounts.imports.tasks import open_from
from accounts.models import PolicyTransaction
from config.lib.errors import DomainError
from reports.jobs.services import run_job
from reports.models import Job, MonthClose, ProductionFact
from reports.production.figures import figures
from reports.production.querysets import counted
from reports.production.services import close_month
from reports.production.tasks import ask_to_close
from tests.cast import transact
from tests.reports.production_book import OCTOBER, october
from tests.reports.test_production import one_dollar_too_many

CLOSE = reverse("production-close")
SEPTEMBER = date(2026, 9, 1)


@pytest.fixture
def made(cast):
    """October's book on a day in November."""
    with time_machine.travel("2026-11-20T20:00:00Z", tick=True):
        yield october(cast)


def test_the_months_are_closed_by_a_job_after_it_was_said_what_that_means(cast, made, sign_in):
    browser = sign_in(cast.dora)
    asked = browser.get(CLOSE, {"month": "2026-10"})
    text = asked.content.decode()
    assert "13 months are open up to October 2026" in text
    assert "October 2025, the first month with bookings: 13 months" in text
    assert not MonthClose.objects.exists()
    pressed = browser.post(CLOSE, {"month": "2026-10", "begin": "all"})
    job = Job.objects.get(kind="month-close")
    assert pressed.url == job.get_absolute_url()
    run_job(job.pk)
    job.refresh_from_db()
    assert (job.state, job.message) == (
        "done", "Closed October 2025 to October 2026. Its figures are frozen.")  # fmt: skip
    assert MonthClose.objects.filter(closed_by=cast.dora).count() == 13
    assert "these figures are frozen" in browser.get(job.result_url).content.decode()
    assert browser.get(CLOSE, {"month": "2026-10"}).status_code == 422


def test_a_second_press_leads_to_the_job_that_closes_already(cast, made):
    job = ask_to_close(month=OCTOBER, by=cast.dora)
    assert ask_to_close(month=SEPTEMBER, by=cast.dora) == job
    with pytest.raises(DomainError, match="is closing months at this moment"):
        ask_to_close(month=OCTOBER, by=cast.acc)
    run_job(job.pk)
    run_job(job.pk)
    assert MonthClose.objects.count() == 13
    with pytest.raises(DomainError, match="closed already"):
        ask_to_close(month=OCTOBER, by=cast.acc)


def test_a_refusal_stands_on_the_job_and_nothing_is_closed(cast, made, monkeypatch, sign_in):
    one_dollar_too_many(monkeypatch)
    job = ask_to_close(month=OCTOBER, by=cast.dora)
    run_job(job.pk)
    page = sign_in(cast.dora).get(job.get_absolute_url()).content.decode()
    assert "October 2026 cannot be closed: beginning and changes differ" in page
    assert not MonthClose.objects.exists()
    assert not ProductionFact.objects.exists()
    assert ask_to_close(month=OCTOBER, by=cast.dora) != job


def test_a_house_may_begin_with_one_month_and_the_earlier_ones_keep_what_they_had(
    cast, made, sign_in
):
    months = [date(2025, 10, 1), date(2026, 3, 1), SEPTEMBER, OCTOBER]
    before = {month: figures(cast.dora, month).total for month in months}
    browser = sign_in(cast.dora)
    browser.post(CLOSE, {"month": "2026-10", "begin": "this"})
    run_job(Job.objects.get(kind="month-close").pk)
    assert [close.month for close in MonthClose.objects.all()] == [OCTOBER]
    assert ProductionFact.objects.count() == PolicyTransaction.objects.count()
    transact(made.stayed, "END", date(2026, 3, 5), "50.00", "5.00")
    for month in months:
        assert figures(cast.dora, month).total == before[month], month
    march = browser.get(reverse("production"), {"month": "2026-03"}).content.decode()
    assert "Before the first closed month" in march
    assert CLOSE not in march
    with pytest.raises(DomainError, match="lies before the first closed month"):
        close_month(month=SEPTEMBER, by=cast.dora)
    november = counted(cast.dora).get(counted_in=date(2026, 11, 1))
    assert (november.month, november.premium) == (date(2026, 3, 1), Decimal("50.00"))
    assert open_from() == date(2026, 11, 1)


def test_once_a_month_is_closed_the_next_close_has_no_beginning_to_choose(cast, made):
    close_month(month=SEPTEMBER, by=cast.dora)
    closed = close_month(month=OCTOBER, by=cast.dora, since=date(2025, 11, 1))
    assert [close.month for close in closed] == [OCTOBER]
