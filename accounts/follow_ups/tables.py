"""The columns of the list of follow-ups."""

from typing import Any

import django_tables2 as tables
from django.utils.html import format_html

from accounts.follow_ups.models import FollowUp
from config.lib.tables import DateColumn, badge

STANDING = {
    "overdue": ("Overdue", "bad"),
    "today": ("Today", "warn"),
    "ahead": ("To come", "quiet"),
    "done": ("Done", "good"),
}


class FollowUpTable(tables.Table):
    """One follow-up a row; the box in front chooses it for the buttons below the list."""

    pick = tables.Column(
        accessor="pk", verbose_name="Choose", exclude_from_export=True, orderable=False
    )
    due = DateColumn(accessor="due_on", verbose_name="Due")
    standing = tables.Column(accessor="standing", verbose_name="Standing")
    subject = tables.Column(linkify=True, verbose_name="Follow-up")
    client = tables.Column(linkify=lambda record: record.client.get_absolute_url())
    kind = tables.Column()
    about = tables.Column(accessor="about", verbose_name="About", default="", empty_values=())
    owner = tables.Column(accessor="owned_by", verbose_name="Owner")
    repeats = tables.Column(accessor="repeats", verbose_name="Comes again")
    outcome = tables.Column(default="")
    added_by = tables.Column(accessor="created_by", verbose_name="Added by", default="Steward")

    class Meta:
        model = FollowUp
        fields: tuple[str, ...] = ()

    def render_pick(self, record: FollowUp) -> Any:
        if record.done_at:
            return ""
        return format_html(
            '<input type="checkbox" form="many" name="chosen" value="{}" data-pick '
            'aria-label="Choose {}">',
            record.pk,
            record.subject,
        )

    def render_standing(self, value: str) -> Any:
        return badge(*STANDING[value])

    def value_standing(self, value: str) -> str:
        return STANDING[value][0]

    def render_about(self, record: FollowUp) -> Any:
        words = about(record)
        return format_html('<a href="{}">{}</a>', words[1], words[0]) if words else ""

    def value_about(self, record: FollowUp) -> str:
        words = about(record)
        return words[0] if words else ""


def about(row: FollowUp) -> tuple[str, str] | None:
    """What the follow-up is about besides its client: the words and the address."""
    if row.order_id and row.order:
        return f"Order {row.order_id}", row.order.get_absolute_url()
    if row.invoice_id and row.invoice:
        return f"Invoice {row.invoice.number}", row.invoice.get_absolute_url()
    if row.term_id and row.term:
        return f"Policy {row.term.number}", f"/policies/{row.term_id}/"
    if row.entry_id and row.entry:
        return row.entry.get_kind_display(), row.entry.get_absolute_url()
    return None
