"""The demo's underwriting: sheets answered as far as their placements are, questions with clients,
specifications. A fixed number of placements, however large the book."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from accounts.activities.models import Activity, ActivityKind
from accounts.models import LossRunRequest, ServiceAssignment
from renewals.client_links.rules import digest_of
from renewals.models import (
    Answer,
    Chaser,
    ChaserRule,
    ClientLink,
    ClientRequest,
    Placement,
    RequestItem,
    Specification,
    SubmissionStep,
)
from renewals.placements.states import RANK, Stage
from renewals.specifications.content import content_of
from renewals.underwriting.sheet import Item, Sheet, sheet_of
from renewals.underwriting.states import QuestionKind
from teams.access.roles import Role
from teams.models import OutboundEmail, User

FILLED = 40
ASKED_DAYS = 12
WORDS = {
    "named-insureds": "As named in the policies",
    "operations": "Work for commercial customers in Northern California, mostly on repeat orders",
    "changes": "A second shift since spring; no new locations",
    "known-losses": "none",
    "cancelled-why": "Does not apply",
    "gl-sales": "Repeat customers 70 %, new ones 30 %",
    "gl-products": "Only what belongs to the services; nothing is sold separately",
    "gl-contracts": "City of Oakland, two landlords: $2,000,000 and additional insured",
    "gl-insureds": "City of Oakland; the landlords of both locations",
    "gl-basis": "Revenue, one class",
    "updates": "Roof 2019, wiring 2012, plumbing 2015, heating 2021",
    "symbols": "Liability 1; physical damage 7 and 8",
    "filings": "Federal and California, made by the present insurer",
    "terminals": "Main yard only",
    "officers": "President and secretary excluded, each half of the shares",
    "underlying": "General liability 1M/2M/2M, auto 1M, employers liability 1M",
    "limits": "$5,000,000 and $10,000,000",
    "foreign": "none",
    "storage": "In the locked yard, cameras on the gate",
    "audit": "Outside accountant, every year",
    "transfers": "By a call to the number on file, two people release",
    "board": "Five members, one from outside; no outside investors",
    "by-state": "All in California",
    "by-service": "Main service 60 %, advice 40 %",
}
FIGURES = {
    "gl-subcontracted": "45000.00", "hired": "6500.00", "rented": "30000.00", "non-owned": "3",
    "dealer-plates": "4", "concentration": "18", "handlers": "5", "turnover": "3",
    "records": "12000", "plan-assets": "850000.00", "revenue": "1250000.00", "headcount": "24",
}  # fmt: skip
YES = {"gl-certificates", "mvr", "safety", "countersign", "handbook", "mfa", "backups"}
NUMBERS = {
    QuestionKind.MONEY: "125000.00", QuestionKind.NUMBER: "24", QuestionKind.DATE: "2019-07-01",
    QuestionKind.YES_NO: "no",
}  # fmt: skip
NARRATIVE = (
    "A well-run account that has been with us for years: management is on site, people stay, and "
    "every claim is looked into within a day.\n\nWe ask for terms on the expiring "
    "structure, and for one alternative with a higher retention."
)


def load_underwriting(today: date) -> None:
    """Fill in the sheets of the first open placements, ask some clients, build specifications."""
    last = RANK[Stage.QUOTED]
    stages = [stage for stage, rank in RANK.items() if 0 < rank <= last]
    rows = Placement.objects.filter(stage__in=stages).select_related("client", "line")
    rule = ChaserRule.objects.order_by("days").first()
    for number, placement in enumerate(rows.order_by("pk")[:FILLED]):
        crew = _crew(placement)
        sheet = sheet_of(placement, today)
        rank = RANK[placement.stage]
        if rank >= RANK[Stage.STRATEGY_SET]:
            _answer(sheet, sheet.items, crew[1], today)
            _renew_loss_runs(sheet, today)
            _specify(placement, crew, today)
        else:
            _answer(sheet, sheet.items[::3], crew[1], today)
            _ask(sheet, crew[0], today, signed=number % 2 == 0, rule=rule)


def _crew(placement: Placement) -> tuple[User, User]:
    """The account executive and the administrator of the placement's client."""
    rows = ServiceAssignment.objects.filter(client=placement.client).select_related("user")
    people = {row.role: row.user for row in rows}
    first = people.get(Role.ACCOUNT_EXECUTIVE) or next(iter(people.values()))
    return first, people.get(Role.CLIENT_ADMINISTRATOR, first)


def _value(item: Item) -> str:
    question = item.question
    if question.code in FIGURES:
        return FIGURES[question.code]
    if question.code in YES:
        return "yes"
    if question.kind in NUMBERS:
        return NUMBERS[QuestionKind(question.kind)]
    if question.kind == QuestionKind.CHOICE:
        return question.options[0]
    return WORDS.get(question.code, "As last year")


def _answer(sheet: Sheet, items: list[Item], by: User, today: date) -> None:
    """Answers to those items of the sheet that the file does not complete by itself."""
    on = today - timedelta(days=6)
    Answer.objects.bulk_create(
        Answer(
            placement=sheet.placement, question=item.question, by=by, on=on,
            value=item.value or (_value(item) if item.question.is_typed else ""),
            seal=item.known.seal, not_applicable=not (item.value or item.question.is_typed),
            source_words=f"{by}, {on:%m/%d/%Y}",
        )
        for item in items if not item.complete
    )  # fmt: skip


def _renew_loss_runs(sheet: Sheet, today: date) -> None:
    LossRunRequest.objects.bulk_create(
        LossRunRequest(
            client=sheet.placement.client, carrier=run.carrier, line=run.line,
            requested_on=today - timedelta(days=40), received_on=today - timedelta(days=22),
            valued_on=today - timedelta(days=30),
        )
        for run in sheet.open_runs[:-1] or sheet.open_runs
    )  # fmt: skip


def _specify(placement: Placement, crew: tuple[User, User], today: date) -> None:
    sheet, content = content_of(placement, today)
    made = Specification.objects.create(
        placement=placement, version=1, content=content, completeness=sheet.completeness,
        narrative=NARRATIVE, built_by=crew[0], built_at=_moment(today, 2),
        reviewed_by=crew[1] if crew[1] != crew[0] else None,
        reviewed_at=_moment(today, 1) if crew[1] != crew[0] else None,
    )  # fmt: skip
    if made.reviewed:
        _send(made, crew[0], today)


def _send(made: Specification, by: User, today: date) -> None:
    """To the markets that have yet to answer, the day after it was read."""
    waiting: Any = made.placement.submissions
    SubmissionStep.objects.bulk_create(
        SubmissionStep(
            submission=submission, kind="sent", on=today, by=by, at=_moment(today, 0),
            specification=made, text=f"Specification {made.version}, by e-mail",
            papers=[f"Underwriting specification, version {made.version}"],
        )
        for submission in waiting.waiting()
    )  # fmt: skip


def _ask(sheet: Sheet, by: User, today: date, *, signed: bool, rule: Any) -> None:
    """Questions with the client's first contact: half of them signed off, half still there."""
    placement = sheet.placement
    contact = placement.client.contacts.exclude(email="").first()
    asked_on = today - timedelta(days=ASKED_DAYS)
    items = [i for i in sheet.items if i.question.ask_client and not i.complete][:12]
    if contact is None or not items:
        return
    request = ClientRequest.objects.create(
        placement=placement, contact=contact, email=contact.email, asked_by=by, asked_on=asked_on,
        due_on=today + timedelta(days=2), message="As every year; call me if anything is unclear.",
        signed_at=_moment(today, 1) if signed else None, signed_name=contact.name if signed else "",
    )  # fmt: skip
    answered = len(items) if signed else len(items) // 2
    RequestItem.objects.bulk_create(
        RequestItem(
            request=request, question=item.question, position=n, present=item.value,
            value=_said(item) if n < answered else "",
            note="The file comes next week" if n < answered and not _said(item) else "",
            saved_at=_moment(today, 2) if n < answered else None,
        )
        for n, item in enumerate(items)
    )  # fmt: skip
    _link(request, "link", ASKED_DAYS, today)
    asked_at = _moment(today, ASKED_DAYS)
    Activity.objects.create(
        client=placement.client, kind=ActivityKind.SYSTEM, by=by, link=request.get_absolute_url(),
        subject=f"{len(items)} questions put to {contact.name}", happened_at=asked_at,
        entered_at=asked_at,
    )  # fmt: skip
    if not signed:
        email = _link(request, "reminder", 2, today)
        Chaser.objects.create(
            request=request, rule=rule, sent_on=today - timedelta(days=2), email=email
        )


def _said(item: Item) -> str:
    """What the client says: mostly what stands there, sometimes something new."""
    if item.question.kind == QuestionKind.SCHEDULE:
        return "yes" if item.question.position % 20 else "no"
    if not item.question.is_typed:
        return ""
    if item.question.kind == QuestionKind.MONEY and item.value:
        return f"{float(item.value) * 1.08:.0f}.00"
    return item.value or _value(item)


def _link(request: ClientRequest, word: str, days: int, today: date) -> OutboundEmail:
    """A link that was mailed and whose secret nobody has; a new one is a button away."""
    sent = _moment(today, days)
    email = OutboundEmail.objects.create(
        key=f"demo-{word}:{request.pk}", to=request.email, subject="Information for your insurance",
        body="A link and what it is for.", state=OutboundEmail.State.SENT, sent_at=sent,
    )  # fmt: skip
    ClientLink.objects.create(
        request=request, digest=digest_of(f"demo {word} {request.pk}"), email=email, made_at=sent,
        expires_at=sent + timedelta(days=30),
    )  # fmt: skip
    return email


def _moment(today: date, back: int) -> datetime:
    return timezone.make_aware(datetime.combine(today - timedelta(days=back), time(10, 30)))
