"""The pages of one kind of rule that the house keeps as rows: the list, adding, changing.

    LIMITS = RulePages(
        name="desk-limit", path="orders/desk-limits/", argument="desk_limit_id",
        group="Orders", title="Desk limits", one="desk limit", about="…",
        form=DeskLimitForm, columns=(Column("Role", "get_role_display"), …),
        see="orders.view", keep="orders.rules",
    )
    urlpatterns = [*LIMITS.urls(), …]

gives the addresses `desk-limits`, `desk-limit-add` and `desk-limit-edit`. Rows with days show
whether they hold today, rows with `active` whether they are in use. `parts` are rows that belong
to a row, such as the steps of a checklist; they stand on its page.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST
from django_tables2.utils import A

from config.lib.models import Dated
from teams.access.views import requires
from teams.history.editing import edit_record
from teams.history.records import RecordForm
from teams.house.rulebook import house_rule

Shown = str | Callable[[Any], object]


@dataclass(frozen=True)
class Column:
    """A column of the list: its words, and a path from the row or a function of it."""

    label: str
    show: Shown
    num: bool = False

    def of(self, row: Model) -> object:
        """What stands in the cell; empty rather than “None”, words for yes and no."""
        value = self.show(row) if callable(self.show) else A(self.show).resolve(row, quiet=True)
        if value is None or value is False:
            return ""
        if value is True:
            return "Yes"
        return f"{value.normalize():,f}" if isinstance(value, Decimal) else value


@dataclass(frozen=True, kw_only=True)
class RulePart:
    """Rows that belong to a row: `owner` is their field that names it, `rows` its name there."""

    name: str
    path: str
    argument: str
    title: str
    one: str
    form: type[RecordForm]
    columns: tuple[Column, ...]
    owner: str
    rows: str
    about: str = ""
    removable: bool = False

    @property
    def model(self) -> type[Model]:
        return self.form._meta.model


@dataclass(frozen=True, kw_only=True)
class RulePages:
    """What a kind of rule is called, who sees and keeps it, its form and its columns."""

    name: str
    path: str
    argument: str
    group: str
    title: str
    one: str
    about: str
    form: type[RecordForm]
    columns: tuple[Column, ...]
    see: str
    keep: str
    parts: tuple[RulePart, ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    related: tuple[str, ...] = ()
    prefetched: tuple[str, ...] = ()
    only: Mapping[str, object] = field(default_factory=dict)
    below: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)

    @property
    def model(self) -> type[Model]:
        return self.form._meta.model

    @property
    def dated(self) -> bool:
        """Whether the rows hold for days, rather than being in use or not."""
        return issubclass(self.model, Dated)

    def rows(self) -> QuerySet:
        rows = self.model._default_manager.filter(**self.only).select_related(*self.related)
        return rows.prefetch_related(*self.prefetched)

    def urls(self) -> list[URLPattern]:
        """The addresses, and the entry among the house rules."""
        house_rule(self.group, self.title, f"{self.name}s", self.see, self.about)
        row = f"{self.path}<int:{self.argument}>/"
        found = [
            path(self.path, requires(self.see)(self.list_page), name=f"{self.name}s"),
            path(f"{self.path}add/", requires(self.keep)(self.add_page), name=f"{self.name}-add"),
            path(row, requires(self.keep)(self.edit_page), name=f"{self.name}-edit"),
        ]
        for part in self.parts:
            own = f"{self.path}{part.path}/<int:{part.argument}>/"
            pages = _PartPages(self, part)
            adding, editing = requires(self.keep)(pages.add), requires(self.keep)(pages.edit)
            found.append(path(f"{row}{part.path}/add/", adding, name=f"{part.name}-add"))
            found.append(path(own, editing, name=f"{part.name}-edit"))
            if part.removable:
                removing = require_POST(requires(self.keep)(pages.remove))
                removing.access_rule = self.keep  # type: ignore[attr-defined]
                found.append(path(f"{own}remove/", removing, name=f"{part.name}-remove"))
        return found

    def list_page(self, request: HttpRequest) -> HttpResponse:
        """The rows; those one may keep lead to their page."""
        context = {
            "pages": self, "may": request.user.may(self.keep),  # type: ignore[union-attr]
            "rows": cells(self.rows(), self.columns), "add_url": reverse(f"{self.name}-add"),
            **self.facts,
        }  # fmt: skip
        return render(request, "house/rules.html", context)

    def add_page(self, request: HttpRequest) -> HttpResponse:
        """Add a row; ?like= starts from another one."""
        number, start = request.GET.get("like", ""), {}
        if number.isdecimal() and (like := self.rows().filter(pk=int(number[:18])).first()):
            start = {name: getattr(like, name) for name in self.form._meta.fields or []}
        if self.dated:
            start |= {"from_on": timezone.localdate(), "until_on": None}
        form = self.form(request.POST or None, instance=self.model(), initial=start)
        back = reverse(f"{self.name}s")
        after = f"{self.name}-edit" if self.parts else ""
        return edit_record(request, form, title=f"New {self.one}", back=back, after=after)

    def edit_page(self, request: HttpRequest, **ids: int) -> HttpResponse:
        """Change a row, with the rows that belong to it below."""
        row = get_object_or_404(self.rows(), pk=ids[self.argument])
        form = self.form(request.POST or None, instance=row)
        parts = [
            {
                "part": part,
                "rows": cells(getattr(row, part.rows).all(), part.columns),
                "add_url": reverse(f"{part.name}-add", args=[row.pk]),
            }
            for part in self.parts
        ]
        extra = {
            "pages": self, "row": row, "parts": parts,
            "links": [(words, reverse(name, args=[row.pk])) for words, name in self.links],
            "like_url": f"{reverse(f'{self.name}-add')}?like={row.pk}" if self.dated else "",
        }  # fmt: skip
        return edit_record(
            request, form, title=f"{self.title}: {row}", back=reverse(f"{self.name}s"),
            page="house/rule.html", extra=extra,
        )  # fmt: skip


@dataclass(frozen=True)
class _PartPages:
    """Adding, changing and removing rows that belong to a row."""

    pages: RulePages
    part: RulePart

    def _back(self, owner: Model) -> str:
        return reverse(f"{self.pages.name}-edit", args=[owner.pk])

    def add(self, request: HttpRequest, **ids: int) -> HttpResponse:
        owner = get_object_or_404(self.pages.rows(), pk=ids[self.pages.argument])
        rank = getattr(owner, self.part.rows).count()
        made = self.part.model(**{self.part.owner: owner})
        form = self.part.form(request.POST or None, instance=made, initial={"rank": rank})
        title = f"New {self.part.one}: {owner}"
        return edit_record(request, form, title=title, back=self._back(owner))

    def _row(self, ids: dict[str, int]) -> Any:
        rows = self.part.model._default_manager.select_related(self.part.owner)
        return get_object_or_404(rows, pk=ids[self.part.argument])

    def edit(self, request: HttpRequest, **ids: int) -> HttpResponse:
        row = self._row(ids)
        owner = getattr(row, self.part.owner)
        form = self.part.form(request.POST or None, instance=row)
        title = f"{self.part.one.capitalize()} of {owner}"
        remove = reverse(f"{self.part.name}-remove", args=[row.pk]) if self.part.removable else ""
        return edit_record(
            request, form, title=title, back=self._back(owner), page="house/rule.html",
            extra={"remove_url": remove, "row": row},
        )  # fmt: skip

    def remove(self, request: HttpRequest, **ids: int) -> HttpResponse:
        row = self._row(ids)
        back = self._back(getattr(row, self.part.owner))
        row.delete()
        return redirect(back)


def cells(rows: Iterable[Any], columns: tuple[Column, ...]) -> list[dict[str, Any]]:
    """Each row with the cells of its columns and whether it holds today or is in use."""
    today = timezone.localdate()
    return [
        {"row": row, "cells": [(c, c.of(row)) for c in columns], "holds": holds(row, today)}
        for row in rows
    ]


def holds(row: Any, on: Any) -> bool:
    """Whether a dated row holds on a day and a row that can be put aside is in use."""
    from_on, until_on = getattr(row, "from_on", None), getattr(row, "until_on", None)
    begun = from_on is None or from_on <= on
    return begun and (until_on is None or until_on > on) and getattr(row, "active", True)
