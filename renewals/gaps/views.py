"""Gaps: a client's section, the list over a book, and the rules behind them."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.clients.frame import CLIENT, client_section, section, visible_client
from accounts.clients.models import Client
from config.lib.forms import carried_out
from config.lib.lists import ListSpec, list_page
from config.lib.sections import Section, sections_of
from renewals.gaps.facts import FACTS
from renewals.gaps.filters import GapFilter
from renewals.gaps.finding import gaps_of
from renewals.gaps.forms import AnswerForm, DecideForm, GapRuleForm
from renewals.gaps.models import GapDecision, GapFinding, GapRule
from renewals.gaps.services import answer_fact, decide_gap
from renewals.gaps.tables import GapTable, attach_gap, gap_totals
from renewals.gaps.tasks import KIND, ask
from teams.access.views import requires
from teams.history.editing import edit_record

GAPS = ListSpec(
    name="gaps",
    title="Account rounding",
    table=GapTable,
    filterset=GapFilter,
    sorts={"weight": "rule__weight", "client": "client__sort_key", "found": "found_on"},
    default_sort="weight",
    empty="No gap matches. Gaps are found every night from what the clients’ files say.",
    attach=attach_gap,
    totals=gap_totals,
    about="Where the facts of an account ask for a line that is not in force (DOMAIN §11).",
)


@requires("policies.view")
def gap_list(request: HttpRequest) -> HttpResponse:
    """The gaps of the clients one sees, those to decide first asked for."""
    rows: Any = GapFinding.objects.visible_to(request.user)
    rows = rows.select_related("client__tier", "rule")
    if not request.GET.get("state"):
        rows = rows.in_state("open", timezone.localdate())
    return list_page(request, GAPS, rows, template="gaps/list.html")


@client_section("Gaps", url_name="client-gaps", rule="policies.view", order=52)
def client_gaps(request: HttpRequest, client: Client) -> HttpResponse:
    """What the client's insurance lacks and why, what is to be asked, and what was decided."""
    return _section(request, client)


def _section(
    request: HttpRequest, client: Client, refused: AnswerForm | None = None
) -> HttpResponse:
    found = gaps_of(client, timezone.localdate())
    for question in found.questions:
        is_refused = refused is not None and refused.data.get("fact") == question.code
        question.form = refused if is_refused else AnswerForm.blank(question.code)
    opportunities = client.opportunities.select_related("stage", "line")
    context = {
        "gaps": found,
        "today": timezone.localdate(),
        "opportunities": opportunities.order_by("-opened_on", "-pk")[:20],
    }
    return section(request, client, "gaps/section.html", context, status=422 if refused else 200)


@require_POST
@requires("renewals.write")
def gap_answer(request: HttpRequest, client_id: int) -> HttpResponse:
    """Remember the answer to a question."""
    client = visible_client(request, client_id)
    form = AnswerForm(request.POST)
    if carried_out(form, lambda: answer_fact(client=client, by=request.user, **form.values())):
        return redirect(f"{reverse('client-gaps', args=[client.pk])}#questions")
    code = form.data.get("fact", "")
    request.section = _tab()
    if code not in FACTS or not FACTS[code].question:
        return _section(request, client, form)
    return _section(request, client, form.shaped(code))


def _tab() -> Section:
    """The section that a refused answer is shown in."""
    return next(tab for tab in sections_of(CLIENT) if tab.url_name == "client-gaps")


@requires("renewals.write")
def gap_decide(request: HttpRequest, client_id: int, gap_rule_id: int) -> HttpResponse:
    """Say what becomes of a gap."""
    client = visible_client(request, client_id)
    rule = get_object_or_404(GapRule.objects.select_related("proposes"), pk=gap_rule_id)
    form = DecideForm(request.POST or None, client=client, initial=_before(request, client, rule))
    if request.method == "POST" and carried_out(
        form, lambda: decide_gap(client=client, rule=rule, said=form.said(), by=request.user)
    ):
        messages.success(request, f"{rule}: noted.")
        return redirect("client-gaps", client.pk)
    found = gaps_of(client, timezone.localdate())
    gap = next((g for g in (*found.open, *found.settled) if g.rule.pk == rule.pk), None)
    context = {"form": form, "client": client, "rule": rule, "gap": gap}
    return render(request, "gaps/decide.html", context, status=422 if form.errors else 200)


def _before(request: HttpRequest, client: Client, rule: GapRule) -> dict[str, Any]:
    """The form begins with the choice pressed, and with what was said before."""
    row = GapDecision.objects.filter(client=client, rule=rule).first()
    names = ("choice", "carrier", "x_on", "evidence", "attachment")
    before = {name: getattr(row, name) for name in names} if row else {}
    asked = {"choice": request.GET["choice"]} if request.GET.get("choice") else {}
    return {"line": rule.proposes, **before, **asked}


@requires("policies.view")
def gap_rules(request: HttpRequest) -> HttpResponse:
    """The rules, in the order of their weight."""
    rows = GapRule.objects.select_related("proposes")
    return render(request, "gaps/rules.html", {"rules": rows, "facts": FACTS})


@requires("renewals.rules")
def gap_rule_add(request: HttpRequest) -> HttpResponse:
    """Add a rule; the book is judged by it at once."""
    return _edit(request, GapRule(), "New gap rule")


@requires("renewals.rules")
def gap_rule_edit(request: HttpRequest, gap_rule_id: int) -> HttpResponse:
    """Change a rule; the book is judged by it at once."""
    row = get_object_or_404(GapRule, pk=gap_rule_id)
    return _edit(request, row, f"Edit {row.code}")


def _edit(request: HttpRequest, row: GapRule, title: str) -> HttpResponse:
    form = GapRuleForm(request.POST or None, instance=row)
    response = edit_record(request, form, title=title, back=reverse("gap-rules"))
    if response.status_code == 302:
        ask(f"{KIND}:rules:{timezone.now():%Y-%m-%d:%H:%M}")
    return response
