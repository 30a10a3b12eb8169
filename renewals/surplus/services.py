"""Keeping the search that surplus lines law asks for."""

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.activities.services import log_event
from accounts.attachments.models import Attachment
from accounts.policies.models import LineOfBusiness
from config.lib.errors import DomainError
from renewals.marketing.services import check_may
from renewals.placements.models import Placement
from renewals.placements.states import Kind
from renewals.surplus.checking import searches_of
from renewals.surplus.models import DiligentSearch, ExportListing
from teams.people.models import User

Ground, Disclosure = DiligentSearch.Ground, DiligentSearch.Disclosure
CHANGED = "Somebody changed this search meanwhile. Look at it and decide again."


@transaction.atomic
def keep_search(
    *, placement: Placement, line: LineOfBusiness, ground: str, facts: str, searched_by: User,
    by: User, listing: ExportListing | None = None, version: int | None = None,
) -> DiligentSearch:  # fmt: skip
    """Open the search for `line`, or change it as seen at `version`; an affirmation falls away.

    Raises DomainError for the ground of the Export List without a class of it.
    """
    check_may(placement, by)
    if ground not in Ground.values:
        raise DomainError("Choose the ground.", "ground")
    if (ground == Ground.EXPORT) != (listing is not None):
        raise DomainError("Choose the class of the Export List, and only then.", "listing")
    Placement.objects.select_for_update(of=("self",)).get(pk=placement.pk)
    row = placement.searches.filter(line=line).first()
    if row is not None and row.version != version:
        raise DomainError(CHANGED)
    row = row or DiligentSearch(placement=placement, line=line)
    row.ground, row.listing, row.facts = ground, listing, facts.strip()
    row.searched_by, row.affirmed_on, row.affirmed_by = searched_by, None, None
    if row.pk:
        row.save_version(
            row.version,
            ["ground", "listing", "facts", "searched_by", "affirmed_on", "affirmed_by"],
        )
    else:
        row.save()
    return row


@transaction.atomic
def affirm_search(*, search: DiligentSearch, by: User, version: int) -> DiligentSearch:
    """`by` stands for the search as it is. Raises DomainError with what it lacks.

    Only a licensed person signs an SL-2 (DOMAIN §4.5, §13).
    """
    row = _locked(search, by, version)
    today = timezone.localdate()
    state = searches_of(row.placement, today)[row.line_id]
    if state.missing:
        raise DomainError(f"Not yet: {'; '.join(state.missing)}.")
    valid = Q(expires_on=None) | Q(expires_on__gte=today)
    if not by.licenses.filter(valid, state="CA").exclude(number="").exists():
        raise DomainError("Only a licensed person stands for a diligent search.")
    row.affirmed_on, row.affirmed_by = today, by
    row.save_version(row.version, ["affirmed_on", "affirmed_by"])
    _log(row, f"Diligent search for {row.line} affirmed", by)
    return row


@transaction.atomic
def record_disclosure(
    *, search: DiligentSearch, disclosure: str, by: User, version: int, on: date | None = None,
    file: Attachment | None = None,
) -> DiligentSearch:  # fmt: skip
    """Note that the applicant signed the D-1 on `on`, or why it is not needed.

    Raises DomainError for a signature without its day or its paper, and for the renewal's
    exception on what is no renewal.
    """
    row = _locked(search, by, version)
    if disclosure not in Disclosure.values:
        raise DomainError("Choose what became of the D-1.", "disclosure")
    if disclosure == Disclosure.SIGNED:
        if on is None or on > timezone.localdate():
            raise DomainError("Give the day on which it was signed.", "on")
        if file is None:
            raise DomainError("The original is kept: choose the signed paper.", "file")
    if disclosure == Disclosure.RENEWAL and row.placement.kind != Kind.RENEWAL:
        raise DomainError("This placement is no renewal; the D-1 is needed.", "disclosure")
    if file is not None and file.client_id != row.placement.client_id:
        raise DomainError("This file belongs to another client.", "file")
    signed = disclosure == Disclosure.SIGNED
    row.disclosure, row.disclosure_file = disclosure, file if signed else None
    row.disclosed_on = on if signed else None
    row.save_version(row.version, ["disclosure", "disclosed_on", "disclosure_file"])
    _log(row, f"{row.line}: {row.get_disclosure_display()}", by)
    return row


def _locked(search: DiligentSearch, by: User, version: int) -> Any:
    rows = DiligentSearch.objects.select_for_update(of=("self",))
    row = rows.select_related("placement__client", "line").get(pk=search.pk)
    check_may(row.placement, by)
    if row.version != version:
        raise DomainError(CHANGED)
    return row


def _log(row: Any, subject: str, by: User) -> None:
    link = f"{row.placement.get_absolute_url()}surplus/"
    log_event(client=row.placement.client, by=by, subject=subject, link=link)
