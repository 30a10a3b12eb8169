"""The files of the invented brokerage: real, read, and in every state the pages show."""

from datetime import date, timedelta

import pytest
from django.core.management import call_command

from accounts.models import Activity, Attachment, AttachmentVersion, Client
from reports.demo.papers import papers

TODAY = date(2026, 10, 14)


@pytest.fixture
def book(db):
    call_command("demo_book", clients=12, seed=7, today=TODAY, verbosity=0)


def test_the_same_day_gives_the_same_bytes():
    first = [paper.content for paper in papers(TODAY)]
    papers.cache_clear()
    assert [paper.content for paper in papers(TODAY)] == first


def test_the_first_client_has_files_of_every_kind_and_one_was_removed(book):
    files = Attachment.objects.filter(client=Client.objects.order_by("pk").first())
    assert {file.category.code for file in files} == {
        "policy", "endorsement", "loss-run", "application", "correspondence", "certificate",
    }  # fmt: skip
    valued = sorted(file.valued_on for file in files if file.valued_on)
    assert valued == [TODAY - timedelta(days=140), TODAY - timedelta(days=30)]
    assert files.get(removed_at__isnull=False).removed_why


def test_every_file_is_read_and_its_bytes_are_in_the_storage(book):
    for version in AttachmentVersion.objects.all():
        assert version.state == "ready"
        assert version.text
        assert version.file.storage.size(version.file.name) == version.size
        assert version.pictures.count() == version.pages


def test_an_e_mail_stands_on_the_timeline_once(book):
    mails = Attachment.objects.filter(category__code="correspondence")
    links = Activity.objects.filter(link__startswith="/clients/").values_list("link", flat=True)
    assert sorted(links) == sorted(file.get_absolute_url() for file in mails)
