"""The placement templates the house starts with (DOMAIN §9.1): trade practice, editable."""

from datetime import date
from decimal import Decimal
from typing import Any

AE, CA, MK, CSE = "account_executive", "client_administrator", "marketing", "sales_executive"
Step = tuple[int, str, str, str, str]

CHECK = "Carrier and number\nNamed insured\nDates\nLimits and deductibles\nForms\nPremium"
WORLD_CLASS: tuple[Step, ...] = (
    (-160, "Client strategy meeting", "info_requested", AE,
     "Objectives and budget\nChanges in operations\nService feedback"),
    (-120, "File reviewed, loss runs ordered", "info_requested", CA,
     "Loss runs ordered per carrier and line\nLarge claims flagged\nIncumbent contacted"),
    (-115, "Information request sent", "info_requested", AE,
     "Statement of values\nNamed insureds and interests\nVehicles and drivers\nPayroll and sales"),
    (-103, "Information chased", "info_complete", CA, ""),
    (-92, "Information complete", "info_complete", AE, ""),
    (-90, "Internal strategy meeting", "strategy_set", AE,
     "Renew, negotiate, restructure or remarket\nTarget markets\nTarget price\nMinutes written"),
    (-75, "Specifications approved", "submitted", AE, ""),
    (-65, "Submissions sent", "submitted", MK, ""),
    (-60, "Incumbent’s intent known", "quoted", MK, ""),
    (-40, "Quotes in and compared with expiring", "quoted", MK, ""),
    (-32, "Proposal reviewed by a second person", "proposed", CSE, ""),
    (-21, "Proposal presented", "proposed", AE, ""),
    (-14, "Decision in writing", "decision", AE, "Options decided\nDeclined coverages signed"),
    (-10, "Bind order given", "bound", AE,
     "Subjectivities cleared\nSigned applications\nTRIA form\nSurplus lines forms"),
    (-3, "Binders, certificates and ID cards out", "bound", CA, ""),
    (-1, "Invoiced", "invoiced", CA, ""),
    (30, "Policies ordered and chased", "policy_received", CA, ""),
    (45, "Policies checked", "checked", CA, CHECK),
    (60, "Policies delivered, summary re-issued", "delivered", AE, ""),
    (75, "Lessons written, renewal base updated", "closed", AE, ""),
)  # fmt: skip
STANDARD: tuple[Step, ...] = (
    (-120, "File reviewed, loss runs ordered", "info_requested", CA, ""),
    (-110, "Information request sent", "info_requested", AE, ""),
    (-85, "Information complete", "info_complete", AE, ""),
    (-80, "Strategy decided", "strategy_set", AE, "Renew, negotiate or remarket"),
    (-65, "Submissions sent", "submitted", MK, ""),
    (-40, "Quotes in and compared with expiring", "quoted", MK, ""),
    (-25, "Proposal presented", "proposed", AE, ""),
    (-14, "Decision in writing", "decision", AE, ""),
    (-7, "Bound, binders and certificates out", "bound", CA, ""),
    (-1, "Invoiced", "invoiced", CA, ""),
    (30, "Policies ordered and chased", "policy_received", CA, ""),
    (45, "Policies checked", "checked", CA, CHECK),
    (60, "Policies delivered", "delivered", CA, ""),
)  # fmt: skip
SHORT: tuple[Step, ...] = (
    (-90, "Renewal letter sent", "info_requested", CA, ""),
    (-60, "Changes of exposure known", "info_complete", CA, ""),
    (-40, "Renewal offer in", "quoted", CA, ""),
    (-30, "Renewal sent to the client", "proposed", CA, ""),
    (-14, "Decision in writing", "decision", CA, ""),
    (-5, "Bound", "bound", CA, ""),
    (-1, "Invoiced", "invoiced", CA, ""),
    (40, "Policy checked", "checked", CA, CHECK),
    (50, "Policy delivered", "delivered", CA, ""),
)  # fmt: skip
NEW: tuple[Step, ...] = (
    (-60, "Information request sent", "info_requested", CSE, ""),
    (-50, "Information complete", "info_complete", AE, ""),
    (-45, "Strategy decided", "strategy_set", CSE, ""),
    (-40, "Submissions sent", "submitted", MK, ""),
    (-20, "Quotes in and compared", "quoted", MK, ""),
    (-15, "Proposal presented", "proposed", CSE, ""),
    (-7, "Decision in writing", "decision", CSE, ""),
    (-2, "Bound, binders and certificates out", "bound", CA, ""),
    (0, "Invoiced", "invoiced", CA, ""),
    (30, "Policies ordered and chased", "policy_received", CA, ""),
    (45, "Policies checked", "checked", CA, CHECK),
    (60, "Policies delivered", "delivered", AE, ""),
)  # fmt: skip
TEMPLATES: tuple[tuple[str, str, str, Decimal | None, int, tuple[Step, ...]], ...] = (
    ("World Class renewal", "renewal", "World Class", None, 160, WORLD_CLASS),
    ("Standard renewal", "renewal", "", None, 120, STANDARD),
    ("Short renewal of small accounts", "renewal", "", Decimal(7500), 90, SHORT),
    ("New business", "new_business", "", None, 60, NEW),
    ("Additional line", "additional_line", "", None, 60, NEW),
)


def load(apps: Any) -> None:
    """Put the templates with their steps into the database where there are none of their name."""
    templates = apps.get_model("renewals", "PlacementTemplate").objects
    tiers = {t.name: t for t in apps.get_model("accounts", "Tier").objects.all()}
    for name, kind, tier, most, lead, steps in TEMPLATES:
        if templates.filter(name=name).exists() or (tier and tier not in tiers):
            continue
        template = templates.create(
            name=name, kind=kind, tier=tiers.get(tier), most_revenue=most, lead_days=lead,
            from_on=date(2020, 1, 1), note="Default of the house",
        )  # fmt: skip
        for offset, words, stage, role, checklist in steps:
            apps.get_model("renewals", "TemplateStep").objects.create(
                template=template, offset_days=offset, name=words, stage=stage, role=role,
                checklist=checklist,
            )  # fmt: skip
