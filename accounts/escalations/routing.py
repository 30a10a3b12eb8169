"""Who is told: the department's manager, then the director; their deputies while they are away."""

from collections.abc import Iterable
from datetime import date

from accounts.clients.models import Client
from accounts.service_team.models import Absence
from config.lib.errors import DomainError
from teams.access.roles import Role
from teams.people.models import User


class Routing:
    """The managers of all departments and the directors as of a day; two queries however many."""

    def __init__(self, on: date):
        self._deputies = {
            absence.person_id: absence.deputy
            for absence in Absence.objects.running(on).select_related("deputy")
        }
        heads = User.objects.active().filter(role__in=[Role.MANAGER, Role.DIRECTOR, Role.PRINCIPAL])
        self._managers: dict[str, User] = {}
        self._top: list[User] = []
        for person in heads.prefetch_related("teams").order_by("pk"):
            if person.role == Role.MANAGER:
                for team in person.teams.all():
                    self._managers.setdefault(team.department, person)
            else:
                self._top.append(person)
        self._top.sort(key=lambda person: (person.role != Role.DIRECTOR, person.pk))

    def manager(self, department: str, asking: User | None = None) -> User | None:
        """Who manages `department`; None when nobody does, or when `asking` does."""
        person = self._managers.get(department)
        if person is None or (asking and person.pk == asking.pk):
            return None
        return self._present(person)

    def director(self, asking: User | None = None) -> User:
        """The director, else a principal. Raises DomainError when the house has neither."""
        for person in self._top:
            if not (asking and person.pk == asking.pk):
                return self._present(person)
        if asking and self._top:
            return asking
        raise DomainError("There is no manager or director to tell; have one entered first.")

    def _present(self, person: User) -> User:
        deputy = self._deputies.get(person.pk)
        return (
            deputy if deputy and deputy.is_active and deputy.may("escalations.answer") else person
        )


def departments(client_ids: Iterable[int]) -> dict[int, str]:
    """The department of each of these clients."""
    rows = Client.objects.filter(pk__in=set(client_ids))
    return dict(rows.values_list("pk", "team__department"))
