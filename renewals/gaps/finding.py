"""Judging all rules for clients: live for one, kept as rows for the whole book."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from accounts.clients.models import Client
from renewals.gaps.facts import FACTS, Fact
from renewals.gaps.models import GapDecision, GapFinding, GapRule
from renewals.gaps.reading import File, client_chunks, read_files
from renewals.gaps.rules import Known, is_covered, judge

CHUNK = 500
MOST_A_RUN = 2000


@dataclass
class Gap:
    """A rule that holds for a client: why, and what was decided before."""

    rule: GapRule
    because: str
    decision: GapDecision | None = None
    rests: bool = False

    @property
    def changed(self) -> bool:
        """Whether the facts are other ones than when it was decided."""
        return bool(self.decision and self.decision.because != self.because)


@dataclass
class Question:
    """A fact that is missing, and the rules that wait for it."""

    code: str
    fact: Fact
    rules: list[GapRule]


@dataclass
class Gaps:
    """All there is to say about one client, most important first."""

    open: list[Gap]
    settled: list[Gap]
    questions: list[Question]
    known: list[tuple[Fact, Known]]


def gaps_of(client: Client, on: date) -> Gaps:
    """The gaps, the questions and the known facts of `client`; a fixed number of queries."""
    file = read_files([client], on)[client.pk]
    rules = list(GapRule.objects.active().select_related("proposes"))
    decided = {
        row.rule_id: row
        for row in client.gap_decisions.select_related(
            "rule", "by", "opportunity__stage", "attachment"
        )
    }
    rests = set(client.gap_decisions.settling(on).values_list("pk", flat=True))
    found, asked = _judged(rules, file)
    gaps = []
    for rule, because in found:
        decision = decided.get(rule.pk)
        gaps.append(Gap(rule, because, decision, bool(decision and decision.pk in rests)))
    return Gaps(
        open=[gap for gap in gaps if not gap.rests],
        settled=[gap for gap in gaps if gap.rests],
        questions=[Question(code, FACTS[code], waiting) for code, waiting in asked.items()],
        known=[(FACTS[code], known) for code, known in file.known.items()],
    )


def _judged(
    rules: Sequence[GapRule], file: File
) -> tuple[list[tuple[GapRule, str]], dict[str, list[GapRule]]]:
    """The rules that hold with their reasons, and the missing facts with the rules that wait."""
    found: list[tuple[GapRule, str]] = []
    asked: dict[str, list[GapRule]] = {}
    for rule in rules:
        if is_covered(rule.lines, rule.every_line, file.lines):
            continue
        verdict = judge(rule.condition, file.known)
        if verdict.holds:
            found.append((rule, "; ".join(verdict.because)[:500]))
        for code in verdict.asks:
            asked.setdefault(code, []).append(rule)
    return found, asked


def refresh_some(on: date, after: int = 0, most: int = MOST_A_RUN) -> tuple[int, int | None]:
    """Judge at most `most` clients anew, those with a key above `after`, and keep the rows.

    Gives how many gaps they have, and the key to go on after; None when all were seen.
    """
    rows = Client.objects.filter(pk__gt=after, merged_into=None).order_by("pk")
    ids = list(rows.values_list("pk", flat=True)[: most + 1])
    rules = list(GapRule.objects.active())
    total = sum(refresh(clients, rules, on) for clients in client_chunks(ids[:most], CHUNK))
    if after == 0:
        GapFinding.objects.exclude(rule__active=True).delete()
    return total, ids[most - 1] if len(ids) > most else None


@transaction.atomic
def refresh(clients: Sequence[Client], rules: Sequence[GapRule], on: date) -> int:
    """Bring the rows of `clients` up to `on`: what changed is written, what is closed goes.

    Safe to run twice at once, and without a lock, which would keep people from the clients.
    """
    ids = [client.pk for client in clients]
    files = read_files(clients, on)
    kept: dict[Any, GapFinding] = {
        (row.client_id, row.rule_id): row for row in GapFinding.objects.filter(client__in=ids)
    }
    found, total = [], 0
    for client, file in files.items():
        for rule, because in _judged(rules, file)[0]:
            total += 1
            row = kept.pop((client, rule.pk), None)
            if row is None or row.because != because:
                since = row.found_on if row else on
                found.append(
                    GapFinding(client_id=client, rule=rule, because=because, found_on=since)
                )
    GapFinding.objects.filter(pk__in=[row.pk for row in kept.values()]).delete()
    GapFinding.objects.bulk_create(
        found, update_conflicts=True, unique_fields=["client", "rule"], update_fields=["because"]
    )
    return total


def refresh_one(client: Client, on: date) -> None:
    """Bring the rows of one client up to date."""
    refresh([client], list(GapRule.objects.active()), on)
