"""Who has how much to do, and handing it over."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from accounts.follow_ups.services import add_follow_up
from accounts.models import OrderType, Procedure, ServiceOrder, WorkWeight
from accounts.orders.services import give_order
from accounts.procedures.services import mark_procedure_read, write_procedure
from accounts.service_team.services import cover
from accounts.workload.board import board
from accounts.workload.services import hand_work, undo_hand_over
from config.lib.errors import DomainError
from teams.house.services import change_settings
from teams.models import Notification
from tests.accounts.test_orders import answers, move
from tests.cast import make_client


@pytest.fixture
def bakery(cast):
    return make_client(cast)


def order(cast, client, code="certificate", n=1):
    return give_order(
        client=client, type=OrderType.objects.get(code=code), instructions="Please", by=cast.ana,
        facts=answers(code),
        form_key=f"7f7f7f7f-0000-4000-8000-00000000000{n}",
    )  # fmt: skip


def columns(cast):
    return {str(c.person or "nobody"): c for c in board(cast.max, cast.bay)}


def test_the_board_shows_each_persons_work_with_its_hours(cast, bakery):
    move(order(cast, bakery), "take", cast.ben)
    order(cast, bakery, n=2)
    add_follow_up(
        client=bakery, subject="Call them", due_on=timezone.localdate(), by=cast.ana,
        owner=cast.ben,
    )  # fmt: skip
    found = columns(cast)
    assert [c.kind for c in found["Ben Brooks"].cards].count("order") == 1
    assert found["Ben Brooks"].hours == Decimal("0.50")
    assert len(found["nobody"].cards) == 1


def test_hours_are_dated_rows(cast, bakery):
    WorkWeight.objects.create(
        kind="order", code="certificate", hours="0.75", from_on=timezone.localdate()
    )
    move(order(cast, bakery), "take", cast.ben)
    assert columns(cast)["Ben Brooks"].hours == Decimal("0.75")


def test_who_is_away_shows_with_the_deputy(cast, bakery):
    today = timezone.localdate()
    cover(person=cast.ben, deputy=cast.bea, from_on=today, last_on=today, by=cast.max)
    assert columns(cast)["Ben Brooks"].absence.deputy == cast.bea


def test_an_order_is_handed_over_told_and_taken_back(cast, bakery):
    taken = move(order(cast, bakery), "take", cast.ben)
    handed = hand_work(kind="order", pk=taken.pk, to=cast.bea, version=taken.version, by=cast.max)
    assert ServiceOrder.objects.get().assigned_to == cast.bea
    assert Notification.objects.filter(user=cast.bea, text__contains="Handed over").exists()
    undo_hand_over(token=handed.undo, by=cast.max)
    assert ServiceOrder.objects.get().assigned_to == cast.ben
    with pytest.raises(DomainError, match="changed this meanwhile"):
        undo_hand_over(token=handed.undo, by=cast.max)


def test_two_managers_moving_one_card_move_it_once(cast, bakery):
    taken = move(order(cast, bakery), "take", cast.ben)
    card = {"kind": "order", "pk": taken.pk, "version": taken.version}
    hand_work(to=cast.bea, by=cast.max, **card)
    with pytest.raises(DomainError, match="meanwhile"):
        hand_work(to=cast.ben, by=cast.dora, **card)


def test_licensed_work_does_not_go_to_somebody_whose_license_has_lapsed(cast, bakery):
    waiting = order(cast, bakery, code="binder")
    cast.bea.licenses.update(expires_on=date(2020, 1, 1))
    move = {"kind": "order", "pk": waiting.pk, "version": waiting.version, "to": cast.bea}
    with pytest.raises(DomainError, match="licensed work"):
        hand_work(by=cast.max, **move)
    change_settings(values={"license.rule": "warn"}, by=cast.adam)
    assert "expired" in hand_work(by=cast.max, **move).warning


def test_work_does_not_go_to_people_who_cannot_see_the_client(cast, bakery, sign_in):
    waiting = order(cast, bakery)
    answer = sign_in(cast.max).post(
        "/workload/hand/",
        {"card": f"order:{waiting.pk}", "version": waiting.version, "to": cast.vic.pk},
    )
    assert answer.status_code == 422
    assert "does not see Harbor Bakery" in answer.content.decode()
    assert ServiceOrder.objects.get().assigned_to is None


def test_a_follow_up_is_handed_over_but_never_to_nobody(cast, bakery):
    row = add_follow_up(
        client=bakery, subject="Call", due_on=timezone.localdate() + timedelta(days=3), by=cast.ana
    )
    move = {"kind": "follow_up", "pk": row.pk, "version": row.version, "by": cast.max}
    with pytest.raises(DomainError, match="always has an owner"):
        hand_work(to=None, **move)
    hand_work(to=cast.ben, **move)
    row.refresh_from_db()
    assert row.owner == cast.ben


def test_those_who_only_do_work_do_not_give_it_out(cast, bakery):
    waiting = order(cast, bakery)
    with pytest.raises(DomainError, match="may not give out"):
        hand_work(kind="order", pk=waiting.pk, to=cast.ben, version=1, by=cast.bea)


def test_a_new_edition_of_a_procedure_is_to_be_read_again(cast):
    values = {"title": "Binders", "order_type": None, "client": None, "text": "Check.",
              "active": True}  # fmt: skip
    row = write_procedure(procedure=None, version=0, values=values, by=cast.max)
    mark_procedure_read(procedure=row, edition=1, by=cast.ben)
    values["text"] = "Check twice."
    row = write_procedure(procedure=row, version=1, values=values, by=cast.max)
    assert not Procedure.objects.with_read(cast.ben).get().is_read
    with pytest.raises(DomainError, match="changed since"):
        mark_procedure_read(procedure=row, edition=1, by=cast.ben)
    assert Notification.objects.filter(user=cast.ben, kind="bulletins").count() == 2


def test_a_playbook_stands_where_somebody_works_for_the_client(cast, bakery, sign_in):
    binder = OrderType.objects.get(code="binder")
    for title, kind, client in (
        ("Binders in general", binder, None), ("Their way", None, bakery),
        ("Not this one", OrderType.objects.get(code="mvr"), None),
    ):  # fmt: skip
        values = {"title": title, "order_type": kind, "client": client, "text": "So.",
                  "active": True}  # fmt: skip
        write_procedure(procedure=None, version=0, values=values, by=cast.max)
    page = sign_in(cast.ben).get(f"/clients/{bakery.pk}/procedures/?type=binder").content.decode()
    assert "Binders in general" in page
    assert "Their way" in page
    assert "Not this one" not in page
    assert "Their way" not in sign_in(cast.vic).get("/procedures/").content.decode()
