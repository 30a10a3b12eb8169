"""Quotes: entered, extended, withdrawn, what they ask for, and side by side with what expires."""

import io
import uuid
from datetime import timedelta

import openpyxl
import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Activity, CoverageField, Exposure, FollowUp
from config.lib.errors import AlteredForm, DomainError
from renewals.marketing.expiring import expiring_of
from renewals.marketing.querysets import Standing
from renewals.models import Quote, Subjectivity, Submission
from renewals.quotes.clearing import clear_subjectivity, take_back_clearing
from renewals.quotes.comparing import compare
from renewals.quotes.exposures import exposures_of
from renewals.quotes.querysets import QuoteStanding
from renewals.quotes.rules import split_change
from renewals.quotes.services import enter_quote, extend_quote, withdraw_quote
from teams.models import Notification
from tests.cast import make_client
from tests.renewals.markets import NOON, TODAY, D, asked, attachment_of, gl, offer, renewal


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def placement(cast):
    return renewal(cast)


def test_a_rise_is_split_into_exposure_and_rate_to_the_cent():
    found = split_change(D("12000.00"), D("14300.00"), D(1_000_000), D(1_100_000))
    assert (found.change, found.exposure, found.rate) == (D(2300), D("1200.00"), D("1100.00"))
    assert (found.percent, found.rate_percent) == (D("19.2"), D("8.3"))


@pytest.mark.parametrize("exposures", [(None, D(5)), (D(5), None), (D(0), D(5)), (D(5), D(0))])
def test_without_both_exposures_nothing_is_split(exposures):
    assert split_change(D(100), D(110), *exposures) is None


money = st.integers(0, 500_000_000).map(lambda cents: D(cents) / 100)
exposure = st.integers(1, 90_000_000_000).map(lambda cents: D(cents) / 100)


@given(old=money, new=money, before=exposure, after=exposure)
def test_both_parts_always_sum_to_the_change(old, new, before, after):
    found = split_change(old, new, before, after)
    assert found.exposure + found.rate == found.change == new - old
    assert found.exposure == found.exposure.quantize(D("0.01"))


@given(old=money, before=exposure, after=exposure)
def test_at_the_same_exposure_all_of_it_is_rate_and_at_the_same_price_they_cancel(
    old, before, after
):
    assert split_change(old, old + 5, before, before).exposure == 0
    same = split_change(old, old, before, after)
    assert same.exposure == -same.rate


def test_a_quote_makes_its_market_quoted_and_one_form_makes_one_quote(placement, cast):
    submission, key = asked(placement, cast.ana), uuid.uuid4()
    first = enter_quote(submission=submission, facts=offer(), by=cast.ana, form_key=key)
    assert Quote.objects.with_totals().get().total == D("12600.00")
    later = enter_quote(submission=submission, facts=offer(option="Option B"), by=cast.ana)
    again = enter_quote(submission=submission, facts=offer(), by=cast.ana, form_key=key)
    assert (again, Quote.objects.count()) == (first, 2)
    assert later != first
    with pytest.raises(AlteredForm):
        enter_quote(submission=submission, facts=offer("1.00"), by=cast.ana, form_key=key)
    assert Submission.objects.with_standing().get().standing == Standing.QUOTED


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"key_exclusions": " "}, "key_exclusions"),
        ({"valid_until": TODAY - timedelta(1)}, "valid_until"),
        ({"received_on": TODAY + timedelta(1)}, "received_on"),
        ({"expires_on": TODAY}, "expires_on"),
        ({"lines": []}, "lines"),
    ],
)
def test_a_quote_that_cannot_be_is_refused_at_its_field_and_nothing_is_kept(
    placement, cast, wrong, field
):
    submission = asked(placement, cast.ana)
    with pytest.raises(DomainError) as refused:
        enter_quote(submission=submission, facts=offer(**wrong), by=cast.ana)
    assert refused.value.field == field
    assert not Quote.objects.exists()


def test_a_quote_expires_by_its_dates_is_extended_and_withdrawn_with_a_word(placement, cast):
    quote = enter_quote(submission=asked(placement, cast.ana), facts=offer(), by=cast.ana)
    last = quote.valid_until
    assert quote.standing_on(last) == QuoteStanding.OPEN
    assert quote.standing_on(last + timedelta(1)) == QuoteStanding.EXPIRED
    quote = extend_quote(quote=quote, by=cast.ana, version=1, until=last + timedelta(9))
    assert quote.standing_on(last + timedelta(1)) == QuoteStanding.OPEN
    with pytest.raises(DomainError, match="why"):
        withdraw_quote(quote=quote, by=cast.ana, version=2, why=" ")
    withdraw_quote(quote=quote, by=cast.ana, version=2, why="New losses")
    assert not Quote.objects.open(TODAY).exists()


def owing(placement, by) -> Subjectivity:
    wanted = [("Signed application", "binding", None)]
    submission = asked(placement, by)
    quote = enter_quote(submission=submission, facts=offer(subjectivities=wanted), by=by)
    return quote.subjectivities.get()


def test_what_a_quote_asks_for_is_cleared_with_word_and_paper_and_stays_cleared(
    placement, cast, client
):
    owed = owing(placement, cast.ana)
    paper = attachment_of(placement.client, "Application, signed")
    client.force_login(cast.ana)
    said = {"subjectivity": owed.pk, "version": owed.version, "evidence": " "}
    said["attachment"] = paper.pk
    response = client.post(f"/quotes/{owed.quote_id}/clear/", said)
    assert response.status_code == 422
    text = response.content.decode()
    assert "Say what clears it" in text
    assert f'<option value="{paper.pk}" selected' in text
    for words in ("ACORD 125, signed", "Another word"):
        client.post(f"/quotes/{owed.quote_id}/clear/", said | {"evidence": words})
    quote = Quote.objects.get()
    enter_quote(
        submission=quote.submission, by=cast.ana, quote=quote, version=quote.version,
        facts=offer(subjectivities=[(owed.text, "binding", None)]),
    )  # fmt: skip
    cleared = quote.subjectivities.get()
    assert (cleared.cleared_on, cleared.cleared_by) == (TODAY, cast.ana)
    assert (cleared.evidence, cleared.attachment) == ("ACORD 125, signed", paper)


def test_a_clearing_is_taken_back_with_a_reason_and_told_on_the_timeline(placement, cast):
    owed = owing(placement, cast.ana)
    cleared = clear_subjectivity(subjectivity=owed, by=cast.ana, version=1, evidence="ACORD 125")
    with pytest.raises(DomainError, match="Say why") as refused:
        take_back_clearing(subjectivity=owed, by=cast.ana, version=cleared.version, why=" ")
    assert refused.value.field == "why"
    open_again = take_back_clearing(
        subjectivity=owed, by=cast.ana, version=cleared.version, why="The owner did not sign"
    )
    assert (open_again.cleared_on, open_again.evidence) == (None, "")
    said = Activity.objects.filter(subject__endswith=owed.text).order_by("pk")
    assert [row.text for row in said] == ["ACORD 125", "The owner did not sign"]
    assert not FollowUp.objects.exists(), "before binding the quote itself asks for it"


def test_the_paper_that_clears_is_of_this_client(placement, cast):
    other = attachment_of(make_client(cast, name="Other Inc."), "Application")
    with pytest.raises(DomainError, match="another client"):
        clear_subjectivity(subjectivity=owing(placement, cast.ana), by=cast.ana, version=1,
                           evidence="Signed", attachment=other)  # fmt: skip


def test_a_rise_above_the_threshold_is_told_once(placement, cast):
    submission = asked(placement, cast.ana)
    enter_quote(submission=submission, facts=offer("13199.00"), by=cast.ana)
    assert not Notification.objects.filter(key__startswith="renewal-warning").exists()
    for option in ("B", "C"):
        enter_quote(submission=submission, facts=offer("13300.00", option=option), by=cast.ana)
    told = Notification.objects.filter(key__startswith="renewal-warning")
    assert {n.user for n in told} == {cast.sam, cast.ana}
    assert "+10.8 %" in told.first().text


def test_the_comparison_marks_every_difference_in_words(placement, cast):
    limit = CoverageField.objects.get(line__code="CGL", code="each_occurrence")
    facts = offer(
        "14300.00",
        values={limit: D(500_000)},
        exposure=D(1_100_000),
        expiring_exposure=D(1_000_000),
    )
    enter_quote(submission=asked(placement, cast.ana), facts=facts, by=cast.ana)
    rows = {row.label: row for group in compare(placement, TODAY).groups for row in group.rows}
    assert [c.mark for c in rows["Premium"].cells] == ["", "higher"]
    assert rows["of it exposure"].cells[1].text == "+1,200.00"
    assert rows["of it rate"].cells[1].text == "+1,100.00"
    shown = rows["Each occurrence"].cells
    assert (shown[0].text, shown[1].text) == ("$1,000,000", "$500,000")
    assert (shown[1].mark, shown[1].sign, shown[1].good) == ("lower", "▼", False)


def test_a_quote_without_exclusions_is_refused_in_place_with_what_was_typed(
    placement, cast, client
):
    submission = asked(placement, cast.ana)
    client.force_login(cast.ana)
    address = f"/submissions/{submission.pk}/quotes/new/"
    form = client.get(address).context["form"]
    typed = {name: form.initial.get(name) or "" for name in form.fields}
    typed |= {
        f"{gl().pk}-premium": "12,345.60", "conditions-TOTAL_FORMS": "0",
        "conditions-INITIAL_FORMS": "0", "form_key": str(uuid.uuid4()),
    }  # fmt: skip
    response = client.post(address, typed)
    assert response.status_code == 422
    assert "Write the key exclusions" in response.content.decode()
    assert 'value="12,345.60"' in response.content.decode()
    assert not Quote.objects.exists()
    client.post(address, typed | {"key_exclusions": "None stated"})
    assert Quote.objects.with_totals().get().premium == D("12345.60")


def test_a_quote_starts_with_the_exposures_of_the_file_and_then_of_the_quote_before(
    placement, cast, client
):
    years = [(2026, "1000000.00"), (2027, "1100000.00")]
    Exposure.objects.bulk_create(
        Exposure(client=placement.client, kind="revenue", year=year, amount=D(amount))
        for year, amount in years
    )
    submission, line = asked(placement, cast.ana), gl().pk
    client.force_login(cast.ana)
    address = f"/submissions/{submission.pk}/quotes/new/"
    page = client.get(address)
    first = page.context["form"].initial
    assert (first[f"{line}-expiring"], first[f"{line}-exposure"]) == (D(1_000_000), D(1_100_000))
    assert first[f"{line}-basis"] == "revenue"
    assert "Exposures 2027" in page.content.decode()
    enter_quote(submission=submission, facts=offer(exposure=D(1_200_000)), by=cast.ana)
    rated = exposures_of(placement, [gl()], expiring_of(placement))[line]
    assert (rated.old, rated.new, rated.new_source) == (
        D(1_000_000), D(1_200_000), "Quote before this",
    )  # fmt: skip


def test_the_comparison_opens_in_excel_with_its_figures(placement, cast, client):
    enter_quote(submission=asked(placement, cast.ana), facts=offer(), by=cast.ana)
    client.force_login(cast.ana)
    response = client.get(f"/placements/{placement.pk}/compare/?_export=xlsx")
    book = openpyxl.load_workbook(io.BytesIO(b"".join(response.streaming_content)))
    rows = list(book["Comparison"].values)
    assert rows[0][1] == "Expiring"
    assert ("Premium", 12000, 12600) in rows


def test_an_expired_quote_cannot_be_chosen_on_the_comparison(placement, cast, client):
    enter_quote(submission=asked(placement, cast.ana), facts=offer(), by=cast.ana)
    client.force_login(cast.ana)
    address = f"/placements/{placement.pk}/compare/"
    assert 'name="quote"' in client.get(address).content.decode()
    with time_machine.travel(NOON + timedelta(31)):
        client.force_login(cast.ana)
        page = client.get(address).content.decode()
    assert 'name="quote"' not in page
    assert "expired" in page
