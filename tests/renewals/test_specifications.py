"""Specifications: frozen versions, read by a second person, on paper and in Word."""

import io
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import docx
import pytest
import time_machine
from django.db import InternalError, connection, transaction

from accounts.models import Claim, ClaimValuation, LineOfBusiness, Location, WritingCompany
from config.lib.errors import DomainError
from renewals.marketing.services import add_submission, record_step
from renewals.models import Placement, Specification
from renewals.placements.opening import open_chosen
from renewals.specifications.services import build_specification, review_specification
from renewals.underwriting.services import Given, save_answers
from renewals.underwriting.sheet import sheet_of
from reports.documents.registry import find
from reports.documents.services import ask_for, page
from reports.documents.word import fill
from tests.cast import make_client, make_term

TODAY = date(2026, 11, 24)
NOON = datetime(2026, 11, 24, 20, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def placement(cast):
    foundry = make_client(cast, "Smith & Sons <Foundry>")
    expires = TODAY + timedelta(days=120)
    term = make_term(
        foundry, number="PR-1", line="PROP", expires_on=expires,
        effective_on=expires - timedelta(days=365),
    )  # fmt: skip
    Location.objects.create(
        client=foundry, number="1", street="1 Pier", city="Oakland", state="CA", zip="94607",
        building=Decimal(2_500_000),
    )  # fmt: skip
    claim = Claim.objects.create(
        client=foundry, line=term.policy.line, loss_on=date(2025, 5, 1),
        reported_on=date(2025, 5, 2), description="Water from the roof",
    )  # fmt: skip
    ClaimValuation.objects.create(
        claim=claim, valued_on=date(2026, 10, 1), paid=Decimal(900), reserved=Decimal(100)
    )
    open_chosen(terms=[term], by=cast.ana)
    return Placement.objects.get()


@pytest.fixture
def first(placement, cast):
    return build_specification(placement=placement, by=cast.ana, narrative="Well run.")


def answer(placement, code, value, by):
    question = next(i for i in sheet_of(placement).items if i.question.code == code).question
    save_answers(placement=placement, given=[Given(question.pk, value=value)], by=by)


def test_a_version_freezes_the_facts_the_schedules_the_losses_and_what_expires(first):
    content = first.content
    rows = {r["question"]: r for topic in content["topics"] for r in topic["rows"]}
    assert rows["Locations and values"]["value"] == "1 location, $2,500,000"
    (schedule,) = content["schedules"]
    assert schedule["heads"] == ["No.", "Street", "City", "State", "ZIP", "Building", "Contents",
                                 "Business income"]  # fmt: skip
    assert content["losses"][0][:3] == ["Commercial property", "05/01/2025", "Water from the roof"]
    assert content["losses"][0][4:] == ["900.00", "100.00", "1,000.00"]
    assert content["expiring"][0]["number"] == "PR-1"
    assert "Loss runs Commercial property, Zenith Group: not yet requested" in content["missing"]


def test_later_answers_make_a_new_version_and_leave_the_old_one_alone(first, placement, cast):
    answer(placement, "changes", "A new hall", cast.ana)
    second = build_specification(placement=placement, by=cast.ana, narrative="Well run.")
    first.refresh_from_db()
    assert (first.version, second.version) == (1, 2)
    assert "A new hall" not in str(first.content)
    assert "A new hall" in str(second.content)


def test_a_version_that_would_say_the_same_is_not_built(first, placement, cast):
    with pytest.raises(DomainError, match="Nothing has changed since version 1"):
        build_specification(placement=placement, by=cast.ben, narrative="Well run.")


def test_the_content_cannot_be_changed_even_by_hand(first):
    with pytest.raises(InternalError, match="Cannot update"), transaction.atomic():
        Specification.objects.update(narrative="Other")
    with connection.cursor() as cursor, pytest.raises(InternalError), transaction.atomic():
        cursor.execute("DELETE FROM renewals_specification")


def test_a_second_person_stands_for_it_once(first, cast):
    with pytest.raises(DomainError, match="Somebody else"):
        review_specification(specification=first, by=cast.ana)
    with pytest.raises(DomainError, match="no such specification"):
        review_specification(specification=first, by=cast.cora)
    review_specification(specification=first, by=cast.ben, note="Read against the file")
    first.refresh_from_db()
    assert first.reviewed
    assert list(Specification.objects.reviewed()) == [first]
    with pytest.raises(DomainError, match="reviewed already"):
        review_specification(specification=first, by=cast.bea)


def test_the_pages_say_which_version_went_to_which_market_and_when(first, placement, cast, client):
    review_specification(specification=first, by=cast.ben)
    first.refresh_from_db()
    market = WritingCompany.objects.get(name="Zenith Casualty Company")
    submission = add_submission(placement=placement, company=market, by=cast.ana,
                                lines=list(LineOfBusiness.objects.filter(code="CGL")))  # fmt: skip
    record_step(submission=submission, kind="sent", on=date(2026, 11, 20), by=cast.ana,
                text="Portal", specification=first)  # fmt: skip
    client.force_login(cast.ana)
    for address in (f"/placements/{placement.pk}/specifications/", first.get_absolute_url()):
        page = " ".join(client.get(address).content.decode().split())
        assert f'<a href="{submission.get_absolute_url()}">Zenith Casualty Company</a>' in page
        assert "11/20/2026" in page


def test_an_older_version_is_no_longer_reviewed(first, placement, cast):
    build_specification(placement=placement, by=cast.ana, narrative="Better.")
    with pytest.raises(DomainError, match="newer version"):
        review_specification(specification=first, by=cast.ben)


def test_it_is_built_read_and_reviewed_on_its_pages(placement, cast, client):
    client.force_login(cast.ana)
    built = client.post(f"/placements/{placement.pk}/specifications/", {"narrative": "Good."})
    assert client.get(built["Location"]).status_code == 200
    own = client.post(built["Location"], {"do": "review"})
    assert own.status_code == 422
    client.force_login(cast.ben)
    assert client.post(built["Location"], {"do": "review", "note": "Read"}).status_code == 302
    assert "Reviewed" in client.get(built["Location"]).content.decode()


def test_paper_and_word_say_what_was_frozen_and_whether_anybody_stands_for_it(first, cast):
    kind = find("specification")
    ask = ask_for(kind, key=str(first.pk), as_of=TODAY, params={}, by=cast.ana)
    content = kind.build(ask)
    html = page(kind, content, ask)
    assert "Smith &amp; Sons &lt;Foundry&gt;" in html
    assert "Draft: not yet reviewed" in html
    assert "Water from the roof" in html
    word = docx.Document(io.BytesIO(fill(kind, content, ask)))
    text = "\n".join(p.text for p in word.paragraphs)
    assert "Smith & Sons <Foundry>" in text
    assert "Well run." in text
    cells = {cell.text for table in word.tables for row in table.rows for cell in row.cells}
    assert {"PR-1", "1 location, $2,500,000", "Water from the roof"} <= cells
    review_specification(specification=first, by=cast.ben)
    fresh = ask_for(kind, key=str(first.pk), as_of=TODAY, params={}, by=cast.ana)
    assert "Reviewed by Ben Brooks on 11/24/2026." in page(kind, kind.build(fresh), fresh)
