"""An invented book large enough for what holds of many: orders, expirations, renewals."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import CoverageField, Meeting, PolicyTerm, ServiceOrder, Vehicle
from accounts.orders.states import OrderState
from config.lib.identifiers import vin_check_digit_fits, vin_problem
from renewals.expirations.models import ExpirationAlert
from renewals.expirations.querysets import to_tell
from renewals.expirations.services import tell_due
from renewals.models import ProposalVersion
from tests.reports.test_demo_book import TODAY, login, make


@pytest.fixture(scope="module")
def made_once(shared_rows):
    shared_rows(lambda: make(clients=120))


@pytest.fixture
def large(made_once, db):
    """A book of 120 clients, made once for all tests of this module."""


def test_a_larger_book_has_orders_in_every_state_and_some_overdue(large):
    orders = ServiceOrder.objects.all()
    assert set(orders.values_list("state", flat=True)) == set(OrderState.values)
    noon = timezone.make_aware(timezone.datetime(TODAY.year, TODAY.month, TODAY.day, 12))
    assert orders.overdue(noon).exists()
    for order in orders.prefetch_related("events"):
        events = list(order.events.all())
        assert events[0].move == ("draft" if order.state == "draft" else "give")
        assert [e.at for e in events] == sorted(e.at for e in events)
        assert order.created_at <= noon
    assert orders.filter(assigned_to=login("ca")).exists()


def test_expirations_were_told_but_for_the_last_days(large):
    assert ExpirationAlert.objects.filter(user=login("ae")).exists()
    told = ExpirationAlert.objects.count()
    due = to_tell(TODAY).count()
    assert 0 < due < told
    assert tell_due(TODAY) == due
    assert not ExpirationAlert.objects.filter(told_at__date__gt=timezone.localdate()).exists()


def test_about_nine_in_ten_policies_are_kept(large):
    due = PolicyTerm.objects.filter(
        expires_on__range=(TODAY - timedelta(days=400), TODAY - timedelta(days=30))
    )
    kept = sum(
        PolicyTerm.objects.filter(
            client=term.client_id,
            policy__line=term.policy.line_id,
            effective_on=term.expires_on,
        ).exists()
        for term in due.select_related("policy")
    )
    assert 0.85 <= kept / due.count() <= 0.95


def test_vehicles_have_identification_numbers_that_could_be_real(large):
    vins = list(Vehicle.objects.values_list("vin", flat=True))
    assert vins
    assert not any(vin_problem(vin) for vin in vins)
    assert all(map(vin_check_digit_fits, vins))


def test_proposals_say_the_limits_of_every_line_that_has_some(large):
    known = set(CoverageField.objects.values_list("line", flat=True))
    lines = [
        line
        for version in ProposalVersion.objects.all()
        for group in version.content["coverages"]
        for option in group["options"]
        for line in option["lines"]
    ]
    assert lines
    assert not [line["line"] for line in lines if line["line_id"] in known and not line["limits"]]


def test_every_executive_with_meetings_has_one_without_minutes(large):
    morning = timezone.make_aware(timezone.datetime(TODAY.year, TODAY.month, TODAY.day))
    late = Meeting.objects.without_minutes(morning)
    assert late.filter(organizer=login("ae")).count() == 1
    assert Meeting.objects.exclude(held_at=None).exists()
