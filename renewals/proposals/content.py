"""What a proposal says at one moment, as plain words and figures that are kept."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q

from accounts.coverages.models import CoverageField
from accounts.schedules.models import Location, Vehicle
from config.lib.money import ZERO
from renewals.marketing.expiring import Expiring, expiring_of, grades_of
from renewals.marketing.querysets import Standing
from renewals.proposals.models import Proposal
from renewals.quotes.models import Subjectivity
from renewals.quotes.rules import share, split_change
from renewals.surplus.checking import searches_of
from renewals.underlying.checking import UMBRELLAS

RETAINED = (CoverageField.Kind.DEDUCTIBLE, CoverageField.Kind.RETENTION)
SURPLUS_FORMS = {
    "search": "SL-2 diligent search report, signed by {searched_by}",
    "export": "Export List class: {listing}",
    "purchaser": "Exempt commercial purchaser statement",
}


def content_of(proposal: Proposal, options: Sequence[Any], on: date) -> dict[str, Any]:
    """Everything the proposal prints, in a fixed number of queries.

    `options` come with their quotes, and these with totals, lines, details and subjectivities.
    """
    placement: Any = proposal.placement
    client, expiring = placement.client, expiring_of(placement)
    grades = grades_of({o.quote.company_id for o in options if o.quote}, on)
    groups: dict[str, dict[str, Any]] = {}
    for option in options:
        group = groups.setdefault(option.coverage, {"coverage": option.coverage, "options": []})
        group["options"].append(_option(option, grades))
        group.setdefault("expiring", _expiring(option, expiring))
    for group in groups.values():
        _compare(group)
    quotes = [o.quote for o in options if o.quote]
    begins = min((q.effective_on for q in quotes), default=placement.target_on)
    ends = max((q.expires_on for q in quotes), default=None)
    return {
        "title": proposal.title,
        "made_on": on.isoformat(),
        "valid_through": proposal.valid_through.isoformat(),
        "begins": begins.isoformat(),
        "ends": ends.isoformat() if ends else "",
        "client": client.name,
        "operations": client.operations,
        "named_insureds": _named(client, begins),
        "summary": proposal.summary,
        "coverages": list(groups.values()),
        "totals": _totals(list(groups.values())),
        "markets": _markets(placement),
        "locations": _locations(client, on),
        "vehicles": _vehicles(client, on),
        "surplus": _surplus(placement, quotes, on),
        "payment_options": proposal.payment_options,
        "compensation": proposal.compensation,
        "team": _team(client),
    }


def _option(option: Any, grades: dict[int, str]) -> dict[str, Any]:
    quote = option.quote
    found: dict[str, Any] = {
        "id": option.pk, "label": option.label, "line": str(option.line), "kind": option.kind,
        "note": option.note, "recommended": option.recommended,
        "signature_needed": option.signature_needed, "company": "", "total": None,
        "premium": str(option.indication) if option.indication is not None else None,
        "indication": quote is None, "lines": [], "exclusions": [], "subjectivities": [],
    }  # fmt: skip
    if quote is None:
        return found
    submission = quote.submission
    return found | {
        "quote": quote.pk, "number": quote.number, "company": quote.company.name,
        "naic": quote.company.naic, "admitted": quote.company.admitted,
        "rating": grades.get(quote.company_id, ""),
        "through": str(submission.through) if submission.through else "",
        "effective_on": quote.effective_on.isoformat(), "expires_on": quote.expires_on.isoformat(),
        "valid_until": quote.valid_until.isoformat(), "premium": str(quote.premium),
        "taxes": str(quote.taxes), "fees": str(quote.fees), "broker_fee": str(quote.broker_fee),
        "total": str(quote.total), "billing": quote.get_bill_mode_display(),
        "minimum_earned": f"{quote.minimum_earned.normalize():f}" if (
            quote.minimum_earned is not None) else "",
        "exclusions": _words(quote.key_exclusions), "terms": _words(quote.terms),
        "payment_options": quote.payment_options,
        "subjectivities": [_condition(s) for s in quote.subjectivities.all() if not s.cleared_on],
        "lines": [_line(row) for row in quote.lines.all()],
    }  # fmt: skip


def _condition(row: Subjectivity) -> dict[str, str]:
    due = f", by {row.due_on:%m/%d/%Y}" if row.due_on else ""
    return {"text": row.text, "owed": f"{row.get_before_display()}{due}"}


def _line(row: Any) -> dict[str, Any]:
    limits: list[list[str]] = []
    retained: list[list[str]] = []
    others: list[list[str]] = []
    for detail in row.details.all():
        pair = [detail.field.label, detail.shown]
        kind = detail.field.kind
        (limits if kind == CoverageField.Kind.LIMIT else retained if kind in RETAINED
         else others).append(pair)  # fmt: skip
    exposure = f"{row.exposure:,.0f} {row.exposure_basis}".strip() if row.exposure else ""
    return {
        "line": str(row.line), "line_id": row.line_id, "premium": str(row.premium),
        "terrorism": str(row.terrorism), "taxes": str(row.taxes), "fees": str(row.fees),
        "limits": limits, "retained": retained, "others": others, "exposure": exposure,
        "old_exposure": str(row.expiring_exposure or ""), "new_exposure": str(row.exposure or ""),
        "umbrella": row.line.code in UMBRELLAS,
    }  # fmt: skip


def _expiring(option: Any, expiring: dict[int, Expiring]) -> dict[str, Any] | None:
    """What the lines of the coverage cost and who writes them now."""
    lines = [row.line_id for row in option.quote.lines.all()] if option.quote else [option.line_id]
    rows = [expiring[line] for line in lines if line in expiring]
    if not rows:
        return None
    limits = [
        [d.field.label, d.shown] for row in rows for d in row.values.values()
        if d.field.kind in (CoverageField.Kind.LIMIT, *RETAINED)
    ]  # fmt: skip
    return {
        "company": ", ".join(dict.fromkeys(str(row.company) for row in rows)),
        "premium": str(sum((row.premium for row in rows), ZERO)), "limits": limits,
        "all_lines": len(rows) == len(lines),
    }  # fmt: skip


def _compare(group: dict[str, Any]) -> None:
    """Each option against expiring: the change, and exposure's and rate's part of it."""
    old = group["expiring"]
    if old is None or not old["all_lines"]:
        return
    before = Decimal(old["premium"])
    for option in group["options"]:
        if option["premium"] is None:
            continue
        now = Decimal(option["premium"])
        percent = share(now, before)
        option["change"] = str(now - before)
        option["change_percent"] = "" if percent is None else f"{percent:+}"
        if len(option["lines"]) == 1 and (line := option["lines"][0])["old_exposure"]:
            exposures = [Decimal(line[n]) if line[n] else None
                         for n in ("old_exposure", "new_exposure")]  # fmt: skip
            if found := split_change(before, now, *exposures):
                option["exposure_effect"] = str(found.exposure)
                option["rate_effect"] = str(found.rate)


def _totals(groups: list[dict[str, Any]]) -> dict[str, str]:
    """The program with the recommended option of each coverage, else the first quoted one."""
    premium = total = before = ZERO
    for group in groups:
        quoted = [o for o in group["options"] if not o["indication"]]
        chosen = next((o for o in quoted if o["recommended"]), quoted[0] if quoted else None)
        if chosen is not None:
            premium += Decimal(chosen["premium"])
            total += Decimal(chosen["total"])
            chosen["counted"] = True
        if group["expiring"]:
            before += Decimal(group["expiring"]["premium"])
    return {"premium": str(premium), "total": str(total), "expiring": str(before)}


def _words(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _named(client: Any, on: date) -> list[str]:
    there = Q(from_on=None) | Q(from_on__lte=on)
    rows = client.named_insureds.filter(there, Q(until_on=None) | Q(until_on__gt=on))
    return list(dict.fromkeys([client.name, *(str(row) for row in rows)]))


def _markets(placement: Any) -> list[dict[str, str]]:
    """Every market that was asked and what became of it."""
    rows = placement.submissions.with_standing().select_related("company", "intermediary")
    found = []
    for row in rows.prefetch_related("events__reason").order_by("pk"):
        if row.standing == Standing.DRAFT:
            continue
        declined = [e for e in row.events.all() if e.kind == "declined"]
        reason = declined[-1].reason.name if declined and row.standing == "declined" else ""
        waits = row.standing in (Standing.SENT, Standing.ACKNOWLEDGED, Standing.ASKED)
        words = "No answer yet" if waits else Standing(row.standing).label
        found.append({"market": str(row), "standing": words, "reason": reason})
    return found


def _locations(client: Any, on: date) -> list[dict[str, str]]:
    rows = Location.objects.filter(Q(removed_on=None) | Q(removed_on__gt=on), client=client)
    return [
        {
            "number": row.number, "value": str(row.insured_value),
            "place": f"{row.street}, {row.city}, {row.state} {row.zip}".strip(" ,"),
        }
        for row in sorted(rows, key=lambda r: (len(r.number), r.number, r.pk))
    ]  # fmt: skip


def _vehicles(client: Any, on: date) -> list[str]:
    rows = Vehicle.objects.filter(Q(removed_on=None) | Q(removed_on__gt=on), client=client)
    return [
        ", ".join(filter(None, [" ".join(f"{v.year or ''} {v.make} {v.model}".split()), v.vin]))
        for v in rows.order_by("pk")
    ]


def _surplus(placement: Any, quotes: Sequence[Any], on: date) -> list[dict[str, Any]]:
    """For each line offered by a non-admitted insurer, the forms that are needed."""
    lines = {
        row.line_id: str(row.line)
        for q in quotes
        if not q.company.admitted
        for row in q.lines.all()
    }
    if not lines:
        return []
    searches = searches_of(placement, on)
    found = []
    for key, name in lines.items():
        state = searches.get(key)
        if state is None:
            continue
        search = state.search
        form = SURPLUS_FORMS[search.ground].format(
            searched_by=search.searched_by, listing=search.listing
        )
        disclosure = {
            "open": "D-1 disclosure, to be signed by the applicant before binding",
            "signed": "D-1 disclosure, signed",
            "renewal": "D-1 disclosure not needed for a renewal",
            "industrial": "D-1 disclosure not needed: industrial insured",
        }[search.disclosure]
        found.append({"line": name, "forms": [
            form, disclosure, "SL-1 report of placement, D-2 notice on the policy"
        ]})  # fmt: skip
    return found


def _team(client: Any) -> list[dict[str, str]]:
    rows = client.assignments.current().filter(user__is_active=True).select_related("user")
    return [
        {"name": row.user.name, "role": row.get_role_display(), "phone": row.user.phone,
         "email": row.user.email}
        for row in rows.order_by("pk")
    ]  # fmt: skip
