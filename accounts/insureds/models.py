"""The names a client is insured under, and the clients it belongs together with."""

from django.db import models

from accounts.clients.models import Client
from accounts.clients.querysets import OfClientQuerySet
from accounts.insureds.querysets import RelationQuerySet
from config.lib.crypto import EncryptedField, masked
from config.lib.models import Versioned
from teams.history.tracking import tracked


class NameKind(models.TextChoices):
    NAMED_INSURED = "named_insured", "Named insured"
    DBA = "dba", "Doing business as"


@tracked()
class NamedInsured(Versioned):
    """A legal or trade name of the client; one client may have many (DOMAIN §1).

    `until_on` is the first day on which the name no longer holds.
    """

    client = models.ForeignKey(Client, models.CASCADE, related_name="named_insureds")
    name = models.CharField("legal or trade name", max_length=200)
    kind = models.CharField(max_length=14, choices=NameKind, default=NameKind.NAMED_INSURED)
    fein = EncryptedField("FEIN", blank=True)
    from_on = models.DateField("from", null=True, blank=True)
    until_on = models.DateField("until", null=True, blank=True)

    objects = OfClientQuerySet.as_manager()

    class Meta:
        ordering = ["client", "kind", "name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=NameKind.values), name="name_kind_known"
            ),
            models.CheckConstraint(
                condition=models.Q(from_on=None)
                | models.Q(until_on=None)
                | models.Q(until_on__gt=models.F("from_on")),
                name="named_insured_dates_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def fein_masked(self) -> str:
        return masked(self.fein)


class RelationKind(models.TextChoices):
    """How `client` stands to `other`: it is its …"""

    PARENT = "parent", "Parent of"
    AFFILIATE = "affiliate", "Affiliate of"
    COMMON_OWNER = "common_owner", "Under the same ownership as"
    REFERRED = "referred", "Referred"


BACKWARDS = {
    RelationKind.PARENT: "Subsidiary of",
    RelationKind.AFFILIATE: "Affiliate of",
    RelationKind.COMMON_OWNER: "Under the same ownership as",
    RelationKind.REFERRED: "Referred by",
}


@tracked()
class ClientRelation(models.Model):
    """Two clients that belong together; `client` is the parent or referrer of `other`."""

    client = models.ForeignKey(Client, models.CASCADE, related_name="relations")
    other = models.ForeignKey(Client, models.CASCADE, related_name="relations_of")
    kind = models.CharField(max_length=12, choices=RelationKind)
    note = models.CharField(max_length=200, blank=True)

    objects = RelationQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["client", "other", "kind"], name="relation_once"),
            models.UniqueConstraint(
                fields=["other"], condition=models.Q(kind="parent"), name="one_parent"
            ),
            models.CheckConstraint(
                condition=~models.Q(client=models.F("other")), name="not_related_to_itself"
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=RelationKind.values), name="relation_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.client} {self.get_kind_display().lower()} {self.other}"
