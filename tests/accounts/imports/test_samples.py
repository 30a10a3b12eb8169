"""The samples tie to their controls, to the cent."""

import csv
import json
from datetime import date
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.db import connection

from accounts.imports.services import check, start_batch
from accounts.imports.undo import undo_import
from accounts.models import (
    Client,
    ImportFinding,
    Invoice,
    PolicyTerm,
    PolicyTransaction,
    Posting,
    Receipt,
)
from teams.models import Team, User
from tests.accounts.imports.books import SAMPLES, bring_in, found, sample

AS_OF = date(2026, 11, 1)


@pytest.fixture
def team(db):
    return Team.objects.create(name="Bay")


def control(folder: str) -> dict:
    return json.loads(next((SAMPLES / folder).glob("*-control.json")).read_text())


def codes(folder: str) -> int:
    """Distinct client codes in the files.

    The controls of Epic (400) and AMS360 (150) count seven and one clients more: clients
    without any row in any of the files, of whom an import cannot know.
    """
    found = set()
    for path in (SAMPLES / folder).glob("*.csv"):
        with path.open(encoding="utf-8-sig", newline="") as lines:
            for row in csv.DictReader(lines):
                found.add((row.get("Lookup Code") or row.get("Customer No") or "").strip())
    return len(found - {""})


def totals(capsys) -> dict:
    call_command("book_totals", as_of="2026-11-01")
    return json.loads(capsys.readouterr().out)


@pytest.mark.parametrize(("folder", "clients"), [("epic", 393), ("ams360", 149)])
def test_a_sample_ties_to_its_control(folder, clients, team, capsys):
    bring_in(sample(folder), team)
    expected = control(folder) | {"clients": codes(folder)}
    assert codes(folder) == clients
    assert totals(capsys) == expected


def test_the_export_as_systems_write_it_ties_too(team, capsys):
    batch = bring_in(sample("epic-as-exported"), team)
    assert totals(capsys) == control("epic-as-exported")
    assert found(batch, "refused") == []
    assert [(row, reason) for row, _, reason in found(batch, "repeated")] == [
        (74, "The row says the same as row 7 and counts once."),
        (113, "The row says the same as row 7 and counts once."),
        (144, "The row says the same as row 7 and counts once."),
    ]
    policies = batch.files.get(kind="policies")
    assert policies.counts["totals"] == 1
    (line,) = policies.totals
    assert line["file"] == line["imported"] == line["book"] == "11246397.50"
    assert line["repeated"] == "17626.41"


def test_plain_sql_says_the_same(team):
    bring_in(sample("epic-as-exported"), team)
    expected = control("epic-as-exported")
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT count(*), sum(t.annual_premium) FROM accounts_policyterm t
            WHERE t.effective_on <= %(on)s AND t.expires_on > %(on)s AND NOT EXISTS (
                SELECT 1 FROM accounts_policytransaction x
                WHERE x.term_id = t.id AND x.kind = 'CAN' AND x.effective_on <= %(on)s)
            """,
            {"on": AS_OF},
        )
        assert cursor.fetchone() == (
            expected["active_policies"],
            Decimal(expected["active_premium"]),
        )
        cursor.execute("SELECT sum(amount) FROM accounts_posting WHERE account = 'receivable'")
        assert cursor.fetchone()[0] == Decimal(expected["receivable"])
        cursor.execute("SELECT sum(amount) FROM accounts_posting")
        assert cursor.fetchone()[0] == 0


def test_the_same_files_again_change_nothing(team):
    first = bring_in(sample("epic-as-exported"), team)
    before = (Posting.objects.count(), PolicyTransaction.objects.count(), User.objects.count())
    history = Client.history.rel.related_model.objects.count()
    second = bring_in(sample("epic-as-exported"), team)
    assert second.totals.get("new", 0) == second.totals.get("changed", 0) == 0
    assert second.totals["unchanged"] == first.totals["new"]
    assert second.changes.count() == 0
    after = (Posting.objects.count(), PolicyTransaction.objects.count(), User.objects.count())
    assert after == before
    assert Client.history.rel.related_model.objects.count() == history


def test_a_trial_run_keeps_its_findings_and_nothing_else(team):
    batch = check(start_batch(sample("epic-as-exported"), team=team, by=None), by=None)
    assert batch.state == "checked"
    assert batch.totals["new"] == 7 + 326 + 419 + 209
    assert ImportFinding.objects.filter(file__batch=batch, kind="repeated").count() == 3
    assert not Client.objects.exists()
    assert not User.objects.exists()
    assert not Posting.objects.exists()


def test_undoing_leaves_an_empty_book_and_its_history(team):
    batch = bring_in(sample("epic-as-exported"), team)
    undo_import(batch, by=None, reason="Wrong month")
    for model in (Client, PolicyTerm, PolicyTransaction, Invoice, Receipt, Posting, User):
        assert not model.objects.exists(), model
    events = Client.history.rel.related_model.objects
    assert events.filter(pgh_label="insert").count() == 80
    removed = events.filter(pgh_label="delete").select_related("pgh_context")
    assert removed.count() == 80
    assert "Wrong month" in removed[0].pgh_context.metadata["reason"]
    batch.refresh_from_db()
    assert batch.state == "undone"
    again = bring_in(sample("epic-as-exported"), team)
    assert again.totals["new"] == 961
