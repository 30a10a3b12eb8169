"""Everything the account app starts with, in the order it depends on each other."""

from typing import Any

from accounts.attachments import catalogue as attachments
from accounts.billing import catalogue as billing
from accounts.clients import catalogue as clients
from accounts.collections import catalogue as collections
from accounts.coverages import catalogue as coverages
from accounts.escalations import catalogue as escalations
from accounts.follow_ups import catalogue as follow_ups
from accounts.loss_runs import catalogue as loss_runs
from accounts.meetings import catalogue as meetings
from accounts.orders import catalogue as orders
from accounts.payables import catalogue as payables
from accounts.policies import catalogue as policies
from accounts.receivables import catalogue as receivables
from accounts.schedules import catalogue as schedules
from accounts.service_plans import catalogue as service_plans
from accounts.trust import catalogue as trust
from accounts.workload import catalogue as workload
from accounts.write_offs import catalogue as write_offs


def load(apps: Any) -> None:
    """Load every catalogue of the app through the model registry `apps`; safe to repeat."""
    subjects = (
        clients, policies, schedules, coverages, billing, receivables, write_offs, orders,
        attachments, trust, payables, service_plans, meetings, workload,
        follow_ups, escalations, loss_runs,
        trust, collections,
    )  # fmt: skip
    for subject in subjects:
        subject.load(apps)
