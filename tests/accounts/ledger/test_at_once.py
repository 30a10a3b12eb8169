"""Twenty people use one receipt at the same moment, over HTTP; and what happens without locks."""

import http.client
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from urllib.parse import urlencode, urlsplit

from django.conf import settings as django_settings
from django.db import connection
from django.test import Client

from accounts.models import Allocation
from accounts.receipts import services
from tests.accounts.test_receipts import pay
from tests.accounts.test_receivables import bill
from tests.cast import make_client, make_term

D = Decimal
PEOPLE = 20
TOKEN = "a" * 32


def crowd(live_cast, live_server, meanwhile=lambda: None) -> tuple[int, list[int]]:
    """What of a receipt of $100 is used when everybody wants $30 of it, and the answers."""
    client = make_client(live_cast)
    term = make_term(client)
    invoices = [bill(live_cast, client, str(n), term=term) for n in range(PEOPLE)]
    receipt = pay(live_cast, client, "100")
    browser = Client()
    browser.force_login(live_cast.acc)
    session = browser.cookies[django_settings.SESSION_COOKIE_NAME].value
    place = urlsplit(live_server.url)
    start = threading.Barrier(PEOPLE)

    def press(invoice) -> int:
        line = http.client.HTTPConnection(place.hostname, place.port, timeout=60)
        head = {
            "Cookie": f"{django_settings.SESSION_COOKIE_NAME}={session}; csrftoken={TOKEN}",
            "X-CSRFToken": TOKEN,
            "Content-Type": "application/x-www-form-urlencoded",
        }
        start.wait(timeout=60)
        body = urlencode({f"invoice-{invoice.pk}": "30"})
        line.request("POST", f"/receipts/{receipt.pk}/use/", body, head)
        return line.getresponse().status

    with ThreadPoolExecutor(PEOPLE) as pool:
        pressed = [pool.submit(press, invoice) for invoice in invoices]
        meanwhile()
        answers = [one.result() for one in pressed]
    used = sum(Allocation.objects.values_list("amount", flat=True), D(0))
    assert used + services.unapplied(receipt) == 100
    return used, answers


def test_twenty_requests_use_a_receipt_no_further_than_it_goes(live_cast, live_server):
    used, answers = crowd(live_cast, live_server)
    assert used == 90
    assert answers.count(302) == 3
    assert all(status in (302, 409, 422) for status in answers)


def test_without_the_locks_the_same_crowd_uses_more_than_there_is(live_cast, live_server, settings):
    """The control: locks and the database's own guard switched off, the race shows."""
    settings.MONEY_LOCKS = False

    def hold_the_last_step():
        """Everybody looks at what is left before anybody may write it down."""
        with connection.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute("SELECT FROM accounts_counter WHERE name = 'journal' FOR UPDATE")
            time.sleep(2)
            cursor.execute("COMMIT")

    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE accounts_allocation DISABLE TRIGGER USER")
    try:
        used, answers = crowd(live_cast, live_server, hold_the_last_step)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE accounts_allocation ENABLE TRIGGER USER")
    assert used > 100
    assert answers.count(302) > 3
