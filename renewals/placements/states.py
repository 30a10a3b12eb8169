"""The course of a placement: its stages in order, and its exits (DOMAIN §9.1)."""

from django.db import models


class Stage(models.TextChoices):
    IDENTIFIED = "identified", "Identified"
    INFO_REQUESTED = "info_requested", "Info requested"
    INFO_COMPLETE = "info_complete", "Info complete"
    STRATEGY_SET = "strategy_set", "Strategy set"
    SUBMITTED = "submitted", "Submitted"
    QUOTED = "quoted", "Quoted"
    PROPOSED = "proposed", "Proposed"
    DECISION = "decision", "Decision"
    BOUND = "bound", "Bound"
    INVOICED = "invoiced", "Invoiced"
    POLICY_RECEIVED = "policy_received", "Policy received"
    CHECKED = "checked", "Checked"
    DELIVERED = "delivered", "Delivered"
    CLOSED = "closed", "Closed"
    LOST = "lost", "Lost"
    NON_RENEWED = "non_renewed", "Non-renewed"
    EXTENDED = "extended", "Extended"


EXITS = (Stage.LOST, Stage.NON_RENEWED, Stage.EXTENDED)
FINAL = (Stage.CLOSED, *EXITS)
COURSE = tuple(stage for stage in Stage if stage not in EXITS)
OPEN = tuple(stage for stage in COURSE if stage != Stage.CLOSED)
RANK = {stage.value: n for n, stage in enumerate(COURSE)}


class Kind(models.TextChoices):
    """What a placement is an effort for."""

    RENEWAL = "renewal", "Renewal"
    NEW_BUSINESS = "new_business", "New business"
    ADDITIONAL_LINE = "additional_line", "Additional line"
