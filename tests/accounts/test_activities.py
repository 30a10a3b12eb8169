"""The timeline: what is noted stays as it was told."""

import uuid
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import Error, transaction
from django.utils import timezone

from accounts.activities.feed import Asked, feed
from accounts.activities.models import Activity, Pin
from accounts.activities.rules import mentioned
from accounts.activities.services import log_contact, log_event, pin, unpin
from accounts.clients.querysets import people_who_see
from accounts.models import Client, OrderType
from accounts.orders.services import give_order
from accounts.receipts.services import refund, return_receipt
from accounts.receivables.services import void_invoice
from accounts.write_offs.services import ask_write_off
from config.lib.errors import DomainError
from teams.models import Notification, User
from tests.accounts.test_receipts import MARCH, pay
from tests.accounts.test_receivables import bill
from tests.cast import make_client, make_term

pytestmark = pytest.mark.django_db
D = Decimal


def test_a_call_stands_on_the_timeline(cast, sign_in):
    client = make_client(cast)
    log_contact(client=client, kind="call", subject="Called about <the> flood", by=cast.ana)
    page = sign_in(cast.ana).get(f"/clients/{client.pk}/timeline/").content.decode()
    assert "Called about &lt;the&gt; flood" in page
    assert "Ana Alvarez" in page


def test_nothing_on_the_timeline_can_be_altered_or_removed(cast):
    client = make_client(cast)
    entry = log_event(client=client, subject="Imported", by=None)
    for change in (
        lambda: Activity.objects.filter(pk=entry.pk).update(subject="Other"),
        lambda: Activity.objects.filter(pk=entry.pk).delete(),
    ):
        with pytest.raises(Error, match="never changed"), transaction.atomic():
            change()


def test_what_has_not_happened_yet_is_refused(cast):
    client = make_client(cast)
    later = timezone.now() + timedelta(hours=1)
    with pytest.raises(DomainError, match="not happened yet"):
        log_contact(client=client, kind="call", subject="Call", by=cast.ana, happened_at=later)


def test_an_answer_stays_with_the_client_of_what_it_answers(cast):
    entry = log_event(client=make_client(cast), subject="Imported", by=None)
    other = make_client(cast, "Other Inc.")
    with pytest.raises(DomainError, match="stays with the client"):
        log_contact(client=other, kind="note", subject="Re", by=cast.ana, answers=entry)


def call(cast, client, text="", **more):
    values = {"kind": "call", "subject": "Called", "by": cast.ana, "text": text, **more}
    return log_contact(client=client, **values)


def timeline(browser, client, query=""):
    return browser.get(f"/clients/{client.pk}/timeline/{query}").content.decode()


def test_who_sees_a_client_is_the_same_from_both_ends(cast):
    for client in (make_client(cast), make_client(cast, "Valley Steel", team=cast.valley)):
        seeing = set(people_who_see(client))
        for user in User.objects.all():
            visible = Client.objects.visible_to(user).filter(pk=client.pk).exists()
            assert (user in seeing) == visible, user


def test_who_is_named_is_told_once(cast):
    client = make_client(cast)
    entry = call(cast, client, "Please look, @Ben Brooks. Thanks @ben!")
    (notice,) = Notification.objects.all()
    assert (notice.user, notice.url) == (cast.ben, entry.get_absolute_url())
    assert [mention.user for mention in entry.mentions.all()] == [cast.ben]


def test_who_cannot_see_the_client_cannot_be_named(cast, sign_in):
    client = make_client(cast)
    page = sign_in(cast.ana).post(
        f"/clients/{client.pk}/timeline/new/",
        {"kind": "note", "subject": "S", "text": "@Cora Chen look", "form_key": uuid.uuid4()},
    )
    assert page.status_code == 422
    assert "Cora Chen cannot see this client" in page.content.decode()
    assert not Activity.objects.exists()
    assert not Notification.objects.exists()


def test_only_those_who_see_the_client_are_suggested(cast, sign_in):
    client = make_client(cast)
    browser = sign_in(cast.ana)
    assert "Ben Brooks" in browser.get(f"/clients/{client.pk}/mentionable/?q=bro").content.decode()
    assert "Cora" not in browser.get(f"/clients/{client.pk}/mentionable/?q=cora").content.decode()


def test_an_address_of_mail_names_nobody(cast):
    assert mentioned("write to office@ben.example", [cast.ben], {cast.ben.pk}) == []


def test_an_answer_stands_under_its_entry_and_tells_its_author(cast, sign_in):
    client = make_client(cast)
    entry = call(cast, client)
    first = call(cast, client, "Done.", by=cast.ben, answers=entry)
    second = call(cast, client, "Thank you.", answers=first)
    assert second.answers == entry
    assert {n.user for n in Notification.objects.all()} == {cast.ana, cast.ben}
    page = timeline(sign_in(cast.ana), client, f"?entry={second.pk}")
    assert f'id="entry-{second.pk}" aria-current="true"' in page
    assert page.index(f'id="entry-{entry.pk}"') < page.index(f'id="entry-{first.pk}"')


def test_one_form_makes_one_entry(cast):
    client, key = make_client(cast), uuid.uuid4()
    assert call(cast, client, form_key=key) == call(cast, client, form_key=key)
    assert Activity.objects.count() == 1


def test_a_sixth_pin_is_refused(cast):
    client = make_client(cast)
    entries = [call(cast, client) for _ in range(6)]
    for entry in entries[:5]:
        pin(entry=entry, by=cast.ana)
    with pytest.raises(DomainError, match="pinned already"):
        pin(entry=entries[5], by=cast.ana)
    unpin(entry=entries[0], by=cast.ben)
    pin(entry=entries[5], by=cast.ana)
    assert Pin.objects.count() == 5


def test_orders_policies_and_money_stand_in_the_same_feed(cast, sign_in):
    client = make_client(cast)
    bill(cast, client, "100042", term=make_term(client, number="WP-1"))
    give_order(
        client=client, type=OrderType.objects.get(code="invoice"), instructions="Bill it.",
        facts={"transaction": "The renewal"}, by=cast.ana, form_key=uuid.uuid4(),
    )  # fmt: skip
    page = timeline(sign_in(cast.ana), client)
    for words in ("Order given", "New on WP-1", "Invoice 100042 posted", "Client added"):
        assert page.count(f"<b>{words}") == 1, words
    only_money = timeline(sign_in(cast.ana), client, "?kind=money")
    assert "Invoice 100042 posted" in only_money
    assert "Order given" not in only_money


def test_money_that_comes_and_goes_is_told_once_each_with_its_own_address(cast, sign_in):
    client, day = make_client(cast), timezone.localdate()
    first, second = bill(cast, client, "1"), bill(cast, client, "2")
    void_invoice(invoice=first, reason="Billed twice", on=day, by=cast.acc)
    ask_write_off(invoice=second, amount=D("9.00"), reason="small", note="Rest", by=cast.acc)
    refund(receipt=pay(cast, client, "80"), amount=D(30), on=MARCH, reason="Too much", by=cast.acc)
    bounced = pay(cast, client, "70", payer="Mr. Harbor", method="ach")
    return_receipt(receipt=bounced, on=MARCH, reason="NSF", by=cast.acc)
    entries = feed(client, cast.acc, Asked(kind="money")).entries
    assert sorted((entry.title, entry.who) for entry in entries) == sorted(
        [
            ("Invoice 1 posted, 1,000.00", ""),
            ("Invoice 2 posted, 1,000.00", ""),
            ("Invoice 1 of 1,000.00 is void", "Acc Adler"),
            ("Invoice 2: 9.00 written off", "Acc Adler"),
            ("Received 80.00", "Acc Adler"),
            (f"Receipt {bounced.number - 1}: 30.00 refunded", "Acc Adler"),
            ("Received 70.00 from Mr. Harbor", "Acc Adler"),
            (f"Receipt {bounced.number}: the bank took 70.00 back", "Acc Adler"),
        ]
    )
    assert not client.activities.exists()
    void = next(entry for entry in entries if "void" in entry.title)
    page = timeline(sign_in(cast.acc), client, f"?entry={void.key}")
    assert f'id="{void.key}" class="from-reversal" aria-current="true"' in page


def test_who_added_a_client_is_told_once(cast, sign_in):
    sign_in(cast.ana).post(
        "/clients/new/",
        {"name": "New Bakery", "entity": "corporation", "team": cast.bay.pk, "sure": "1"},
    )
    client = Client.objects.get(name="New Bakery")
    (entry,) = feed(client, cast.ana, Asked()).entries
    assert (entry.title, entry.who) == ("Client added", "Ana Alvarez")


def test_pages_meet_without_gap_or_double_even_within_one_moment(cast):
    client, moment = make_client(cast), timezone.now() - timedelta(days=1)
    for _ in range(70):
        call(cast, client, happened_at=moment)
    seen, before = [], ""
    while True:
        page = feed(client, cast.ana, Asked(), before=before)
        seen += [entry.key for entry in page.entries]
        before = page.older
        if not before:
            break
    assert len(seen) == len(set(seen)) == 71


def test_an_old_entry_is_shown_among_its_neighbors(cast):
    client, now = make_client(cast), timezone.now()
    entries = [call(cast, client, happened_at=now - timedelta(days=n)) for n in range(90)]
    page = feed(client, cast.ana, Asked(), around=f"entry-{entries[60].pk}")
    keys = [entry.key for entry in page.entries]
    assert keys[:6] == [entry.key for entry in entries[55:61]]
    assert keys[6] == entries[61].key


def test_filters_ask_by_person_words_dates_and_pins(cast):
    client, now = make_client(cast), timezone.now()
    old = call(cast, client, "about the roof", happened_at=now - timedelta(days=40))
    bens = call(cast, client, "about the van", by=cast.ben)
    pin(entry=old, by=cast.ana)
    day = timezone.localdate() - timedelta(days=10)

    def found(**asked):
        return [e.pk for e in feed(client, cast.ana, Asked(**asked)).entries if e.source == "entry"]

    assert found(person=cast.ben.pk) == [bens.pk]
    assert found(words="ROOF about") == [old.pk]
    assert found(until=day) == [old.pk]
    assert found(since=day) == [bens.pk]
    assert found(pinned=True) == [old.pk]


def test_a_damaged_page_address_gets_a_sentence(cast, sign_in):
    client = make_client(cast)
    answer = sign_in(cast.ana).get(f"/clients/{client.pk}/timeline/?before=x_y_z")
    assert answer.status_code == 422
