"""Letters of good service: the delivery of policies, and the team with its service plan."""

from collections.abc import Sequence
from typing import Any

from accounts.clients.models import Client
from accounts.policies.models import PolicyTerm
from accounts.service_plans.models import Commitment
from config.lib.errors import DomainError
from config.lib.templatetags.steward import money_plain, us_date
from renewals.policy_checks.delivering import deliver_policy, why_not_deliverable
from renewals.policy_checks.models import PolicyCheck
from reports.documents import letters
from reports.documents.letters import Letter, LetterTable
from reports.documents.models import Delivery
from reports.documents.program import shown
from reports.documents.registry import Ask, Kind, Option, register
from reports.documents.subjects import CLIENT, TERM

YEAR_SHOWN = 40


def delivery(ask: Ask) -> Letter:
    """The letter that goes with an issued policy.

    Raises DomainError while its number is to come, or its check keeps it from the client.
    """
    term: PolicyTerm = ask.about
    if term.number_is_to_come:
        raise DomainError("The company has not given the policy its number yet.", "subject")
    check = PolicyCheck.objects.filter(term=term).first()
    if check is not None and (why := why_not_deliverable(check)):
        raise DomainError(f"The policy cannot be delivered yet. {why}", "subject")
    (policy,) = shown(PolicyTerm.objects.filter(pk=term.pk), ask.as_of)
    client, until = term.client, us_date(policy.expires_on) or "its cancellation"
    found = [pair for c in policy.coverages for pair in [*c.limits, *c.retained]]
    return Letter(
        title=f"Delivery of policy {policy.number}, {client.name}",
        as_of=ask.as_of,
        client=client,
        attention=letters.attention_of(client),
        subject=f"{policy.line} · policy {policy.number} · {policy.company}",
        before=[
            f"Enclosed is your {policy.line.lower()} policy for the term from "
            f"{us_date(policy.effective_on)} to {until}. "
            "We have checked it against what you ordered.",
            "Please read it, and tell us about anything that differs from what you expect: names, "
            "locations, limits, exclusions. We can ask for a correction best while the policy is "
            "new.",
        ],
        tables=[
            LetterTable(
                ["What", "As the policy says"],
                [("Premium", f"${money_plain(policy.premium)}"), *found],
                numeric=frozenset({1}),
            )
        ],
        after=[
            "Report every claim, or anything that may become one, to us or to the company at once. "
            "Tell us about new locations, vehicles, contracts or operations before they begin; "
            "coverage does not follow by itself.",
            "Thank you for your trust.",
        ],
        built_from={"policy": policy.number, "premium": str(policy.premium)},
    )


def _handed_over(delivery: Delivery) -> None:
    """A policy that went out with its letter is delivered."""
    check = PolicyCheck.objects.filter(term=int(delivery.document.subject)).first()
    if check is not None:
        deliver_policy(
            check=check, by=delivery.by, channel=delivery.channel, recipient=delivery.recipient,
            delivered_on=delivery.delivered_on, note=delivery.note,
            key=f"document:{delivery.pk}", url=delivery.document.get_absolute_url(),
        )  # fmt: skip


def plan(ask: Ask) -> Letter:
    """The letter that names the service team and what the client is promised in the year ahead."""
    client: Client = ask.about
    serving = client.assignments.current().select_related("user").order_by("role", "pk")
    team = [
        (row.user.name, row.get_role_display(), row.user.phone or "–", row.user.email)
        for row in serving
    ]
    if not team:
        raise DomainError("Nobody serves this client yet; name its service team first.")
    due = (
        Commitment.objects.filter(client=client, due_on__gte=ask.as_of)
        .open()
        .select_related("template")
        .order_by("due_on", "pk")
    )
    promises = [(us_date(row.due_on), _promise(row)) for row in due[:YEAR_SHOWN]]
    tables = [
        LetterTable(
            ["Name", "What for", "Phone", "E-mail"],
            team,
            "Your service team",
            widths=(24, 24, 18, 34),
        )
    ]
    if promises and ask.options["plan"]:
        tables.append(
            LetterTable(["By", "What we promise"], promises, "Your service plan", widths=(16, 84))
        )
    return Letter(
        title=f"Service team and plan, {client.name}",
        as_of=ask.as_of,
        client=client,
        attention=letters.attention_of(client),
        subject="Your service team and service plan",
        before=[
            f"Thank you for placing your insurance with us. These are the people who work for "
            f"{client.name}; any of them will help you, and your account executive answers for "
            "everything.",
        ],
        tables=tables,
        after=_closing(promises),
        built_from={"people": len(team), "commitments": len(promises)},
    )


def _promise(row: Any) -> str:
    return f"{row.template.name}{f' ({row.about})' if row.about else ''}"


def _closing(promises: Sequence[Any]) -> list[str]:
    if not promises:
        return ["We will send you the dates of the year ahead once they are planned together."]
    return [
        "If a date does not suit you, or you expect something that is not here, tell us and we "
        "change the plan. At the end of the year we report on how we kept it."
    ]


register(
    Kind(
        name="delivery_letter",
        label="Policy delivery letter",
        rule="policies.view",
        template=letters.TEMPLATE,
        about=TERM,
        description="Goes with an issued policy: what it says, and what to look at.",
        licensed=True,
        delivered=_handed_over,
        build=delivery,
        word=letters.word,
    )
)
register(
    Kind(
        name="plan_letter",
        label="Service plan letter",
        rule="service.view",
        template=letters.TEMPLATE,
        about=CLIENT,
        description="Names the service team and what the client is promised in the year ahead.",
        options=(Option("plan", "Print the dates of the plan", True),),
        licensed=True,
        build=plan,
        word=letters.word,
    )
)
