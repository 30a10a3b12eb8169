"""The fixed cast of the tests and the little book they work on.

Ana (account executive), Ben and Bea (administrators) and Sam (sales executive) serve team
Bay. Cora is an executive of team Valley, in another department. Max manages Bay's
department, Dora directs, Rita audits, Acc is accounting, Adam administers the system.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from accounts.models import (
    Carrier,
    Client,
    Coverage,
    LineOfBusiness,
    Policy,
    PolicyTerm,
    PolicyTransaction,
    ServiceAssignment,
    Tier,
    WritingCompany,
)
from teams.access.roles import Role
from teams.models import License, Membership, Team, User

PASSWORD = "steward-demo"
_HASH = "md5$cast$" + __import__("hashlib").md5(b"cast" + PASSWORD.encode()).hexdigest()


@dataclass
class Cast:
    bay: Team
    valley: Team
    ana: User
    ben: User
    bea: User
    sam: User
    max: User
    cora: User
    vic: User
    dora: User
    rita: User
    acc: User
    adam: User


def person(name: str, role: str, *teams: Team) -> User:
    """A person of the cast, in `teams`, with a license."""
    return people((name, role, *teams))[0]


def people(*wanted: tuple[object, ...]) -> list[User]:
    """Persons as (name, role, team …), in few statements."""
    users = User.objects.bulk_create(
        User(
            name=name, email=f"{name.split()[0].lower()}@steward.example", role=role, password=_HASH
        )
        for name, role, *_ in wanted
    )
    License.objects.bulk_create(License(user=user, number=f"0T{user.pk:05d}") for user in users)
    Membership.objects.bulk_create(
        Membership(team=team, user=user)
        for user, (_, _, *teams) in zip(users, wanted, strict=True)
        for team in teams
    )
    return users


def make_cast() -> Cast:
    """The people and their two teams."""
    bay, valley = Team.objects.bulk_create(
        [
            Team(name="Bay", department="Commercial lines"),
            Team(name="Valley", department="Construction"),
        ]
    )
    return Cast(
        bay,
        valley,
        *people(
            ("Ana Alvarez", Role.ACCOUNT_EXECUTIVE, bay),
            ("Ben Brooks", Role.CLIENT_ADMINISTRATOR, bay),
            ("Bea Barnes", Role.CLIENT_ADMINISTRATOR, bay),
            ("Sam Sato", Role.SALES_EXECUTIVE, bay),
            ("Max Moreno", Role.MANAGER, bay),
            ("Cora Chen", Role.ACCOUNT_EXECUTIVE, valley),
            ("Vic Vance", Role.CLIENT_ADMINISTRATOR, valley),
            ("Dora Diaz", Role.DIRECTOR),
            ("Rita Ross", Role.AUDITOR),
            ("Acc Adler", Role.ACCOUNTING),
            ("Adam Aster", Role.ADMINISTRATOR),
        ),
    )


def make_client(cast: Cast, name: str = "Harbor Bakery Inc.", **fields: object) -> Client:
    """A client of team Bay, served by Ana, Ben and Sam (of `team` Valley: by Cora)."""
    team = fields.pop("team", cast.bay)
    client = Client.objects.create(
        name=name,
        code=fields.pop("code", name[:4].upper() + str(Client.objects.count())),
        team=team,
        tier=Tier.objects.get(name="World Class"),
        **fields,
    )
    serving = (
        [(cast.ana, "account_executive"), (cast.ben, "client_administrator"),
         (cast.sam, "sales_executive")]
        if team == cast.bay
        else [(cast.cora, "account_executive"), (cast.vic, "client_administrator")]
    )  # fmt: skip
    ServiceAssignment.objects.bulk_create(
        ServiceAssignment(client=client, user=user, role=role, from_on=date(2025, 1, 1))
        for user, role in serving
    )
    return client


def make_term(client: Client, **fields: object) -> PolicyTerm:
    """A one-year term with its first transaction. Amounts in dollars."""
    line = LineOfBusiness.objects.get(code=fields.pop("line", "CGL"))
    carrier, _ = Carrier.objects.get_or_create(name="Zenith Group")
    company, _ = WritingCompany.objects.get_or_create(
        name=fields.pop("company", "Zenith Casualty Company"), defaults={"carrier": carrier}
    )
    effective = fields.pop("effective_on", date(2026, 1, 1))
    premium = Decimal(fields.pop("premium", "12000.00"))
    commission = Decimal(fields.pop("commission", "1800.00"))
    policy = fields.pop("policy", None) or Policy.objects.create(
        client=client,
        line=line,
        writing_company=company,
        bill_mode=fields.pop("bill_mode", "agency"),
    )
    kind = fields.pop("kind", "NEW")
    month = fields.pop("month", effective.replace(day=1))
    executive = client.assignments.filter(role="account_executive").first()
    seller = client.assignments.filter(role="sales_executive").first()
    term = PolicyTerm.objects.create(
        policy=policy,
        client=client,
        number=fields.pop("number", f"PN{PolicyTerm.objects.count():05d}"),
        effective_on=effective,
        expires_on=fields.pop("expires_on", effective.replace(year=effective.year + 1)),
        annual_premium=premium,
        commission_rate=Decimal("15"),
        **fields,
    )
    Coverage.objects.create(term=term, line=line, premium=premium)
    PolicyTransaction.objects.create(
        term=term,
        kind=kind,
        effective_on=effective,
        month=month,
        premium=premium,
        commission=commission,
        executive=executive.user if executive else None,
        sales_executive=seller.user if seller else None,
    )
    return term


def transact(term: PolicyTerm, kind: str, on: date, premium: str, commission: str = "0.00"):
    """Another transaction on `term`, attributed like its first."""
    first = term.transactions.order_by("pk").first()
    return PolicyTransaction.objects.create(
        term=term,
        kind=kind,
        effective_on=on,
        month=on.replace(day=1),
        premium=Decimal(premium),
        commission=Decimal(commission),
        executive=first.executive,
        sales_executive=first.sales_executive,
    )
