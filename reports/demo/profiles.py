"""What the file says about the demo's clients: people, names, wishes, relations, absences."""

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random

from accounts.models import (
    Absence,
    Client,
    ClientRelation,
    Contact,
    NamedInsured,
    Requirement,
    ServiceAssignment,
)
from reports.demo.people import FIRST_NAMES, LAST_NAMES
from reports.demo.plan import ClientPlan
from teams.access.roles import Role
from teams.models import User

TITLES = (
    ("Owner", "decision_maker"), ("Controller", "billing"), ("Office manager", "certificates"),
    ("Safety director", "claims"),
)  # fmt: skip
ENTITIES = (("Inc", "corporation"), ("Corp", "corporation"), ("LLP", "llp"), ("LLC", "llc"))
WISHES = (
    ("certificates", 1, "Send every certificate to the holder and a copy to the office manager."),
    ("invoices", 2, "One invoice per policy, by e-mail to the controller; nothing on paper."),
    ("communication", 1, "Call before 10 am; the owner is on site afterwards."),
    ("renewals", 2, "Wants options from at least three carriers at every renewal."),
    ("anything", 3, "Prefers first names and short messages."),
)
ODD = 11


def describe(client: Client, plan: ClientPlan) -> None:
    """Fill in the record of `client` (unsaved) from what was thought up for it."""
    found = [kind for word, kind in ENTITIES if word.lower() in client.name.lower()]
    client.entity_type = found[0] if found else "partnership"
    client.started_year = plan.since.year - 1 - plan.index * 7 % 31
    client.website = f"https://{plan.fields['email'].partition('@')[2]}/"
    client.operations = f"{plan.trade.work}, in {client.city} and the counties around it."


def load_profiles(pairs: Sequence[tuple[ClientPlan, Client]], seed: int) -> None:
    """Contacts, names, wishes and relations of these clients."""
    contacts: list[Contact] = []
    insureds: list[NamedInsured] = []
    wishes: list[Requirement] = []
    relations: list[ClientRelation] = []
    for at, (plan, client) in enumerate(pairs):
        rng = Random(f"{seed}:profile:{plan.index}")
        contacts += _contacts(rng, client, plan.index)
        if client.dba:
            insureds.append(NamedInsured(client=client, name=client.dba, kind="dba"))
        if rng.random() < 0.2:
            name = f"{rng.choice(LAST_NAMES)} Properties LLC"
            number = f"{rng.randint(10, 98)}-{rng.randint(1_000_000, 9_999_999)}"
            begun = plan.since + timedelta(days=30)
            insureds.append(NamedInsured(client=client, name=name, fein=number, from_on=begun))
        for topic, importance, text in rng.sample(WISHES, rng.choice((0, 0, 1, 2))):
            wishes.append(
                Requirement(
                    client=client, topic=topic, importance=importance, text=text,
                    from_on=plan.since,
                    until_on=plan.since + timedelta(days=300) if rng.random() < 0.1 else None,
                )
            )  # fmt: skip
        other = pairs[at - 1][1] if at % ODD == 1 else None
        if (other is not None and other.team_id == client.team_id) or at == 1:
            kind = ("parent", "affiliate", "common_owner")[at // ODD % 3]
            relations.append(ClientRelation(client=pairs[at - 1][1], other=client, kind=kind))
    Contact.objects.bulk_create(contacts, batch_size=1000)
    NamedInsured.objects.bulk_create(insureds, batch_size=1000)
    Requirement.objects.bulk_create(wishes, batch_size=1000)
    ClientRelation.objects.bulk_create(relations, batch_size=1000)


def _contacts(rng: Random, client: Client, index: int) -> list[Contact]:
    domain = client.email.partition("@")[2]
    found = []
    for place, (title, role) in enumerate(TITLES[: 1 + rng.randrange(3)]):
        first, last = rng.choice(FIRST_NAMES), rng.choice(LAST_NAMES)
        silent = place > 0 and rng.random() < 0.06
        found.append(
            Contact(
                client=client, name=f"{first} {last}", title=title, roles=[role],
                email=f"{first.lower()}.{last.lower()}@{domain}", phone=client.phone,
                mobile=f"(415) 555-01{(index + place * 31) % 100:02d}" if place == 0 else "",
                primary=place == 0, channel=rng.choice(("email", "email", "phone")),
                do_not_mail=silent, do_not_mail_reason="Asked in writing." if silent else "",
            )
        )  # fmt: skip
    return found


def load_absences(today: date) -> None:
    """One cover that runs, one that is over, one to come; two clients nobody looks after."""
    people = list(User.objects.filter(role=Role.ACCOUNT_EXECUTIVE).order_by("pk"))
    deputy = User.objects.filter(role=Role.CLIENT_MANAGER).order_by("pk").first()
    if deputy is None or not people:
        return
    spans = ((-2, 8, "Vacation"), (-60, -51, "Jury duty"), (40, 54, "Parental leave"))
    Absence.objects.bulk_create(
        Absence(
            person=people[-1] if n == 0 else people[0], deputy=deputy, reason=reason,
            from_on=today + timedelta(days=first), last_on=today + timedelta(days=last),
        )
        for n, (first, last, reason) in enumerate(spans)
    )  # fmt: skip
    left = ServiceAssignment.objects.filter(role=Role.ACCOUNT_EXECUTIVE, until_on=None)
    for row in left.filter(client__policies=None).order_by("pk")[:2]:
        row.until_on = max(row.from_on, today - timedelta(days=12))
        row.save(update_fields=["until_on"])
