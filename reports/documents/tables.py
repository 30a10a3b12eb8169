"""The list of documents."""

import django_filters as filters
import django_tables2 as tables

from config.lib.lists import ListSpec
from config.lib.tables import BadgeColumn, DateColumn, NumberColumn
from reports.documents.models import Document
from reports.documents.querysets import Standing
from teams.people.models import User


class DocumentTable(tables.Table):
    title = tables.Column(linkify=("document-page", [tables.A("pk")]))
    client = tables.Column(accessor="client__name", default="", verbose_name="Client")
    standing = BadgeColumn(dict(Standing.choices), {s.value: s.tone for s in Standing})
    as_of = DateColumn(verbose_name="As of")
    pages = NumberColumn()
    made_by = tables.Column(accessor="made_by__name", verbose_name="Made by")
    made_at = tables.DateTimeColumn(verbose_name="Made at", format="m/d/Y g:i a")


class DocumentFilter(filters.FilterSet):
    q = filters.CharFilter(field_name="title", lookup_expr="icontains", label="Title")
    made_by = filters.ModelChoiceFilter(
        queryset=User.objects.all(), label="Made by", empty_label="All"
    )

    class Meta:
        model = Document
        fields: list[str] = []


DOCUMENTS = ListSpec(
    name="documents",
    title="Reports",
    table=DocumentTable,
    filterset=DocumentFilter,
    sorts={"title": "title", "as_of": "as_of", "made_at": "made_at", "pages": "pages"},
    default_sort="-made_at",
    empty="No reports yet. Choose a month above and print its production report.",
)
