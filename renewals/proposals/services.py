"""Building a proposal, freezing its versions, reviewing and presenting them."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.activities.services import log_event
from accounts.policies.models import LineOfBusiness
from config.lib.errors import DomainError
from renewals.marketing.services import check_may
from renewals.placements.models import Placement
from renewals.proposals.content import content_of
from renewals.proposals.models import (
    Presentation,
    Proposal,
    ProposalOption,
    ProposalReview,
    ProposalVersion,
)
from renewals.quotes.comparing import quotes_of
from renewals.quotes.models import Quote
from renewals.quotes.querysets import QuoteStanding
from renewals.surplus.checking import surplus_problems
from renewals.underlying.checking import short_umbrellas
from teams.people.models import User

Kind = ProposalOption.Kind
COMPENSATION = (
    "For placing this insurance the insurers pay us a commission, which is part of the premiums "
    "shown. Some insurers also pay compensation that depends on the volume or the results of all "
    "our business with them. A broker fee, where one is shown, is ours and is charged only with "
    "your agreement. Ask us, and we will tell you the amounts."
)


class NotReady(DomainError):
    """A proposal that cannot be frozen yet; `missing` are all reasons."""

    def __init__(self, missing: Sequence[str]):
        self.missing = list(missing)
        super().__init__(f"Not yet: {'; '.join(missing)}.")


@transaction.atomic
def start_proposal(
    *, placement: Placement, quotes: Sequence[Quote], by: User, title: str = ""
) -> Proposal:
    """A proposal with an option for each of `quotes`; those of the same lines are alternatives.

    Raises DomainError without a quote, and for one of another placement.
    """
    check_may(placement, by)
    if not quotes:
        raise DomainError("Choose at least one quote.")
    keys = [q.pk for q in quotes]
    today = timezone.localdate()
    chosen = quotes_of(placement, today, keys)
    if len(chosen) != len(set(keys)):
        raise DomainError("One of these quotes is not of this placement, or was withdrawn.")
    words = f"Insurance proposal {placement.target_on.year}"
    plans = dict.fromkeys(q.payment_options for q in chosen if q.payment_options)
    proposal = Proposal.objects.create(
        placement=placement, title=title.strip() or words, created_by=by,
        valid_through=min(q.valid_until for q in chosen), compensation=COMPENSATION,
        payment_options="\n".join(plans),
    )  # fmt: skip
    for quote in chosen:
        _add(proposal, quote)
    log_event(
        client=placement.client, by=by, link=proposal.get_absolute_url(),
        subject=f"Proposal begun: {proposal}", text=f"{len(chosen)} options",
    )  # fmt: skip
    return proposal


def _add(proposal: Proposal, quote: Any) -> ProposalOption:
    lines = [row.line for row in quote.lines.all()]
    names = ", ".join(str(line) for line in lines)
    coverage = names if len(names) <= 120 else f"Package of {len(lines)} lines"
    same = proposal.options.filter(coverage=coverage).first()
    position = same.position if same else proposal.options.count() + 1
    return ProposalOption.objects.create(
        proposal=proposal, position=position, coverage=coverage, line=lines[0],
        label=f"{quote.company}, {quote.option}"[:160], quote=quote,
    )  # fmt: skip


@transaction.atomic
def add_quote(*, proposal: Proposal, quote: Quote, by: User) -> ProposalOption:
    """Offer another quote of the placement. Raises DomainError for one that is offered already."""
    current = _locked(proposal, by)
    found = quotes_of(current.placement, timezone.localdate(), [quote.pk])
    if not found:
        raise DomainError("There is no such quote in this placement.", "quote")
    if current.options.filter(quote=quote).exists():
        raise DomainError("This quote is in the proposal already.", "quote")
    return _add(current, found[0])


@transaction.atomic
def add_offer(
    *, proposal: Proposal, line: LineOfBusiness, kind: str, label: str, by: User,
    indication: Decimal | None = None, note: str = "",
) -> ProposalOption:  # fmt: skip
    """Offer a coverage or a higher limit without a quote, about `indication` dollars a year.

    Higher limits and additional coverages are declined only with a signature (DOMAIN §4.2).
    """
    current = _locked(proposal, by)
    if kind not in Kind.values:
        raise DomainError("Choose what is offered.", "kind")
    if not label.strip():
        raise DomainError("Say what is offered, such as $10,000,000 each occurrence.", "label")
    coverage = f"{line}: {Kind(kind).label.lower()}" if kind == Kind.HIGHER else str(line)
    return ProposalOption.objects.create(
        proposal=current, position=current.options.count() + 1, coverage=coverage[:120], line=line,
        kind=kind, label=label.strip()[:160], indication=indication, note=note.strip(),
        signature_needed=kind != Kind.COVERAGE,
    )  # fmt: skip


@transaction.atomic
def change_option(
    *, option: ProposalOption, by: User, version: int, coverage: str, label: str, note: str,
    recommended: bool, signature_needed: bool,
) -> ProposalOption:  # fmt: skip
    """Change the words of an option; at most one of a coverage is recommended."""
    _locked(option.proposal, by)
    row = ProposalOption.objects.select_for_update().get(pk=option.pk)
    if not coverage.strip() or not label.strip():
        raise DomainError("An option has a coverage and a name.", "label")
    row.coverage, row.label, row.note = coverage.strip()[:120], label.strip()[:160], note.strip()
    row.recommended, row.signature_needed = recommended, signature_needed
    same = row.proposal.options.filter(coverage=row.coverage).exclude(pk=row.pk)
    row.position = same.values_list("position", flat=True).first() or row.position
    row.save_version(
        version,
        ["coverage", "label", "note", "recommended", "signature_needed", "position"],
    )
    if recommended:
        same.filter(recommended=True).update(recommended=False)
    return row


@transaction.atomic
def take_back(*, option: ProposalOption, by: User, why: str) -> None:
    """Take an option out: away if nobody saw it, else with a word of why.

    Raises DomainError for one that was decided.
    """
    current = _locked(option.proposal, by)
    if option.decisions.exists():
        raise DomainError("The client decided on this option; it stays.")
    if not Presentation.objects.filter(version__proposal=current).exists():
        option.delete()
        return
    if not why.strip():
        raise DomainError("The client has seen this option; say why it is taken back.", "why")
    option.withdrawn_why = why.strip()[:200]
    option.save_version(option.version, ["withdrawn_why"])


def options_of(proposal: Proposal, on: date) -> list[Any]:
    """The options that are offered, with their quotes in full; a fixed number of queries."""
    rows: Any = proposal.options.filter(withdrawn_why="").with_decision()
    options = list(rows.select_related("line").order_by("position", "pk"))
    keys = [o.quote_id for o in options if o.quote_id]
    full = {
        q.pk: q
        for q in Quote.objects.filter(pk__in=keys).with_totals().with_standing(on)  # type: ignore[attr-defined]
        .select_related("company__carrier", "submission__intermediary", "submission__company")
        .prefetch_related("lines__line", "lines__details__field", "subjectivities")
    }  # fmt: skip
    for option in options:
        option.quote = full.get(option.quote_id)
    return options


def lacking(proposal: Proposal, options: Sequence[Any], on: date) -> list[str]:
    """Why the proposal cannot be put before the client yet; empty when it can."""
    placement = proposal.placement
    quotes = [o.quote for o in options if o.quote]
    found = []
    if not options:
        found.append("nothing is offered")
    for quote in quotes:
        if quote.standing != QuoteStanding.OPEN:
            when = f" on {quote.valid_until:%m/%d/%Y}" if quote.standing == "expired" else ""
            found.append(f"the quote of {quote} is {quote.standing}{when}; ask for an extension")
    found += surplus_problems(quotes, placement, on).values()
    short = short_umbrellas(quotes, placement, on)
    found += [
        f"{quote} is not supported: {'; '.join(short[quote.pk])}"
        for quote in quotes if quote.pk in short
    ]  # fmt: skip
    if proposal.valid_through < on:
        found.append("the day through which it is valid is past")
    return found


@transaction.atomic
def freeze(*, proposal: Proposal, by: User) -> ProposalVersion:
    """Put a version together; pressing twice without a change gives the one there is.

    Raises NotReady with everything that stands in the way.
    """
    current = _locked(proposal, by)
    today = timezone.localdate()
    options = options_of(current, today)
    if missing := lacking(current, options, today):
        raise NotReady(missing)
    content = content_of(current, options, today)
    last = current.versions.first()
    if last is not None and last.content == content:
        return last
    return ProposalVersion.objects.create(
        proposal=current, number=last.number + 1 if last else 1, content=content, made_by=by
    )


@transaction.atomic
def review(*, version: ProposalVersion, by: User, note: str = "") -> ProposalReview:
    """`by` has read the version and stands for it. Safe to repeat.

    Raises DomainError for one's own version and for one that a newer has replaced.
    """
    current = _locked(version.proposal, by)
    _check_newest(current, version)
    if version.made_by_id == by.pk:
        raise DomainError("Somebody else reviews this version; you put it together.")
    made, is_new = ProposalReview.objects.get_or_create(
        version=version, defaults={"by": by, "note": note.strip()[:300]}
    )
    if is_new:
        log_event(
            client=current.placement.client, by=by, link=current.get_absolute_url(),
            subject=f"{version} reviewed",
        )  # fmt: skip
    return made


@transaction.atomic
def present(
    *, version: ProposalVersion, to_whom: str, on: date, how: str, by: User, form_key: UUID,
    note: str = "",
) -> Presentation:  # fmt: skip
    """The version was put before `to_whom` on `on`; once per `form_key`.

    Raises DomainError for a version nobody reviewed or a newer has replaced, and a day to come.
    """
    if made := Presentation.objects.filter(form_key=form_key).first():
        return made
    current = _locked(version.proposal, by)
    _check_newest(current, version)
    if not ProposalReview.objects.filter(version=version).exists():
        raise DomainError("A second person reviews the version before the client sees it.")
    if not to_whom.strip():
        raise DomainError("Say to whom it was presented.", "to_whom")
    if on > timezone.localdate():
        raise DomainError("It is recorded once it was presented.", "on")
    if on < timezone.localdate(version.made_at):
        raise DomainError("This version did not exist on that day.", "on")
    made = Presentation.objects.create(
        version=version, to_whom=to_whom.strip(), on=on, how=how, note=note.strip(), by=by,
        form_key=form_key,
    )  # fmt: skip
    log_event(
        client=current.placement.client, by=by, link=current.get_absolute_url(), text=made.note,
        subject=f"{version} presented to {made.to_whom}, {made.get_how_display().lower()}",
    )  # fmt: skip
    return made


def _check_newest(proposal: Proposal, version: ProposalVersion) -> None:
    newest = proposal.versions.first()
    if newest is not None and newest.pk != version.pk:
        raise DomainError(f"Version {newest.number} has taken its place; use that one.")


def _locked(proposal: Proposal, by: User) -> Any:
    rows = Proposal.objects.select_for_update(of=("self",)).select_related("placement__client")
    current = rows.get(pk=proposal.pk)
    check_may(current.placement, by)
    return current
