"""Questions about documents."""

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.apps import apps
from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, Value, When

from accounts.clients.querysets import clients_seen_by
from teams.access.roles import Scope

if TYPE_CHECKING:
    from accounts.clients.models import Client
    from teams.people.models import User


REVIEWED_WITHIN = timedelta(days=30)


class Standing(models.TextChoices):
    """What a document is; derived from its reviews and deliveries, never stored."""

    DRAFT = "draft", "Draft"
    REVIEWED = "reviewed", "Reviewed"
    DELIVERED = "delivered", "Delivered"

    @property
    def tone(self) -> str:
        return {"draft": "warn", "reviewed": "info", "delivered": "good"}[self.value]


class DocumentQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> "DocumentQuerySet":
        """Documents of the clients one sees, and reports one made oneself.

        A report holds the figures its maker could see, so it is not shared further; those who
        see every client see every document.
        """
        if user.scope == Scope.ALL:
            return self
        of_clients = Q(client__in=clients_seen_by(user))
        return self.filter(of_clients | Q(client=None, made_by=user))

    def with_standing(self) -> "DocumentQuerySet":
        """Annotate `standing` and whether a newer version has taken its place (`is_old`)."""
        reviews = apps.get_model("reports", "DocumentReview").objects
        arrived = apps.get_model("reports", "Delivery").objects.arrived()
        later = apps.get_model("reports", "Document").objects.filter(supersedes=OuterRef("pk"))
        return self.annotate(
            is_old=Exists(later),
            standing=Case(
                When(Exists(arrived.filter(document=OuterRef("pk"))), then=Value("delivered")),
                When(Exists(reviews.filter(document=OuterRef("pk"))), then=Value("reviewed")),
                default=Value("draft"),
                output_field=models.CharField(),
            ),
        )

    def to_review(self, user: "User", kinds: list[str], on: date) -> "DocumentQuerySet":
        """What `user` may read as the second person: documents of these kinds for clients they
        serve, made lately by somebody else, that nobody has reviewed; the newest first.
        """
        served = Q(client__assignments__user=user, client__assignments__until_on=None)
        waiting = self.filter(served, kind__in=kinds, review=None, superseded_by=None)
        fresh = waiting.filter(made_at__date__gt=on - REVIEWED_WITHIN)
        return fresh.exclude(made_by=user).distinct().order_by("-pk")

    def versions_of(
        self, *, kind: str, subject: str, client: "Client | None", made_by: "User"
    ) -> "DocumentQuerySet":
        """All versions of one document, the newest first. Reports are each person's own."""
        same = self.filter(kind=kind, subject=subject, client=client)
        return (same if client else same.filter(made_by=made_by)).order_by("-version", "-pk")


class DeliveryQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> "DeliveryQuerySet":
        """Deliveries of the documents one sees."""
        documents = apps.get_model("reports", "Document").objects.visible_to(user)
        return self.filter(document__in=documents.order_by().values("pk"))

    def arrived(self) -> "DeliveryQuerySet":
        """Deliveries that reached somebody as far as is known: not waiting, refused or back."""
        return self.filter(Q(email=None) | Q(email__state="sent", email__bounce=None))


class NarrativeQuerySet(models.QuerySet):
    def of(self, client: "Client", kind: str) -> dict[str, str]:
        """Section → what is written into it."""
        rows = self.filter(client=client, kind=kind).exclude(text="")
        return dict(rows.values_list("section", "text"))
