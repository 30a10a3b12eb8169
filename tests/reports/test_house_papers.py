"""Aging and expirations on paper: the same figures as the pages, of one's own clients."""

from datetime import date
from decimal import Decimal

from accounts.service_plans.gathering import _SOURCES
from reports.documents.registry import find
from reports.documents.services import ask_for
from tests.accounts.test_receivables import bill
from tests.cast import make_client, make_term
from tests.reports.test_client_documents import deliver, made, words

NOVEMBER = date(2026, 11, 1)


def built(kind: str, by, **options):
    found = find(kind)
    return found.build(ask_for(found, key="", as_of=NOVEMBER, params=options, by=by))


def test_the_aging_on_paper_adds_up_and_holds_one_s_own_clients(cast):
    bill(cast, make_client(cast, "Alder & Sons"), "A-1", premium="700.00")
    bill(cast, make_client(cast, "Valley Steel", team=cast.valley), "V-1", premium="99.00")
    found = built("aging", cast.ana)
    assert found.aging.total.total == Decimal("700.00")
    assert [sum(row[1][i] for row in found.rows[:-1]) for i in range(len(found.heads))] == list(
        found.rows[-1][1]
    )
    paper = words(made("aging", cast.ana, subject="", as_of=NOVEMBER))
    assert "Alder & Sons" in paper
    assert "700.00" in paper
    assert "Valley Steel" not in paper


def test_the_expiration_list_names_what_it_leaves_out(cast):
    client = make_client(cast, "Harbor <Bakery>")
    make_term(client, number="X-1", expires_on=date(2026, 12, 1), premium="1000.00")
    make_term(client, number="X-2", expires_on=date(2027, 1, 15), premium="500.00")
    make_term(client, line="SURE", number="BOND", effective_on=date(2026, 2, 1))
    client.terms.filter(number="BOND").update(expires_on=None)
    found = built("expirations", cast.ana)
    assert [(name, total) for name, _, total in found.months] == [
        ("December 2026", Decimal("1000.00")), ("January 2027", Decimal("500.00")),
    ]  # fmt: skip
    assert found.continuous == 1
    assert [row.number for row in built("expirations", cast.ana, days="30").rows] == ["X-1"]
    paper = words(made("expirations", cast.ana, subject="", as_of=NOVEMBER))
    for said in ("Harbor <Bakery>", "X-2", "1,500.00", "1 continuous policy in force"):
        assert said in paper


def test_a_delivered_summary_is_evidence_of_a_promise_kept(cast):
    document = made("summary", cast.ana, client=make_client(cast, "Harbor Bakery"))
    source = next(s for s in _SOURCES if s.__name__ == "_delivered_papers")
    assert not list(source(date(2020, 1, 1)))
    deliver(document, cast.ana, channel="hand")
    (found,) = source(date(2020, 1, 1))
    assert (found.client, found.deliverable) == (document.client_id, "summary")
