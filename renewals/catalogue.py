"""What the app starts with, from its subjects."""

from typing import Any

from renewals.client_links import catalogue as client_links
from renewals.clocks import catalogue as clocks
from renewals.expirations import catalogue as expirations
from renewals.gaps import catalogue as gaps
from renewals.marketing import catalogue as marketing
from renewals.opportunities import catalogue as opportunities
from renewals.placements import catalogue as placements
from renewals.policy_checks import catalogue as policy_checks
from renewals.proposals import catalogue as proposals
from renewals.underlying import catalogue as underlying
from renewals.underwriting import catalogue as underwriting


def load(apps: Any) -> None:
    """Put the rows of all subjects into the database where they are missing."""
    expirations.load(apps)
    clocks.load(apps)
    placements.load(apps)
    marketing.load(apps)
    proposals.load(apps)
    underlying.load(apps)
    opportunities.load(apps)
    underwriting.load(apps)
    policy_checks.load(apps)
    gaps.load(apps)
    client_links.load(apps)
