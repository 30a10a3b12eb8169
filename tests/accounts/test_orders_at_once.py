"""People who press at the same moment, each on a database connection of their own."""

import threading
import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from accounts.models import OrderEvent, ServiceOrder
from accounts.orders import desk, services
from accounts.orders.states import OrderState
from config.lib.errors import DomainError
from teams.access.roles import Role
from tests.accounts.test_orders import give, move, tick_all
from tests.cast import make_client, person

PEOPLE, ORDERS = 20, 10


@pytest.fixture
def administrators(live_cast):
    return [
        person(f"Adm{n:02} Person", Role.CLIENT_ADMINISTRATOR, live_cast.bay) for n in range(PEOPLE)
    ]


@pytest.fixture
def bakery(live_cast):
    return make_client(live_cast)


def all_at_once(actions: list) -> list:
    """Call every action in a thread of its own, all released together; their answers."""
    start = threading.Barrier(len(actions))

    def run(action):
        try:
            connection.ensure_connection()
            start.wait(timeout=30)
            return action()
        except DomainError as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(actions)) as pool:
        return list(pool.map(run, actions))


def test_twenty_people_taking_next_get_ten_orders_once_each(live_cast, bakery, administrators):
    orders = {give(bakery, live_cast.ana).pk for _ in range(ORDERS)}
    taken = all_at_once([lambda by=by: desk.take_next(by=by) for by in administrators])
    assert Counter(order.pk for order in taken if order) == Counter(orders)
    assert taken.count(None) == PEOPLE - ORDERS
    for by, order in zip(administrators, taken, strict=True):
        assert order is None or ServiceOrder.objects.get(pk=order.pk).assigned_to == by
    assert OrderEvent.objects.filter(move="take").count() == ORDERS


def test_without_the_lock_two_people_would_get_the_same_order(live_cast, bakery, administrators):
    """The control: the same crowd, the same queue, reading first and writing then."""
    for _ in range(ORDERS):
        give(bakery, live_cast.ana)
    everybody_has_read = threading.Barrier(PEOPLE)

    def take_naively(by):
        with transaction.atomic():
            order = ServiceOrder.objects.visible_to(by).queue().first()
            everybody_has_read.wait(timeout=30)
            order.assigned_to, order.state = by, OrderState.ACCEPTED
            order.save(update_fields=["assigned_to", "state"])
            return order

    taken = all_at_once([lambda by=by: take_naively(by) for by in administrators])
    assert max(Counter(order.pk for order in taken).values()) == PEOPLE


def test_of_twenty_people_taking_one_order_one_gets_it(live_cast, bakery, administrators):
    order = give(bakery, live_cast.ana)
    answers = all_at_once([lambda by=by: move(order, "take", by) for by in administrators])
    winners = [answer for answer in answers if isinstance(answer, ServiceOrder)]
    assert len(winners) == 1
    assert ServiceOrder.objects.get().assigned_to == winners[0].assigned_to
    assert OrderEvent.objects.filter(move="take").count() == 1
    refusals = [answer for answer in answers if isinstance(answer, DomainError)]
    assert all("changed meanwhile" in refusal.message for refusal in refusals)


def test_a_form_sent_ten_times_at_once_makes_one_order(live_cast, bakery):
    key = uuid.uuid4()
    made = all_at_once([lambda: give(bakery, live_cast.ana, form_key=key)] * 10)
    assert {order.pk for order in made} == {ServiceOrder.objects.get().pk}
    assert OrderEvent.objects.count() == 1


def test_completing_and_cancelling_at_once_does_one_of_them(live_cast, bakery):
    order = move(give(bakery, live_cast.ana), "take", live_cast.ben)
    tick_all(order)
    answers = all_at_once(
        [
            lambda: services.move_order(
                order=order, move="complete", by=live_cast.ben, version=order.version, text="Sent."
            ),
            lambda: move(order, "cancel", live_cast.ana, text="Not needed."),
        ]
    )
    assert sum(isinstance(answer, DomainError) for answer in answers) == 1
    assert OrderEvent.objects.filter(move__in=["complete", "cancel"]).count() == 1
