"""Orders: drafts, waiting, checklists, bundles, templates, the desk and what it all took."""

import uuid
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.attachments.services import add_file
from accounts.models import (
    DeskLimit,
    FollowUp,
    OrderBundle,
    OrderSkill,
    OrderTemplate,
    OrderType,
    ServiceOrder,
)
from accounts.orders import checks, desk, giving, services
from accounts.orders.facts import read_facts
from accounts.orders.models import OrderInput
from accounts.orders.rules import check_due, due_when_resumed, in_words
from accounts.orders.turnaround import turnaround
from config.lib.errors import DomainError
from teams.calendar.rules import OfficeCalendar
from teams.house.services import change_settings
from teams.models import License, Notification
from tests.accounts.test_orders import answers, give, in_state, kind, move
from tests.cast import make_client

PACIFIC = ZoneInfo("America/Los_Angeles")
OFFICE = OfficeCalendar()


def at(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=PACIFIC)


TUESDAY = at(17, 10)


@pytest.fixture
def bakery(cast):
    return make_client(cast)


def test_a_draft_is_seen_by_its_giver_only_and_runs_from_the_moment_it_is_given(cast, bakery):
    with time_machine.travel(TUESDAY, tick=False) as clock:
        draft = give(bakery, cast.ana, draft=True, facts={}, instructions="")
        assert not ServiceOrder.objects.visible_to(cast.sam).exists()
        assert desk.take_next(by=cast.ben) is None
        with pytest.raises(DomainError, match="Holder, with address: the order must say this"):
            move(draft, "submit", cast.ana)
        draft = services.revise(
            order=draft, by=cast.ana, version=draft.version, instructions="", priority=2,
            facts=answers("certificate"),
        )  # fmt: skip
        clock.move_to(at(19, 9))
        order = move(draft, "submit", cast.ana)
        assert order.due_at == at(19, 17)
        assert Notification.objects.filter(user=cast.ben).exists()
    with pytest.raises(DomainError, match="Only a draft"):
        services.revise(
            order=order, by=cast.ana, version=order.version, instructions="x", priority=2, facts={}
        )


def test_a_declined_order_comes_back_is_changed_and_given_again_with_the_time_left(cast, bakery):
    with time_machine.travel(TUESDAY, tick=False) as clock:
        order = give(bakery, cast.ana)  # due Wednesday 9:30
        clock.move_to(at(17, 16))
        order = move(order, "decline", cast.ben, text="The contract page is missing.")
        assert (order.assigned_to, order.state) == (None, "returned")
        clock.move_to(at(23, 8, 30))
        order = move(order, "submit", cast.ana)
        assert order.due_at == at(23, 10, 30)


def test_waiting_for_others_stops_the_clock_and_is_kept_apart_from_the_work(cast, bakery):
    with time_machine.travel(TUESDAY, tick=False) as clock:
        order = move(give(bakery, cast.ana, "endorsement"), "take", cast.ben)
        clock.move_to(at(17, 12))
        order = move(order, "wait_carrier", cast.ben)
        clock.move_to(at(17, 14))
        order = move(order, "wait_client", cast.ben)
        clock.move_to(at(18, 9, 30))
        order = move(order, "resume", cast.ben)
        # 5 h on Tuesday and 1 h on Wednesday were waited; 6 of 8 hours were left at noon.
        assert order.waited_minutes == 6 * 60
        assert order.due_at == at(18, 15, 30)
        clock.move_to(at(18, 12))
        order = move(order, "complete", cast.ben)
    assert order.took_minutes == 2 * 60 + 150
    assert order.waited_minutes == 6 * 60


def test_the_clock_stands_over_holidays_and_the_end_of_daylight_saving(cast, bakery):
    with time_machine.travel(at(30, 16, month=10), tick=False) as clock:  # Friday
        order = move(give(bakery, cast.ana), "take", cast.ben)
        assert order.due_at == at(2, 16, 30)  # came after the cut-off: counts from Monday
        clock.move_to(at(2, 9, 30))
        order = move(order, "ask", cast.ben)
        clock.move_to(at(11, 12))  # Veterans Day: the office is closed
        order = move(order, "answer", cast.ana)
        assert order.due_at == at(12, 15, 30)
        assert order.waited_minutes == (7 * 60 + 30) + 6 * 510


@given(st.integers(0, 60 * 24 * 20), st.integers(0, 60 * 24 * 20), st.integers(0, 60 * 24 * 20))
@settings(max_examples=60, deadline=None)
def test_however_long_one_waits_the_business_time_left_stays_the_same(due, stop, wait):
    start = at(23, 8, 30, month=10)  # four weeks with a holiday and the change of clocks
    due_at = OFFICE.after(start + timedelta(minutes=due), timedelta(hours=1))
    stopped = start + timedelta(minutes=stop)
    now = stopped + timedelta(minutes=wait)
    resumed = due_when_resumed(due_at, stopped, now, OFFICE)
    if due_at <= stopped:
        assert resumed == due_at
    else:
        assert OFFICE.time_between(now, resumed) == OFFICE.time_between(stopped, due_at)


def test_a_due_time_lies_within_the_hours_of_the_office():
    assert check_due(at(26, 10), TUESDAY, OFFICE) == (
        "The office is closed on Thu 11/26/2026; the next business day is Mon 11/30/2026."
    )
    assert "open from 08:30 AM to 05:00 PM" in check_due(at(18, 8), TUESDAY, OFFICE)
    assert check_due(at(18, 17), TUESDAY, OFFICE) == ""
    assert check_due(at(17, 9), TUESDAY, OFFICE) == "The due time is past."


def test_an_order_is_not_complete_while_its_checklist_is_open(cast, bakery):
    order = move(give(bakery, cast.ana, "auto-id"), "take", cast.ben)
    cards, sent = order.checks.all()
    with pytest.raises(DomainError, match="Still open on the checklist: Cards issued; Sent"):
        services.move_order(
            order=order, move="complete", by=cast.ben, version=order.version, text="Done."
        )
    with pytest.raises(DomainError, match="choose the file") as refusal:
        checks.tick(check=cards, done=True, by=cast.ben)
    assert refusal.value.field == "file"
    from django.core.files.base import ContentFile

    stray = add_file(client=bakery, upload=ContentFile(b"cards", "a.txt"), by=cast.ben).attachment
    with pytest.raises(DomainError, match="does not belong"):
        checks.tick(check=cards, done=True, by=cast.ben, file=stray)
    mine = add_file(
        client=bakery, order=order, upload=ContentFile(b"cards 2", "b.txt"), by=cast.ben
    ).attachment
    checks.tick(check=cards, done=True, by=cast.ben, file=mine)
    with pytest.raises(DomainError, match="note what shows it"):
        checks.tick(check=sent, done=True, by=cast.ben, note=" ")
    with pytest.raises(DomainError, match="person who took"):
        checks.tick(check=sent, done=True, by=cast.bea, note="x")
    checks.tick(check=sent, done=True, by=cast.ben, note="By e-mail to the fleet desk")
    assert move(order, "complete", cast.ben, text="Done.").state == "done"
    assert list(order.events.filter(move="check").values_list("text", flat=True)) == [
        "Cards issued (b)", "Sent: By e-mail to the fleet desk",
    ]  # fmt: skip


def test_questions_are_answered_in_their_own_form():
    asked = [
        OrderInput(code="on", label="Effective", kind="date"),
        OrderInput(code="n", label="Years", kind="number"),
        OrderInput(code="how", label="Method", kind="choice", choices="Flat, Pro rata"),
        OrderInput(code="more", label="More", kind="long", required=False),
    ]
    said = {"on": "11/24/2026", "n": "$1,200", "how": "Pro rata", "more": ""}
    assert read_facts(asked, said, complete=True) == {
        "on": "2026-11-24", "n": "1200", "how": "Pro rata",
    }  # fmt: skip
    for wrong, words in [
        ({"on": "soon"}, "Effective: a day like"),
        ({"n": "five"}, "Years: a number"),
        ({"n": "NaN"}, "Years: a number"),
        ({"how": "Short"}, "Method: one of Flat, Pro rata"),
        ({"how": ""}, "Method: the order must say this"),
    ]:
        with pytest.raises(DomainError, match=words) as refusal:
            read_facts(asked, {**said, **wrong}, complete=True)
        assert refusal.value.field == f"input_{next(iter(wrong))}"
    assert read_facts(asked, {}, complete=False) == {}


def test_a_bundle_gives_its_orders_together_once_and_drafts_what_lacks_answers(cast, bakery):
    bundle, key = OrderBundle.objects.get(code="renewal-bind"), uuid.uuid4()
    bundle.items.create(follow_up="Is the financing signed?", follow_up_days=20, rank=9)
    facts = {code: answers(code) for code in ("binder", "invoice", "certificate-batch")}
    for _ in range(2):
        made = giving.give_bundle(
            client=bakery, bundle=bundle, by=cast.ana, form_key=key, facts=facts
        )
    assert [(o.type.code, o.state) for o in made] == [
        ("binder", "submitted"), ("invoice", "submitted"), ("certificate-batch", "submitted"),
        ("auto-id", "draft"),
    ]  # fmt: skip
    assert ServiceOrder.objects.count() == 4
    assert FollowUp.objects.get().subject == "Is the financing signed?"


def test_a_template_is_one_s_own_and_fills_the_form(cast, bakery, sign_in):
    row = giving.save_template(
        type=kind(), name="City of Oakland", by=cast.ana, instructions="As last year.",
        facts={"holder": "City of Oakland"}, priority=1,
    )  # fmt: skip
    assert list(OrderTemplate.objects.for_user(cast.ana)) == [row]
    assert not OrderTemplate.objects.for_user(cast.sam).exists()
    address = f"{reverse('order-new')}?client={bakery.pk}&template={row.pk}"
    text = sign_in(cast.ana).get(address).content.decode()
    assert "As last year." in text
    assert "City of Oakland" in text


def test_take_next_passes_over_what_is_for_skilled_people_and_rests(cast, bakery):
    OrderSkill.objects.create(type=kind("audit"), user=cast.bea)
    with time_machine.travel(TUESDAY, tick=False) as clock:
        audit = give(bakery, cast.ana, "audit", priority=1)
        resting = give(bakery, cast.ana)
        with pytest.raises(DomainError, match="It is due"):
            desk.snooze(order=resting, until=at(19, 9), by=cast.ben, version=1)
        desk.snooze(order=resting, until=at(18, 8, 30), by=cast.ben, version=1)
        assert desk.take_next(by=cast.ben) is None
        assert desk.take_next(by=cast.bea) == audit
        clock.move_to(at(18, 8, 30))
        assert desk.take_next(by=cast.ben) == resting


def test_what_is_for_skilled_people_is_taken_by_others_only_when_it_is_handed_over(
    cast, bakery, sign_in
):
    OrderSkill.objects.create(type=kind("audit"), user=cast.bea)
    audit = give(bakery, cast.ana, "audit")
    page = sign_in(cast.ben).get(f"/orders/{audit.pk}/").content.decode()
    assert "is for Bea Barnes" in page
    assert f"/orders/{audit.pk}/move/take/" not in page
    for step, words in (("take", ""), ("ask", "Which year?")):
        with pytest.raises(DomainError, match="is for Bea Barnes; ask one of them"):
            services.move_order(
                order=audit, move=step, by=cast.ben, version=audit.version, text=words
            )
    handed = desk.hand_over(order=audit, to=cast.ben, by=cast.ana)
    assert handed.assigned_to == cast.ben


def test_notices_of_orders_name_the_client_so_that_digests_batch_them(cast, bakery):
    order = give(bakery, cast.ana)
    move(order, "take", cast.bea)
    told = Notification.objects.filter(key__startswith=f"order:{order.pk}:")
    assert {notice.about for notice in told} == {"Harbor Bakery Inc."}
    assert told.count() == 2


def test_a_full_desk_gets_rush_orders_only(cast, bakery):
    DeskLimit.objects.filter(role="client_administrator").update(hours=1)
    OrderType.objects.filter(code="certificate").update(effort_minutes=60)
    first = give(bakery, cast.ana)
    assert desk.take_next(by=cast.ben) == first
    give(bakery, cast.ana)
    with pytest.raises(DomainError, match="Your desk is full: 1 orders, about 1 hours"):
        desk.take_next(by=cast.ben)
    rush = give(bakery, cast.ana, priority=ServiceOrder.Priority.RUSH)
    assert desk.take_next(by=cast.ben) == rush
    first.refresh_from_db()
    move(first, "wait_client", cast.ben)  # what waits for others does not weigh


def test_an_order_is_handed_over_to_who_may_have_it(cast, bakery):
    order = move(give(bakery, cast.ana, "binder"), "take", cast.ben)
    for to, words in [
        (cast.ana, "does not work orders"), (cast.vic, "does not see"), (cast.ben, "already"),
    ]:  # fmt: skip
        with pytest.raises(DomainError, match=words):
            desk.hand_over(order=order, to=to, by=cast.max)
    License.objects.filter(user=cast.bea).update(expires_on=date(2026, 1, 1))
    with pytest.raises(DomainError, match="licensed work"):
        desk.hand_over(order=order, to=cast.bea, by=cast.max)
    change_settings(values={"license.rule": "warn"}, by=cast.dora)
    assert desk.hand_over(
        order=order, to=cast.bea, by=cast.max, text="Ben is ill."
    ).assigned_to == (cast.bea)
    assert "Handed over" in Notification.objects.filter(user=cast.bea).latest("pk").text


def test_waiting_for_the_carrier_is_chased_by_a_follow_up(cast, bakery):
    with time_machine.travel(TUESDAY, tick=False):
        order = move(give(bakery, cast.ana, "loss-runs"), "take", cast.ben)
        move(order, "wait_carrier", cast.ben)
    row = FollowUp.objects.get()
    assert (row.owner, row.order, row.due_on) == (cast.ben, order, date(2026, 12, 3))


def test_comments_reach_both_sides_and_the_named(cast, bakery):
    order = in_state(bakery, cast, "in_progress")
    checks.comment(order=order, text="@Sam Sato knows the landlord.", by=cast.ben)
    assert "named you on order" in Notification.objects.get(user=cast.sam).text
    assert "Commented" in Notification.objects.filter(user=cast.ana).latest("pk").text
    with pytest.raises(DomainError, match="Cora Chen"):
        checks.comment(order=order, text="@Cora Chen look", by=cast.ben)


def test_turnaround_counts_what_was_done_by_kind_person_and_month(cast, bakery, sign_in):
    with time_machine.travel(TUESDAY, tick=False) as clock:
        early = move(give(bakery, cast.ana), "take", cast.ben)
        late = move(give(bakery, cast.ana, "auto-id"), "take", cast.bea)
        clock.move_to(at(17, 12))
        move(early, "complete", cast.ben)
        clock.move_to(at(19, 10))
        move(late, "complete", cast.bea)
        found = turnaround(cast.dora, date(2026, 11, 1), date(2026, 11, 30))
        assert (found.total.done, found.total.on_time, found.total.percent) == (2, 1, 50)
        assert [(r.label, r.percent, r.took_words) for r in found.people] == [
            ("Bea Barnes", 0, "2 d 1 h"), ("Ben Brooks", 100, "2 h"),
        ]  # fmt: skip
        assert [r.label for r in found.months] == [date(2026, 11, 1)]
        assert not turnaround(cast.cora, date(2026, 11, 1), date(2026, 11, 30)).total.done
        browser = sign_in(cast.max)
        assert "50 %" in browser.get(reverse("order-turnaround")).content.decode()
        sheet = browser.get(reverse("order-turnaround"), {"_export": "xlsx"})
        assert sheet["Content-Type"].endswith("sheet")
        assert browser.get(reverse("order-turnaround"), {"from": "soon"}).status_code == 422


def test_business_minutes_in_words():
    words = [in_words(minutes) for minutes in (0, 59, 60, 480, 1020)]
    assert words == ["0 min", "59 min", "1 h", "1 d", "2 d 1 h"]


def test_an_order_without_a_client_keeps_what_was_typed(cast, bakery, sign_in):
    browser = sign_in(cast.ana)
    typed = {"type": kind().pk, "instructions": "Before noon", "input_holder": "City of Oakland"}
    answer = browser.post(reverse("order-new"), typed)
    assert answer.status_code == 422
    assert "An order needs a client" in answer.content.decode()
    carried = answer.context["carried"]
    text = browser.get(f"{reverse('order-new')}?client={bakery.pk}&{carried}").content.decode()
    assert "Before noon" in text
    assert "City of Oakland" in text


def test_the_queue_is_worked_in_triage(cast, bakery, sign_in):
    first, second, third = (give(bakery, cast.ana) for _ in range(3))
    browser, back = sign_in(cast.ben), reverse("order-triage")
    assert [o.pk for o in browser.get(back).context["orders"]] == [first.pk, second.pk, third.pk]
    form = {"version": 1, "next": back}
    assert browser.post(reverse("order-move", args=[first.pk, "take"]), form).url == back
    browser.post(reverse("order-move", args=[second.pk, "decline"]), {**form, "text": "Why?"})
    browser.post(reverse("order-move", args=[third.pk, "ask"]), {**form, "text": "Who?"})
    assert not browser.get(back).context["orders"]
    third.refresh_from_db()
    assert (third.state, third.assigned_to) == ("asked_back", cast.ben)


def test_the_form_asks_what_the_kind_of_work_must_say(cast, bakery, sign_in):
    address = f"{reverse('order-new')}?client={bakery.pk}&type={kind('cancellation').pk}"
    headers = {"HX-Request": "true", "HX-Target": "asks"}
    text = sign_in(cast.ana).get(address, headers=headers).content.decode()
    assert "Short rate" in text
    assert "<html" not in text


def test_verified_work_is_closed_with_the_confirmation(cast, bakery):
    order = in_state(bakery, cast, "verified")
    with pytest.raises(DomainError) as refusal:
        move(order, "close", cast.ben, text="")
    assert refusal.value.field == "text"
    assert move(order, "close", cast.ben, text="Confirmed to the holder.").state == "closed"


def test_an_order_with_several_faults_hears_of_all_of_them_at_their_fields(cast, bakery, sign_in):
    kind = OrderType.objects.get(code="loss-runs")
    form = {"type": kind.pk, "instructions": "", "priority": 2, "form_key": uuid.uuid4(),
            "input_lines": "", "input_years": "five", "due_at": "2020-01-05T03:00"}  # fmt: skip
    answer = sign_in(cast.ana).post(f"{reverse('order-new')}?client={bakery.pk}", form)
    assert answer.status_code == 422
    said = answer.context["form"].errors
    assert set(said) == {"input_lines", "input_years", "due_at"}
    assert 'value="five"' in answer.content.decode(), "what was typed stays"
    assert not ServiceOrder.objects.exists()


def test_a_bundle_says_what_is_wrong_at_the_question_of_its_kind(cast, bakery, sign_in):
    bundle = OrderBundle.objects.get(code="renewal-bind")
    url = reverse("order-bundle", args=[bakery.pk, bundle.pk])
    form = {"priority": 2, "form_key": uuid.uuid4(), "input_binder_effective_on": "soon",
            "input_invoice_amount": "much"}  # fmt: skip
    answer = sign_in(cast.ana).post(url, form)
    assert set(answer.context["form"].errors) == {
        "input_binder_effective_on", "input_invoice_amount",
    }  # fmt: skip
    assert not ServiceOrder.objects.exists()
