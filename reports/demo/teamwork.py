"""Who is skilled at what, orders half written for the house, and colleagues who name each other."""

from collections.abc import Sequence
from datetime import timedelta

from django.utils import timezone

from accounts.models import (
    Activity,
    Mention,
    OrderSkill,
    OrderTemplate,
    OrderType,
    ServiceAssignment,
)
from teams.access.roles import Role
from teams.models import Membership, Notification, User

# Kinds of work that only every other administrator of a team is trained for.
SKILLED = ("audit", "policy-check", "surplus-forms", "bor")
TEMPLATES = (
    ("certificate", "Certificate for a landlord", 2,
     "Landlord as additional insured; thirty days’ notice where the policy gives it.",
     {"lines": "General liability, umbrella", "additional_insured": "yes"}),
    ("loss-runs", "Five years of loss runs, all lines", 2,
     "Every carrier of the last five years; remind after ten business days.",
     {"lines": "All lines, all carriers", "years": "5"}),
    ("endorsement", "Add a vehicle", 2,
     "Vehicle identification number, cost new, garaging address and driver are in the file.",
     {"change": "Add the vehicle in the attached registration"}),
    ("policy-check", "Check a renewed policy", 3,
     "Names, dates, limits, forms; the proposal is in the file.",
     {"against": "Binder", "watch": "Endorsements made in mid-term"}),
)  # fmt: skip
NAMED = (
    ("Their controller asks for the schedule of vehicles before Friday. {name}, can you look?"),
    ("{name} the owner wants to hear from you about the umbrella limit."),
    ("{name} I have promised an answer on the audit for this week; can you take it?"),
)
NAMING = (Role.ACCOUNT_EXECUTIVE, Role.CLIENT_ADMINISTRATOR, Role.SALES_EXECUTIVE)


def load_teamwork() -> None:
    """Skills, templates and mentions; a few rows for each team, however large the book."""
    _skills()
    kinds = {kind.code: kind for kind in OrderType.objects.all()}
    OrderTemplate.objects.bulk_create(
        OrderTemplate(
            type=kinds[code], name=name, priority=priority, instructions=text, facts=facts
        )
        for code, name, priority, text, facts in TEMPLATES
    )
    people = [person for person in User.objects.order_by("pk")[:14] if person.role in NAMING]
    _mentions(people)


def _skills() -> None:
    rows = Membership.objects.filter(user__role=Role.CLIENT_ADMINISTRATOR).order_by("team", "user")
    by_team: dict[int, list[int]] = {}
    for team, user in rows.values_list("team", "user"):
        by_team.setdefault(team, []).append(user)
    skilled = sorted({user for users in by_team.values() for user in users[::2]})
    OrderSkill.objects.bulk_create(
        OrderSkill(type=kind, user_id=user)
        for kind in OrderType.objects.filter(code__in=SKILLED)
        for user in skilled
    )


def _mentions(people: Sequence[User]) -> None:
    """Each of these people was named yesterday by a colleague on a client of theirs."""
    for n, person in enumerate(people):
        theirs = ServiceAssignment.objects.current().filter(user=person).order_by("client")
        served = theirs.select_related("client").first()
        if served is None:
            continue
        colleagues = ServiceAssignment.objects.current().filter(client=served.client)
        by = colleagues.exclude(user=person).order_by("pk").select_related("user").first()
        if by is None:
            continue
        at = timezone.now() - timedelta(hours=20 + n)
        entry = Activity.objects.create(
            client=served.client, kind="note", subject="Please see to it", by=by.user,
            text=NAMED[n % len(NAMED)].format(name=f"@{person.name}"), happened_at=at,
        )  # fmt: skip
        Mention.objects.create(activity=entry, user=person)
        notice = Notification.objects.create(
            user=person, key=f"mention:{entry.pk}", kind="mention", about=str(served.client),
            text=f"{by.user} named you at {served.client}", url=entry.get_absolute_url(),
            settled_at=at,
        )  # fmt: skip
        Notification.objects.filter(pk=notice.pk).update(created_at=at)
