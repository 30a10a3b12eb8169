"""On random books, page, paper, workbook and plain SQL say the same figures."""

import io
import random
from datetime import date, timedelta
from decimal import Decimal

import openpyxl
import pytest
from django.db import connection
from django.urls import reverse

from accounts.models import PolicyTerm
from config.lib.dates import month_start
from config.lib.exports import write_workbook
from reports.documents.registry import find
from reports.documents.render import pdf
from reports.documents.services import ask_for, page
from tests.accounts.test_receivables import bill
from tests.reports.test_activity import order
from tests.reports.test_documents import words
from tests.reports.test_production import random_book

ON = date(2026, 10, 14)
OCTOBER = {"month": "2026-10"}


def asked(sql: str, *values) -> tuple:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchone()


def money(amount: Decimal) -> str:
    """As papers write it: credits in parentheses."""
    return f"({-amount:,.2f})" if amount < 0 else f"{amount:,.2f}"


class Paper:
    """A document of the director's: its HTML as words, and its workbook's sheets."""

    def __init__(self, kind: str, by, key: str = "", client=None, **options):
        found = find(kind)
        ask = ask_for(found, key=key, as_of=ON, params=options, by=by)
        content = found.build(ask)
        self.html = page(found, content, ask)
        self.words = " ".join(self.html.replace("<", " <").split())
        self.sheets = {}
        if found.sheets:
            stream = io.BytesIO()
            write_workbook(stream, found.sheets(content, by))
            book = openpyxl.load_workbook(io.BytesIO(stream.getvalue()))
            self.sheets = {s.title: list(s.iter_rows(values_only=True)) for s in book}

    def printed(self) -> str:
        return words(pdf(self.html).data)


@pytest.fixture(params=[11, 2026])
def dice(request, cast, time_machine):
    """A random book of policies, invoices and orders."""
    time_machine.move_to("2026-10-14 10:00:00-07:00", tick=True)
    dice = random.Random(request.param)
    for seed in range(4):
        random_book(cast, request.param + seed)
    terms = list(PolicyTerm.objects.order_by("pk").select_related("client"))
    for number in range(dice.randint(3, 8)):
        term = dice.choice(terms)
        on = ON - timedelta(days=dice.randint(0, 200))
        bill(cast, term.client, f"R{number}", f"{dice.randint(-20000, 900000) / 100:.2f}",
             term=term, invoice_on=on, effective_on=on + timedelta(days=dice.randint(-20, 40)),
             due_on=on + timedelta(days=20))  # fmt: skip
    for _ in range(dice.randint(1, 6)):
        day = dice.randint(1, 13)
        done = f"2026-10-{day:02d}T15:00:00-07:00" if dice.random() < 0.7 else None
        order(cast, dice.choice(terms).client, f"2026-10-{day:02d}T09:00:00-07:00", done,
              due=f"2026-10-{dice.randint(1, 13):02d}T17:00:00-07:00")  # fmt: skip
    return dice


def test_page_paper_workbook_and_sql_agree_on_every_book(cast, dice, sign_in):
    browser = sign_in(cast.dora)

    def seen(address: str, **query) -> str:
        return " ".join(browser.get(address, query).content.decode().split())

    papers = {
        "production": _production(cast, seen),
        "aging": _aging(cast, seen),
        "expirations": _expirations(cast, seen),
        "activity": _activity(cast, seen),
        "stewardship": _stewardship(cast, dice),
    }
    name = dice.choice(sorted(papers))
    paper, figures = papers[name]
    printed = paper.printed()
    assert all(figure in printed for figure in figures), name


def _production(cast, seen):
    n, premium, commission = asked(
        "SELECT count(*), coalesce(sum(premium), 0), coalesce(sum(commission), 0)"
        " FROM accounts_policytransaction WHERE month = %s", month_start(ON),
    )  # fmt: skip
    paper = Paper("production", cast.dora, key="2026-10")
    row = next(r for r in paper.sheets["Summary"] if r[:2] == ("October 2026", "All production"))
    assert (row[2] or 0, Decimal(str(row[3] or 0)), Decimal(str(row[4] or 0))) == (
        n, premium, commission,
    )  # fmt: skip
    assert sum(Decimal(str(r[9] or 0)) for r in paper.sheets["Rows"][1:]) == premium
    on_page = seen(reverse("production"), **OCTOBER)
    totals = seen(reverse("production-rows"), _totals="1", **OCTOBER)
    for text in (on_page, paper.words):
        assert money(premium) in text
    assert f"{abs(premium):,.2f}" in totals
    return paper, [money(premium), money(commission)]


def _aging(cast, seen):
    total, late = asked(
        "SELECT coalesce(sum(total), 0), coalesce(sum(total) FILTER (WHERE total > 0 AND"
        " %s - greatest(invoice_on, effective_on) BETWEEN 31 AND 60), 0) FROM accounts_invoice", ON,
    )  # fmt: skip
    paper = Paper("aging", cast.dora)
    heads, *rows = next(iter(paper.sheets.values()))
    assert Decimal(str(rows[-1][heads.index("Total")])) == total
    assert Decimal(str(rows[-1][heads.index("31–60")] or 0)) == late
    on_page = seen(reverse("receivables"), as_of=ON.isoformat())
    for text in (on_page, paper.words):
        assert money(total) in text
        assert money(late) in text
    return paper, [money(total), money(late)]


def _expirations(cast, seen):
    n, premium = asked(
        "SELECT count(*), coalesce(sum(annual_premium), 0) FROM accounts_policyterm term"
        " WHERE effective_on <= %s AND expires_on > %s AND expires_on <= %s + 120 AND"
        " coalesce((SELECT kind FROM accounts_policytransaction t WHERE t.term_id = term.id AND"
        " kind IN ('CAN', 'REI') AND t.effective_on <= %s ORDER BY t.effective_on DESC, id DESC"
        " LIMIT 1), 'REI') <> 'CAN'", ON, ON, ON, ON,
    )  # fmt: skip
    paper = Paper("expirations", cast.dora)
    rows = paper.sheets["Expirations"]
    assert Decimal(str(rows[-1][8] or 0)) == premium
    assert len(rows) - 2 == n
    assert f"{n} polic" in paper.words
    assert f"{premium:,.2f}" in paper.words
    totals = seen(reverse("expiration-list"), days="120", as_of=ON.isoformat(), _totals="1")
    assert f"<span>Expiring</span> <b>{n:,}</b>" in totals
    assert f"${premium:,.2f}" in totals
    return paper, [f"{premium:,.2f}"]


def _activity(cast, seen):
    given, done, kept = asked(
        "SELECT count(*), count(done_at), count(*) FILTER (WHERE done_at <= due_at)"
        " FROM accounts_serviceorder WHERE created_at >= '2026-10-01 00:00-07'"
    )
    paper = Paper("activity", cast.dora, key="2026-10")
    row = next(r for rows in paper.sheets.values() for r in rows if r[0] == "Orders finished")
    assert (row[1] or 0) == done
    on_page = seen(reverse("activity"), **OCTOBER)
    share = f"{(kept * 200 + done) // (2 * done)} % on time" if done else ""
    for text in (on_page, paper.words):
        assert share in text
    assert given >= done
    return paper, [share]


def _stewardship(cast, dice):
    term = dice.choice(list(PolicyTerm.objects.order_by("pk")))
    (premium,) = asked(
        "SELECT coalesce(sum(t.premium), 0) FROM accounts_policytransaction t"
        " JOIN accounts_policyterm term ON term.id = t.term_id"
        " WHERE term.client_id = %s AND t.effective_on <= %s AND term.effective_on <= %s"
        " AND (term.expires_on IS NULL OR term.expires_on > %s) AND"
        " coalesce((SELECT kind FROM accounts_policytransaction e WHERE e.term_id = term.id AND"
        " kind IN ('CAN', 'REI') AND e.effective_on <= %s ORDER BY e.effective_on DESC, id DESC"
        " LIMIT 1), 'REI') <> 'CAN'", term.client_id, ON, ON, ON, ON,
    )  # fmt: skip
    paper = Paper("stewardship", cast.dora, key=str(term.client_id))
    assert money(premium) in paper.words
    return paper, [money(premium)]
