"""The pages on which the rules of orders are kept: they are rows (DOMAIN §12)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from accounts.orders.models import OrderType
from accounts.orders.rule_forms import (
    BundleItemForm,
    ChecklistItemForm,
    DeskLimitForm,
    HouseTemplateForm,
    OrderBundleForm,
    OrderInputForm,
    OrderTypeForm,
    SkillsForm,
)
from accounts.orders.rules import turnaround_words
from accounts.orders.skills import set_skills
from config.lib.forms import carried_out
from teams.access.views import requires
from teams.house.rule_pages import Column, RulePages, RulePart


def _given_to(kind: OrderType) -> str:
    people = [skill.user for skill in kind.skills.all() if skill.user.is_active]
    return ", ".join(sorted(person.name for person in people)) or "Everybody"


ORDER_KINDS = RulePages(
    name="order-kind", path="orders/kinds/", argument="order_kind_id",
    group="Orders", title="Kinds of orders", one="kind of order",
    about="What executives may order: how long it usually takes, what the order must say, and "
    "the steps it goes through. Orders keep the checklist they were given with.",
    form=OrderTypeForm, see="orders.view", keep="orders.rules",
    columns=(
        Column("Kind of work", "name"),
        Column("Turnaround", lambda kind: turnaround_words(kind.turnaround_hours)),
        Column("At the desk", lambda kind: f"{kind.effort_minutes} min", num=True),
        Column("Carrier chased after", lambda kind: f"{kind.chase_days} business days"
               if kind.chase_days else ""),
        Column("Licensed work", "licensed_only"),
        Column("Given to", _given_to),
    ),
    prefetched=("skills__user",),
    links=(("Who is given it", "order-kind-people"),),
    parts=(
        RulePart(
            name="order-question", path="questions", argument="question_id",
            title="What the order asks", one="question", owner="type", rows="inputs",
            form=OrderInputForm, about="A question put aside is asked no more; its answers stay.",
            columns=(
                Column("Question", "label"), Column("Answer", "get_kind_display"),
                Column("Choices", "choices"), Column("Must be answered", "required"),
                Column("Place", "rank", num=True),
            ),
        ),
        RulePart(
            name="order-step", path="checklist", argument="checklist_item_id",
            title="Checklist", one="step", owner="type", rows="checklist",
            form=ChecklistItemForm, about="New orders of the kind get it as it stands then.",
            columns=(
                Column("Step", "label"), Column("Evidence", "get_evidence_display"),
                Column("Must be done", "required"), Column("Place", "rank", num=True),
            ),
        ),
    ),
)  # fmt: skip
BUNDLES = RulePages(
    name="order-bundle-rule", path="orders/bundles/", argument="bundle_id",
    group="Orders", title="Bundles of orders", one="bundle",
    about="Orders and follow-ups that are given together, such as all that binding needs.",
    form=OrderBundleForm, see="orders.view", keep="orders.rules",
    columns=(
        Column("Bundle", "name"),
        Column("What it gives", lambda bundle: ", ".join(map(str, bundle.items.all()))),
    ),
    prefetched=("items__type",),
    parts=(
        RulePart(
            name="bundle-item", path="items", argument="bundle_item_id",
            title="What it gives", one="order or follow-up", owner="bundle", rows="items",
            form=BundleItemForm, removable=True,
            columns=(
                Column("Order or follow-up", str),
                Column("After", lambda item: f"{item.follow_up_days} business days"
                       if item.follow_up_days is not None else "at once"),
                Column("Instructions", "instructions"), Column("Place", "rank", num=True),
            ),
        ),
    ),
)  # fmt: skip
TEMPLATES = RulePages(
    name="order-template", path="orders/templates/", argument="order_template_id",
    group="Orders", title="Order templates", one="template",
    about="Orders half written, for everybody. Each person keeps more of their own.",
    form=HouseTemplateForm, see="orders.view", keep="orders.rules",
    columns=(
        Column("Template", "name"), Column("Kind of work", "type__name"),
        Column("Instructions", "instructions"),
    ),
    related=("type",), only={"owner": None},
)  # fmt: skip
DESK_LIMITS = RulePages(
    name="desk-limit", path="orders/desk-limits/", argument="desk_limit_id",
    group="Orders", title="Desk limits", one="desk limit",
    about="How many hours of work people of a role hold before “Take next” gives rush orders only.",
    form=DeskLimitForm, see="orders.view", keep="orders.rules",
    columns=(
        Column("Role", "get_role_display"), Column("Hours", "hours", num=True),
        Column("Note", "note"),
    ),
)  # fmt: skip


@requires("orders.rules")
def kind_people(request: HttpRequest, order_kind_id: int) -> HttpResponse:
    """Who is given orders of a kind."""
    kind = get_object_or_404(OrderType, pk=order_kind_id)
    start = {"version": kind.version, "people": kind.skills.values_list("user", flat=True)}
    form = SkillsForm(request.POST or None, initial=start)
    back = reverse("order-kind-edit", args=[kind.pk])

    def save() -> None:
        set_skills(type=kind, by=request.user, **form.cleaned_data)

    if request.method == "POST" and carried_out(form, save):
        messages.success(request, f"Kept who is given “{kind}”.")
        return redirect(back)
    title = f"Who is given “{kind}”"
    context = {"form": form, "title": title, "back": back, "action": request.path}
    return render(request, "edits/page.html", context, status=422 if form.is_bound else 200)
