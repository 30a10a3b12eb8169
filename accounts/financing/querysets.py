"""Questions about premium finance."""

from typing import TYPE_CHECKING

from django.db import models

from accounts.clients.querysets import clients_seen_by

if TYPE_CHECKING:
    from teams.people.models import User


class FinanceAgreementQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> "FinanceAgreementQuerySet":
        """Agreements of the clients the user sees."""
        clients = clients_seen_by(user)
        return self if clients is None else self.filter(client__in=clients)

    def running(self, term_id: int | None) -> "FinanceAgreementQuerySet":
        """Agreements under which a lender still has a claim on return premium of the term."""
        if term_id is None:
            return self.none()
        return self.filter(financed__term=term_id, ended_on=None)
