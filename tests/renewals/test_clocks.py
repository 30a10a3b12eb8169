"""The notice a carrier owes before it ends a policy (DOMAIN §9.4)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import WritingCompany
from config.lib.errors import DomainError
from renewals.clocks.querysets import rule_for
from renewals.clocks.reading import clocks_of
from renewals.clocks.rules import Standing, read_clock
from renewals.clocks.services import record_notice
from renewals.models import NoticeRule
from tests.cast import make_client, make_term

EXPIRES = date(2027, 3, 1)
DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))


def clock(on: date, noticed_on: date | None = None, settled: bool = False, latest: int = 60):
    return read_clock(
        expires_on=EXPIRES, earliest_days=120, latest_days=latest, continues_days=60, on=on,
        noticed_on=noticed_on, settled=settled,
    )  # fmt: skip


def test_notice_counts_from_120_to_60_days_before_expiration():
    reading = clock(date(2026, 10, 1))
    assert (reading.earliest_on, reading.latest_on) == (date(2026, 11, 1), date(2026, 12, 31))


@pytest.mark.parametrize(
    ("on", "noticed_on", "standing"),
    [
        (date(2026, 10, 31), None, "early"),
        (date(2026, 11, 1), None, "running"),
        (date(2026, 12, 31), None, "running"),
        (date(2027, 1, 1), None, "missed"),
        (date(2027, 1, 1), date(2026, 12, 31), "given"),
        (date(2027, 1, 9), date(2027, 1, 1), "late"),
        (date(2027, 1, 1), date(2026, 10, 31), "missed"),
    ],
)
def test_the_clock_stands_by_its_last_day_and_the_day_of_the_notice(on, noticed_on, standing):
    assert clock(on, noticed_on).standing == standing


def test_after_a_late_notice_cover_continues_sixty_days_from_it():
    assert clock(date(2027, 2, 1), date(2027, 1, 20)).continues_until == date(2027, 3, 21)


def test_cover_never_ends_before_the_expiration_for_a_late_notice():
    assert clock(date(2027, 1, 2), date(2027, 1, 1)).continues_until == EXPIRES + timedelta(days=1)
    assert clock(date(2027, 1, 2), date(2027, 1, 1), latest=90).continues_until >= EXPIRES


@given(on=DAYS, noticed_on=st.none() | DAYS, settled=st.booleans())
def test_an_alarm_is_only_raised_after_the_last_day(on, noticed_on, settled):
    reading = clock(on, noticed_on, settled)
    if reading.is_alarm:
        assert reading.continues_until >= EXPIRES
        assert max(on, noticed_on or on) > reading.latest_on


@pytest.fixture
def bakery(cast):
    return make_client(cast)


def first_clock(term, on: date):
    term.outcome = None
    return clocks_of([term], on).get(term.pk)


@pytest.mark.parametrize(
    ("line", "source", "latest"),
    [("CGL", "CIC 678.1", date(2026, 11, 2)), ("WORK", "CIC 11664", date(2026, 12, 2))],
)
def test_each_line_has_its_statute(bakery, line, source, latest):
    term = make_term(bakery, line=line)
    found = first_clock(term, date(2026, 10, 1))
    assert (found.rule.source, found.reading.latest_on) == (source, latest)


def test_of_a_non_admitted_company_the_wording_governs(bakery):
    term = make_term(bakery)
    WritingCompany.objects.update(admitted=False)
    term.policy.writing_company.refresh_from_db()
    found = first_clock(term, date(2026, 12, 1))
    assert found.reading is None
    assert found.rule.consequence == "The policy’s own wording governs."


def test_a_rule_holds_from_its_first_day_until_it_is_replaced(db):
    old = NoticeRule.objects.get(source="CIC 678.1")
    NoticeRule.objects.create(
        event=old.event, name=old.name, applies=old.applies, earliest_days=120, latest_days=75,
        source="CIC 678.1 as amended", from_on=date(2027, 1, 1),
    )  # fmt: skip
    days = [
        rule_for(NoticeRule.objects.in_force(on), "non_renewal", "CGL", True).latest_days
        for on in (date(2026, 12, 31), date(2027, 1, 1))
    ]
    assert days == [60, 75]


@pytest.mark.usefixtures("november")
def test_a_late_notice_shows_on_the_list_and_on_the_policy(cast, bakery, sign_in):
    term = make_term(bakery, effective_on=date(2026, 1, 10))
    record_notice(
        term=term, event="non_renewal", given_on=date(2026, 11, 20), says="Losses", by=cast.ana
    )
    browser = sign_in(cast.ana)
    for address in (f"/policies/{term.pk}/renewal/", "/expirations/"):
        assert (
            "Carrier notice late – coverage may continue" in browser.get(address).content.decode()
        )
    assert first_clock(term, date(2026, 11, 24)).reading.standing == Standing.LATE


@pytest.mark.usefixtures("november")
@pytest.mark.parametrize(
    ("given_on", "words"),
    [(date(2027, 1, 1), "once it was given"), (date(2025, 12, 1), "belongs to an earlier one")],
)
def test_a_notice_of_another_time_is_refused(cast, bakery, given_on, words):
    term = make_term(bakery)
    with pytest.raises(DomainError, match=words):
        record_notice(term=term, event="non_renewal", given_on=given_on, says="x", by=cast.ana)
