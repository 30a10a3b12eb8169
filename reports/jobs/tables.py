"""The list of jobs."""

from typing import Any

import django_filters
import django_tables2 as tables
from django.template.defaultfilters import date as format_moment
from django.utils import timezone
from django.utils.html import format_html

from config.lib.lists import ListSpec
from config.lib.tables import BadgeColumn
from reports.jobs.models import Job

TONES = {
    "queued": "quiet",
    "running": "info",
    "done": "good",
    "failed": "bad",
    "cancelled": "warn",
}
# django-tables2 hands a choice over as its label.
TONES |= {Job.State(state).label: tone for state, tone in TONES.items()}


class ProgressColumn(tables.Column):
    """A bar with its percent; a number in exports."""

    def render(self, value: int, record: Job) -> Any:
        if record.state == Job.State.FAILED:
            return format_html('<span class="text-truncate">{}</span>', record.error)
        if record.state != Job.State.RUNNING:
            return record.message
        if not record.total:
            return "Working …"
        return format_html(
            '<div class="d-flex align-items-center gap-2"><div class="progress flex-grow-1" '
            'role="progressbar" aria-label="Progress" aria-valuemin="0" aria-valuemax="100" '
            'aria-valuenow="{0}"><div class="progress-bar" style="width:{0}%"></div></div>'
            '<small class="num">{0}%</small></div>',
            value,
        )

    def value(self, value: int, **kwargs: Any) -> int:
        return value


class MomentColumn(tables.Column):
    """A moment in the office's time; a moment in exports."""

    def render(self, value: Any) -> Any:
        moment = timezone.localtime(value)
        return format_html(
            '<time datetime="{}">{}</time>',
            moment.isoformat(),
            format_moment(moment, "m/d/Y g:i A"),
        )

    def value(self, value: Any, **kwargs: Any) -> Any:
        return value


class ResultColumn(tables.Column):
    """A link to what the job made; its address in exports."""

    def render(self, value: str, record: Job) -> Any:
        words = "Open the result" if record.state == Job.State.DONE else "What is made"
        return format_html('<a href="{}">{}</a>', value, words)

    def value(self, value: str, **kwargs: Any) -> str:
        return value


class JobTable(tables.Table):
    title = tables.Column(verbose_name="Work", linkify=True)
    state = BadgeColumn(dict(Job.State.choices), TONES)
    percent = ProgressColumn(verbose_name="Progress")
    who = tables.Column(accessor="requested_by__name", default="The clock", verbose_name="Asked by")
    asked = MomentColumn(accessor="created_at", verbose_name="Asked")
    took = tables.Column(verbose_name="Took", default="", attrs={"td": {"class": "num"}})
    result_url = ResultColumn(verbose_name="Result", default="")


class JobFilter(django_filters.FilterSet):
    title = django_filters.CharFilter(lookup_expr="icontains", label="Work")
    state = django_filters.ChoiceFilter(choices=Job.State.choices, label="State")

    class Meta:
        model = Job
        fields: list[str] = []


JOBS = ListSpec(
    name="jobs",
    title="Jobs",
    table=JobTable,
    filterset=JobFilter,
    sorts={"asked": "created_at", "state": "state", "title": "title"},
    default_sort="-asked",
    empty="Nothing has been asked for yet. Reports, imports and other long work appear here, "
    "and can be left and found again.",
)
