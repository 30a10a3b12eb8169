"""Everything the account app starts with, in the order it depends on each other."""

from typing import Any

from accounts.clients import catalogue as clients
from accounts.coverages import catalogue as coverages
from accounts.orders import catalogue as orders
from accounts.policies import catalogue as policies
from accounts.receivables import catalogue as receivables


def load(apps: Any) -> None:
    """Load every catalogue of the app through the model registry `apps`; safe to repeat."""
    for subject in (clients, policies, coverages, receivables, orders):
        subject.load(apps)
