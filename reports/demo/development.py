"""What the people of the demo hold and learn, and what is written down for them."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.utils import timezone

from accounts.models import Client, OrderType, Procedure, ProcedureRead
from config.lib.dates import add_months
from teams.access.roles import Role
from teams.models import (
    Bulletin,
    BulletinRead,
    Course,
    Designation,
    DesignationKind,
    DrivingLicense,
    License,
    User,
)

COURSES = (
    ("Commercial property in wildfire country", "4.0", "0.0"),
    ("Ethics for brokers", "3.0", "3.0"),
    ("Workers’ compensation and the experience mod", "6.0", "0.0"),
    ("Cyber liability: wordings compared", "4.0", "0.0"),
    ("Contractual risk transfer", "7.0", "0.0"),
)
BULLETINS = (
    ("market", "Property capacity returns for coastal risks",
     "Two carriers have raised their limits again. Ask for options on renewals from January."),
    ("law", "Continuing education: three hours of ethics in every term",
     "The three hours are part of the twenty-four. Finish sixty days before your license expires."),
    ("claims", "Water damage is the most frequent loss of the year",
     "Offer leak detection in every mid-term meeting; two carriers give a credit for it."),
    ("practice", "Ask for the contract before you issue a certificate",
     "Additional insured status needs the endorsement first. A certificate changes no coverage."),
    ("sales", "Account rounding: cyber and employment practices",
     "A third of our clients carry neither. The gap list on each account shows where to begin."),
)  # fmt: skip
PLAYBOOKS = 6
WAYS = (
    "Call before eleven\nSend certificates to the controller as well\n"
    "Invoices go to the holding company\nNever bind without the owner’s e-mail",
    "The owner decides, the office manager signs\nLoss runs every quarter\n"
    "Bring the schedule of vehicles to every meeting",
    "Write first, then call\nEvery contract comes to us before they sign\n"
    "The fiscal year ends in June; payroll comes in July",
)
STEPS = {
    "certificate": "Open the holder’s record\nCheck limits and wording against the policy\n"
    "Issue the certificate\nSend it and note to whom",
    "binder": "Read the bind order twice\nCheck names, dates and limits against the quote\n"
    "Issue the binder, at most ninety days\nSend it to the client and the mortgagees",
    "policy-check": "Compare with the binder and the proposal, line by line\n"
    "List every discrepancy\nAsk for corrections the same day",
    "endorsement": "Say what changes and from when\nSend the request to the carrier\n"
    "Chase the confirmation after ten business days",
    "loss-runs": "Ask each carrier for five years\nCheck the valuation date\nFile them by line",
    "claim": "Take down the facts\nReport to the carrier the same day\nTell the executive",
}


def load_development(today: date) -> None:
    """Courses, designations, driver's licenses, bulletins and procedures for everybody."""
    people = list(User.objects.order_by("pk"))
    licensed = {row.user_id: row for row in License.objects.filter(expires_on__isnull=False)}
    for row in licensed.values():
        row.issued_on = add_months(row.expires_on, -24)
    License.objects.bulk_update(licensed.values(), ["issued_on"])
    courses = []
    for n, person in enumerate(people):
        license = licensed.get(person.pk)
        if license is None:
            continue
        for back, (title, hours, ethics) in enumerate(COURSES[: 1 + n % 5]):
            on = max(today - timedelta(days=40 + 97 * back + n % 30), license.issued_on)
            courses.append(
                Course(user=person, title=title, provider="Golden Gate Academy", completed_on=on,
                       hours=hours, ethics_hours=ethics, certificate=f"GG-{n:03d}{back}")
            )  # fmt: skip
    Course.objects.bulk_create(courses)
    _designations(people, today)
    _bulletins(people)
    _procedures(people)


def _designations(people: Sequence[User], today: date) -> None:
    kinds = {kind.code: kind for kind in DesignationKind.objects.all()}
    held = []
    for n, person in enumerate(people):
        if n % 3 == 0:
            month = (today.month + n) % 12 + 1
            held.append(
                Designation(user=person, kind=kinds["CIC"], earned_on=add_months(today, -40),
                            update_month=month,
                            updated_on=add_months(today, -10 - n % 5))
            )  # fmt: skip
        if n % 5 == 1:
            held.append(
                Designation(user=person, kind=kinds["CPCU"], earned_on=add_months(today, -70))
            )
    Designation.objects.bulk_create(held)
    DrivingLicense.objects.bulk_create(
        DrivingLicense(user=person, expires_on=today + timedelta(days=25 + n * 113 % 1500))
        for n, person in enumerate(people)
        if person.role not in (Role.AUDITOR, Role.ADMINISTRATOR)
    )


def _bulletins(people: Sequence[User]) -> None:
    manager = next(p for p in people if p.role == Role.MANAGER)
    rows = Bulletin.objects.bulk_create(
        Bulletin(topic=topic, title=title, text=text, must_read=n % 2 == 1, posted_by=manager)
        for n, (topic, title, text) in enumerate(BULLETINS)
    )
    BulletinRead.objects.bulk_create(
        BulletinRead(bulletin=row, user=person)
        for n, row in enumerate(rows)
        for m, person in enumerate(people[:12])
        if (n + m) % 3
    )


def _procedures(people: Sequence[User]) -> None:
    manager = next(p for p in people if p.role == Role.MANAGER)
    kinds = {kind.code: kind for kind in OrderType.objects.filter(code__in=STEPS)}
    clients = Client.objects.filter(tier__name="World Class").order_by("pk")[:PLAYBOOKS]
    now = timezone.now()
    rows = [
        Procedure(title=f"How we do it: {kinds[code].name.lower()}", order_type=kinds[code],
                  text=text, changed_by=manager, changed_at=now)
        for code, text in STEPS.items()
        if code in kinds
    ]  # fmt: skip
    rows += [
        Procedure(title=f"Playbook of {client}", client=client, changed_by=manager,
                  changed_at=now, text=WAYS[n % len(WAYS)])
        for n, client in enumerate(clients)
    ]  # fmt: skip
    Procedure.objects.bulk_create(rows)
    ProcedureRead.objects.bulk_create(
        ProcedureRead(procedure=row, edition=1, user=person)
        for n, row in enumerate(rows)
        for m, person in enumerate(people[:9])
        if (n + m) % 4
    )
