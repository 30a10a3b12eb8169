"""What the file says an issued policy must say, from binder, quote, application and expiring term.

Each reader answers for one item of the checklist with the words of every source that knows.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from accounts.certificates.models import Binder
from accounts.coverages.models import AdditionalInterest, Coverage, CoverageField
from accounts.policies.models import PolicyTerm, TransactionKind
from accounts.policies.rules import is_placeholder
from accounts.schedules.models import Driver, Equipment, ExperienceMod, Location, Vehicle, WorkClass
from config.lib.money import ZERO
from renewals.binding.models import BoundLine
from renewals.policy_checks.models import CheckItem, CheckTopic, PolicyCheck
from renewals.policy_checks.states import Reads

MOST = 12  # rows of a schedule that an item names
LONGEST = 900
UMBRELLAS = ("UMBRC", "EXLIA")
Said = dict[str, str]


@dataclass
class Sources:
    """Everything the readers look at. `quoted` is what the accepted quote says, by `reads`."""

    term: PolicyTerm
    binder: Binder | None
    expiring: PolicyTerm | None
    quoted: Mapping[str, str] = field(default_factory=dict)
    quoted_details: Mapping[tuple[int, int], str] = field(default_factory=dict)


def sources_of(term: PolicyTerm) -> Sources:
    """The sources for the check of `term`; a fixed number of queries."""
    rows = PolicyTerm.objects.select_related(
        "client", "policy__line", "policy__writing_company"
    ).prefetch_related(
        "coverages__line", "coverages__details__field", "coverages__scheduled_forms", "interests"
    )
    term = rows.get(pk=term.pk)
    policies = [term.policy_id, term.policy.replaces_id]
    before = rows.filter(policy__in=[p for p in policies if p], effective_on__lt=term.effective_on)
    binder = term.binders.select_related("company").order_by("-executed_on", "-pk").first()
    quoted, details = quoted_for(term)
    return Sources(term, binder, before.order_by("-effective_on").first(), quoted, details)


def quoted_for(term: PolicyTerm) -> tuple[Said, dict[tuple[int, int], str]]:
    """What the quote bound in `term` says, by `reads`, and its limits by line and field."""
    bound = BoundLine.objects.filter(term=term).select_related("order__quote__company").first()
    if bound is None:
        return {}, {}
    quote = bound.order.quote
    rows = quote.lines.filter(line__in=term.bound_lines.values("line"))
    lines = list(rows.prefetch_related("details__field"))
    total = sum((r.premium for r in lines), ZERO)
    extra = sum((r.taxes + r.fees for r in lines), ZERO)
    said = {
        Reads.COMPANY.value: _named(quote.company),
        Reads.PERIOD.value: f"{quote.effective_on:%m/%d/%Y} – {quote.expires_on:%m/%d/%Y}",
        Reads.PREMIUM.value: f"${total:,.2f}"
        + (f" and ${extra:,.2f} taxes and fees" if extra else ""),
        Reads.MINIMUM.value: _percent(quote.minimum_earned),
        Reads.COMMISSION.value: _percent(quote.commission_rate),
        Reads.EXCLUSIONS.value: quote.key_exclusions,
        Reads.SUBJECTIVITIES.value: _several(
            f"{row} ({'cleared' if row.cleared_on else 'open'})"
            for row in quote.subjectivities.all()
        ),
    }
    details = {(r.line_id, d.field_id): d.shown for r in lines for d in r.details.all()}
    return said, details


def items_for(check: PolicyCheck, sources: Sources) -> list[CheckItem]:
    """The unsaved items of a check: the topics of its lines, with what each source expects."""
    covers = list(sources.term.coverages.all())
    lines = list({c.line_id: c.line for c in covers}.values()) or [sources.term.policy.line]
    found: list[CheckItem] = []
    for topic in CheckTopic.objects.for_lines(lines).select_related("line"):
        group = topic.line.name if topic.line_id and len(lines) > 1 else ""
        if topic.reads == Reads.DETAILS:
            found += _details(check, sources, several=len(lines) > 1)
            continue
        said = READERS[topic.reads](sources) if topic.reads else {}
        if (quote := sources.quoted.get(topic.reads)) and topic.reads:
            said["quote"] = quote
        if topic.reads in SILENT_WITHOUT and not any(said.values()):
            continue
        found.append(
            CheckItem(check_of=check, group=group, label=topic.label, reads=topic.reads,
                      expected=_kept(said))
        )  # fmt: skip
    for rank, item in enumerate(found):
        item.rank = rank
    return found


def _details(check: PolicyCheck, sources: Sources, *, several: bool) -> list[CheckItem]:
    """An item for each limit, deductible and date that any source states of the term's lines."""
    items = []
    covers = list(sources.term.coverages.all())
    fields: dict[int, list[CoverageField]] = {}
    wanted = CoverageField.objects.filter(line__in=[c.line_id for c in covers])
    for row in wanted.order_by("line", "order", "pk"):
        fields.setdefault(row.line_id, []).append(row)
    for cover in covers:
        group = cover.line.name if several else ""
        bound, before = _said_by(cover), _said_by(_of_line(sources.expiring, cover.line_id))
        stated = False
        for row in fields.get(cover.line_id, []):
            said = {
                "binder": bound.get(row.pk, ""),
                "quote": sources.quoted_details.get((cover.line_id, row.pk), ""),
                "expiring": before.get(row.pk, ""),
            }
            if row.required or any(said.values()):
                stated = True
                items.append(
                    CheckItem(check_of=check, group=group, label=row.label, reads=Reads.DETAILS,
                              detail=row, expected=_kept(said))
                )  # fmt: skip
        if not stated:
            said = {"binder": f"{cover.limits} {cover.deductible}".strip()}
            items.append(CheckItem(check_of=check, group=group, label="Limits and deductibles",
                                   expected=_kept(said)))  # fmt: skip
    return items


def _of_line(term: PolicyTerm | None, line_id: int) -> Coverage | None:
    covers = term.coverages.all() if term else []
    return next((c for c in covers if c.line_id == line_id), None)


def _said_by(cover: Coverage | None) -> dict[int, str]:
    return {d.field_id: d.shown for d in cover.details.all()} if cover else {}


def _kept(said: Said) -> Said:
    return {source: words[:LONGEST] for source, words in said.items() if words}


def _company(s: Sources) -> Said:
    said = {"binder": _named(s.term.policy.writing_company)}
    if s.expiring and s.expiring.policy.writing_company_id != s.term.policy.writing_company_id:
        said["expiring"] = _named(s.expiring.policy.writing_company)
    return said


def _named(company: Any) -> str:
    return f"{company.name}, NAIC {company.naic}" if company.naic else company.name


def _number(s: Sources) -> Said:
    said = {"expiring": s.expiring.number if s.expiring else ""}
    if not is_placeholder(s.term.number):
        said["binder"] = s.term.number
    return said


def _insured(s: Sources) -> Said:
    on = s.term.effective_on
    rows = s.term.client.named_insureds.all()
    names = [r.name for r in rows if _holds(r, on)]
    return {"application": "; ".join(dict.fromkeys([s.term.client.name, *names]))}


def _holds(row: Any, on: Any) -> bool:
    return (row.from_on is None or row.from_on <= on) and (
        row.until_on is None or row.until_on > on
    )


def _address(s: Sources) -> Said:
    c = s.term.client
    return {
        "application": ", ".join(filter(None, [c.street, c.city, f"{c.state} {c.zip}".strip()]))
    }


def _entity(s: Sources) -> Said:
    c = s.term.client
    kind = c.get_entity_type_display() if c.entity_type else ""
    return {"application": "; ".join(filter(None, [kind, " ".join(c.operations.split())]))}


def _period(s: Sources) -> Said:
    said = {"binder": _days(s.term)}
    if s.binder and s.binder.effective_on != s.term.effective_on:
        said["binder"] += f" (binder from {s.binder.effective_on:%m/%d/%Y})"
    if s.expiring:
        said["expiring"] = _days(s.expiring)
    return said


def _days(term: PolicyTerm) -> str:
    ends = f"{term.expires_on:%m/%d/%Y}" if term.expires_on else "continuous"
    return f"{term.effective_on:%m/%d/%Y} – {ends}"


def _premium(s: Sources) -> Said:
    said = {"binder": f"${s.term.annual_premium:,.2f}"}
    if s.expiring:
        said["expiring"] = f"${s.expiring.annual_at():,.2f}"
    return said


def _minimum(s: Sources) -> Said:
    return {
        "binder": _percent(s.term.minimum_earned),
        "expiring": _percent(s.expiring.minimum_earned) if s.expiring else "",
    }


def _percent(rate: Any) -> str:
    return f"{rate.normalize():f} %" if rate is not None else ""


def _commission(s: Sources) -> Said:
    return {"binder": _percent(s.term.commission_rate)}


def _forms(s: Sources) -> Said:
    return {
        "binder": _form_list(s.term),
        "expiring": _form_list(s.expiring) if s.expiring else "",
    }


def _form_list(term: PolicyTerm) -> str:
    return _several(str(f) for c in term.coverages.all() for f in c.scheduled_forms.all())


def _several(words: Iterable[str]) -> str:
    rows = list(words)
    more = f" and {len(rows) - MOST} more" if len(rows) > MOST else ""
    return "; ".join(rows[:MOST]) + more


def _exclusions(s: Sources) -> Said:
    return {"binder": s.binder.exclusions if s.binder else ""}


def _none(s: Sources) -> Said:
    return {}


def _interests(s: Sources) -> Said:
    return {
        "binder": _interest_list(s.term.interests.all()),
        "expiring": _interest_list(s.expiring.interests.all()) if s.expiring else "",
    }


def _interest_list(rows: Iterable[AdditionalInterest]) -> str:
    return _several(
        str(row) for row in rows if row.kind != AdditionalInterest.Kind.HOLDER
    )  # a holder has no right to stand on the policy


def _changes(s: Sources) -> Said:
    if s.expiring is None:
        return {}
    rows = s.expiring.transactions.filter(kind=TransactionKind.ENDORSEMENT)
    return {"expiring": _several(f"{t.effective_on:%m/%d/%Y} {t.description}".strip()
                                 for t in rows)}  # fmt: skip


def _locations(s: Sources) -> Said:
    rows = Location.objects.of(s.term.client).order_by("number")
    return {
        "application": _several(
            f"{row.number} {row.street}, {row.city}: building ${row.building:,.0f}, contents "
            f"${row.contents:,.0f}, income ${row.income:,.0f}"
            for row in rows
        )
    }


def _vehicles(s: Sources) -> Said:
    rows = Vehicle.objects.of(s.term.client).order_by("number", "pk")
    return {"application": _several(
        f"{r.year} {r.make} {r.model} {r.vin}".strip() for r in rows
    )}  # fmt: skip


def _drivers(s: Sources) -> Said:
    rows = Driver.objects.of(s.term.client).filter(excluded=True)
    return {"application": _several(row.name for row in rows) or "None"}


def _classes(s: Sources) -> Said:
    rows = list(WorkClass.objects.of(s.term.client).order_by("-year", "class_code"))
    newest = [row for row in rows if row.year == rows[0].year]
    mod = ExperienceMod.objects.of(s.term.client).order_by("-rated_on").first()
    words = [f"{r.state} {r.class_code} ${r.payroll:,.0f}" for r in newest]
    return {"application": _several([*words, *([f"mod {mod.percent}"] if mod else [])])}


def _equipment(s: Sources) -> Said:
    rows = Equipment.objects.of(s.term.client).order_by("number")
    return {"application": _several(f"{r.number} {r.description} ${r.value:,.0f}" for r in rows)}


def _underlying(s: Sources) -> Said:
    others = (
        PolicyTerm.objects.filter(client=s.term.client)
        .in_force(s.term.effective_on)
        .exclude(pk=s.term.pk)
        .exclude(policy__line__code__in=UMBRELLAS)
        .prefetch_related("coverages__line", "coverages__details__field")
    )
    found = []
    for term in others.order_by("policy__line__name", "pk"):
        for cover in term.coverages.all():
            limits = [d for d in cover.details.all() if d.field.kind == "limit" and d.amount]
            if limits and cover.line.code in ("CGL", "AUTOB", "WORK", "BOP", "GARAG", "ELIAB"):
                words = ", ".join(f"{d.field.label.lower()} {d.shown}" for d in limits[:3])
                found.append(f"{cover.line}: {words}")
    return {"application": _several(found)}


READERS: dict[str, Callable[[Sources], Said]] = {
    Reads.COMPANY: _company,
    Reads.NUMBER: _number,
    Reads.INSURED: _insured,
    Reads.ADDRESS: _address,
    Reads.ENTITY: _entity,
    Reads.PERIOD: _period,
    Reads.PREMIUM: _premium,
    Reads.MINIMUM: _minimum,
    Reads.COMMISSION: _commission,
    Reads.FORMS: _forms,
    Reads.EXCLUSIONS: _exclusions,
    Reads.SUBJECTIVITIES: _none,
    Reads.INTERESTS: _interests,
    Reads.CHANGES: _changes,
    Reads.LOCATIONS: _locations,
    Reads.VEHICLES: _vehicles,
    Reads.DRIVERS: _drivers,
    Reads.CLASSES: _classes,
    Reads.EQUIPMENT: _equipment,
    Reads.UNDERLYING: _underlying,
}
# Nothing to look for when no source says anything of it.
SILENT_WITHOUT = (Reads.CHANGES, Reads.SUBJECTIVITIES, Reads.MINIMUM, Reads.EQUIPMENT)
