"""Questions to the client: a link and a code, answers that are proposals, reminders sent once."""

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser

from accounts.models import Activity, Attachment, Contact, Exposure
from config.lib.errors import DomainError
from renewals.client_links.accepting import accept_item, reject_item
from renewals.client_links.asking import ask_client, send_new_link, withdraw
from renewals.client_links.chasing import due_reminders, remind
from renewals.client_links.rules import reminder_day
from renewals.models import Answer, ClientLink, ClientRequest, Placement, Question
from renewals.placements.opening import open_chosen
from renewals.underwriting.sheet import sheet_of
from teams.models import Notification, OutboundEmail
from tests.cast import make_client, make_term

TODAY = date(2026, 11, 24)
NOON = datetime(2026, 11, 24, 20, tzinfo=UTC)
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def pat(cast):
    foundry = make_client(cast, "Bay Foundry Inc", website="https://old.example/")
    return Contact.objects.create(client=foundry, name="Pat Doe", email="pat@foundry.example")


@pytest.fixture
def placement(cast, pat):
    expires = TODAY + timedelta(days=120)
    term = make_term(
        pat.client, number="DO-1", line="DO", expires_on=expires,
        effective_on=expires - timedelta(days=365),
    )  # fmt: skip
    Exposure.objects.create(client=pat.client, kind="revenue", year=2026, amount=4_000_000)
    open_chosen(terms=[term], by=cast.ana)
    return Placement.objects.get()


CODES = ("revenue", "website", "financials")


def asked_of(placement, pat, by, codes=CODES, days=14) -> ClientRequest:
    keys = list(Question.objects.filter(code__in=codes).values_list("pk", flat=True))
    return ask_client(
        placement=placement, contact=pat, question_ids=keys, due_on=TODAY + timedelta(days=days),
        by=by, message="As discussed.",
    )  # fmt: skip


@pytest.fixture
def request_(placement, pat, cast):
    return asked_of(placement, pat, cast.ana)


def address() -> str:
    """The path of the newest link, from its e-mail alone."""
    body = OutboundEmail.objects.filter(key__startswith="client-link").last().body
    return re.search(r"/answers/[^/\s]+/", body)[0]


def code() -> str:
    email = OutboundEmail.objects.filter(key__startswith="client-code").last()
    return re.search(r"\d{6}", email.subject)[0]


def come_in(browser, path) -> None:
    assert browser.post(f"{path}code/").status_code == 302
    assert browser.post(f"{path}enter/", {"code": code()}).status_code == 302


def said(request_, **values) -> dict:
    """The form's fields: `revenue="…"`, `revenue_skipped`, `revenue_note`, `financials_file`."""
    keys = dict(request_.items.values_list("question__code", "pk"))
    data = {}
    for name, value in values.items():
        question, _, what = name.partition("_")
        letter = {"": "q", "skipped": "s", "note": "n", "file": "u"}[what]
        data[f"{letter}{keys[question]}"] = value
    return data


def item(request_, question):
    return request_.items.select_related("request__placement").get(question__code=question)


def signed(request_, browser, **values):
    path = address()
    come_in(browser, path)
    data = said(request_, **values) | {"do": "sign", "name": "Pat Doe"}
    answer = browser.post(f"{path}save/", data)
    assert answer.status_code == 200, answer.content.decode()
    request_.refresh_from_db()
    return path


# --- the link


def test_the_secret_is_in_the_e_mail_alone_and_the_code_comes_in_another(request_):
    link = ClientLink.objects.get()
    assert link.digest not in OutboundEmail.objects.get().body
    browser, path = Browser(), address()
    page = browser.get(path)
    assert page.status_code == 200
    assert "Bay Foundry" in page.content.decode()
    assert b"Revenue" not in page.content
    browser.post(f"{path}code/")
    emails = [e.to for e in OutboundEmail.objects.all()]
    assert emails == ["pat@foundry.example"] * 2
    assert path not in OutboundEmail.objects.last().body


def test_without_the_code_nothing_is_read_or_saved(request_):
    browser, path = Browser(), address()
    answer = browser.post(f"{path}save/", said(request_, revenue="1"))
    assert answer["Location"] == path
    assert not request_.items.filter(saved_at__isnull=False).exists()


def test_a_wrong_code_is_counted_and_the_fifth_locks_the_link_and_tells_the_executive(
    request_, cast
):
    browser, path = Browser(), address()
    browser.post(f"{path}code/")
    wrong = "000000" if code() != "000000" else "111111"
    first = browser.post(f"{path}enter/", {"code": wrong})
    assert first.status_code == 422
    assert "4 more tries" in first.content.decode()
    for _ in range(4):
        last = browser.post(f"{path}enter/", {"code": wrong})
    assert "locked for 30 minutes" in last.content.decode()
    assert browser.post(f"{path}enter/", {"code": code()}).status_code == 422
    assert "is locked until" in browser.post(f"{path}code/").content.decode()
    assert Notification.objects.get(user=cast.ana, key__startswith="client-request:locked")
    with time_machine.travel(NOON + timedelta(minutes=31)):
        come_in(browser, path)


def test_a_code_works_once_and_for_a_quarter_of_an_hour(request_):
    browser, path = Browser(), address()
    come_in(browser, path)
    again = Browser().post(f"{path}enter/", {"code": code()})
    assert "no longer works" in again.content.decode()
    browser.post(f"{path}code/")
    with time_machine.travel(NOON + timedelta(minutes=16)):
        assert Browser().post(f"{path}enter/", {"code": code()}).status_code == 422


def test_a_visit_ends_after_half_an_hour_of_nothing(request_):
    browser, path = Browser(), address()
    come_in(browser, path)
    assert b"Revenue expected" in browser.get(path).content
    with time_machine.travel(NOON + timedelta(minutes=31)):
        assert b"Revenue expected" not in browser.get(path).content


def test_codes_are_not_sent_without_end(request_):
    path = address()
    for _ in range(5):
        Browser().post(f"{path}code/")
    assert "wait a while" in Browser().post(f"{path}code/").content.decode()


@pytest.mark.parametrize(
    ("what", "sentence"),
    [("expired", "This link has expired"), ("withdrawn", "These questions were withdrawn"),
     ("replaced", "There is a newer link")],
)  # fmt: skip
def test_a_link_that_is_over_says_why_and_how_to_go_on(request_, cast, what, sentence):
    path, later = address(), NOON
    if what == "withdrawn":
        withdraw(request=request_, by=cast.ana)
    elif what == "replaced":
        send_new_link(request=request_, by=cast.ana)
        assert Browser().get(address()).status_code == 200
    else:
        later += timedelta(days=31)
    with time_machine.travel(later):
        page = Browser().get(path)
    assert page.status_code == 410
    assert sentence in page.content.decode()
    assert (f"{path}again/" in page.content.decode()) == (what != "withdrawn")


def test_asking_for_a_new_link_tells_the_executive_once_a_day(request_, cast):
    path = address()
    for _ in range(2):
        assert b"knows that you need a new link" in Browser().post(f"{path}again/").content
    assert Notification.objects.filter(user=cast.ana, key__contains=":again:").count() == 1


@pytest.mark.django_db
def test_an_unknown_link_is_a_page_of_its_own():
    assert b"We do not know this link" in Browser().get("/answers/nonsense/").content


# --- asking


def test_nobody_is_asked_the_same_twice_at_once_or_without_an_address(placement, pat, cast):
    asked_of(placement, pat, cast.ana)
    with pytest.raises(DomainError, match="Pat Doe is being asked already"):
        asked_of(placement, pat, cast.ana, codes=("revenue",))
    silent = Contact.objects.create(client=pat.client, name="Sy Lent")
    with pytest.raises(DomainError, match="no e-mail address"):
        asked_of(placement, silent, cast.ana, codes=("headcount",))
    with pytest.raises(DomainError, match="is past"):
        asked_of(placement, pat, cast.ana, codes=("headcount",), days=-1)


def test_the_protected_number_is_never_asked_for(placement, pat, cast):
    with pytest.raises(DomainError, match="at least one question"):
        asked_of(placement, pat, cast.ana, codes=("fein",))


def test_the_client_is_asked_from_the_sheet(placement, pat, cast, client):
    client.force_login(cast.ana)
    url = f"/placements/{placement.pk}/ask/"
    key = Question.objects.get(code="headcount").pk
    assert f'value="{key}" checked' in client.get(url).content.decode()
    refused = client.post(url, {"contact": pat.pk, "due_on": "2026-12-01"})
    assert refused.status_code == 422
    client.post(url, {"contact": pat.pk, "due_on": "2026-12-01", "questions": [key]})
    made = ClientRequest.objects.get()
    assert [i.question.code for i in made.items.all()] == ["headcount"]


# --- answering


def test_answers_are_kept_as_they_go_and_come_back(request_):
    browser, path = Browser(), address()
    come_in(browser, path)
    first = browser.get(path).content.decode()
    assert 'value="4,000,000"' in first
    key = item(request_, "revenue").pk
    part = browser.post(f"{path}items/{key}/", said(request_, revenue="5,000,000"))
    assert "Saved" in part.content.decode()
    assert 'value="5,000,000"' in browser.get(path).content.decode()


def test_what_does_not_fit_is_told_at_its_place_and_the_rest_is_saved(request_):
    browser, path = Browser(), address()
    come_in(browser, path)
    data = said(request_, revenue="plenty", website="https://new.example/")
    page = browser.post(f"{path}save/", data | {"do": "save"})
    assert page.status_code == 422
    assert "“plenty” is not an amount of money" in page.content.decode()
    assert item(request_, "website").value == "https://new.example/"
    assert item(request_, "revenue").saved_at is None


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("books.exe", b"MZ", "Files of this type are not kept; PDF, JPEG"),
        ("books.pdf", b"<html>no</html>", "Its name ends in .pdf, but its content is something"),
    ],
)
def test_an_upload_of_the_wrong_kind_is_refused_with_the_reason_and_the_way_on(
    request_, name, content, reason
):
    browser, path = Browser(), address()
    come_in(browser, path)
    key = item(request_, "financials").pk
    data = said(request_, financials_file=SimpleUploadedFile(name, content))
    page = browser.post(f"{path}items/{key}/", data)
    assert page.status_code == 422
    assert reason in page.content.decode()
    assert not item(request_, "financials").uploads.exists()


def test_signing_off_waits_until_every_question_has_something(request_):
    browser, path = Browser(), address()
    come_in(browser, path)
    page = browser.post(
        f"{path}save/", said(request_, revenue="1") | {"do": "sign", "name": "Pat Doe"}
    )
    assert page.status_code == 422
    assert "2 questions are still open" in page.content.decode()
    assert item(request_, "revenue").value == "1.00"


def test_a_link_is_used_up_by_the_sign_off_and_the_team_is_told(request_, cast):
    browser = Browser()
    path = signed(
        request_, browser, revenue="1", website_skipped="on", financials_note="In December"
    )
    assert request_.signed_name == "Pat Doe"
    assert Notification.objects.get(user=cast.ana, key=f"client-request:signed:{request_.pk}")
    assert Activity.objects.filter(subject="Pat Doe signed off 3 answers").count() == 1
    again = browser.post(f"{path}save/", said(request_, revenue="2") | {"do": "save"})
    assert again.status_code == 410
    assert "These answers were signed off" in again.content.decode()
    assert item(request_, "revenue").value == "1.00"


# --- taking over


def test_answers_change_nothing_until_they_are_taken_over(request_, cast, placement):
    signed(request_, Browser(), revenue="5000000", website_skipped="on", financials_note="Later")
    assert not Answer.objects.exists()
    revenue = item(request_, "revenue")
    accept_item(item=revenue, version=revenue.version, by=cast.ben, to_file=True)
    found = {i.question.code: i for i in sheet_of(placement).items}["revenue"]
    assert (found.shown, found.source, found.complete) == (
        "$5,000,000", "Pat Doe, client, 11/24/2026", True,
    )  # fmt: skip
    row = Exposure.objects.get(kind="revenue", year=2027)
    assert (row.amount, row.source) == (Decimal(5_000_000), "Pat Doe, client, 11/24/2026")
    website = item(request_, "website")
    reject_item(item=website, version=website.version, by=cast.ben, why="They do have one")
    assert Answer.objects.count() == 1


def test_the_file_of_the_client_is_written_only_where_it_is_asked_for(request_, cast, pat):
    signed(request_, Browser(), revenue="1", website="https://new.example/", financials_note="-")
    website = item(request_, "website")
    accept_item(item=website, version=website.version, by=cast.ana)
    pat.client.refresh_from_db()
    assert pat.client.website == "https://old.example/"


def test_a_file_the_client_sent_joins_the_client_s_file_when_it_is_taken_over(request_, cast, pat):
    signed(
        request_, Browser(), revenue="1", website_skipped="on",
        financials_file=SimpleUploadedFile("books.pdf", PDF),
    )  # fmt: skip
    assert not Attachment.objects.exists()
    sent = item(request_, "financials")
    (version,) = accept_item(item=sent, version=sent.version, by=cast.ana)
    assert version.attachment.client == pat.client
    assert Answer.objects.get().attachment == version.attachment


def test_an_item_is_decided_once_and_only_after_the_sign_off(request_, cast):
    revenue = item(request_, "revenue")
    with pytest.raises(DomainError, match="not signed it off"):
        accept_item(item=revenue, version=revenue.version, by=cast.ana)
    signed(request_, Browser(), revenue="1", website_skipped="on", financials_note="-")
    revenue.refresh_from_db()
    accept_item(item=revenue, version=revenue.version, by=cast.ana)
    with pytest.raises(DomainError, match="decided on this item meanwhile"):
        reject_item(item=revenue, version=revenue.version, by=cast.ben, why="No")
    note = item(request_, "financials")
    with pytest.raises(DomainError, match="gave no answer"):
        accept_item(item=note, version=note.version, by=cast.ana)


def test_the_team_goes_through_the_answers_on_one_page(request_, cast, client):
    signed(request_, Browser(), revenue="5000000", website_skipped="on", financials_note="Later")
    client.force_login(cast.ana)
    page = client.get(request_.get_absolute_url()).content.decode()
    assert "$4,000,000" in page
    assert "$5,000,000" in page
    assert "+25.0 %" in page
    revenue = item(request_, "revenue")
    url = f"/client-request-items/{revenue.pk}/"
    refused = client.post(url, {"do": "reject", "version": revenue.version})
    assert refused.status_code == 422
    assert "Say why it is not taken over." in refused.content.decode()
    client.post(f"{request_.get_absolute_url()}accept/")
    decisions = dict(request_.items.values_list("question__code", "decision"))
    assert decisions == {"revenue": "accepted", "website": "accepted", "financials": ""}


# --- reminders


def test_reminders_fall_on_their_days():
    assert reminder_day("asked", 10, TODAY, TODAY) == date(2026, 12, 4)
    assert reminder_day("due", 3, TODAY, date(2026, 12, 8)) == date(2026, 12, 5)


def test_each_reminder_is_sent_once_and_stops_with_the_sign_off(request_):
    day = TODAY + timedelta(days=10)
    assert due_reminders(TODAY + timedelta(days=9)) == []
    ((found, rule),) = due_reminders(day)
    with time_machine.travel(NOON + timedelta(days=10)):
        assert remind(request_id=found.pk, rule=rule, on=day)
        assert remind(request_id=found.pk, rule=rule, on=day) is None
    assert due_reminders(day) == []
    later = TODAY + timedelta(days=12)
    assert [rule.name for _, rule in due_reminders(later)] == ["Before the day"]
    ClientRequest.objects.update(signed_at=NOON, signed_name="Pat Doe")
    assert due_reminders(later) == []


def test_a_reminder_that_was_passed_over_is_not_made_up_for(request_):
    late = TODAY + timedelta(days=30)
    assert [rule.name for _, rule in due_reminders(late)] == ["Second reminder"]


def test_a_file_sent_with_an_item_is_listed_at_once_and_can_be_taken_back(request_):
    browser, path = Browser(), address()
    come_in(browser, path)
    key = item(request_, "financials").pk
    data = said(request_, financials_file=SimpleUploadedFile("books.pdf", PDF))
    part = browser.post(f"{path}items/{key}/", data)
    assert part.status_code == 200
    assert "Remove books.pdf" in part.content.decode()
    sent = item(request_, "financials").uploads.get()
    browser.post(f"{path}files/{sent.pk}/remove/")
    assert "books.pdf" not in browser.get(path).content.decode()
