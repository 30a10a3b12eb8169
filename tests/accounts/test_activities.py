"""The timeline: what is noted stays as it was told."""

from datetime import timedelta

import pytest
from django.db import Error, transaction
from django.utils import timezone

from accounts.activities.models import Activity
from accounts.activities.services import log_contact, log_event
from config.lib.errors import DomainError
from tests.cast import make_client

pytestmark = pytest.mark.django_db


def test_a_call_stands_on_the_timeline(cast, sign_in):
    client = make_client(cast)
    log_contact(client=client, kind="call", subject="Called about <the> flood", by=cast.ana)
    page = sign_in(cast.ana).get(f"/clients/{client.pk}/timeline/").content.decode()
    assert "Called about &lt;the&gt; flood" in page
    assert "Ana Alvarez" in page


def test_nothing_on_the_timeline_can_be_altered_or_removed(cast):
    client = make_client(cast)
    entry = log_event(client=client, subject="Imported", by=None)
    for change in (
        lambda: Activity.objects.filter(pk=entry.pk).update(subject="Other"),
        lambda: Activity.objects.filter(pk=entry.pk).delete(),
    ):
        with pytest.raises(Error, match="never changed"), transaction.atomic():
            change()


def test_what_has_not_happened_yet_is_refused(cast):
    client = make_client(cast)
    later = timezone.now() + timedelta(hours=1)
    with pytest.raises(DomainError, match="not happened yet"):
        log_contact(client=client, kind="call", subject="Call", by=cast.ana, happened_at=later)


def test_an_answer_stays_with_the_client_of_what_it_answers(cast):
    entry = log_event(client=make_client(cast), subject="Imported", by=None)
    other = make_client(cast, "Other Inc.")
    with pytest.raises(DomainError, match="stays with the client"):
        log_contact(client=other, kind="note", subject="Re", by=cast.ana, answers=entry)
