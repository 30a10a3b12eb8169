"""The insured: clients, their tiers and who serves them."""

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Value
from django.db.models.functions import Concat, Upper
from django.urls import reverse

from accounts.clients.querysets import (
    ClientQuerySet,
    OfClientQuerySet,
    ServiceAssignmentQuerySet,
    TierQuerySet,
)
from config.lib.crypto import DigestField, EncryptedField, masked
from config.lib.folding import Digits, SearchKey, SortKey
from config.lib.models import MoneyField, Versioned, WebAddressField
from config.lib.triggers import append_only
from teams.access.roles import Role
from teams.history.tracking import tracked
from teams.people.models import Team


@tracked()
class Tier(Versioned):
    """How much service a client is promised (DOMAIN §2)."""

    name = models.CharField(max_length=40, unique=True)
    rank = models.PositiveSmallIntegerField(default=50, help_text="1 is the highest.")
    criteria = models.TextField(
        "who belongs to it", max_length=1000, blank=True,
        help_text="Revenue, profitability, complexity, growth, retention.",
    )  # fmt: skip
    min_revenue = MoneyField(
        "account income from", null=True, blank=True, help_text="Dollars of commission a year."
    )
    color = models.CharField(
        max_length=7, default="#17506b", validators=[RegexValidator(r"^#[0-9a-fA-F]{6}$")]
    )

    objects = TierQuerySet.as_manager()

    class Meta:
        ordering = ["rank", "name"]

    def __str__(self) -> str:
        return self.name


class EntityType(models.TextChoices):
    """What a client is in law, as applications ask for it."""

    CORPORATION = "corporation", "Corporation"
    LLC = "llc", "Limited liability company"
    PARTNERSHIP = "partnership", "Partnership"
    LLP = "llp", "Limited liability partnership"
    INDIVIDUAL = "individual", "Individual or sole proprietor"
    JOINT_VENTURE = "joint_venture", "Joint venture"
    TRUST = "trust", "Trust"
    NONPROFIT = "nonprofit", "Nonprofit organization"
    PUBLIC = "public", "Public entity"
    OTHER = "other", "Other"


@tracked("fein_digest", "sort_key", "search_key", "phone_digits")
class Client(Versioned):
    """One buyer of insurance. Prospect, client or former is derived from its policies."""

    source = models.CharField(max_length=40, blank=True, help_text="System it was brought from.")
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    dba = models.CharField("doing business as", max_length=200, blank=True)
    tier = models.ForeignKey(Tier, models.PROTECT, null=True, blank=True, related_name="clients")
    team = models.ForeignKey(Team, models.PROTECT, related_name="clients")
    entity_type = models.CharField(
        "entity type", max_length=14, choices=EntityType, blank=True, default=""
    )
    fein = EncryptedField("FEIN", blank=True)
    fein_digest = DigestField("fein", editable=False)
    naics = models.CharField("NAICS", max_length=6, blank=True)
    street = models.CharField(max_length=200, blank=True)
    city = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=2, blank=True)
    zip = models.CharField("ZIP", max_length=10, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    email = models.EmailField("e-mail", blank=True)
    website = WebAddressField(blank=True)
    operations = models.TextField("operations", max_length=2000, blank=True)
    started_year = models.PositiveSmallIntegerField("business started", null=True, blank=True)
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="merged_from",
        help_text="The client that this record was merged into; it leads there.",
    )
    merged_at = models.DateTimeField(null=True, blank=True, editable=False)
    batch = models.ForeignKey(
        "accounts.ImportBatch", models.PROTECT, null=True, blank=True, related_name="clients"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    sort_key = models.GeneratedField(
        expression=SortKey(F("name")),
        output_field=models.CharField(max_length=200, db_collation="C"),
        db_persist=True,
    )
    search_key = models.GeneratedField(
        expression=SearchKey(Concat(F("name"), Value(" "), F("dba"))),
        output_field=models.CharField(max_length=401),
        db_persist=True,
    )
    phone_digits = models.GeneratedField(
        expression=Digits(F("phone")), output_field=models.CharField(max_length=40), db_persist=True
    )

    objects = ClientQuerySet.as_manager()

    class Meta:
        ordering = ["sort_key", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["source", "code"], name="client_code_once"),
            models.CheckConstraint(
                condition=models.Q(entity_type__in=["", *EntityType.values]),
                name="entity_type_known",
            ),
            models.CheckConstraint(
                condition=models.Q(started_year=None)
                | models.Q(started_year__gte=1600, started_year__lte=2200),
                name="business_started_in_a_year",
            ),
            models.CheckConstraint(
                condition=models.Q(merged_into=None) | ~models.Q(merged_into=models.F("pk")),
                name="client_not_merged_into_itself",
            ),
        ]
        indexes = [
            models.Index(fields=["sort_key", "id"], name="client_by_name"),
            models.Index(fields=["team", "sort_key", "id"], name="client_by_team"),
            GinIndex(OpClass("search_key", "gin_trgm_ops"), name="client_search_trgm"),
            GinIndex(OpClass("phone_digits", "gin_trgm_ops"), name="client_phone_trgm"),
            GinIndex(OpClass(Upper("email"), "gin_trgm_ops"), name="client_email_trgm"),
            GinIndex(OpClass(Upper("name"), "gin_trgm_ops"), name="client_name_trgm"),
            GinIndex(OpClass(Upper("code"), "gin_trgm_ops"), name="client_code_trgm"),
            models.Index(fields=["fein_digest"], name="client_by_fein_digest"),
            models.Index(fields=["phone_digits"], name="client_by_phone_digits"),
            models.Index(Upper("street"), name="client_by_street"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("client-page", args=[self.pk])

    @property
    def fein_masked(self) -> str:
        return masked(self.fein)


@tracked()
class ServiceAssignment(models.Model):
    """Who serves a client in which role, from and until (until is the first day without)."""

    client = models.ForeignKey(Client, models.CASCADE, related_name="assignments")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="assignments")
    role = models.CharField(max_length=30, choices=Role)
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)
    batch = models.ForeignKey(
        "accounts.ImportBatch", models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = ServiceAssignmentQuerySet.as_manager()

    class Meta:
        ordering = ["client", "role", "-from_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["client", "role"],
                condition=models.Q(until_on=None),
                name="one_current_person_per_role",
            ),
            models.CheckConstraint(
                condition=models.Q(until_on=None) | models.Q(until_on__gte=models.F("from_on")),
                name="assignment_dates_in_order",
            ),
        ]
        indexes = [
            models.Index(fields=["user", "role"], name="assignment_by_user"),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()}"


class FeinLook(models.Model):
    """Somebody read a FEIN in full: who, when, whose."""

    client = models.ForeignKey(Client, models.PROTECT, related_name="fein_looks")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    what = models.CharField(max_length=200)
    at = models.DateTimeField(auto_now_add=True)

    objects = OfClientQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.by} read {self.what}"
