"""What underwriters want to know: questions as data, and the answers of one placement."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from accounts.attachments.models import Attachment
from accounts.policies.models import LineOfBusiness
from config.lib.models import Dated, Versioned
from renewals.placements.models import Placement
from renewals.underwriting.querysets import AnswerQuerySet, DatedQuerySet
from renewals.underwriting.registry import FACTS
from renewals.underwriting.states import AnswerSource, QuestionKind
from teams.history.tracking import tracked


@tracked()
class Question(Dated):
    """One thing underwriters ask for some lines, or for all; a dated row (DOMAIN §9.3)."""

    code = models.SlugField(max_length=40)
    topic = models.CharField(max_length=60, help_text="The heading it stands under.")
    position = models.PositiveSmallIntegerField(default=100)
    text = models.CharField("question", max_length=200, help_text="As the client reads it.")
    help = models.CharField(max_length=300, blank=True)
    kind = models.CharField(max_length=10, choices=QuestionKind)
    choices = models.TextField(max_length=1000, blank=True, help_text="One a line.")
    lines = ArrayField(
        models.CharField(max_length=10), default=list, blank=True,
        help_text="Codes of the lines that need it; empty: every placement.",
    )  # fmt: skip
    fact = models.CharField(
        "prefilled from", max_length=20, choices=FACTS, blank=True,
        help_text="Empty: the answer of the last placement.",
    )  # fmt: skip
    required = models.BooleanField("needed for submission", default=False)
    yearly = models.BooleanField(
        "to be confirmed every time", default=True,
        help_text="Else what the file knows counts as it stands.",
    )  # fmt: skip
    ask_client = models.BooleanField("the client is asked", default=True)
    source = models.CharField(max_length=120, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["code", "from_on"], name="question_once"),
            models.CheckConstraint(
                condition=Q(kind__in=QuestionKind.values), name="question_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gt=F("from_on")),
                name="question_days_in_order",
                violation_error_message="The question must end after it begins.",
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def options(self) -> list[str]:
        """What may be chosen, of a question with a list."""
        return [line.strip() for line in self.choices.splitlines() if line.strip()]

    @property
    def is_typed(self) -> bool:
        """Whether a value is typed: not for files and schedules, nor for the protected FEIN."""
        return self.kind not in (QuestionKind.FILE, QuestionKind.SCHEDULE) and self.fact != "fein"

    def clean(self) -> None:
        super().clean()
        if self.kind == QuestionKind.CHOICE and len(self.options) < 2:
            raise ValidationError({"choices": "Write at least two answers to choose from."})
        if self.kind == QuestionKind.SCHEDULE and not self.fact.startswith("schedule"):
            raise ValidationError({"fact": "Choose the schedule that is confirmed."})
        if self.kind != QuestionKind.SCHEDULE and self.fact.startswith("schedule"):
            raise ValidationError({"kind": "A schedule is confirmed, not typed."})
        if self.fact == "fein" and self.ask_client:
            raise ValidationError({"ask_client": "The FEIN is never asked for through a link."})
        known = set(LineOfBusiness.objects.values_list("code", flat=True))
        if unknown := sorted(set(self.lines) - known):
            raise ValidationError({"lines": f"There is no line with the code {unknown[0]}."})


@tracked()
class Answer(Versioned):
    """What the house answers one question with for one placement.

    `value` is text in one form for each kind: 1234.50, 2026-11-24, yes. For a schedule it is
    what was confirmed in words, and `seal` tells whether the schedule is still the same.
    """

    placement = models.ForeignKey(Placement, models.CASCADE, related_name="answers")
    question = models.ForeignKey(Question, models.PROTECT, related_name="answers")
    value = models.TextField(max_length=4000, blank=True)
    seal = models.CharField(max_length=60, blank=True)
    attachment = models.ForeignKey(
        Attachment, models.PROTECT, null=True, blank=True, related_name="+"
    )
    not_applicable = models.BooleanField(default=False)
    note = models.CharField(max_length=300, blank=True)
    source = models.CharField(max_length=6, choices=AnswerSource, default=AnswerSource.TEAM)
    source_words = models.CharField(max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    on = models.DateField()

    objects = AnswerQuerySet.as_manager()

    class Meta:
        ordering = ["placement", "question"]
        constraints = [
            models.UniqueConstraint(fields=["placement", "question"], name="answer_once"),
            models.CheckConstraint(
                condition=~Q(value="") | Q(not_applicable=True) | Q(attachment__isnull=False),
                name="answer_says_something",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question}: {self.value or '–'}"
