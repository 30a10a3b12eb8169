"""The demo's brokerage: its teams, the people of the demo logins and their colleagues."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.contrib.auth.hashers import make_password

from reports.demo.words import words
from teams.access.roles import Role
from teams.models import License, Membership, OfficeClosure, Team, User

PASSWORD = "steward-demo"  # noqa: S105
CLIENTS_AN_EXECUTIVE = 80
EXECUTIVES_A_TEAM = 6
TEAMS = (
    ("Bay", "Commercial lines"),
    ("Valley", "Construction and real estate"),
    ("Harbor", "Commercial lines"),
    ("Sierra", "Construction and real estate"),
)
PLACES = words(
    """
    Mission Delta Redwood Mojave Shasta Pacific Capitol Marin Diablo Tahoe Carmel Napa
    """
)

# Login, name, role, team (None: no team; "*": every team), days until the license expires.
LOGINS = (
    ("ae", "Dana Whitfield", Role.ACCOUNT_EXECUTIVE, "Bay", 412),
    ("ae2", "Luis Ortega", Role.ACCOUNT_EXECUTIVE, "Valley", 265),
    ("cm", "Grace Kim", Role.CLIENT_MANAGER, "Bay", 41),
    ("ca", "Tomas Berg", Role.CLIENT_ADMINISTRATOR, "Bay", 530),
    ("ca2", "Imani Brooks", Role.CLIENT_ADMINISTRATOR, "Bay", None),
    ("marketing", "Priya Raman", Role.MARKETING, "*", 388),
    ("risk", "Walter Chavez", Role.RISK_LOSS, "*", 19),
    ("cse", "Avery Cole", Role.SALES_EXECUTIVE, "Bay", 610),
    ("accounting", "Mei Lin", Role.ACCOUNTING, None, None),
    ("manager", "Denise Carter", Role.MANAGER, "Bay", 233),
    ("director", "Samuel Okafor", Role.DIRECTOR, None, 470),
    ("principal", "Margaret Sullivan", Role.PRINCIPAL, None, 87),
    ("auditor", "Joseph Haddad", Role.AUDITOR, None, None),
    ("admin", "Sofia Petrov", Role.ADMINISTRATOR, None, None),
)
FIRST_NAMES = words(
    """
    Aaliyah Andre Beatriz Bianca Caleb Carmen Chloe Darnell Elena Ethan Farah Gabriel Hannah
    Hector Isaac Jasmine Jorge Keiko Kevin Lakshmi Leila Marcus Maya Minh Naomi Nathan Nina Omar
    Paul Quinn Rachel Ravi Rosa Ryan Sara Sean Simone Tara Theo Veronica Vikram Wendy
    """
)
LAST_NAMES = words(
    """
    Adams Alvarez Baker Banerjee Bell Campbell Chen Cruz Davis Diaz Evans Flores Foster Garcia
    Gonzalez Green Gupta Hall Hayes Hernandez Hill Ito Jackson Johnson Kelly Khan Le Lewis
    Martin Miller Morales Murphy Nelson Ng Nunez Patel Perez Price Reed Rivera Robinson Russo
    Sanchez Shah Smith Tanaka Taylor Torres Turner Walker Washington Wright Yang Young Zhang
    """
)


@dataclass
class Squad:
    """A team with the people who serve its clients; `sellers` bring the clients in."""

    team: Team
    executives: list[User] = field(default_factory=list)
    administrators: list[User] = field(default_factory=list)
    sellers: list[User] = field(default_factory=list)
    managers: list[User] = field(default_factory=list)


def squads_for(clients: int) -> list[tuple[str, str]]:
    """The names and departments of the teams that serve a book of so many clients."""
    executives = -(-clients // CLIENTS_AN_EXECUTIVE)
    wanted = max(3, -(-executives // EXECUTIVES_A_TEAM))
    extra = [
        (PLACES[n % len(PLACES)] + (f" {n // len(PLACES) + 1}" if n >= len(PLACES) else ""),
         TEAMS[n % 2][1])
        for n in range(wanted - len(TEAMS))
    ]  # fmt: skip
    return [*TEAMS[:wanted], *extra]


def make_people(clients: int, today: date) -> list[Squad]:
    """Teams, logins and as many colleagues as a book of `clients` needs (DESIGN §2)."""
    squads = {
        name: Squad(Team.objects.create(name=name, department=department))
        for name, department in squads_for(clients)
    }
    hired = _Hiring(today)
    for login, name, role, place, days in LOGINS:
        teams = list(squads.values()) if place == "*" else [squads[place]] if place else []
        hired.person(name, role, teams, days, login)
    executives = max(len(squads), -(-clients // CLIENTS_AN_EXECUTIVE))
    names = list(squads)
    for n in range(2, executives):
        hired.colleague(Role.ACCOUNT_EXECUTIVE, squads[names[n % len(names)]], 60 + n * 37 % 700)
    for squad in squads.values():
        while len(squad.administrators) * 2 < len(squad.executives) + 1:
            hired.colleague(Role.CLIENT_ADMINISTRATOR, squad, 90 + hired.count * 53 % 600)
        while len(squad.sellers) * 3 < len(squad.executives):
            hired.colleague(Role.SALES_EXECUTIVE, squad, 120 + hired.count * 71 % 600)
    for department, squad in {s.team.department: s for s in reversed(squads.values())}.items():
        if department != TEAMS[0][1]:
            hired.colleague(Role.MANAGER, squad, 300)
    hired.write_down()
    _close_the_office(today)
    return list(squads.values())


class _Hiring:
    """People one after another, written to the database together."""

    def __init__(self, today: date):
        self.today = today
        self.password = make_password(PASSWORD)
        self.people: list[tuple[User, list[Squad], int | None]] = []

    @property
    def count(self) -> int:
        return len(self.people)

    def colleague(self, role: str, squad: Squad, days: int) -> None:
        n = self.count
        name = f"{FIRST_NAMES[n * 5 % len(FIRST_NAMES)]} {LAST_NAMES[n * 7 % len(LAST_NAMES)]}"
        self.person(name, role, [squad], days, f"{name.lower().replace(' ', '.')}.{n}")

    def person(
        self, name: str, role: str, squads: list[Squad], days: int | None, login: str
    ) -> None:
        """Hire somebody into `squads`, with a license for `days` more days unless None."""
        user = User(
            name=name,
            email=f"{login}@steward.example",
            role=role,
            code=f"{''.join(part[0] for part in name.split())}{self.count + 1}",
            phone=f"(415) 555-01{self.count % 100:02d}",
            password=self.password,
        )
        self.people.append((user, squads, days))
        place = {
            Role.ACCOUNT_EXECUTIVE: "executives",
            Role.CLIENT_ADMINISTRATOR: "administrators",
            Role.SALES_EXECUTIVE: "sellers",
            Role.CLIENT_MANAGER: "managers",
        }.get(role)
        if place:
            for squad in squads:
                getattr(squad, place).append(user)

    def write_down(self) -> None:
        User.objects.bulk_create([user for user, _, _ in self.people])
        Membership.objects.bulk_create(
            [Membership(user=u, team=s.team) for u, squads, _ in self.people for s in squads]
        )
        License.objects.bulk_create(
            [
                License(
                    user=user,
                    number=f"0{'CDEFGHK'[n % 7]}{(n * 7919 + 10007) % 100000:05d}",
                    expires_on=self.today + timedelta(days=days),
                )
                for n, (user, _, days) in enumerate(self.people)
                if days is not None
            ]
        )


def _close_the_office(today: date) -> None:
    """This office also keeps Christmas Eve, last year's to next year's."""
    for year in range(today.year - 2, today.year + 2):
        OfficeClosure.objects.get_or_create(
            day=date(year, 12, 24), defaults={"name": "Christmas Eve"}
        )
