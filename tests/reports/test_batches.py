"""Many documents as one job: its parts, one file, a list of what failed, cancelled as a whole."""

import io
import zipfile
from datetime import date
from decimal import Decimal

import pypdf
import pytest
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone

from accounts.models import Contact, Tier
from config.lib.errors import DomainError
from reports.documents.batch_delivery import leaving, request_batch_delivery
from reports.documents.batches import request_batch
from reports.jobs.models import Job
from reports.jobs.runner import run_job
from reports.jobs.services import cancel, retry
from reports.models import Delivery, Document
from teams.notifications.models import Bounce, OutboundEmail
from tests.accounts.test_receivables import bill
from tests.cast import make_client, make_term

pytestmark = pytest.mark.usefixtures("november")
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
        assert reader.metadata.title == "Statements for all clients with a balance: 2"
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
    waiting, begun = job.not_before, job.started_at
    run_job(job.parts.order_by("pk").last().pk)
    job.refresh_from_db()
    assert job.not_before < waiting
    run_job(job.pk)
    job.refresh_from_db()
    assert (job.state, job.started_at) == ("done", begun)


def test_what_fails_is_listed_with_its_reason_and_made_when_it_is_tried_again(
    cast, debtors, sign_in
):
    job = ask(cast.ana, together="zip")
    run_job(job.pk)
    first, second = job.parts.order_by("pk")
    Job.objects.filter(pk=first.pk).update(params=first.params | {"subject": "0"})
    work_off(job)
    assert (job.state, job.result["documents"], job.result["failed"]) == ("done", 1, 1)
    with default_storage.open(job.result["file"]) as file:
        assert len(zipfile.ZipFile(io.BytesIO(file.read())).namelist()) == 1
    assert second.title in {f"Statement of account for {client}" for client in debtors}
    page = sign_in(cast.ana).get(job.result_url).content.decode()
    assert "Choose the client it is about." in page
    assert "Try these again" in page
    Job.objects.filter(pk=first.pk).update(params=first.params)
    began = job.started_at
    retry(job, by=cast.ana)
    assert (work_off(job).result["documents"], job.result["failed"]) == (2, 0)
    assert job.started_at > began
    with pytest.raises(DomainError, match="Only a failed"):
        retry(job, by=cast.ana)


def test_what_may_not_be_printed_yet_fails_with_its_reason_and_is_made_once_it_may(cast):
    client = make_client(cast, "Unlicensed Inc")
    make_term(client, expires_on=EXPIRING, premium=Decimal("100"))
    licenses = list(cast.ana.licenses.all())
    cast.ana.licenses.all().delete()
    job = work_off(ask(cast.ana, choice="stewardship"))
    assert job.state == "failed"
    assert "None of the 1 documents" in job.error
    assert "no license on file" in job.error
    for found in licenses:
        found.save(force_insert=True)
    retry(job, by=cast.ana)
    assert work_off(job).result["documents"] == 1


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
    assert job.title == ("Stewardship reports for World Class clients renewing in December 2026: 1")
    assert [d.client.name for d in Document.objects.all()] == ["Renewing"]
    assert job.result["documents"] == 1
    with pytest.raises(DomainError, match="no client to make this for"):
        ask(cast.ana, choice="stewardship", month=date(2020, 1, 1), nonce="other")
    empty = sign_in(cast.ana).post(
        reverse("batch-new"),
        {"choice": "stewardship", "month": "2020-01", "together": "pdf", "nonce": "n"},
    )
    assert empty.status_code == 422


def test_a_batch_leaves_by_e_mail_once_and_says_what_could_not(cast, debtors, sign_in):
    alder, birch = debtors
    Contact.objects.create(client=alder, name="Olive Owner", email="owner@alder.example",
                           primary=True)  # fmt: skip
    Contact.objects.create(client=alder, name="Bill Payer", email="bills@alder.example",
                           roles=["billing"])  # fmt: skip
    batch = work_off(ask(cast.ana))
    page = sign_in(cast.ana).get(reverse("batch-deliver", args=[batch.pk])).content.decode()
    assert "bills@alder.example" in page
    assert "Nobody of the client has an e-mail address" in page
    ways = {"batch": batch, "message": "Here it is.", "by": cast.ana}
    job = request_batch_delivery(nonce="one", **ways)
    assert request_batch_delivery(nonce="one", **ways) == job
    run_job(job.pk)
    job.refresh_from_db()
    assert job.result == {"sent": 1, "left": 1}
    sent = Delivery.objects.get()
    assert (sent.document.client, sent.address) == (alder, "bills@alder.example")
    assert sent.email.body.startswith("Here it is.")
    with pytest.raises(DomainError, match="can leave by e-mail now"):
        request_batch_delivery(nonce="two", **ways)
    Contact.objects.create(client=birch, name="Pat", email="pat@birch.example")
    run_job(request_batch_delivery(nonce="three", **ways).pk)
    assert sorted(OutboundEmail.objects.values_list("to", flat=True)) == [
        "bills@alder.example", "pat@birch.example",
    ]  # fmt: skip


def test_a_person_without_mailings_a_returned_address_and_an_unread_report_stay(cast, debtors):
    alder, birch = debtors
    Contact.objects.create(client=alder, name="Quiet", email="quiet@alder.example",
                           do_not_mail=True, do_not_mail_reason="Asked us")  # fmt: skip
    pat = Contact.objects.create(client=birch, name="Pat", email="pat@birch.example")
    email = OutboundEmail.objects.create(key="old", to=pat.email, subject="Old", body="Old")
    Bounce.objects.create(email=email, at=timezone.now(), reason="No such person", by=cast.ana)
    batch = work_off(ask(cast.ana))
    says = {row.document.client: row.why for row in leaving(batch, cast.ana)}
    assert "mailings may go" in says[alder]
    assert "pat@birch.example come back" in says[birch]
    make_term(birch, expires_on=EXPIRING, premium=Decimal("100"))
    reports = work_off(ask(cast.ana, choice="stewardship", nonce="other"))
    assert [row.why for row in leaving(reports, cast.ana)] == [
        "A second person has to review it first."
    ]
