"""Orders: given by an executive, worked by an administrator, accepted by the executive."""

import uuid
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts.models import OrderType, ServiceOrder
from accounts.orders import desk, services
from accounts.orders.querysets import clocked, orders_of
from accounts.orders.rules import moves_open_to
from accounts.orders.states import MOVES, OrderState
from config.lib.errors import DomainError
from teams.models import License, Notification
from tests.cast import make_client, make_term

PACIFIC = ZoneInfo("America/Los_Angeles")
TUESDAY = datetime(2026, 11, 17, 10, 0, tzinfo=PACIFIC)
WORDS = "Holder and wording as attached."


def kind(code: str = "certificate") -> OrderType:
    return OrderType.objects.get(code=code)


def answers(code: str) -> dict[str, str]:
    """Something for every question of a kind of order."""
    plain = {"date": "12/01/2026", "number": "5", "yes": "yes", "text": "As agreed", "long": "Both"}
    return {
        item.code: plain.get(item.kind) or item.choices.split(",")[0]
        for item in kind(code).inputs.all()
    }


def tick_all(order) -> None:
    """The checklist is worked through, as the assignee would."""
    by = order.assigned_to or order.requested_by
    order.checks.update(done_at=timezone.now(), done_by=by)


def give(client, by, code="certificate", **fields) -> ServiceOrder:
    """An order as an executive gives it, every question answered."""
    fields.setdefault("form_key", uuid.uuid4())
    fields.setdefault("instructions", WORDS)
    fields.setdefault("facts", answers(code))
    return services.give_order(client=client, type=kind(code), by=by, **fields)


def in_state(client, cast, state: str) -> ServiceOrder:
    """An order given by Ana and, where that applies, taken by Ben."""
    order = give(client, cast.ana)
    if state == OrderState.CANCELLED:
        return move(order, "cancel", cast.ana, text="Not needed.")
    if state == OrderState.DRAFT:
        return give(client, cast.ana, draft=True)
    steps = {
        OrderState.SUBMITTED: [],
        OrderState.ACCEPTED: ["take"],
        OrderState.IN_PROGRESS: ["take", "start"],
        OrderState.WAIT_CLIENT: ["take", "wait_client"],
        OrderState.WAIT_CARRIER: ["take", "wait_carrier"],
        OrderState.ASKED_BACK: ["take", "ask"],
        OrderState.RETURNED: ["decline"],
        OrderState.DONE: ["take", "complete"],
        OrderState.VERIFIED: ["take", "complete", "verify"],
        OrderState.CLOSED: ["take", "complete", "accept"],
    }
    for step in steps[state]:
        by = cast.ana if step in ("accept", "verify") else cast.ben
        order = move(order, step, by)
    return order


def move(order, step, by, text="Said.", version=None) -> ServiceOrder:
    if step == "complete":
        tick_all(order)
    return services.move_order(
        order=order, move=step, by=by, version=version or order.version, text=text
    )


def told(user) -> list[str]:
    return list(Notification.objects.filter(user=user).values_list("text", flat=True))


@pytest.fixture
def bakery(cast):
    return make_client(cast)


def test_an_order_is_due_by_its_kinds_business_hours(cast, bakery):
    with time_machine.travel(TUESDAY, tick=False):
        order = give(bakery, cast.ana)
        late = give(bakery, cast.ana, "loss-runs")
    assert order.due_at == datetime(2026, 11, 18, 9, 30, tzinfo=PACIFIC)
    assert order.state == OrderState.SUBMITTED
    assert late.due_at == order.due_at
    with time_machine.travel(TUESDAY.replace(hour=15, minute=1), tick=False):
        after_cut_off = give(bakery, cast.ana)
    assert after_cut_off.due_at == datetime(2026, 11, 18, 16, 30, tzinfo=PACIFIC)


def test_an_executive_may_name_the_due_time(cast, bakery):
    due = datetime(2027, 1, 5, 10, 0, tzinfo=PACIFIC)
    assert give(bakery, cast.ana, due_at=due).due_at == due
    with pytest.raises(DomainError, match="past"):
        give(bakery, cast.ana, due_at=timezone.now() - timedelta(minutes=1))


def test_the_same_form_makes_one_order(cast, bakery):
    key = uuid.uuid4()
    first, second = give(bakery, cast.ana, form_key=key), give(bakery, cast.ana, form_key=key)
    assert first.pk == second.pk
    assert ServiceOrder.objects.count() == 1
    assert first.events.count() == 1
    with pytest.raises(DomainError, match="already used"):
        give(bakery, cast.sam, form_key=key)


def test_the_clients_administrator_is_told_of_a_new_order(cast, bakery):
    give(bakery, cast.ana)
    assert told(cast.ben) == [
        "Order given: Certificate for a new holder for Harbor Bakery Inc. (Ana Alvarez)"
    ]
    assert not told(cast.ana)
    assert not told(cast.vic)


def test_an_incomplete_order_is_refused_at_its_field(cast, bakery):
    other = make_term(make_client(cast, "Quarry Ltd.", team=cast.valley))
    for fields, field in [
        ({"instructions": "  \n", "facts": {}}, "input_holder"),
        ({"facts": {**answers("certificate"), "lines": " "}}, "input_lines"),
        ({"term": other}, "term"),
    ]:
        with pytest.raises(DomainError) as refusal:
            give(bakery, cast.ana, **fields)
        assert refusal.value.field == field
    OrderType.objects.filter(code="mvr").update(active=False)
    with pytest.raises(DomainError, match="no longer"):
        give(bakery, cast.ana, "mvr")
    assert not ServiceOrder.objects.exists()


def test_nobody_gives_orders_on_other_teams_clients_or_without_the_right(cast, bakery):
    with pytest.raises(DomainError, match="no such client"):
        give(bakery, cast.cora)
    for reader in (cast.ben, cast.rita, cast.acc, cast.adam):
        with pytest.raises(DomainError, match="may not give"):
            give(bakery, reader)


def test_a_role_gives_orders_on_all_clients_it_sees(cast, bakery):
    quarry = make_client(cast, "Quarry Ltd.", team=cast.valley)
    assert give(quarry, cast.dora).client == quarry
    assert give(bakery, cast.max).client == bakery
    with pytest.raises(DomainError):
        give(quarry, cast.max)


def test_an_order_goes_from_hand_to_hand_and_leaves_a_trail(cast, bakery):
    order = give(bakery, cast.ana)
    order = move(order, "take", cast.ben, text="")
    order = move(order, "ask", cast.ben, text="Which holder?")
    order = move(order, "answer", cast.ana, text="The landlord.")
    tick_all(order)
    order = move(order, "complete", cast.ben, text="Sent by e-mail.")
    order = move(order, "return", cast.ana, text="The address is old.")
    order = move(order, "complete", cast.ben, text="Sent again.")
    order = move(order, "accept", cast.ana, text="")
    order.refresh_from_db()
    assert order.state == OrderState.CLOSED
    assert order.assigned_to == cast.ben
    assert order.done_at is not None
    assert [(event.label, event.by, event.text) for event in order.events.all()] == [
        ("Order given", cast.ana, ""),
        ("Taken", cast.ben, ""),
        ("Question asked", cast.ben, "Which holder?"),
        ("Answered", cast.ana, "The landlord."),
        ("Completed", cast.ben, "Sent by e-mail."),
        ("Returned", cast.ana, "The address is old."),
        ("Completed", cast.ben, "Sent again."),
        ("Signed off and closed", cast.ana, ""),
    ]
    assert len(told(cast.ana)) == 4
    assert len(told(cast.ben)) == 4


def test_what_happened_on_an_order_is_never_rewritten(cast, bakery):
    event = give(bakery, cast.ana).events.get()
    event.text = "Something else."
    with pytest.raises(IntegrityError), transaction.atomic():
        event.save()


def test_a_released_or_recalled_order_is_anybodys_again(cast, bakery):
    order = in_state(bakery, cast, OrderState.IN_PROGRESS)
    order = move(order, "release", cast.ben, text="On leave from tomorrow.")
    assert (order.state, order.assigned_to) == (OrderState.SUBMITTED, None)
    order = move(order, "take", cast.bea)
    order = move(order, "ask", cast.bea, text="Which holder?")
    order = move(order, "recall", cast.max, text="Bea is ill.")
    assert (order.state, order.assigned_to) == (OrderState.SUBMITTED, None)
    assert any("Taken away" in text for text in told(cast.bea))
    assert desk.take_next(by=cast.ben) == order


def people_in_role(cast, bakery) -> dict:
    """Who stands to an order of Ana's that Ben took; Max both gives and works."""
    return {
        "requester": cast.ana,
        "assignee": cast.ben,
        "colleague who works": cast.bea,
        "colleague who gives": cast.sam,
        "manager": cast.max,
        "director": cast.dora,
        "auditor": cast.rita,
        "accounting": cast.acc,
        "administrator of the system": cast.adam,
        "other team's executive": cast.cora,
        "other team's administrator": cast.vic,
    }


GIVES = {"requester", "colleague who gives", "manager", "director"}
WORKS = {"assignee", "colleague who works", "manager"}
DESK = {OrderState.ACCEPTED, OrderState.IN_PROGRESS}
THIRD = {OrderState.WAIT_CLIENT, OrderState.WAIT_CARRIER}
ASKED = {OrderState.ASKED_BACK}
MAY = {
    "submit": ({OrderState.RETURNED, OrderState.DRAFT}, GIVES),
    "take": ({OrderState.SUBMITTED}, WORKS),
    "decline": ({OrderState.SUBMITTED}, WORKS),
    "start": ({OrderState.ACCEPTED}, {"assignee"}),
    "resume": (THIRD, {"assignee"}),
    "ask": (DESK | THIRD | {OrderState.SUBMITTED}, {"assignee"}),
    "wait_client": (DESK | {OrderState.WAIT_CARRIER}, {"assignee"}),
    "wait_carrier": (DESK | {OrderState.WAIT_CLIENT}, {"assignee"}),
    "answer": (ASKED, GIVES),
    "release": (DESK | THIRD, {"assignee"}),
    "complete": (DESK, {"assignee"}),
    "accept": ({OrderState.DONE}, GIVES),
    "verify": ({OrderState.DONE}, GIVES),
    "close": ({OrderState.VERIFIED}, {"assignee"}),
    "return": ({OrderState.DONE, OrderState.VERIFIED}, GIVES),
    "recall": (DESK | THIRD | ASKED, GIVES),
    "cancel": (
        {OrderState.DRAFT, OrderState.SUBMITTED, OrderState.RETURNED, *DESK, *THIRD, *ASKED},
        GIVES,
    ),
}
WORDLESS = {"submit", "take", "start", "resume", "accept", "verify"}


def test_the_expectations_cover_every_move_of_the_table():
    assert MAY.keys() == MOVES.keys()
    assert {name for name, step in MOVES.items() if not step.needs_text} == WORDLESS
    reached = {step.target for step in MOVES.values()} | {OrderState.DRAFT}
    assert reached == set(OrderState)


@pytest.mark.parametrize("state", OrderState)
def test_every_move_is_open_to_exactly_the_people_of_the_table(cast, bakery, state):
    order = in_state(bakery, cast, state)
    tick_all(order)
    for role, person in people_in_role(cast, bakery).items():
        seen = ServiceOrder.objects.visible_to(person).filter(pk=order.pk).exists()
        offered = {step.name for step in moves_open_to(order, person)} if seen else set()
        expected = {step for step in MOVES if is_allowed(step, state, role)}
        assert offered == expected, (state, role)
        for step in MOVES:
            check_move(order, step, person, step in expected)


def is_allowed(step: str, state: str, role: str) -> bool:
    sources, roles = MAY[step]
    if step == "ask" and state == OrderState.SUBMITTED:
        return role in WORKS  # who asks about an order of the queue takes it
    return state in sources and role in (roles if state != OrderState.DRAFT else {"requester"})


def check_move(order, step: str, person, allowed: bool) -> None:
    """The move is made, or refused in a sentence with nothing changed."""
    marker = transaction.savepoint()
    refusal = ""
    try:
        move(order, step, person)
    except DomainError as error:
        refusal = error.message
    told = (order.state, step, person, refusal)
    assert refusal.endswith("." if not allowed else ""), told
    assert bool(refusal) is not allowed, told
    found = ServiceOrder.objects.get(pk=order.pk)
    assert found.state == (MOVES[step].target if allowed else order.state), told
    transaction.savepoint_rollback(marker)


@pytest.mark.parametrize("step", sorted(set(MOVES) - WORDLESS))
def test_a_move_that_needs_words_is_refused_without_them(cast, bakery, step):
    state = MOVES[step].sources[0]
    order = in_state(bakery, cast, state)
    person = cast.ben if MOVES[step].rule == "orders.work" else cast.ana
    with pytest.raises(DomainError) as refusal:
        move(order, step, person, text="  ")
    assert refusal.value.field == "text"
    assert ServiceOrder.objects.get(pk=order.pk).state == state


def test_who_did_the_work_does_not_accept_it(cast, bakery):
    order = give(bakery, cast.max)
    order = move(order, "take", cast.max)
    tick_all(order)
    order = move(order, "complete", cast.max, text="Done.")
    with pytest.raises(DomainError, match="other than the person who did the work"):
        move(order, "accept", cast.max)
    assert move(order, "accept", cast.ana).state == OrderState.CLOSED


def test_two_people_on_one_order_the_second_is_told(cast, bakery):
    seen_by_ben, seen_by_bea = give(bakery, cast.ana), ServiceOrder.objects.get()
    move(seen_by_ben, "take", cast.ben)
    with pytest.raises(DomainError, match="changed meanwhile"):
        move(seen_by_bea, "take", cast.bea)
    assert ServiceOrder.objects.get().assigned_to == cast.ben


def test_pressing_the_same_button_twice_makes_one_move(cast, bakery):
    order = in_state(bakery, cast, OrderState.IN_PROGRESS)
    opened = order.version
    for _ in range(2):
        move(order, "ask", cast.ben, text="Which holder?", version=opened)
    assert order.events.filter(move="ask").count() == 1
    with pytest.raises(DomainError, match="changed meanwhile"):
        move(order, "ask", cast.ben, text="Another question?", version=opened)


@pytest.mark.parametrize("expires_on", ["2026-11-16", None])
def test_licensed_work_is_only_for_people_with_a_license(cast, bakery, expires_on):
    if expires_on:
        License.objects.filter(user=cast.ben).update(expires_on=expires_on)
    else:
        License.objects.filter(user=cast.ben).delete()
    with time_machine.travel(TUESDAY, tick=False):
        order = give(bakery, cast.ana, "binder")
        with pytest.raises(DomainError, match="“Issue binder” is licensed work"):
            move(order, "take", cast.ben)
        assert desk.take_next(by=cast.ben) is None
        clerical = give(bakery, cast.ana, priority=ServiceOrder.Priority.LOW)
        assert desk.take_next(by=cast.ben) == clerical
        assert desk.take_next(by=cast.bea) == order


def test_a_license_is_good_through_its_last_day(cast, bakery):
    License.objects.filter(user=cast.ben).update(expires_on="2026-11-17")
    with time_machine.travel(TUESDAY, tick=False):
        order = give(bakery, cast.ana, "binder")
        assert move(order, "take", cast.ben).assigned_to == cast.ben


def test_the_next_order_is_the_most_urgent_one_of_clients_one_sees(cast, bakery):
    quarry = make_client(cast, "Quarry Ltd.", team=cast.valley)
    give(quarry, cast.cora, priority=ServiceOrder.Priority.RUSH)
    slow = give(bakery, cast.ana, priority=ServiceOrder.Priority.LOW)
    later = give(bakery, cast.ana, "policy-check")
    sooner = give(bakery, cast.ana)
    rush = give(bakery, cast.ana, "policy-check", priority=ServiceOrder.Priority.RUSH)
    taken = [desk.take_next(by=cast.ben) for _ in range(5)]
    assert taken == [rush, sooner, later, slow, None]


def test_who_does_not_work_orders_takes_none(cast, bakery):
    give(bakery, cast.ana)
    for person in (cast.ana, cast.rita, cast.acc):
        with pytest.raises(DomainError, match="may not take"):
            desk.take_next(by=person)


def test_the_clock_stands_while_the_executive_is_asked(cast, bakery):
    with time_machine.travel(TUESDAY, tick=False) as clock:
        order = move(give(bakery, cast.ana), "take", cast.ben)
        assert order.due_at == datetime(2026, 11, 18, 9, 30, tzinfo=PACIFIC)
        clock.move_to(TUESDAY.replace(hour=16))
        order = move(order, "ask", cast.ben, text="Which holder?")
        # One hour today and one tomorrow were left. Two days pass, a weekend among them.
        clock.move_to(datetime(2026, 11, 20, 16, 30, tzinfo=PACIFIC))
        assert clocked([order])[0].clock.words == "Paused: executive"
        order = move(order, "answer", cast.ana, text="The landlord.")
        assert order.due_at == datetime(2026, 11, 23, 10, 0, tzinfo=PACIFIC)
        assert order.paused_at is None


def test_an_answer_at_once_changes_no_due_time_and_none_comes_earlier(cast, bakery):
    with time_machine.travel(TUESDAY, tick=False) as clock:
        order = in_state(bakery, cast, OrderState.ASKED_BACK)
        due = order.due_at
        assert move(order, "answer", cast.ana, text="Yes.").due_at == due
        night = datetime(2026, 11, 17, 22, 0, tzinfo=PACIFIC)
        clock.move_to(night)
        by_night = move(give(bakery, cast.ana), "take", cast.ben)
        by_night = move(by_night, "ask", cast.ben, text="Tonight?")
        assert move(by_night, "answer", cast.ana, text="Yes.").due_at >= night


def test_what_was_overdue_when_asked_stays_overdue(cast, bakery):
    with time_machine.travel(TUESDAY, tick=False) as clock:
        order = move(give(bakery, cast.ana), "take", cast.ben)
        due = order.due_at
        clock.move_to(TUESDAY + timedelta(days=3))
        order = move(order, "ask", cast.ben, text="Which holder?")
        clock.move_to(TUESDAY + timedelta(days=6))
        order = move(order, "answer", cast.ana, text="The landlord.")
        assert order.due_at == due
        assert clocked([order])[0].clock.words == "Overdue"


def test_a_returned_order_keeps_the_time_that_was_left_when_it_was_completed(cast, bakery):
    with time_machine.travel(TUESDAY, tick=False) as clock:
        order = in_state(bakery, cast, OrderState.DONE)
        clock.move_to(datetime(2026, 11, 23, 8, 30, tzinfo=PACIFIC))
        order = move(order, "return", cast.ana, text="Old address.")
        assert order.due_at == datetime(2026, 11, 23, 16, 30, tzinfo=PACIFIC)
        assert order.done_at is None


@pytest.mark.parametrize(
    ("state", "later", "words"),
    [
        (OrderState.SUBMITTED, timedelta(), "On time"),
        (OrderState.SUBMITTED, timedelta(hours=6), "Due soon"),
        (OrderState.IN_PROGRESS, timedelta(hours=24), "Overdue"),
        (OrderState.DRAFT, timedelta(days=5), "Not given yet"),
        (OrderState.WAIT_CLIENT, timedelta(days=5), "Paused: client"),
        (OrderState.WAIT_CARRIER, timedelta(days=5), "Paused: carrier"),
        (OrderState.RETURNED, timedelta(days=5), "Paused: executive"),
        (OrderState.ASKED_BACK, timedelta(days=5), "Paused: executive"),
        (OrderState.DONE, timedelta(days=5), "Met"),
        (OrderState.CLOSED, timedelta(days=5), "Met"),
        (OrderState.CANCELLED, timedelta(days=5), "Cancelled"),
    ],
)
def test_the_badge_says_how_the_order_stands(cast, bakery, state, later, words):
    with time_machine.travel(TUESDAY, tick=False) as clock:
        order = in_state(bakery, cast, state)
        clock.move_to(TUESDAY + later)
        assert clocked([order])[0].clock.words == words


def test_what_is_completed_too_late_is_met_late(cast, bakery):
    with time_machine.travel(TUESDAY, tick=False) as clock:
        order = in_state(bakery, cast, OrderState.IN_PROGRESS)
        clock.move_to(TUESDAY + timedelta(days=2))
        order = move(order, "complete", cast.ben, text="At last.")
        assert clocked([order])[0].clock.words == "Met late"


def test_my_day_finds_what_waits_for_whom(cast, bakery):
    states = [OrderState.SUBMITTED, OrderState.IN_PROGRESS, OrderState.ASKED_BACK]
    _, working, asked = (in_state(bakery, cast, state) for state in states)
    done = in_state(bakery, cast, OrderState.DONE)
    in_state(bakery, cast, OrderState.CLOSED)
    objects = ServiceOrder.objects
    assert set(objects.mine(cast.ben)) == {working, asked}
    assert set(objects.waiting_for(cast.ana)) == {asked, done}
    assert not objects.mine(cast.bea).exists()
    assert not objects.waiting_for(cast.sam).exists()


def test_the_clients_section_shows_open_orders_first(cast, bakery):
    is_open = in_state(bakery, cast, OrderState.IN_PROGRESS)
    closed = in_state(bakery, cast, OrderState.CLOSED)
    assert orders_of(bakery, cast.ana) == [is_open, closed]
    assert orders_of(bakery, cast.ana)[0].clock.words in {"On time", "Due soon"}


def test_somebody_who_may_no_longer_see_the_client_is_told_nothing(cast, bakery):
    order = in_state(bakery, cast, OrderState.IN_PROGRESS)
    before = len(told(cast.ben))
    bakery.assignments.filter(user=cast.ben).delete()
    cast.ben.memberships.all().delete()
    move(order, "recall", cast.ana, text="Ben has left the team.")
    assert len(told(cast.ben)) == before


def test_an_order_keeps_its_history(cast, bakery):
    order = in_state(bakery, cast, OrderState.CLOSED)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT state FROM accounts_serviceorderevent WHERE pgh_obj_id = %s ORDER BY pgh_id",
            [order.pk],
        )
        states = [row[0] for row in cursor.fetchall()]
    assert states == ["submitted", "accepted", "done", "closed"]
