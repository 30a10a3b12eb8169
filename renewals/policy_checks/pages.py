"""What the pages of policies on their way show."""

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone

from config.lib.lists import ListSpec
from renewals.policy_checks.delivering import why_not_deliverable
from renewals.policy_checks.filters import PolicyCheckFilter
from renewals.policy_checks.forms import AskForm, DeliverForm, OverrideForm, ReceiveForm, beginning
from renewals.policy_checks.models import CheckItem, PolicyCheck
from renewals.policy_checks.services import Said
from renewals.policy_checks.states import SOURCES, TONES, Answer, Closure, Standing
from renewals.policy_checks.tables import PolicyCheckTable, attach_checks

CHECKS = ListSpec(
    name="policy-checks",
    title="Policies to come, to check, to deliver",
    table=PolicyCheckTable,
    filterset=PolicyCheckFilter,
    sorts={"effective": "counts_from", "client": "client__sort_key"},
    default_sort="effective",
    empty="No policy is on its way. Binding expects one; on a policy’s page press Expect policy.",
    attach=attach_checks,
    about="Bound policies until they are checked and in the client’s hands.",
)
NEXT = {
    Standing.EXPECTED: "The carrier has yet to send the policy.",
    Standing.OVERDUE: "The policy is late. Ask the carrier; extend the binder before it runs out.",
    Standing.CHECKING: "Answer every item against what was bound, then finish the check.",
    Standing.CORRECTIONS: "Ask the carrier for the corrections and close each when it is there.",
    Standing.REVIEW: "A second person reads the check.",
    Standing.READY: "Deliver the policy to the client.",
    Standing.DELIVERED: "The client has the policy.",
}


def visible_check(request: HttpRequest, check_id: int) -> PolicyCheck:
    """The check of the address with its standing today, if the user sees it, else 404."""
    rows: Any = PolicyCheck.objects.visible_to(request.user)  # type: ignore[arg-type]
    rows = rows.with_standing(timezone.localdate()).with_names()
    people = ("received_by", "finished_by", "second_by", "overridden_by", "base_by", "file")
    return get_object_or_404(rows.select_related("placement", *people), pk=check_id)


def page_of(request: HttpRequest, check: Any, **bound: Any) -> dict[str, Any]:
    """The context of a check's page; `bound` are forms with what was typed and refused."""
    starts = beginning(check, request.user)
    items = list(check.items.select_related("answered_by", "closed_by", "request"))
    for item in items:
        item.sources = [(label, item.expected[name]) for name, label in SOURCES
                        if item.expected.get(name)]  # fmt: skip
    standing = Standing(check.standing)
    return {
        "check": check,
        "standing": standing,
        "tone": TONES[standing],
        "next": NEXT[standing],
        "today": timezone.localdate(),
        "items": items,
        "left": sum(1 for item in items if not item.answer),
        "wrong": [item for item in items if item.is_open],
        "closed": [item for item in items if item.closed_as],
        "answers": Answer.choices,
        "closures": Closure.choices,
        "obstacle": why_not_deliverable(check),
        "requests": check.requests.select_related("by"),
        "deliveries": check.deliveries.select_related("by"),
        "binders": check.term.binders.order_by("-executed_on"),
        "receive": ReceiveForm(initial=starts["receive"]),
        "ask": AskForm(initial=starts["ask"]),
        "override": OverrideForm(initial=starts["override"]),
        "deliver": DeliverForm(initial=starts["deliver"]),
        **bound,
    }


def said_in(request: HttpRequest, check: PolicyCheck) -> dict[int, Said]:
    """The answers typed on the checklist, by item; items that were not on the form are left out."""
    said = {}
    for item in check.items.all():
        version = request.POST.get(f"version_{item.pk}", "")
        if version.isascii() and version.isdigit():
            words = (
                request.POST.get(f"{name}_{item.pk}", "") for name in ("answer", "found", "note")
            )
            said[item.pk] = Said(int(version), *words)
    return said


def typed_back(items: list[CheckItem], said: dict[int, Said]) -> None:
    """Show what was typed in place of what is kept, after a refusal."""
    for item in items:
        if item.pk in said:
            item.answer, item.found = said[item.pk].answer, said[item.pk].found
            item.note = said[item.pk].note
