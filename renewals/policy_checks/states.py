"""Where an issued policy stands between binding and the client's hands (DOMAIN §9.1, §10.3)."""

from django.db import models


class Standing(models.TextChoices):
    """Derived from the days of a check and the answers of its checklist, never typed."""

    EXPECTED = "expected", "Expected"
    OVERDUE = "overdue", "Not in yet"
    CHECKING = "checking", "To be checked"
    CORRECTIONS = "corrections", "Corrections open"
    REVIEW = "review", "Waits for a second person"
    READY = "ready", "Ready to deliver"
    DELIVERED = "delivered", "Delivered"


TONES = {
    Standing.EXPECTED.value: "quiet",
    Standing.OVERDUE.value: "bad",
    Standing.CHECKING.value: "warn",
    Standing.CORRECTIONS.value: "bad",
    Standing.REVIEW.value: "warn",
    Standing.READY.value: "info",
    Standing.DELIVERED.value: "good",
}


class Answer(models.TextChoices):
    MATCH = "match", "Match"
    DISCREPANCY = "discrepancy", "Discrepancy"
    NOT_APPLICABLE = "na", "N/a"


class Closure(models.TextChoices):
    """How a discrepancy ends."""

    CORRECTED = "corrected", "Corrected by the carrier"
    ACCEPTED = "accepted", "Accepted as issued"
    MISTAKEN = "mistaken", "No discrepancy after all"


class Reads(models.TextChoices):
    """Where the file says what an item of the checklist should find."""

    NOTHING = "", "Nothing; the reader decides"
    COMPANY = "company", "Writing company"
    NUMBER = "number", "Policy number"
    INSURED = "insured", "Named insureds"
    ADDRESS = "address", "Mailing address"
    ENTITY = "entity", "Entity and operations"
    PERIOD = "period", "Effective and expiration"
    PREMIUM = "premium", "Premium"
    MINIMUM = "minimum", "Minimum earned premium"
    COMMISSION = "commission", "Commission"
    DETAILS = "details", "Every limit, deductible and date of the lines"
    FORMS = "forms", "Forms and endorsements"
    EXCLUSIONS = "exclusions", "Exclusions"
    SUBJECTIVITIES = "subjectivities", "Subjectivities"
    INTERESTS = "interests", "Additional insureds, loss payees, mortgagees"
    CHANGES = "changes", "Endorsements of the expiring term"
    LOCATIONS = "locations", "Locations with their values"
    VEHICLES = "vehicles", "Vehicles"
    DRIVERS = "drivers", "Drivers excluded"
    CLASSES = "classes", "Classes, payroll and experience mod"
    EQUIPMENT = "equipment", "Equipment"
    UNDERLYING = "underlying", "Underlying policies and limits"


SOURCES = (
    ("binder", "Binder"),
    ("quote", "Quote"),
    ("application", "Application"),
    ("expiring", "Expiring"),
)


class Through(models.TextChoices):
    """How the carrier was asked."""

    EMAIL = "email", "E-mail"
    PHONE = "phone", "Phone"
    PORTAL = "portal", "Carrier’s site"


class Purpose(models.TextChoices):
    CHASE = "chase", "Where is the policy?"
    CORRECTION = "correction", "Please correct"
    BINDER = "binder", "Binder runs out"


class Channel(models.TextChoices):
    """How a policy reached the client."""

    EMAIL = "email", "E-mail"
    HAND = "hand", "By hand"
    POST = "post", "By post"
    PORTAL = "portal", "Client’s access at the carrier"
