"""Two records of one client become one."""

from datetime import date

import pytest
from django.db import Error, transaction
from django.db.models import Sum

from accounts.activities.services import log_event
from accounts.merging.services import merge_clients
from accounts.models import Activity, Client, Contact, Posting, Requirement
from config.lib.errors import DomainError
from config.lib.triggers import allow_merge
from teams.history.querysets import changes_of
from tests.accounts.test_receivables import bill
from tests.cast import make_client, make_term


@pytest.fixture
def pair(cast):
    kept, gone = make_client(cast, "Harbor Bakery Inc."), make_client(cast, "Harbor Bakery")
    for client in (kept, gone):
        term = make_term(client)
        bill(cast, client, f"I{client.pk}", term=term)
        Contact.objects.create(client=client, name=f"Pat {client.pk}", primary=True)
        log_event(client=client, subject="Imported", by=None)
    Requirement.objects.create(client=gone, text="Call first")
    return kept, gone


def ledger(clients):
    rows = Posting.objects.filter(client__in=clients).values("account")
    return {r["account"]: r["sum"] for r in rows.annotate(sum=Sum("amount")).order_by("account")}


def test_everything_moves_and_the_ledger_s_sums_survive(cast, pair):
    kept, gone = pair
    before, postings = ledger(pair), Posting.objects.count()
    merge_clients(kept=kept, gone=gone, take=set(), by=cast.max)
    assert ledger([kept]) == before
    assert Posting.objects.count() == postings
    assert not Posting.objects.filter(client=gone).exists()
    assert (kept.terms.count(), kept.policies.count(), kept.invoices.count()) == (2, 2, 2)
    assert (kept.contacts.count(), kept.contacts.filter(primary=True).count()) == (2, 1)
    assert kept.requirements.count() == 1
    assert Activity.objects.filter(client=kept, subject__startswith="Merged with").exists()


def test_the_fields_that_were_chosen_are_taken_and_the_history_stays(cast, pair):
    kept, gone = pair
    Client.objects.filter(pk=gone.pk).update(phone="(415) 555-0101", city="Fresno")
    merged = merge_clients(kept=kept, gone=gone, take={"phone"}, by=cast.max)
    merged.refresh_from_db()
    assert (merged.phone, merged.city) == ("(415) 555-0101", "")
    assert changes_of(Client.objects.get(pk=gone.pk))[-1].what == "Added"


def test_the_old_record_leads_to_the_new_and_is_found_by_its_code(cast, pair, sign_in):
    kept, gone = pair
    merge_clients(kept=kept, gone=gone, take=set(), by=cast.max)
    browser = sign_in(cast.ana)
    assert browser.get(f"/clients/{gone.pk}/")["Location"] == kept.get_absolute_url()
    assert (
        f"{gone.code} was merged into it" in browser.get(f"/search/?q={gone.code}").content.decode()
    )
    assert list(Client.objects.visible_to(cast.ana)) == [kept]


def test_one_person_serves_in_each_role_after_the_merge(cast, pair):
    kept, gone = pair
    merge_clients(kept=kept, gone=gone, take=set(), by=cast.max)
    assert kept.assignments.current().count() == 3
    assert kept.assignments.count() == 6


def test_the_page_shows_what_moves_and_merges_on_pressing(cast, pair, sign_in):
    kept, gone = pair
    browser, address = sign_in(cast.max), f"/clients/{kept.pk}/merge/"
    page = browser.get(address, {"other": gone.code}).content.decode()
    assert "Which words stay?" in page
    assert "Postings" in page
    browser.post(address, {"other": gone.code, "name": "gone"})
    kept.refresh_from_db()
    assert kept.name == "Harbor Bakery"


def test_itself_and_a_client_of_another_team_are_refused_with_a_sentence(cast, pair, sign_in):
    kept, _ = pair
    foreign = make_client(cast, "Valley Steel", team=cast.valley)
    browser, address = sign_in(cast.max), f"/clients/{kept.pk}/merge/"
    for code, words in ((kept.code, "merged with itself"), (foreign.code, "You see no single")):
        answer = browser.post(address, {"other": code})
        assert answer.status_code == 422
        assert words in answer.content.decode()
    with pytest.raises(DomainError, match="You see only one"):
        merge_clients(kept=kept, gone=foreign, take=set(), by=cast.max)


def test_the_same_policy_at_both_stops_the_merge_and_nothing_moves(cast, pair):
    kept, gone = pair
    for client in pair:
        make_term(client, number="SAME", effective_on=date(2026, 2, 1))
    with pytest.raises(DomainError, match="Both have policy SAME"):
        merge_clients(kept=kept, gone=gone, take=set(), by=cast.max)
    assert gone.invoices.count() == 1


def test_while_two_clients_are_merged_nothing_else_of_the_ledger_can_change(cast, pair):
    kept, gone = pair
    other = make_client(cast, "Third")
    for change in ({"amount": 1}, {"client": other}, {"client": kept, "amount": 1}):
        refused = pytest.raises(Error, match="never changed")
        with refused, transaction.atomic(), allow_merge(gone.pk, kept.pk):
            Posting.objects.filter(client=gone).update(**change)


def test_after_the_merge_the_ledger_is_closed_again(cast, pair):
    kept, gone = pair
    merge_clients(kept=kept, gone=gone, take=set(), by=cast.max)
    with pytest.raises(Error, match="never changed"), transaction.atomic():
        Posting.objects.filter(client=kept).update(client=gone)
