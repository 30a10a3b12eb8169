"""Who may take orders of a kind."""

from collections.abc import Iterable

from django.db import transaction

from accounts.orders.models import OrderSkill, OrderType
from config.lib.errors import DomainError
from teams.people.models import User


@transaction.atomic
def set_skills(*, type: OrderType, people: Iterable[User], by: User, version: int) -> None:
    """Let only `people` take orders of `type` themselves; nobody named: everybody.

    Raises DomainError for people who do not work orders, and when somebody saved since the
    form was opened with `version`.
    """
    if not by.may("orders.rules"):
        raise DomainError("Your role may not keep the rules of orders.")
    wanted = {person.pk: person for person in people}
    for person in wanted.values():
        if not person.may("orders.work"):
            raise DomainError(f"{person} does not work orders.", "people")
    row = OrderType.objects.select_for_update().get(pk=type.pk)
    row.save_version(version, [])
    held = set(row.skills.values_list("user", flat=True))
    row.skills.filter(user__in=held - set(wanted)).delete()
    OrderSkill.objects.bulk_create(
        [OrderSkill(type=row, user=wanted[pk]) for pk in sorted(set(wanted) - held)]
    )
