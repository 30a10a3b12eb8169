"""Issued policies: chased, received, checked item by item, corrected, delivered."""

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import (
    Activity,
    Binder,
    Carrier,
    CoverageDetail,
    CoverageField,
    FollowUp,
    LineOfBusiness,
    ServiceOrder,
    Underwriter,
)
from config.lib.errors import DomainError
from renewals.models import CheckItem, CheckTopic, PolicyCheck
from renewals.policy_checks.chasing import chase_due
from renewals.policy_checks.corrections import ask_carrier, close_item, request_words
from renewals.policy_checks.delivering import deliver_policy, update_base, why_not_deliverable
from renewals.policy_checks.rules import due_steps, next_step
from renewals.policy_checks.services import (
    Said,
    answer_items,
    expect_policy,
    finish_check,
    override,
    read_second,
    receive_policy,
    reopen_check,
)
from renewals.policy_checks.tasks import _delivered, corrections_open, policies_not_in
from reports.documents.currency import summary_stale_since
from reports.documents.delivering import deliver_document
from reports.models import Document
from teams.models import OutboundEmail
from tests.cast import make_client, make_term

TODAY = date(2026, 11, 24)
NOON = datetime(2026, 11, 24, 20, tzinfo=UTC)


@pytest.fixture
def today():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def bakery(cast, today):
    return make_client(cast)


@pytest.fixture
def term(bakery):
    """A renewal of GL-1, bound under a binder and still without its number."""
    before = make_term(bakery, number="GL-1", effective_on=date(2025, 10, 20))
    found = make_term(
        bakery, policy=before.policy, kind="REN", number="TBA", effective_on=date(2026, 10, 20),
        premium="13500.00",
    )  # fmt: skip
    say(found, "each_occurrence", 2_000_000)
    say(before, "each_occurrence", 1_000_000)
    Binder.objects.create(
        client=bakery, term=found, line=found.policy.line, executed_on=date(2026, 10, 15),
        effective_on=date(2026, 10, 20), expires_on=date(2027, 1, 10), insured_amount=2_000_000,
    )  # fmt: skip
    return found


def say(term, code, amount) -> None:
    field = CoverageField.objects.get(line=term.policy.line, code=code)
    CoverageDetail.objects.create(coverage=term.coverages.get(), field=field, amount=amount)


@pytest.fixture
def check(term, cast):
    return expect_policy(term=term, by=cast.ana, on=date(2026, 10, 15))


@pytest.fixture
def received(check, cast):
    return receive_policy(
        check=check, by=cast.ben, version=1, received_on=TODAY, number="GL-2026-77",
    )  # fmt: skip


def answer(check, by, *, wrong=(), left=()) -> PolicyCheck:
    """Answer all items: those labelled as `wrong` as discrepancies, all but `left` else a match."""
    said = {
        item.pk: Said(item.version, "discrepancy", "$1,000,000")
        if item.label in wrong
        else Said(item.version, "match")
        for item in check.items.exclude(label__in=left)
    }
    return answer_items(check=check, by=by, said=said)


def now(check) -> PolicyCheck:
    return PolicyCheck.objects.with_standing(TODAY).get(pk=check.pk)


# --- chasing


def test_a_step_of_chasing_is_due_once_and_only_after_its_days():
    steps, bound = [30, 45, 60], date(2026, 10, 20)
    assert due_steps(steps, bound, 0, date(2026, 11, 18)) == []
    assert due_steps(steps, bound, 0, date(2026, 11, 19)) == [30]
    assert due_steps(steps, bound, 30, date(2026, 12, 31)) == [45, 60]
    assert next_step(steps, bound, 45) == date(2026, 12, 19)
    assert next_step(steps, bound, 60) is None


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(
    steps=st.lists(st.integers(1, 120), unique=True, max_size=6),
    told=st.integers(0, 130),
    days=st.integers(0, 200),
)
def test_what_was_told_is_never_due_again_and_nothing_is_due_before_its_day(steps, told, days):
    since = date(2026, 1, 1)
    due = due_steps(steps, since, told, since + timedelta(days=days))
    assert all(told < step <= days for step in due)
    assert {s for s in steps if s <= days} - set(due) == {s for s in steps if s <= min(days, told)}


def test_a_late_policy_is_followed_up_by_the_administrator_once_for_each_step(cast, check):
    assert chase_due(TODAY) == 1
    assert chase_due(TODAY) == 0
    row = FollowUp.objects.get()
    assert (row.owner, row.term) == (cast.ben, check.term)
    assert row.subject.startswith("Policy of General liability not in after 35 days")
    assert chase_due(TODAY + timedelta(days=40)) == 1, "steps passed unseen are told as one"


def test_a_policy_that_stays_away_is_escalated(check):
    late = NOON + timedelta(days=40)
    assert not list(policies_not_in(60, NOON))
    assert [c.client_id for c in policies_not_in(60, late)] == [check.client_id]


def test_the_carrier_is_asked_by_mail_of_its_underwriter_once_for_each_form(cast, check):
    Underwriter.objects.create(carrier=Carrier.objects.get(), name="Uma", email="uma@zenith.test",
                               lines="CGL")  # fmt: skip
    key = uuid.uuid4()
    for _ in range(2):
        ask_carrier(check=check, by=cast.ana, through="email", whom="uma@zenith.test",
                    message=request_words(check, cast.ana), form_key=key)  # fmt: skip
    mail = OutboundEmail.objects.get(to="uma@zenith.test")
    assert mail.subject == "Where is the policy? General liability, TBA, Harbor Bakery Inc."
    assert mail.reply_to == cast.ana.email
    with pytest.raises(DomainError, match="not an e-mail address"):
        ask_carrier(check=check, by=cast.ana, through="email", whom="Uma", message="?",
                    form_key=uuid.uuid4())  # fmt: skip


# --- receipt and checklist


def test_a_received_policy_takes_its_number_ends_its_binder_and_ends_the_chase(cast, check, term):
    chase_due(TODAY)
    upload = SimpleUploadedFile("policy.pdf", b"%PDF-1.4\n1 0 obj<<>>endobj\n%%EOF\n")
    got = receive_policy(check=check, by=cast.ben, version=1, received_on=TODAY,
                         number=" GL-2026-77 ", upload=upload)  # fmt: skip
    term.refresh_from_db()
    assert term.number == "GL-2026-77"
    assert term.binders.get().policy_issued_on == TODAY
    assert FollowUp.objects.get().outcome.code == "answered"
    assert (got.file.category.code, got.file.term) == ("policy", term)
    with pytest.raises(DomainError, match="came in already"):
        receive_policy(check=got, by=cast.ben, version=got.version, received_on=TODAY, number="X")


@pytest.mark.parametrize(
    ("number", "on", "match"),
    [
        ("TBA", TODAY, "number that the policy bears"),
        ("GL-3", TODAY + timedelta(days=1), "a day to come"),
        ("TWICE", TODAY, "has policy TWICE from 10/20/2026 already"),
    ],
)
def test_a_receipt_that_makes_no_sense_is_refused_and_keeps_nothing(
    cast, bakery, check, number, on, match
):
    make_term(bakery, number="TWICE", effective_on=date(2026, 10, 20), line="PROP")
    with pytest.raises(DomainError, match=match):
        receive_policy(check=check, by=cast.ben, version=1, received_on=on, number=number)
    assert not CheckItem.objects.exists()


def test_the_checklist_expects_what_binder_application_and_expiring_term_say(received):
    expected = dict(received.items.values_list("label", "expected"))
    assert expected["Each occurrence"] == {"binder": "$2,000,000", "expiring": "$1,000,000"}
    assert expected["Premium, taxes and fees"] == {
        "binder": "$13,500.00", "expiring": "$12,000.00",
    }  # fmt: skip
    assert expected["Named insureds complete"] == {"application": "Harbor Bakery Inc."}
    assert expected["Policy number"]["expiring"] == "GL-1"
    assert "Class codes and exposure basis" in expected, "items of the line itself"
    assert "Each location and its limits" not in expected, "an item of property"


def test_the_checklist_follows_its_rows_as_they_are_when_the_policy_comes(cast, check):
    line = LineOfBusiness.objects.get(code="CGL")
    CheckTopic.objects.create(line=line, label="Liquor excluded?", rank=1)
    CheckTopic.objects.filter(label="Mailing address").update(active=False)
    receive_policy(check=check, by=cast.ben, version=1, received_on=TODAY, number="GL-9")
    labels = list(check.items.values_list("label", flat=True))
    assert labels[0] == "Liquor excluded?"
    assert "Mailing address" not in labels


def test_a_check_is_finished_only_when_every_item_is_answered(cast, received):
    check = answer(received, cast.ben, left=["Mailing address"])
    with pytest.raises(DomainError, match="Not answered yet: Mailing address"):
        finish_check(check=check, by=cast.ben, version=check.version)
    check = answer(check, cast.ben)
    done = finish_check(check=check, by=cast.ben, version=check.version)
    assert (done.finished_by, now(done).standing) == (cast.ben, "review")


def test_a_discrepancy_says_what_was_found_and_two_people_do_not_overwrite_each_other(
    cast, received
):
    item = received.items.get(label="Each occurrence")
    with pytest.raises(DomainError, match="say what the policy says instead"):
        answer_items(check=received, by=cast.ben, said={item.pk: Said(1, "discrepancy")})
    answer_items(check=received, by=cast.ben, said={item.pk: Said(1, "match")})
    with pytest.raises(DomainError, match="Ben Brooks answered “Match” meanwhile"):
        answer_items(check=received, by=cast.bea, said={item.pk: Said(1, "na")})


def test_the_second_reader_is_somebody_else_where_the_rules_ask_for_one(cast, received):
    check = answer(received, cast.ben)
    check = finish_check(check=check, by=cast.ben, version=check.version)
    assert why_not_deliverable(check) == (
        "A second person reads this check before the policy goes out."
    )
    with pytest.raises(DomainError, match="somebody else reads it after you"):
        read_second(check=check, by=cast.ben, version=check.version)
    read = read_second(check=check, by=cast.bea, version=check.version)
    assert (why_not_deliverable(read), now(read).standing) == ("", "ready")


# --- corrections


@pytest.fixture
def wrong(cast, received):
    check = answer(received, cast.ben, wrong=["Each occurrence"])
    check = finish_check(check=check, by=cast.ben, version=check.version)
    return read_second(check=check, by=cast.bea, version=check.version)


def ask(check, by):
    return ask_carrier(check=check, by=by, through="portal", whom="Zenith desk",
                       message=request_words(check, by), form_key=uuid.uuid4())  # fmt: skip


def test_a_discrepancy_blocks_delivery_until_the_carrier_corrected_it(cast, wrong):
    assert why_not_deliverable(wrong) == "To be corrected first: Each occurrence."
    made = ask(wrong, cast.ben)
    assert "ordered $2,000,000; the policy says $1,000,000" in made.message
    item = wrong.items.get(label="Each occurrence")
    assert item.request == made
    assert chase_due(TODAY + timedelta(days=7)) == 1
    assert FollowUp.objects.get().subject.startswith("Correction of GL-2026-77 asked for 7 days")
    close_item(item=item, by=cast.ben, version=item.version, closed_as="corrected")
    assert why_not_deliverable(now(wrong)) == ""
    assert FollowUp.objects.get().done_at, "the last one closed ends the chase"
    assert chase_due(TODAY + timedelta(days=60)) == 0


def test_a_correction_that_stays_away_is_escalated(cast, wrong):
    ask(wrong, cast.ben)
    assert not list(corrections_open(30, NOON))
    assert list(corrections_open(30, NOON + timedelta(days=30)))


def test_accepting_what_differs_takes_an_executive_and_a_word_of_it(cast, wrong):
    item = wrong.items.get(label="Each occurrence")
    with pytest.raises(DomainError, match="Say who agreed"):
        close_item(item=item, by=cast.ana, version=item.version, closed_as="accepted")
    with pytest.raises(DomainError, match="An account executive or a manager accepts"):
        close_item(item=item, by=cast.ben, version=item.version, closed_as="accepted", note="Joe")
    close_item(
        item=item, by=cast.ana, version=item.version, closed_as="accepted", note="Joe, 11/24"
    )
    done = deliver(now(wrong), cast.ana)
    base = update_base(check=done.check_of, by=cast.ana, version=done.check_of.version)
    detail = base.term.coverages.get().details.get(field__code="each_occurrence")
    assert detail.shown == "$1,000,000"


def test_only_a_finished_check_with_discrepancies_is_asked_to_be_corrected(cast, received):
    with pytest.raises(DomainError, match="Finish the check first"):
        ask(received, cast.ben)
    check = answer(received, cast.ben)
    check = finish_check(check=check, by=cast.ben, version=check.version)
    with pytest.raises(DomainError, match="Nothing is left to be corrected"):
        ask(check, cast.ben)


# --- delivery


def deliver(check, by, key="form:1", **more):
    said = {"channel": "hand", "recipient": "Joe Baker", "delivered_on": TODAY} | more
    return deliver_policy(check=check, by=by, key=key, **said)


def test_delivery_is_refused_until_the_check_is_done_or_an_executive_overrides_it(cast, received):
    with pytest.raises(DomainError, match="Not checked yet: Writing company"):
        deliver(received, cast.ben)
    with pytest.raises(DomainError, match="An account executive or a manager decides"):
        override(check=received, by=cast.ben, version=received.version, why="Client waits")
    with pytest.raises(DomainError, match="Say why it may go out"):
        override(check=received, by=cast.ana, version=received.version, why=" ")
    override(check=received, by=cast.ana, version=received.version, why="Client waits")
    deliver(received, cast.ben)
    assert now(received).standing == "delivered"
    assert Activity.objects.filter(subject__contains="though its check is open").exists()


def test_delivery_asks_for_the_summary_once_and_is_evidence(cast, wrong):
    item = wrong.items.get(label="Each occurrence")
    close_item(item=item, by=cast.ben, version=item.version, closed_as="corrected")
    deliver(now(wrong), cast.ana)
    deliver(now(wrong), cast.ana)
    deliver(now(wrong), cast.ana, key="form:2", recipient="Bank")
    order = ServiceOrder.objects.get()
    assert (order.type.code, order.facts) == ("summary", {"as_of": "2026-11-24"})
    assert [f.label for f in _delivered(TODAY)] == [
        "Policy GL-2026-77: Delivered to Joe Baker", "Policy GL-2026-77: Delivered to Bank",
    ]  # fmt: skip
    with pytest.raises(DomainError, match="stays as it was"):
        reopen_check(check=now(wrong), by=cast.ben, version=now(wrong).version)


def test_an_administrator_who_delivers_remembers_the_summary(cast, received):
    override(check=received, by=cast.ana, version=received.version, why="Client waits")
    deliver(now(received), cast.ben)
    assert FollowUp.objects.get(key__startswith="summary-after").owner == cast.ben


def test_nobody_delivers_before_the_policy_came_or_tomorrow(cast, received):
    override(check=received, by=cast.ana, version=received.version, why="Client waits")
    for day in (TODAY - timedelta(days=1), TODAY + timedelta(days=1)):
        with pytest.raises(DomainError):
            deliver(received, cast.ana, delivered_on=day)


def test_another_team_does_not_check_this_policy(cast, received):
    with pytest.raises(DomainError, match="no such client among yours"):
        answer_items(check=received, by=cast.vic, said={})


# --- pages


def test_the_page_keeps_what_was_typed_when_an_answer_is_refused(cast, received, sign_in):
    browser, item = sign_in(cast.ben), received.items.get(label="Each occurrence")
    page = f"/policy-checks/{received.pk}/"
    refused = browser.post(
        f"{page}answers/",
        {
            f"version_{item.pk}": 1,
            f"answer_{item.pk}": "discrepancy",
            f"note_{item.pk}": "see p. 4",
        },
    )
    assert refused.status_code == 422
    assert "Each occurrence: say what the policy says instead." in refused.content.decode()
    assert 'value="see p. 4"' in refused.content.decode()


def test_the_list_shows_what_is_late_and_leaves_out_what_was_delivered(cast, check, sign_in):
    browser = sign_in(cast.ana)
    shown = browser.get("/policy-checks/").content.decode()
    assert "Not in yet" in shown
    assert f"/policy-checks/{check.pk}/" in shown
    PolicyCheck.objects.update(
        received_on=TODAY, received_by=cast.ben, finished_on=TODAY, finished_by=cast.ben,
        delivered_on=TODAY,
    )  # fmt: skip
    assert "No policy is on its way" in browser.get("/policy-checks/").content.decode()
    old = browser.get("/policy-checks/", {"standing": "delivered"}).content.decode()
    assert f"/policy-checks/{check.pk}/" in old


def test_a_delivery_letter_is_refused_until_the_check_is_clear_and_then_delivers_the_policy(
    cast, received, sign_in
):
    page = f"/clients/{received.client_id}/documents/preview/delivery_letter/"
    browser = sign_in(cast.ana)
    blocked = browser.get(page, {"subject": received.term_id, "as_of": f"{TODAY}"})
    assert blocked.status_code == 422
    assert "The policy cannot be delivered yet. Not checked yet" in blocked.content.decode()
    letter = Document.objects.create(
        kind="delivery_letter", title="Letter", client=received.client, as_of=TODAY, size=1,
        pages=1, subject=str(received.term_id), file="x.pdf", sha256="0", made_by=cast.ana,
    )  # fmt: skip
    hand = {"document": letter, "channel": "hand", "recipient": "Joe", "by": cast.ana}
    with pytest.raises(DomainError, match="Not checked yet"):
        deliver_document(**hand, form_key=uuid.uuid4())
    override(check=received, by=cast.ana, version=received.version, why="Client waits")
    deliver_document(**hand, form_key=uuid.uuid4())
    (delivery,) = received.deliveries.all()
    assert (delivery.recipient, delivery.url) == ("Joe", letter.get_absolute_url())
    assert summary_stale_since(received.client) == TODAY
    summary = {"kind": "summary", "title": "Summary", "client": received.client, "size": 1,
               "as_of": TODAY, "pages": 1, "sha256": "0", "made_by": cast.ana}  # fmt: skip
    for minutes, since in ((-1, TODAY), (1, None)):
        with time_machine.travel(delivery.at + timedelta(minutes=minutes), tick=False):
            Document.objects.create(file="a.pdf", **summary)
        assert summary_stale_since(received.client) == since
