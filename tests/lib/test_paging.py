"""Paging by key walks every row once, forwards and backwards, with ties and empty values."""

from datetime import date

import pytest

from accounts.models import PolicyTerm
from config.lib.errors import DomainError
from config.lib.paging import page_by_key
from tests.cast import make_client, make_term


@pytest.fixture
def terms(cast):
    client = make_client(cast)
    days = [1, 1, 1, 2, 3, 3, 4]
    made = [
        make_term(client, effective_on=date(2026, 1, d), number=f"P{n}") for n, d in enumerate(days)
    ]
    made[0].expires_on = made[4].expires_on = None
    for term in (made[0], made[4]):
        term.save()
    return made


def walk(sort, size):
    pages, after = [], ""
    while True:
        page = page_by_key(PolicyTerm.objects.all(), sort, size, after=after)
        pages.append(page)
        if page.after is None:
            return pages
        after = page.after


@pytest.mark.parametrize("sort", ["effective_on", "-effective_on", "expires_on", "-expires_on"])
@pytest.mark.parametrize("size", [1, 2, 3, 7, 10])
def test_every_row_is_met_once(terms, sort, size):
    met = [t.pk for page in walk(sort, size) for t in page.rows]
    assert sorted(met) == sorted(t.pk for t in terms)


@pytest.mark.parametrize("sort", ["effective_on", "-effective_on", "expires_on", "-expires_on"])
def test_going_back_gives_the_same_pages(terms, sort):
    pages = walk(sort, 2)
    for earlier, later in zip(pages, pages[1:], strict=False):
        back = page_by_key(PolicyTerm.objects.all(), sort, 2, before=later.before)
        assert [t.pk for t in back.rows] == [t.pk for t in earlier.rows]


def test_the_first_page_has_nothing_before_and_the_last_nothing_after(terms):
    pages = walk("effective_on", 3)
    assert pages[0].before is None
    assert pages[-1].after is None


@pytest.mark.parametrize("cursor", ["%%%", "e30", "WzFd", "bnVsbA", "WyJ4IiwgMV0"])
def test_a_damaged_key_is_refused_with_a_sentence(terms, cursor):
    with pytest.raises(DomainError, match="damaged"):
        page_by_key(PolicyTerm.objects.all(), "effective_on", 3, after=cursor)
