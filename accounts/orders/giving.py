"""Bundles of orders, and templates for them."""

import uuid
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.clients.models import Client
from accounts.follow_ups.services import add_follow_up
from accounts.orders.models import OrderBundle, OrderTemplate, OrderType, ServiceOrder
from accounts.orders.services import give_order
from accounts.policies.models import PolicyTerm
from config.lib.errors import DomainError, Gathering, faults_of
from teams.calendar.querysets import office_calendar
from teams.people.models import User


@transaction.atomic
def give_bundle(
    *, client: Client, bundle: OrderBundle, by: User, form_key: UUID,
    term: PolicyTerm | None = None, instructions: str = "",
    facts: Mapping[str, Mapping[str, object]] | None = None,
    priority: int = ServiceOrder.Priority.NORMAL, part_of: str = "",
    without: Collection[str] = (),
) -> list[ServiceOrder]:  # fmt: skip
    """Give all orders of a bundle together, and note its follow-ups; all of them or none.

    `instructions` stands on every order before its own words; `facts` answers the questions of
    each type by its code, and types named in `without` are left out. Without all answers an order
    is left as the giver's draft. The same `form_key` gives the orders it made before. Raises
    DomainError like `give_order`, answers at the field `input_<kind>_<code>`.
    """
    items = list(bundle.items.select_related("type"))
    if not bundle.active or not items:
        raise DomainError(f"“{bundle}” is not given any more.", "bundle")
    made, said, faults = [], facts or {}, Gathering()
    for item in items:
        key = uuid.uuid5(form_key, f"{item.pk}")
        if item.type is None:
            due = office_calendar().add_business_days(
                timezone.localdate(), item.follow_up_days or 1
            )
            add_follow_up(client=client, subject=item.follow_up, kind="carrier", due_on=due, by=by,
                          term=term, key=f"bundle:{key}")  # fmt: skip
            continue
        if not item.type.active or item.type.code in without:
            continue
        words = "\n".join(filter(None, [instructions.strip(), item.instructions]))
        answers = said.get(item.type.code, {})
        needed = item.type.inputs.filter(active=True, required=True)
        complete = all(str(answers.get(row.code) or "").strip() for row in needed)
        with faults, _of_kind(item.type):
            made.append(
                give_order(
                    client=client, type=item.type, by=by, form_key=key, term=term,
                    priority=priority, instructions=words or bundle.name, facts=answers,
                    draft=not complete, bundle=bundle, group=form_key, part_of=part_of,
                )
            )  # fmt: skip
    faults.tell()
    return made


@contextmanager
def _of_kind(kind: OrderType) -> Iterator[None]:
    """Within it, what is wrong with an answer is said of the question of that kind."""
    try:
        yield
    except DomainError as error:
        for fault in faults_of(error):
            if fault.field and fault.field.startswith("input_"):
                fault.field = f"input_{kind.code}_{fault.field.removeprefix('input_')}"
        raise


def save_template(
    *, type: OrderType, name: str, by: User, instructions: str, facts: Mapping[str, str],
    priority: int,
) -> OrderTemplate:  # fmt: skip
    """Keep an order half written, for `by` alone; the same name is written over.

    Raises DomainError without a name.
    """
    if not name.strip():
        raise DomainError("Give the template a name.", "template_name")
    try:
        row, _ = OrderTemplate.objects.update_or_create(
            type=type, owner=by, name=name.strip()[:80],
            defaults={"instructions": instructions, "facts": dict(facts), "priority": priority},
        )  # fmt: skip
    except IntegrityError as error:
        raise DomainError("You have a template of this name already.", "template_name") from error
    return row
