"""The words of service plans, as data (DOMAIN §2)."""

from django.db import models


class Anchor(models.TextChoices):
    """The day from which a commitment's due day is counted."""

    BIND = "bind_date", "The day it was bound"
    EFFECTIVE = "effective_date", "The effective date"
    EXPIRATION = "expiration_date", "The expiration date"
    ANNIVERSARY = "anniversary", "The account's anniversary"
    CALENDAR = "calendar_date", "A day of the calendar"
    EVENT = "event", "The day something happened"


class Unit(models.TextChoices):
    DAYS = "days", "Days"
    BUSINESS = "business", "Business days"


class Repeat(models.TextChoices):
    """For what a commitment is made once."""

    ONCE = "once", "Once, in the first year"
    YEAR = "year", "Each policy year"
    TERM = "term", "Each policy term"
    EXPIRATION = "expiration", "Each expiration date of the account"
    EVENT = "event", "Each time it happens"


class Happening(models.TextChoices):
    """What an event-anchored commitment waits for."""

    ENDORSED = "endorsed", "A policy was endorsed"
    POLICY_ISSUED = "policy_issued", "The carrier issued a policy"
    MOD_PUBLISHED = "mod_published", "The bureau published an experience mod"
    CERTIFICATE_ASKED = "certificate_asked", "A certificate was ordered"
    CONTRACT_ASKED = "contract_asked", "A contract review was ordered"
    CALLED = "called", "The client asked to be called back"


class Deliverable(models.TextChoices):
    """What meets a commitment; every evidence is of one of these."""

    TEAM_LETTER = "team_letter", "Service team letter and plan"
    POLICY_DELIVERY = "policy_delivery", "Policy checked and delivered"
    POLICY_RECEIVED = "policy_received", "Policy received from the carrier"
    SUMMARY = "summary", "Insurance summary"
    OVERVIEW = "overview", "Yearly overview"
    CLAIMS_REVIEW = "claims_review", "Claims review"
    MIDTERM = "midterm", "Mid-term meeting"
    MOD_REVIEW = "mod_review", "Experience mod review"
    STEWARDSHIP = "stewardship", "Stewardship report"
    PRERENEWAL = "prerenewal", "Pre-renewal meeting with the client"
    PROPOSAL = "proposal", "Proposal presented"
    BINDER = "binder", "Binders and invoices sent"
    CERTIFICATE = "certificate", "Certificate issued"
    CONTRACT = "contract", "Contract reviewed"
    CONTACT = "contact", "Call or e-mail returned"


class Standing(models.TextChoices):
    """How a commitment stands; derived from its days, never stored (DOMAIN §16 rule 1)."""

    ON_TIME = "on_time", "On time"
    DUE_SOON = "due_soon", "Due soon"
    LATE = "late", "Late"
    PAUSED = "paused", "Waiting"
    MET = "met", "Met on time"
    MET_LATE = "met_late", "Met late"
    WAIVED = "waived", "Waived"


TONES: dict[str, str] = {
    Standing.ON_TIME: "info",
    Standing.DUE_SOON: "warn",
    Standing.LATE: "bad",
    Standing.PAUSED: "quiet",
    Standing.MET: "good",
    Standing.MET_LATE: "warn",
    Standing.WAIVED: "quiet",
}
OPEN = (Standing.ON_TIME, Standing.DUE_SOON, Standing.LATE, Standing.PAUSED)
DUE_SOON_DAYS = 14


class WaitsFor(models.TextChoices):
    CLIENT = "client", "The client"
    CARRIER = "carrier", "The carrier"
