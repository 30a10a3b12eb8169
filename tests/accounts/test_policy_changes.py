"""What happens to policies: previewed, booked once, refused with a sentence."""

import uuid
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts.activities.feed import Asked, feed
from accounts.models import ChangeReason, Client, PolicyTerm, PolicyTransaction
from accounts.policies import services
from accounts.policies.services import Facts, TermFacts
from accounts.policies.terms import same_number_elsewhere
from config.lib.errors import DomainError
from tests.cast import make_client, make_term, transact

D = Decimal
OFF = date(2025, 4, 11)


@pytest.fixture
def term(cast):
    return make_term(make_client(cast), effective_on=date(2025, 1, 1), number="PN1")


def facts(**fields) -> Facts:
    return Facts(uuid.uuid4(), **fields)


def cancel(term, cast, **fields):
    values = {"effective_on": OFF, "method": "pro_rata", "facts": facts(), **fields}
    term.refresh_from_db()
    return services.cancel(term=term, by=cast.ana, version=term.version, **values)


def act(service, term, cast, **fields):
    term.refresh_from_db()
    values = {"facts": facts(), **fields}
    return service(term=term, by=cast.ana, version=term.version, **values)


def refused(call, *args, **fields) -> DomainError:
    before = PolicyTransaction.objects.count()
    with pytest.raises(DomainError) as caught:
        call(*args, **fields)
    assert PolicyTransaction.objects.count() == before
    return caught.value


def test_a_pro_rata_cancellation_returns_premium_and_commission_at_the_original_rate(term, cast):
    made = cancel(term, cast)
    assert (made.premium, made.commission) == (D("-8712.33"), D("-1306.85"))
    assert (made.computed_premium, made.stated_premium) == (D("-8712.33"), None)


def test_a_short_rate_cancellation_returns_ninety_percent(term, cast):
    assert cancel(term, cast, method="short_rate").premium == D("-7841.10")


def test_a_flat_cancellation_returns_everything_from_the_first_day(term, cast):
    made = cancel(term, cast, method="flat")
    assert (made.premium, made.effective_on) == (D("-12000.00"), date(2025, 1, 1))


def test_a_surplus_lines_company_keeps_a_quarter(term, cast):
    company = term.policy.writing_company
    company.admitted = False
    company.save()
    assert cancel(term, cast, effective_on=date(2025, 1, 11)).premium == D("-9000.00")


def test_the_carrier_s_figure_counts_and_is_flagged_when_far_off(term, cast):
    made = cancel(term, cast, stated_premium=D("-8500.00"))
    assert (made.premium, made.computed_premium) == (D("-8500.00"), D("-8712.33"))
    assert made.off_tolerance


def test_the_carrier_s_figure_within_a_percent_is_not_flagged(term, cast):
    assert not cancel(term, cast, stated_premium=D("-8700.00")).off_tolerance


def test_an_endorsement_charges_the_days_that_remain_in_the_open_month(term, cast):
    made = act(services.endorse, term, cast, effective_on=OFF, yearly=D("1200.00"))
    assert made.premium == D("871.23")
    assert made.month == timezone.localdate().replace(day=1)


def test_a_change_to_come_counts_in_the_month_of_its_effect(cast):
    start = timezone.localdate() + timedelta(days=70)
    term = make_term(make_client(cast), effective_on=start, expires_on=start + timedelta(365))
    made = act(services.endorse, term, cast, effective_on=start, flat=D("10.00"))
    assert made.month == start.replace(day=1)


def test_out_of_sequence_needs_the_carrier_s_figure_and_is_flagged(term, cast):
    act(services.endorse, term, cast, effective_on=date(2025, 6, 1), yearly=D("100.00"))
    values = {"effective_on": OFF, "yearly": D("1200.00")}
    error = refused(act, services.endorse, term, cast, **values)
    assert error.field == "stated_premium"
    made = act(services.endorse, term, cast, **values, stated_premium=D("880.00"))
    assert made.out_of_sequence
    assert made.premium == D("880.00")


def test_reinstated_without_a_lapse_everything_is_charged_again(term, cast):
    cancel(term, cast)
    made = act(services.reinstate, term, cast, effective_on=OFF)
    assert made.premium == D("8712.33")
    assert PolicyTerm.objects.in_force(date(2025, 5, 1)).filter(pk=term.pk).exists()


def test_reinstated_with_a_lapse_only_the_days_left_are_charged(term, cast):
    cancel(term, cast)
    made = act(services.reinstate, term, cast, effective_on=date(2025, 4, 21))
    assert made.premium == D("8383.56")


def test_an_audit_books_the_difference_to_what_was_written(term, cast):
    assert act(services.audit, term, cast, final=D("13180.55")).premium == D("1180.55")


def test_a_non_renewal_moves_no_premium(term, cast):
    made = act(services.non_renew, term, cast)
    assert (made.premium, made.effective_on) == (0, date(2026, 1, 1))


def next_term(**fields) -> TermFacts:
    values = {
        "number": "PN2", "effective_on": date(2026, 1, 1), "expires_on": date(2027, 1, 1),
        "premium": D("13000.00"), "commission_rate": D("15"), **fields,
    }  # fmt: skip
    return TermFacts(**values)


def test_a_renewal_is_the_next_term_of_the_same_policy(term, cast):
    made = act(services.renew, term, cast, next_term=next_term())
    assert (made.kind, made.premium, made.commission) == ("REN", D("13000.00"), D("1950.00"))
    assert made.term.policy == term.policy
    assert made.term.coverages.get().premium == D("13000.00")


def test_renewed_with_another_company_it_is_a_policy_that_replaces_the_old_one(term, cast):
    other = make_term(make_client(cast, "Other"), company="Elsewhere Mutual").policy
    made = act(
        services.renew, term, cast, next_term=next_term(), writing_company=other.writing_company
    )
    assert (made.kind, made.term.policy.replaces) == ("REW", term.policy)


def test_a_rewrite_cancels_and_begins_anew_on_the_same_day(term, cast):
    made = act(
        services.rewrite, term, cast, cancel_facts=facts(), method="pro_rata",
        new_term=next_term(effective_on=OFF, expires_on=date(2026, 4, 11)),
    )  # fmt: skip
    assert (made.kind, made.term.policy.replaces) == ("REW", term.policy)
    assert term.transactions.get(kind="CAN").premium == D("-8712.33")


def test_a_rewrite_whose_new_term_is_refused_cancels_nothing(term, cast):
    error = refused(
        act, services.rewrite, term, cast, cancel_facts=facts(), method="pro_rata",
        new_term=next_term(effective_on=OFF, expires_on=OFF),
    )  # fmt: skip
    assert error.field == "expires_on"


def test_the_same_form_sent_twice_books_once(term, cast):
    once = facts()
    first = cancel(term, cast, facts=once)
    assert cancel(term, cast, facts=once) == first
    assert term.transactions.filter(kind="CAN").count() == 1


def test_a_form_opened_before_somebody_else_s_change_books_nothing(term, cast):
    old = term.version
    act(services.endorse, term, cast, effective_on=OFF, flat=D("10.00"))
    error = refused(
        services.cancel, term=term, by=cast.ana, version=old, facts=facts(), effective_on=OFF,
        method="pro_rata",
    )  # fmt: skip
    assert "Somebody else" in error.message


def test_a_cancelled_term_is_not_cancelled_again(term, cast):
    cancel(term, cast)
    assert "already" in refused(cancel, term, cast).message


def test_a_term_that_runs_is_not_reinstated(term, cast):
    error = refused(act, services.reinstate, term, cast, effective_on=OFF)
    assert "not cancelled" in error.message


@pytest.mark.parametrize("on", [date(2024, 12, 31), date(2026, 1, 1)])
def test_a_change_outside_the_term_is_refused_at_its_date(term, cast, on):
    assert refused(cancel, term, cast, effective_on=on).field == "effective_on"


def test_commission_above_the_premium_is_refused(term, cast):
    error = refused(cancel, term, cast, commission=D("-9000.00"))
    assert error.field == "commission"


def test_terms_of_one_policy_do_not_overlap(term, cast):
    early = next_term(effective_on=date(2026, 1, 1), expires_on=date(2027, 1, 1))
    act(services.renew, term, cast, next_term=early)
    error = refused(act, services.renew, term, cast, next_term=next_term(number="PN3"))
    assert error.field == "effective_on"


def test_the_database_itself_refuses_overlapping_terms(term):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(IntegrityError, match="do_not_overlap"), transaction.atomic():
        make_term(term.client, policy=term.policy, effective_on=OFF)


def new_policy(client, cast, **fields):
    like = fields.pop("like")
    values = {"first": next_term(), "facts": facts(), **fields}
    return services.add_policy(
        client=client, by=cast.ana, line=like.policy.line, bill_mode="agency",
        writing_company=like.policy.writing_company, **values,
    )  # fmt: skip


def test_the_coverages_of_a_package_sum_to_its_premium(term, cast):
    other = make_term(make_client(cast, "Other"), line="PROP").policy.line
    shares = [(term.policy.line, D("8000.00")), (other, D("5000.00"))]
    made = new_policy(term.client, cast, like=term, shares=shares)
    assert [c.premium for c in made.term.coverages.order_by("-premium")] == [8000, 5000]
    shares[0] = (term.policy.line, D("8000.01"))
    error = refused(
        new_policy, term.client, cast, like=term, shares=shares, first=next_term(number="X")
    )
    assert "13,000.01" in error.message


def test_two_policies_may_wait_for_their_numbers(term, cast):
    for _ in range(2):
        new_policy(term.client, cast, like=term, first=next_term(number="TBA"))
    assert PolicyTerm.objects.filter(number="TBA").count() == 2


def test_the_same_number_from_the_same_day_is_refused(term, cast):
    same = next_term(number="pn1", effective_on=date(2025, 1, 1))
    assert refused(new_policy, term.client, cast, like=term, first=same).field == "number"


def test_a_number_at_another_client_is_warned_of_and_named_only_to_those_who_see_it(cast, term):
    theirs = make_term(make_client(cast, "Valley Secret", team=cast.valley), number="PN1")
    assert same_number_elsewhere(term, cast.ana).count("another client") == 1
    assert "Valley Secret" in same_number_elsewhere(term, cast.dora)
    assert theirs.client.name not in same_number_elsewhere(term, cast.ana)


def test_other_teams_and_readers_change_nothing(term, cast):
    for by in (cast.cora, cast.rita):
        error = refused(services.non_renew, term=term, by=by, version=term.version, facts=facts())
        assert error.message


def test_a_bond_is_returned_within_its_anniversary_year(cast):
    bond = make_term(
        make_client(cast), line="SURE", effective_on=date(2025, 1, 1), expires_on=None,
        premium="365.00",
    )  # fmt: skip
    assert cancel(bond, cast).premium == D("-265.00")


def test_what_was_booked_stands_on_the_client_s_timeline(term, cast):
    cancel(term, cast)
    entries = feed(term.client, cast.ana, Asked(kind="policy")).entries
    assert [entry.title.split(",")[0] for entry in entries] == ["Cancellation on PN1", "New on PN1"]


def typed(term, **fields) -> dict:
    return {
        "effective_on": "2025-04-11", "method": "pro_rata", "asked_by": "insured",
        "reason": ChangeReason.objects.get(code="price").pk, "version": term.version,
        "form_key": str(uuid.uuid4()), **fields,
    }  # fmt: skip


def test_a_preview_shows_the_arithmetic_and_books_nothing(term, cast, sign_in):
    address = f"/policies/{term.pk}/cancel/"
    page = sign_in(cast.ana).post(address, typed(term, preview="1"))
    assert page.status_code == 200
    assert "8,712.33" in page.content.decode()
    assert not term.transactions.filter(kind="CAN").exists()


def test_the_page_says_why_the_term_stands_as_it_does(term, cast, sign_in):
    browser = sign_in(cast.ana)
    browser.post(f"/policies/{term.pk}/cancel/", typed(term))
    page = browser.get(f"/policies/{term.pk}/").content.decode()
    assert "Cancelled 04/11/2025 pro rata at the insured’s request, price." in page
    assert "3,287.67 earned by today" in page
    assert "Cancellation 04/11/2025, premium -8,712.33" in page


def test_a_refused_form_answers_422_with_the_sentence_at_its_field(term, cast, sign_in):
    answer = sign_in(cast.ana).post(
        f"/policies/{term.pk}/cancel/", typed(term, effective_on="2027-01-01")
    )
    assert answer.status_code == 422
    assert "choose a day within it" in answer.content.decode()


def test_an_expired_term_names_its_renewal(term, cast, sign_in):
    act(services.renew, term, cast, next_term=next_term())
    page = sign_in(cast.ana).get(f"/policies/{term.pk}/").content.decode()
    assert "Expired 01/01/2026, renewed by PN2." in page


def test_a_policy_is_added_on_its_page(cast, sign_in, term):
    client = Client.objects.get(pk=term.client_id)
    answer = sign_in(cast.ana).post(
        f"/clients/{client.pk}/policies/new/",
        {
            "line": term.policy.line_id, "writing_company": term.policy.writing_company_id,
            "bill_mode": "direct", "number": "TBA", "effective_on": "2026-02-01",
            "expires_on": "2027-02-01", "premium": "5000", "commission_rate": "12.5",
            "form_key": str(uuid.uuid4()),
        },
    )  # fmt: skip
    made = PolicyTerm.objects.get(number="TBA")
    assert answer["Location"] == f"/policies/{made.pk}/"
    assert made.transactions.get().commission == D("625.00")


def test_the_number_is_replaced_when_it_comes(cast, sign_in, term):
    values = {"number": "CPP77", "commission_rate": "15", "version": term.version}
    answer = sign_in(cast.ana).post(f"/policies/{term.pk}/edit/", values)
    assert answer.status_code == 302
    term.refresh_from_db()
    assert term.number == "CPP77"


def test_the_client_s_policies_are_grouped_by_their_standing(term, cast, sign_in):
    transact(term, "CAN", OFF, "-1.00")
    page = sign_in(cast.ana).get(f"/clients/{term.client_id}/policies/").content.decode()
    assert "Past</h3>" in page
    assert "In force</h3>" not in page
