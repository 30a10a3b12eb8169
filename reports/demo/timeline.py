"""What the people of the demo noted about their clients: calls, e-mails, meetings, answers."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from random import Random

from django.utils import timezone

from accounts.models import Activity, Client, Mention, Pin, PolicyTerm
from reports.demo.plan import ClientPlan, Window
from teams.models import Notification, User

BATCH = 2000
DAYS_BACK = 400
# Kind, subject, words; {person} is a colleague on the service team, who is told.
SAID = (
    ("call", "Certificate for a new landlord",
     "The landlord wants to be additional insured. Sent the wording to @{person} to check."),
    ("call", "Question about the last invoice",
     "They thought the installment was paid. Went through the open items; check follows Friday."),
    ("call", "New vehicle bought", "A box truck, delivered next week. VIN to follow by e-mail."),
    ("call", "Backed into a fence", "No injuries. Told them how to report it to the carrier."),
    ("email", "Payroll figures received", "Payroll by class for the audit. Filed with the policy."),
    ("email", "Asked for the updated driver list", "Second request; renewal needs it."),
    ("email", "Contract with insurance requirements",
     "@{person}, please compare the limits with what they carry today."),
    ("meeting", "Pre-renewal meeting",
     "Operations unchanged. They consider a second location and want a higher umbrella."),
    ("meeting", "Walk-through with loss control",
     "Two recommendations: guard on the conveyor, sprinkler inspection overdue."),
    ("note", "Prefers e-mail to the telephone", "The office manager works mornings only."),
    ("note", "Owner thinks of selling", "Nothing decided; ask again at the renewal meeting."),
    ("note", "Finance agreement", "They asked for premium financing last year and may again."),
)  # fmt: skip
PINNED = (
    ("Always send certificates to the controller too", "Agreed with the owner."),
    ("Do not call before ten", "Night shift; the owner sleeps in."),
    ("Checks come from the holding company", "Its name differs from the insured's."),
)
ANSWERS = (
    "Done, it is in the file.", "Checked: the limits are met.", "I will call them this afternoon.",
    "Thank you, I have it from here.", "Waiting for the underwriter.",
)  # fmt: skip
MEMORY = 30


@dataclass
class _Note:
    entry: Activity
    answers: list[Activity] = field(default_factory=list)
    named: User | None = None
    pinned_by: User | None = None


class Diary:
    """Thinks up what was noted and writes it down chunk by chunk."""

    def __init__(self, window: Window, seed: int):
        self.window, self.seed = window, seed
        self.notes: list[_Note] = []

    def think_up(
        self, plan: ClientPlan, client: Client, crew: Sequence[User], terms: Sequence[PolicyTerm]
    ) -> None:
        """A few entries for one client, more for the important ones; the first has every kind."""
        rng = Random(f"{self.seed}:diary:{plan.index}")
        low, high = {"World Class": (5, 12), "Preferred": (2, 6)}.get(plan.tier, (0, 3))
        chosen = list(SAID) if plan.index == 0 else rng.choices(SAID, k=rng.randint(low, high))
        for kind, subject, text in chosen:
            self._note(rng, plan, client, crew, terms, (kind, subject, text))
        if plan.index == 0 or (plan.tier == "World Class" and rng.random() < 0.6):
            subject, text = rng.choice(PINNED)
            note = self._note(rng, plan, client, crew, (), ("note", subject, text))
            if note:
                note.pinned_by = note.entry.by

    def _note(
        self, rng: Random, plan: ClientPlan, client: Client, crew: Sequence[User],
        terms: Sequence[PolicyTerm], said: tuple[str, str, str],
    ) -> _Note | None:  # fmt: skip
        kind, subject, text = said
        author, colleague = rng.sample(list(dict.fromkeys(crew)), 2)
        days = min(DAYS_BACK, (self.window.today - plan.since).days)
        if days < 3:
            return None
        at = self._moment(rng, rng.randint(1, days))
        entry = Activity(
            client=client, kind=kind, subject=subject, text=text.format(person=colleague.name),
            by=author, happened_at=at, entered_at=at,
            term=rng.choice(terms) if terms and rng.random() < 0.4 else None,
        )  # fmt: skip
        note = _Note(entry, named=colleague if "{person}" in text else None)
        if rng.random() < (0.8 if note.named else 0.15):
            later = min(at + timedelta(hours=rng.randint(1, 20)), self._latest())
            answer = Activity(
                client=client, kind="note", subject=f"Re: {subject}",
                text=rng.choice(ANSWERS), by=colleague, happened_at=later, entered_at=later,
                answers=entry,
            )  # fmt: skip
            note.answers.append(answer)
        self.notes.append(note)
        return note

    def _latest(self) -> datetime:
        yesterday = self.window.today - timedelta(days=1)
        return timezone.make_aware(datetime.combine(yesterday, time(18, 0)))

    def _moment(self, rng: Random, days_ago: int) -> datetime:
        day = self.window.today - timedelta(days=days_ago)
        return timezone.make_aware(
            datetime.combine(day, time(rng.randint(8, 16), rng.randint(0, 59)))
        )

    def write_down(self) -> None:
        """Write what was thought up since the last time; a few statements for all of it."""
        Activity.objects.bulk_create([n.entry for n in self.notes], batch_size=BATCH)
        Activity.objects.bulk_create([a for n in self.notes for a in n.answers], batch_size=BATCH)
        Mention.objects.bulk_create(
            [Mention(activity=n.entry, user=n.named) for n in self.notes if n.named],
            batch_size=BATCH,
        )
        Pin.objects.bulk_create(
            [
                Pin(activity=n.entry, by=n.pinned_by, at=n.entry.happened_at)
                for n in self.notes
                if n.pinned_by
            ]
        )
        self._tell()
        self.notes.clear()

    def _tell(self) -> None:
        """The notices of recent mentions; those already answered were read."""
        recent = self._latest() - timedelta(days=MEMORY)
        Notification.objects.bulk_create(
            [
                Notification(
                    user=note.named,
                    key=f"mention:{note.entry.pk}",
                    text=f"{note.entry.by} named you at {note.entry.client}",
                    url=note.entry.get_absolute_url(),
                    created_at=note.entry.happened_at,
                    read_at=note.answers[0].happened_at if note.answers else None,
                )
                for note in self.notes
                if note.named and note.entry.happened_at > recent
            ],
            batch_size=BATCH,
        )
