"""The people at a client."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models.functions import Concat, Upper

from accounts.clients.models import Client
from accounts.clients.querysets import OfClientQuerySet
from config.lib.folding import Digits, SearchKey
from config.lib.models import Versioned
from teams.history.tracking import tracked


class ContactRole(models.TextChoices):
    """What a person at the client decides or receives."""

    DECISION_MAKER = "decision_maker", "Decision maker"
    BILLING = "billing", "Billing"
    CERTIFICATES = "certificates", "Certificates"
    CLAIMS = "claims", "Claims"


class Channel(models.TextChoices):
    """How somebody wants to be reached."""

    EMAIL = "email", "E-mail"
    PHONE = "phone", "Phone"
    MOBILE = "mobile", "Mobile or text"
    POST = "post", "Post"


@tracked("search_key", "phone_digits")
class Contact(Versioned):
    """A person at the client; at most one is the primary contact."""

    client = models.ForeignKey(Client, models.CASCADE, related_name="contacts")
    name = models.CharField(max_length=120)
    title = models.CharField(max_length=80, blank=True)
    email = models.EmailField("e-mail", blank=True)
    phone = models.CharField(max_length=40, blank=True)
    mobile = models.CharField(max_length=40, blank=True)
    roles = ArrayField(
        models.CharField(max_length=14, choices=ContactRole), default=list, blank=True
    )
    primary = models.BooleanField("primary contact", default=False)
    channel = models.CharField(
        "prefers", max_length=6, choices=Channel, blank=True, default=Channel.EMAIL
    )
    do_not_mail = models.BooleanField("do not send mailings", default=False)
    do_not_mail_reason = models.CharField("why no mailings", max_length=200, blank=True)

    search_key = models.GeneratedField(
        expression=SearchKey(models.F("name")),
        output_field=models.CharField(max_length=120),
        db_persist=True,
    )
    phone_digits = models.GeneratedField(
        expression=Digits(Concat(models.F("phone"), models.Value(" "), models.F("mobile"))),
        output_field=models.CharField(max_length=81),
        db_persist=True,
    )

    objects = OfClientQuerySet.as_manager()

    class Meta:
        ordering = ["client", "-primary", "name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["client"], condition=models.Q(primary=True), name="one_primary_contact"
            ),
            models.CheckConstraint(
                condition=models.Q(do_not_mail=False) | ~models.Q(do_not_mail_reason=""),
                name="do_not_mail_has_a_reason",
            ),
        ]
        indexes = [
            GinIndex(OpClass("search_key", "gin_trgm_ops"), name="contact_search_trgm"),
            GinIndex(OpClass("phone_digits", "gin_trgm_ops"), name="contact_phone_trgm"),
            GinIndex(OpClass(Upper("email"), "gin_trgm_ops"), name="contact_email_trgm"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def role_words(self) -> list[str]:
        """The roles in words, in the order of the list."""
        return [role.label for role in ContactRole if role.value in self.roles]
