"""Many documents as one job: its parts, one file, a list of what failed, cancelled as a whole."""

import io
import zipfile
from datetime import date
from decimal import Decimal

import pypdf
import pytest
from django.core.files.storage import default_storage
from django.urls import reverse

from accounts.models import Tier
from config.lib.errors import DomainError
from reports.documents.batches import request_batch
from reports.jobs.models import Job
from reports.jobs.runner import run_job
from reports.jobs.services import cancel, retry
from reports.models import Document
from tests.accounts.test_receivables import bill
from tests.cast import make_client, make_term

EXPIRING = date(2026, 12, 15)


@pytest.fixture
def debtors(cast):
    """Two clients of Bay and one of Valley owe; a third of Bay has paid everything."""
    found = [make_client(cast, name) for name in ("Alder & Sons", "Birch <LLC>")]
    for number, client in enumerate([*found, make_client(cast, "Valley Steel", team=cast.valley)]):
        bill(cast, client, f"B-{number}")
    make_client(cast, "Cedar, all paid")
    return found


def ask(by, **more) -> Job:
    given = {"choice": "statements", "month": EXPIRING, "tier": None, "together": "pdf",
             "nonce": "page"}  # fmt: skip
    return request_batch(by=by, **(given | more))


def work_off(job: Job) -> Job:
    """Run the job, its parts, and the job again, as workers would."""
    run_job(job.pk)
    for part in job.parts.filter(state="queued"):
        run_job(part.pk)
    Job.objects.filter(pk=job.pk, state="queued").update(not_before=job.created_at)
    run_job(job.pk)
    job.refresh_from_db()
    return job


def test_statements_for_all_who_owe_become_one_file_of_one_s_own_clients(cast, debtors, sign_in):
    job = work_off(ask(cast.ana))
    assert ask(cast.ana) == job
    assert (job.state, job.attempts, job.result["documents"]) == ("done", 1, 2)
    documents = Document.objects.filter(job__parent=job)
    assert {d.client for d in documents} == set(debtors)
    with default_storage.open(job.result["file"]) as file:
        reader = pypdf.PdfReader(io.BytesIO(file.read()))
        assert len(reader.pages) == sum(d.pages for d in documents)
        assert "Alder & Sons" in reader.pages[0].extract_text()
    page = sign_in(cast.ana).get(job.result_url).content.decode()
    assert "Birch &lt;LLC&gt;" in page
    file = sign_in(cast.ana).get(reverse("batch-file", args=[job.pk]))
    assert file["Content-Type"] == "application/pdf"
    assert sign_in(cast.max).get(reverse("batch-file", args=[job.pk])).status_code == 422


def test_parts_wait_behind_what_people_ask_for_and_are_counted_while_they_run(cast, debtors):
    job = ask(cast.ana)
    run_job(job.pk)
    job.refresh_from_db()
    assert (job.state, job.queue, job.parts_over) == ("queued", "reports", (0, 2))
    assert set(job.parts.values_list("queue", flat=True)) == {"batches"}
    run_job(job.parts.order_by("pk").first().pk)
    assert job.parts_over == (1, 2)
    job.refresh_from_db()
    waiting = job.not_before
    run_job(job.parts.order_by("pk").last().pk)
    job.refresh_from_db()
    assert job.not_before < waiting


def test_what_fails_is_listed_with_its_reason_and_the_rest_is_made(cast, debtors):
    job = ask(cast.ana, together="zip")
    run_job(job.pk)
    first, second = job.parts.order_by("pk")
    Job.objects.filter(pk=first.pk).update(params=first.params | {"subject": "0"})
    work_off(job)
    assert (job.state, job.result["documents"]) == ("done", 1)
    assert job.result["failed"] == [{"title": first.title, "why": "Choose the client it is about."}]
    with default_storage.open(job.result["file"]) as file:
        assert len(zipfile.ZipFile(io.BytesIO(file.read())).namelist()) == 1
    assert second.title in {f"Statement of account for {client}" for client in debtors}


def test_cancelling_stops_the_parts_and_trying_again_makes_them(cast, debtors):
    job = ask(cast.ana)
    run_job(job.pk)
    run_job(job.parts.order_by("pk").first().pk)
    job.refresh_from_db()
    cancel(job, by=cast.ana)
    assert sorted(job.parts.values_list("state", flat=True)) == ["cancelled", "done"]
    job.refresh_from_db()
    retry(job, by=cast.ana)
    assert work_off(job).result["documents"] == 2


def test_stewardship_reports_are_for_those_of_a_tier_who_renew_in_the_month(cast, sign_in):
    for name, ends, tier in (
        ("Renewing", EXPIRING, "World Class"),
        ("Later", date(2027, 3, 1), "World Class"),
        ("Small", EXPIRING, "Standard"),
    ):
        client = make_client(cast, name)
        client.tier = Tier.objects.get(name=tier)
        client.save()
        make_term(client, expires_on=ends, premium=Decimal("100"))
    job = work_off(
        ask(cast.ana, choice="stewardship", tier=Tier.objects.get(name="World Class").pk)
    )
    assert [d.client.name for d in Document.objects.all()] == ["Renewing"]
    assert job.result["documents"] == 1
    with pytest.raises(DomainError, match="no client to make this for"):
        ask(cast.ana, choice="stewardship", month=date(2020, 1, 1), nonce="other")
    empty = sign_in(cast.ana).post(
        reverse("batch-new"),
        {"choice": "stewardship", "month": "2020-01", "together": "pdf", "nonce": "n"},
    )
    assert empty.status_code == 422
