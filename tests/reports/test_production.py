"""The month's production: the identity on literals and on random books, and who sees what."""

import random
from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import PolicyTransaction
from config.lib.dates import add_months, month_start
from config.lib.errors import DomainError
from reports.models import MonthClose, ProductionFact
from reports.production import asking, rules
from reports.production.figures import figures
from reports.production.services import close_month
from tests.cast import make_client, make_term, transact
from tests.reports.production_book import OCTOBER, october

SPANS = ("month", "ytd", "prior_year")


def in_november():
    return time_machine.travel("2026-11-20T20:00:00Z", tick=True)


def one_dollar_too_many(monkeypatch):
    """Make October's ending book a dollar larger than its terms."""
    real = asking.in_force

    def wrong(sight, month):
        for share, path, sums in real(sight, month):
            yield share, path, sums + rules.Sums(0, Decimal(path == ("book", "2026-10-01")))

    monkeypatch.setattr(asking, "in_force", wrong)


def lines(found):
    return {line.part: (line.count, line.premium) for line in found.identity.lines}


def test_the_book_goes_through_october_line_by_line(cast):
    october(cast)
    found = figures(cast.dora, OCTOBER)
    assert (found.identity.beginning, found.identity.beginning_count) == (Decimal("10000.00"), 4)
    assert lines(found) == {
        "endorsed": (1, Decimal("100.00")),
        "renewal": (1, Decimal("2500.00")),
        "new": (1, Decimal("600.00")),
        "earlier": (1, Decimal("700.00")),
        "expired_renewed": (1, Decimal("-2000.00")),
        "expired_lost": (1, Decimal("-3000.00")),
        "cancelled": (1, Decimal("-4000.00")),
    }
    assert (found.identity.ending, found.identity.ending_count) == (Decimal("4900.00"), 4)
    assert found.identity.gap == 0
    assert found.identity.holds
    assert (found.identity.outside.count, found.identity.outside.booked) == (1, Decimal("-1500.00"))


def test_the_columns_of_october_add_up_by_hand(cast):
    october(cast)
    month = figures(cast.dora, OCTOBER).total.month
    told = {name: (s.count, s.premium, s.commission) for name, s in month.items()}
    assert told == {
        "new": (1, Decimal("600.00"), Decimal("90.00")),
        "renewed": (1, Decimal("2500.00"), Decimal("375.00")),
        "endorsed": (1, Decimal("100.00"), Decimal("15.00")),
        "cancelled": (1, Decimal("-1500.00"), Decimal("-225.00")),
        "total": (4, Decimal("1700.00"), Decimal("255.00")),
        "expired": (1, Decimal("3000.00"), Decimal("240.00")),
        "lost": (2, Decimal("-4500.00"), Decimal("-465.00")),
    }


def test_a_policy_is_lost_once_however_many_transactions_say_so(cast, sign_in):
    made = october(cast)
    transact(made.lost, "NRN", date(2026, 10, 15), "0.00")
    transact(made.cancelled, "REI", date(2026, 10, 20), "1500.00", "225.00")
    page = sign_in(cast.dora).get(reverse("production"), {"month": "2026-10"})
    found = page.context["found"]
    assert found.total.month["lost"] == rules.Sums(1, Decimal("-3000.00"), Decimal("-240.00"))
    assert sum(why.lost.count for why in found.ends.reasons) == 1
    assert "0 cancelled, 1 expired" in page.content.decode()


def test_retention_leaves_out_what_was_cancelled(cast):
    october(cast)
    renewal = figures(cast.dora, OCTOBER).renewal
    assert (renewal.up.count, renewal.up.premium) == (2, Decimal("5000.00"))
    assert (renewal.policies, renewal.premium) == (Decimal("50.0"), Decimal("40.0"))


def test_retention_of_nothing_is_no_number():
    assert rules.retention(0, 0) is None
    assert rules.retention(200, 1) == Decimal("99.5")


def test_a_successor_with_another_carrier_on_the_same_line_is_no_loss(cast):
    client = make_client(cast)
    make_term(client, effective_on=date(2025, 10, 15), premium="2000.00")
    make_term(client, effective_on=date(2026, 10, 15), company="Moved Mutual", kind="NEW")
    found = lines(figures(cast.dora, OCTOBER))
    assert found["expired_renewed"] == (1, Decimal("-2000.00"))
    assert "expired_lost" not in found


def test_a_parallel_policy_on_the_same_line_is_no_successor(cast):
    client = make_client(cast)
    make_term(client, effective_on=date(2025, 10, 15), premium="2000.00")
    make_term(client, effective_on=date(2026, 2, 1), premium="900.00")
    assert lines(figures(cast.dora, OCTOBER))["expired_lost"] == (1, Decimal("-2000.00"))


def test_a_reinstated_term_comes_back_with_all_it_wrote(cast):
    term = make_term(make_client(cast), effective_on=date(2026, 3, 1), premium="1200.00")
    transact(term, "CAN", date(2026, 9, 10), "-600.00")
    transact(term, "REI", date(2026, 10, 3), "600.00")
    found = figures(cast.dora, OCTOBER)
    assert lines(found) == {"reinstated": (1, Decimal("1200.00"))}
    assert (found.identity.beginning, found.identity.gap) == (0, 0)


def test_a_late_audit_of_an_expired_term_is_shown_apart_and_not_in_the_book(cast):
    term = make_term(make_client(cast), effective_on=date(2025, 6, 1), premium="1200.00")
    transact(term, "AUD", date(2026, 10, 8), "333.00")
    found = figures(cast.dora, OCTOBER)
    assert found.identity.outside.booked == Decimal("333.00")
    assert (found.identity.ending, found.identity.gap, found.identity.production_gap) == (0, 0, 0)
    assert found.total.month["endorsed"].premium == Decimal("333.00")


def test_a_continuous_policy_is_never_up_for_renewal_and_that_is_said(cast):
    make_term(make_client(cast), effective_on=date(2020, 10, 15), expires_on=None)
    found = figures(cast.dora, OCTOBER)
    assert found.renewal.up.count == 0
    assert any(e.reason.startswith("Continuous") and e.count == 1 for e in found.exclusions)


def test_a_wrong_identity_shows_its_gap():
    line = rules.Line("new", "New", 1, Decimal("10.00"), Decimal("10.00"))
    outside = rules.Line("outside", "Outside", 0, Decimal("0.00"))
    wrong = rules.Identity(
        Decimal("5.00"), 1, Decimal("14.99"), 2, (line,), outside, Decimal("10.00")
    )
    assert wrong.gap == Decimal("-0.01")
    assert not wrong.holds


def test_the_page_says_loudly_when_the_book_does_not_tie(cast, sign_in, monkeypatch):
    october(cast)
    one_dollar_too_many(monkeypatch)
    page = sign_in(cast.dora).get(reverse("production"), {"month": "2026-10"}).content.decode()
    assert "The book does not tie" in page


KINDS = ("END", "AUD", "CAN", "REI", "REW", "REN", "NEW", "NRN")


def random_book(cast, seed: int) -> None:
    """Up to a dozen terms with transactions anywhere around them, booked early or late."""
    dice = random.Random(seed)
    clients = [make_client(cast), make_client(cast, team=cast.valley)]
    first = date(2025, 6, 1)
    for _ in range(dice.randint(1, 12)):
        effective = add_months(first, dice.randint(0, 17)).replace(day=dice.randint(1, 28))
        days = dice.choice([None, 20, 180, 365])
        term = make_term(
            dice.choice(clients),
            line=dice.choice(["CGL", "PROP", "WORK"]),
            company=dice.choice(["Zenith Casualty Company", "Other Mutual"]),
            kind=dice.choice(["NEW", "REN", "REW"]),
            effective_on=effective,
            expires_on=days and date.fromordinal(effective.toordinal() + days),
            month=add_months(month_start(effective), dice.randint(-2, 3)),
            premium=f"{dice.randint(1, 900000) / 100:.2f}",
        )
        for _ in range(dice.randint(0, 4)):
            on = date.fromordinal(effective.toordinal() + dice.randint(-10, 400))
            PolicyTransaction.objects.create(
                term=term,
                kind=dice.choice(KINDS),
                effective_on=on,
                month=add_months(month_start(on), dice.randint(-1, 2)),
                premium=Decimal(dice.randint(-300000, 300000)) / 100,
                commission=Decimal(dice.randint(-3000, 3000)) / 100,
                executive=dice.choice([cast.ana, cast.cora, None]),
            )


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(seed=st.integers(0, 10**9))
def test_in_every_book_the_identity_holds_and_the_dimensions_agree(cast, seed):
    from django.db import transaction

    with transaction.atomic():
        random_book(cast, seed)
        for months in (3, 7, 12, 16):
            month = add_months(date(2025, 6, 1), months)
            found = figures(cast.dora, month)
            assert found.identity.holds, (seed, month, found.identity)
            booked = PolicyTransaction.objects.filter(month=month)
            assert found.total.month["total"].count == booked.count()
            assert found.total.month["total"].premium == sum(
                (t.premium for t in booked), Decimal("0.00")
            )
            for rows in found.dimensions.values():
                for span in SPANS:
                    for column, sums in getattr(found.total, span).items():
                        assert rules.total(getattr(r, span)[column] for r in rows) == sums
            for rows_of in found.cuts.values():
                assert not any(cut.gap or cut.count_gap for cut in rows_of), (seed, month)
                book_of = found.identity
                assert sum(cut.started for cut in rows_of) == book_of.beginning
                assert sum(cut.ending_count for cut in rows_of) == book_of.ending_count
                assert sum(cut.ending for cut in rows_of) == book_of.ending
                assert sum(cut.given for cut in rows_of) == 0
            by_book = {line.part: -line.premium for line in found.identity.lines}
            assert found.renewal.lost.premium == by_book.get("expired_lost", 0)
            renewed = found.renewal.up.premium - found.renewal.lost.premium
            assert renewed == by_book.get("expired_renewed", 0)
        transaction.set_rollback(True)


def test_a_closed_month_stays_as_it_was_and_the_late_entry_counts_in_the_next(cast):
    made = october(cast)
    with in_november():
        close_month(month=OCTOBER, by=cast.dora)
        before = figures(cast.dora, OCTOBER)
        late = transact(made.stayed, "END", date(2026, 10, 25), "999.00", "99.00")
        make_term(made.lost.client, policy=made.lost.policy, line="WORK", kind="REN",
                  effective_on=date(2026, 10, 15), premium="3100.00")  # fmt: skip
        after, next_month = figures(cast.dora, OCTOBER), figures(cast.dora, date(2026, 11, 1))
    assert late.month == OCTOBER
    assert after.total == before.total
    assert after.kinds == before.kinds
    assert after.dimensions == before.dimensions
    assert after.identity == before.identity
    assert after.renewal == before.renewal
    assert next_month.total.month["endorsed"].premium == Decimal("999.00")
    assert next_month.total.month["renewed"].premium == Decimal("3100.00")
    assert next_month.identity.beginning == after.identity.ending
    assert next_month.identity.holds
    assert after.exclusions == before.exclusions
    assert (after.late.count, after.late.premium) == (2, Decimal("4099.00"))


def test_closing_a_month_closes_the_open_months_before_it_and_writes_one_fact_each(cast):
    october(cast)
    with in_november():
        closed = close_month(month=OCTOBER, by=cast.dora)
    assert closed[0].month == date(2025, 10, 1)
    assert closed[-1].month == OCTOBER
    assert len(closed) == 13
    assert ProductionFact.objects.count() == PolicyTransaction.objects.count()
    fact = ProductionFact.objects.get(transaction__kind="CAN")
    assert (fact.close.month, fact.premium) == (OCTOBER, Decimal("-1500.00"))


def test_a_month_is_closed_once_when_it_is_over_and_by_those_who_may(cast):
    october(cast)
    with in_november():
        with pytest.raises(DomainError, match="not over"):
            close_month(month=date(2026, 11, 1), by=cast.dora)
        with pytest.raises(DomainError, match="see every client"):
            close_month(month=OCTOBER, by=cast.ana)
        close_month(month=OCTOBER, by=cast.dora)
        with pytest.raises(DomainError, match="closed already"):
            close_month(month=OCTOBER, by=cast.dora)


def test_a_gap_is_never_closed_over(cast, monkeypatch):
    october(cast)
    one_dollar_too_many(monkeypatch)
    with in_november(), pytest.raises(DomainError, match=r"differ from the ending book by \$1.00"):
        close_month(month=OCTOBER, by=cast.dora)
    assert not MonthClose.objects.filter(month=OCTOBER).exists()


def test_an_empty_book_has_nothing_to_close(cast):
    with in_november(), pytest.raises(DomainError, match="nothing to close"):
        close_month(month=OCTOBER, by=cast.dora)


def test_an_executive_sees_the_figures_of_her_own_team_only(cast, sign_in):
    october(cast)
    make_term(
        make_client(cast, "Valley Steel", team=cast.valley),
        effective_on=date(2026, 10, 2), premium="77777.00",
    )  # fmt: skip
    assert figures(cast.ana, OCTOBER).total.month["new"].premium == Decimal("600.00")
    assert figures(cast.cora, OCTOBER).total.month["new"].premium == Decimal("77777.00")
    assert figures(cast.dora, OCTOBER).total.month["new"].premium == Decimal("78377.00")
    ana = sign_in(cast.ana)
    assert "77,777" not in ana.get(reverse("production"), {"month": "2026-10"}).content.decode()
    rows = ana.get(reverse("production-rows"), {"month": "2026-10"}).content.decode()
    assert "Valley Steel" not in rows
    assert "Harbor Bakery" in rows


def test_every_number_of_the_page_opens_rows_that_add_up_to_it(cast, sign_in):
    october(cast)
    signed_in = sign_in(cast.dora)
    page = signed_in.get(reverse("production"), {"month": "2026-10"})
    wanted = {("month", c) for c in ("new", "renewed", "endorsed", "cancelled")}
    for _, column in wanted:
        url = reverse("production-rows")
        found = signed_in.get(url, {"month": "2026-10", "kind": column, "_totals": "1"})
        premium = page.context["found"].total.month[column].premium
        assert f"{abs(premium):,.2f}" in found.content.decode()
    for line, url in page.context["lines"]:
        found = signed_in.get(url + "&_totals=1").content.decode()
        assert f"${abs(line.premium):,.2f}" in found, line
    lost = signed_in.get(
        reverse("production-renewals"), {"month": "2026-10", "outcome": "lost", "_totals": "1"}
    )
    assert "$3,000.00" in lost.content.decode()
    outside = signed_in.get(page.context["outside_url"] + "&_totals=1").content.decode()
    assert "−$1,500.00" in outside


def test_the_rows_are_exported_as_shown(cast, sign_in):
    october(cast)
    answer = sign_in(cast.dora).get(
        reverse("production-rows"), {"month": "2026-10", "kind": "new", "_export": "csv"}
    )
    text = b"".join(answer.streaming_content).decode()
    assert text.count("\n") == 2
    assert "600.00" in text
    assert "Umbrella" in text


@pytest.mark.parametrize("month", ["2026-13", "soon", "2026-10'; --"])
def test_a_month_that_is_none_gets_a_sentence(cast, sign_in, month):
    for name in ("production", "production-rows", "production-book", "production-renewals"):
        answer = sign_in(cast.dora).get(reverse(name), {"month": month})
        assert answer.status_code == 422
        assert "is not a month" in answer.content.decode()


def test_a_book_without_transactions_says_what_to_do_next(cast, sign_in):
    page = sign_in(cast.dora).get(reverse("production")).content.decode()
    assert "Bring in a book of business" in page


def test_the_page_asks_the_same_number_of_questions_however_large_the_book(
    cast, sign_in, django_assert_max_num_queries
):
    october(cast)
    signed_in = sign_in(cast.dora)
    with django_assert_max_num_queries(55) as small:
        signed_in.get(reverse("production"), {"month": "2026-10"})
    for number in range(5):
        make_term(make_client(cast, f"Client {number}"), effective_on=date(2026, 10, 3))
    with django_assert_max_num_queries(len(small.captured_queries)):
        signed_in.get(reverse("production"), {"month": "2026-10"})


def test_two_people_of_one_name_stay_two_rows(cast):
    cast.sam.name = cast.ana.name
    cast.sam.save()
    client = make_client(cast)
    for user in (cast.ana, cast.sam):
        term = make_term(client, effective_on=date(2026, 10, 2), line="CGL")
        PolicyTransaction.objects.create(
            term=term, kind="END", effective_on=date(2026, 10, 3), month=OCTOBER,
            premium=Decimal("10.00"), commission=Decimal("1.00"), executive=user,
        )  # fmt: skip
    rows = figures(cast.dora, OCTOBER).dimensions["executive"]
    assert sorted(row.key for row in rows) == sorted([cast.ana.pk, cast.sam.pk])


def test_a_term_given_to_another_executive_moves_between_their_rows(cast):
    made = october(cast)
    PolicyTransaction.objects.create(
        term=made.stayed, kind="END", effective_on=date(2026, 10, 6), month=OCTOBER,
        premium=Decimal("10.00"), commission=Decimal("1.00"), executive=cast.max,
    )  # fmt: skip
    rows = {cut.name.split()[0]: cut for cut in figures(cast.dora, OCTOBER).cuts["executive"]}
    assert (rows["Ana"].started, rows["Ana"].given) == (Decimal("10000"), Decimal("-1000"))
    assert (rows["Max"].started, rows["Max"].given) == (Decimal("0"), Decimal("1000"))
    assert (rows["Max"].changed, rows["Max"].ending) == (Decimal("110"), Decimal("1110"))
    assert all(not cut.gap and not cut.count_gap for cut in rows.values())
