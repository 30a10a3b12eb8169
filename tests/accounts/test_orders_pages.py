"""The pages on which orders are given and worked."""

import re
import uuid
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import OrderType, ServiceOrder
from accounts.orders import desk
from accounts.orders.states import MOVES, OrderState
from config.lib.errors import DomainError
from renewals.placements.opening import open_new
from teams.models import License
from tests.accounts.test_orders import answers, give, in_state, kind, move, tick_all
from tests.cast import make_client, make_term


@pytest.fixture
def bakery(cast):
    return make_client(cast)


def page(order) -> str:
    return reverse("order-page", args=[order.pk])


def move_url(order, step: str) -> str:
    return reverse("order-move", args=[order.pk, step])


def form_of(client, term=None, **fields) -> dict:
    return {
        "type": kind().pk,
        "term": term.pk if term else "",
        "instructions": "Holder and wording as attached.",
        "priority": 2,
        "due_at": "",
        "form_key": str(uuid.uuid4()),
        **{f"input_{code}": value for code, value in answers("certificate").items()},
        **fields,
    }


def test_an_executive_finds_the_client_and_gives_an_order(cast, bakery, sign_in):
    term = make_term(bakery)
    browser = sign_in(cast.ana)
    found = browser.get(reverse("order-new"), {"q": "harb"})
    assert f"?client={bakery.pk}" in found.content.decode()
    address = f"{reverse('order-new')}?client={bakery.pk}"
    text = browser.get(address).content.decode()
    assert "Certificate for a new holder · 1 business day · say: Holder, wording, lines" in text
    assert term.number in text
    answer = browser.post(address, form_of(bakery, term), follow=True)
    order = ServiceOrder.objects.get()
    assert answer.redirect_chain == [(page(order), 302)]
    assert (order.client, order.term, order.requested_by) == (bakery, term, cast.ana)


def test_a_form_that_is_sent_twice_makes_one_order(cast, bakery, sign_in):
    browser, form = sign_in(cast.ana), form_of(bakery)
    address = f"{reverse('order-new')}?client={bakery.pk}"
    answers = [browser.post(address, form) for _ in range(2)]
    order = ServiceOrder.objects.get()
    assert [answer.url for answer in answers] == [page(order)] * 2


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("input_lines", "   ", "Lines to show: the order must say this"),
        ("instructions", "x" * 4001, "at most 4000"),
        ("type", "", "This field is required"),
        ("type", "999999", "not one of the available"),
        ("priority", "9", "not one of the available"),
        ("due_at", "2020-01-01T10:00", "The due time is past"),
        ("due_at", "2027-01-02T10:00", "closed on Sat 01/02/2027; the next business day is Mon"),
        ("due_at", "2027-01-05T19:00", "open from 08:30 AM to 05:00 PM"),
        ("due_at", "soon", "Enter a valid date"),
        ("form_key", "again", "Enter a valid UUID"),
    ],
)
def test_a_wrong_order_is_said_at_its_field(cast, bakery, sign_in, field, value, sentence):
    address = f"{reverse('order-new')}?client={bakery.pk}"
    answer = sign_in(cast.ana).post(address, form_of(bakery, **{field: value}))
    assert answer.status_code == 422
    errors = answer.context["form"].errors
    assert list(errors) == [field]
    assert sentence in errors[field][0]
    assert not ServiceOrder.objects.exists()


def test_only_policies_of_the_client_can_be_chosen(cast, bakery, sign_in):
    other = make_term(make_client(cast, "Pier Books"))
    answer = sign_in(cast.ana).post(
        f"{reverse('order-new')}?client={bakery.pk}", form_of(bakery, other)
    )
    assert answer.status_code == 422
    assert "term" in answer.context["form"].errors


def test_a_kind_of_work_that_was_retired_is_not_offered(cast, bakery, sign_in):
    OrderType.objects.filter(code="mvr").update(active=False)
    text = sign_in(cast.ana).get(f"{reverse('order-new')}?client={bakery.pk}").content.decode()
    assert "Order MVRs" not in text


def test_a_stranger_does_not_find_the_order_or_the_client(cast, bakery, sign_in):
    order = give(bakery, cast.ana)
    browser = sign_in(cast.cora)
    assert browser.get(page(order)).status_code == 404
    assert browser.post(move_url(order, "cancel"), {"version": 1, "text": "No."}).status_code == 404
    address = f"{reverse('order-new')}?client={bakery.pk}"
    assert browser.get(address).status_code == 404
    assert browser.post(address, form_of(bakery)).status_code == 404
    assert str(order.pk) not in [
        str(row.pk)
        for row in browser.get(reverse("order-list"), {"view": "all"}).context["page"].rows
    ]
    assert ServiceOrder.objects.get().state == OrderState.SUBMITTED
    assert not browser.get(reverse("order-new"), {"q": "Harbor"}).context["clients"]


def test_the_address_of_no_client_is_missing(cast, sign_in):
    for client in ("0", "999999", "-1", "x", "٣", "9" * 30):
        answer = sign_in(cast.ana).get(reverse("order-new"), {"client": client})
        assert answer.status_code == 404, client


def test_a_colleague_without_the_right_is_refused(cast, bakery, sign_in):
    order = give(bakery, cast.ana)
    assert sign_in(cast.ben).get(reverse("order-new")).status_code == 403
    assert sign_in(cast.ana).post(reverse("order-take-next")).status_code == 403
    reader = sign_in(cast.rita)
    for step in MOVES:
        answer = reader.post(move_url(order, step), {"version": order.version, "text": "No."})
        assert answer.status_code == 403, step
    assert sign_in(cast.max).post(move_url(order, "burn"), {"version": 1}).status_code == 404
    assert sign_in(cast.max).get(move_url(order, "take")).status_code == 405


def test_each_person_is_offered_the_moves_that_are_open_to_them(cast, bakery, sign_in):
    order = in_state(bakery, cast, OrderState.IN_PROGRESS)

    def offered(person) -> set[str]:
        text = sign_in(person).get(page(order)).content.decode()
        return {step for step in MOVES if f'formaction="{move_url(order, step)}"' in text}

    assert offered(cast.ben) == {"ask", "release", "complete", "wait_client", "wait_carrier"}
    assert offered(cast.ana) == {"recall", "cancel"}
    assert offered(cast.bea) == set()
    assert offered(cast.rita) == set()


def test_an_administrator_takes_the_next_order_and_completes_it(cast, bakery, sign_in):
    order = give(bakery, cast.ana)
    browser = sign_in(cast.ben)
    assert browser.post(reverse("order-take-next")).url == page(order)
    order.refresh_from_db()
    words = {"version": order.version, "text": "Sent by e-mail."}
    tick_all(order)
    answer = browser.post(move_url(order, "complete"), words, follow=True)
    assert "Sent by e-mail." in answer.content.decode()
    browser = sign_in(cast.ana)
    order.refresh_from_db()
    browser.post(move_url(order, "accept"), {"version": order.version, "text": ""})
    order.refresh_from_db()
    assert order.state == OrderState.CLOSED


def test_an_empty_queue_is_said(cast, sign_in):
    answer = sign_in(cast.ben).post(reverse("order-take-next"), follow=True)
    assert "The queue is empty" in answer.content.decode()


def test_ctrl_enter_completes_an_order_in_progress(cast, bakery, sign_in):
    """Without a button the form goes to its own action: the first move, the usual next step."""
    first = {"in_progress": "complete", "asked_back": "answer", "done": "accept"}
    for state, step in first.items():
        order = in_state(bakery, cast, state)
        person = cast.ben if step == "complete" else cast.ana
        text = sign_in(person).get(page(order)).content.decode()
        assert f' action="{move_url(order, step)}"' in text


def test_a_refused_move_keeps_the_words_and_says_why_at_them(cast, bakery, sign_in):
    order = in_state(bakery, cast, OrderState.IN_PROGRESS)
    browser = sign_in(cast.ben)
    answer = browser.post(move_url(order, "ask"), {"version": order.version, "text": " "})
    assert answer.status_code == 422
    assert "Say in a few words" in answer.context["form"].errors["text"][0]
    stale = {"version": order.version - 1, "text": "A long question."}
    answer = browser.post(move_url(order, "ask"), stale)
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "A long question." in text
    assert "changed meanwhile" in text


def test_an_unlicensed_administrator_reads_why_the_order_is_not_theirs(cast, bakery, sign_in):
    License.objects.filter(user=cast.ben).delete()
    order = give(bakery, cast.ana, "binder")
    answer = sign_in(cast.ben).post(move_url(order, "take"), {"version": order.version})
    assert answer.status_code == 422
    assert "holds no insurance license" in answer.content.decode()


def rows(answer) -> set:
    return {row.pk for row in answer.context["page"].rows}


def test_the_list_has_a_view_for_each_way_of_working(cast, bakery, sign_in):
    waiting = give(bakery, cast.ana).pk
    working = in_state(bakery, cast, OrderState.IN_PROGRESS).pk
    closed = in_state(bakery, cast, OrderState.CLOSED).pk
    address = reverse("order-list")
    ben = sign_in(cast.ben)
    assert rows(ben.get(address)) == {waiting}
    assert rows(ben.get(address, {"view": "mine"})) == {working}
    assert rows(ben.get(address, {"view": "mine", "state": "closed"})) == {closed}
    assert rows(ben.get(address, {"view": "all"})) == {waiting, working, closed}
    assert rows(ben.get(address, {"state": "closed"})) == {closed}
    assert rows(ben.get(address, {"assignee": cast.ben.pk})) == {working, closed}
    assert rows(ben.get(address, {"type": kind("binder").pk, "view": "all"})) == set()
    ana = sign_in(cast.ana)
    assert rows(ana.get(address)) == {waiting, working}
    assert rows(sign_in(cast.rita).get(address)) == {waiting, working, closed}
    assert rows(sign_in(cast.cora).get(address)) == set()


def test_only_overdue_orders_are_shown_when_asked(cast, bakery, sign_in):
    late = give(bakery, cast.ana)
    give(bakery, cast.ana)
    ServiceOrder.objects.filter(pk=late.pk).update(due_at="2026-01-05T10:00Z")
    answer = sign_in(cast.ben).get(reverse("order-list"), {"view": "queue", "overdue": "on"})
    assert rows(answer) == {late.pk}
    assert "Overdue" in answer.content.decode()


def test_what_is_still_to_be_done_leaves_out_what_is_done_and_not_closed(cast, bakery, sign_in):
    given, done = give(bakery, cast.ana), give(bakery, cast.ana)
    now = "2026-01-05T10:00Z"
    ServiceOrder.objects.filter(pk=done.pk).update(state="done", assigned_to=cast.ben, done_at=now)
    answer = sign_in(cast.ben).get(reverse("order-list"), {"state": "to_do"})
    assert rows(answer) == {given.pk}


def test_the_queue_is_in_the_order_in_which_it_is_taken(cast, bakery, sign_in):
    low = give(bakery, cast.ana, priority=ServiceOrder.Priority.LOW)
    normal = give(bakery, cast.ana, "policy-check")
    soon = give(bakery, cast.ana, "binder")
    rush = give(bakery, cast.ana, "policy-check", priority=ServiceOrder.Priority.RUSH)
    shown = sign_in(cast.ben).get(reverse("order-list")).context["page"].rows
    assert shown == [rush, soon, normal, low]
    assert [desk.take_next(by=cast.ben) for _ in shown] == shown


def test_the_list_pages_through_equal_urgencies(cast, bakery, sign_in):
    for _ in range(60):
        give(bakery, cast.ana)
    ServiceOrder.objects.update(due_at="2027-01-05T18:00Z")
    browser, address, found = sign_in(cast.ben), reverse("order-list"), set()
    answer = browser.get(address)
    found |= rows(answer)
    answer = browser.get(address, {"after": answer.context["page"].after})
    found |= rows(answer)
    assert len(found) == 60
    assert answer.context["page"].after is None


def test_the_list_is_exported_as_shown(cast, bakery, sign_in):
    give(bakery, cast.ana)
    answer = sign_in(cast.ben).get(reverse("order-list"), {"view": "queue", "_export": "csv"})
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert lines[0].startswith("Order,Kind of work,Client,Clock,Due,Priority")
    assert "Certificate for a new holder,Harbor Bakery Inc." in lines[1]
    assert len(lines) == 2


def test_lists_and_pages_take_the_same_queries_however_many_orders(
    cast, bakery, sign_in, django_assert_max_num_queries
):
    browser = sign_in(cast.ben)
    order = give(bakery, cast.ana)
    address = reverse("order-list")
    browser.get(address)

    def count(url) -> int:
        with django_assert_max_num_queries(30) as queries:
            browser.get(url)
        return len(queries)

    few = count(address), count(page(order))
    for _ in range(12):
        give(bakery, cast.ana)
    assert (count(address), count(page(order))) == few


def test_a_row_of_the_day_is_put_off_handed_over_and_both_are_undone_in_place(cast, sign_in):
    order = move(give(make_client(cast), cast.ana), "take", cast.ben)
    browser = sign_in(cast.ben)

    def press(deed, **words):
        order.refresh_from_db()
        words.setdefault("version", order.version)
        answer = browser.post(f"/orders/{order.pk}/{deed}/", words, headers={"HX-Request": "true"})
        order.refresh_from_db()
        return answer, answer.content.decode()

    def undo(row):
        return browser.post(re.search(r'hx-post="([^"]+/undo/[^"]+)"', row)[1])

    assert order.type.name in browser.get("/day/todo/").content.decode()
    order.due_at = timezone.now() + timedelta(days=6)
    order.save_version(order.version, ["due_at"])
    _, row = press("snooze")
    assert "rests until" in row
    assert order.type.name not in browser.get("/day/todo/").content.decode()
    undo(row)
    assert order.type.name in browser.get("/day/todo/").content.decode()
    _, row = press("hand-over", to=cast.bea.pk)
    assert order.assigned_to == cast.bea
    undo(row)
    order.refresh_from_db()
    assert order.assigned_to == cast.ben
    refused, row = press("hand-over", to=cast.bea.pk, version=1)
    assert refused.status_code == 422
    assert "changed meanwhile" in row


def test_an_order_is_part_of_what_is_under_way_for_its_own_client_only(cast, sign_in):
    bakery = make_client(cast)
    placement = open_new(
        client=bakery, kind="new_business", by=cast.ana, target_on=date(2030, 1, 1)
    )
    foreign = make_client(cast, "Quarry Ltd.", team=cast.valley)
    ref = f"placement:{placement.pk}"
    order = give(bakery, cast.ana, part_of=ref)
    with pytest.raises(DomainError, match="nothing like this under way"):
        give(foreign, cast.cora, part_of=ref)
    browser = sign_in(cast.ana)
    assert placement.get_absolute_url() in browser.get(f"/orders/{order.pk}/").content.decode()
    listed = browser.get(f"/placements/{placement.pk}/orders/").content.decode()
    assert f"/orders/{order.pk}/" in listed
    asked = browser.get(f"/orders/new/?client={bakery.pk}&part_of={ref}").content.decode()
    assert f'<option value="{ref}" selected>' in asked
