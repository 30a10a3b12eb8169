"""Putting a chunk of thought-up clients into the database: a few statements for all of them."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time
from random import Random
from typing import Any

from django.db.models import F
from django.utils import timezone

from accounts.ledger.services import next_numbers
from accounts.models import (
    Activity,
    Attachment,
    AttachmentVersion,
    ChangeReason,
    Client,
    ClientRefund,
    Coverage,
    FollowUp,
    FollowUpStep,
    InstallmentPlan,
    OrderEvent,
    PaymentScheme,
    Pin,
    Policy,
    PolicyTerm,
    PolicyTransaction,
    ServiceAssignment,
    ServiceOrder,
    Tier,
)
from accounts.receivables.rules import InvoiceDraft, invoice_number
from accounts.receivables.services import post_invoices
from config.lib.money import split
from renewals.expirations.models import ExpirationAlert
from renewals.models import (
    BindOrder,
    ClientLink,
    CoverageDecision,
    PolicyDelivery,
    Presentation,
    Proposal,
    ProposalReview,
    ProposalVersion,
    Quote,
    Specification,
    Submission,
    SubmissionStep,
)
from reports.demo.alerts import Teller
from reports.demo.billing import load_billing
from reports.demo.collecting import load_collections
from reports.demo.development import load_development
from reports.demo.files import Cabinet
from reports.demo.marketing import load_marketing
from reports.demo.markets import LINES, PACKAGE, Market
from reports.demo.money import SCHEMES, Bill, bills, payment, put_on_account, refund
from reports.demo.narratives import load_narratives
from reports.demo.opportunities import Hopes
from reports.demo.orders import Crew, Desk
from reports.demo.people import Squad
from reports.demo.placements import Placer
from reports.demo.plan import ClientPlan, Deed, PolicyPlan, TermPlan, Window
from reports.demo.profiles import describe, load_absences, load_profiles
from reports.demo.renewals import load_endings
from reports.demo.schedules import load_schedules
from reports.demo.service import load_service
from reports.demo.servicing import furnish_terms
from reports.demo.suspense import Suspense
from reports.demo.timeline import Diary
from reports.demo.underwriting import load_underwriting
from teams.access.roles import Role
from teams.models import Notification, User

BATCH = 2000
MOMENTS = (
    (Activity, "entered_at"),
    (Attachment, "created_at"),
    (AttachmentVersion, "at"),
    (Client, "created_at"),
    (ClientRefund, "asked_at"),
    (PolicyTransaction, "entered_at"),
    (InstallmentPlan, "made_at"),
    (ServiceOrder, "created_at"),
    (FollowUp, "created_at"),
    (FollowUpStep, "at"),
    (OrderEvent, "at"),
    (Pin, "at"),
    (ExpirationAlert, "told_at"),
    (ClientLink, "made_at"),
    (Specification, "built_at"),
    (Submission, "created_at"),
    (SubmissionStep, "at"),
    (Quote, "created_at"),
    (Proposal, "created_at"),
    (ProposalVersion, "made_at"),
    (ProposalReview, "at"),
    (Presentation, "at"),
    (CoverageDecision, "at"),
    (BindOrder, "at"),
    (PolicyDelivery, "at"),
    (Notification, "created_at"),
)


@contextmanager
def moments_as_given() -> Iterator[None]:
    """Within it, rows may say when they came to be; else the database's past would be today."""
    fields = [model._meta.get_field(name) for model, name in MOMENTS]
    for moment in fields:
        moment.auto_now_add = False
    try:
        yield
    finally:
        for moment in fields:
            moment.auto_now_add = True


@dataclass
class Served:
    """A client in the database with the people who serve it."""

    plan: ClientPlan
    row: Client
    squad: Squad
    executive: User
    administrator: User
    seller: User
    terms: list[PolicyTerm] = field(default_factory=list)


class Loader:
    """Loads chunk after chunk, dealing the clients out to the people of the squads."""

    def __init__(
        self,
        squads: list[Squad],
        market: Market,
        window: Window,
        desk: Desk,
        teller: Teller,
        diary: Diary,
        cabinet: Cabinet,
        suspense: Suspense,
        rng: Random,
        seed: int,
    ):
        self.market, self.window, self.desk, self.teller = market, window, desk, teller
        self.diary, self.cabinet, self.rng, self.seed = diary, cabinet, rng, seed
        self.suspense = suspense
        self.placer = Placer(window.today)
        self.hopes = Hopes(window.today, market, seed)
        self.tiers = {tier.name: tier for tier in Tier.objects.all()}
        self.reasons = {reason.code: reason for reason in ChangeReason.objects.all()}
        rounds = max(len(s.executives) for s in squads)
        self.places = [
            (squad, squad.executives[n])
            for n in range(rounds)
            for squad in squads
            if n < len(squad.executives)
        ]
        self.schemes = {scheme.code: scheme for scheme in PaymentScheme.objects.all()}

    def load(self, plans: Sequence[ClientPlan]) -> None:
        """Write everything about these clients."""
        served = self._clients(plans)
        written = self._policies(served)
        transactions = self._transactions(written)
        self.placer.load(load_endings(written, self.window.today))
        self.hopes.load(served)
        self._bills(written, transactions)
        put_on_account((s.row.pk, s.plan) for s in served)
        self.teller.tell((row, owner.executive.pk) for owner, term, row in self._running(written))
        for owner in served:
            workers = [owner.administrator, *owner.squad.administrators[:2]]
            giver = owner.executive if owner.plan.index % 7 else owner.seller
            crew = [owner.executive, owner.administrator, owner.seller]
            self.diary.think_up(owner.plan, owner.row, crew, owner.terms)
            self.desk.think_up(owner.plan, owner.row.pk, Crew(giver, workers), owner.terms)
            self.cabinet.think_up(
                owner.plan.index, owner.row, owner.administrator, owner.terms, owner.plan.since
            )
            crew = [owner.executive, owner.administrator]
            self.suspense.think_up(owner.plan, owner.row, owner.squad, crew, owner.terms)
        self.desk.write_down()
        self.suspense.write_down()
        self.diary.write_down()
        self.cabinet.write_down()
        furnish_terms([term for owner in served for term in owner.terms], self.window.today)
        load_marketing(served, self.market.by_line, self.window.today)
        load_service(
            [
                (o.plan.index, o.row, (o.executive, o.administrator, o.seller), o.terms)
                for o in served
            ],
            self.window.today,
            self.seed,
        )

    def finish(self) -> None:
        """What is written once for the whole book."""
        load_development(self.window.today)
        self.teller.write_notices()
        # What the past told was mailed in the past.
        Notification.objects.update(settled_at=F("created_at"))
        load_absences(self.window.today)
        load_collections(self.window.today, self.seed)
        load_billing(self.window.today)
        load_underwriting(self.window.today)
        load_narratives()

    def _clients(self, plans: Sequence[ClientPlan]) -> list[Served]:
        served = []
        for plan in plans:
            squad, executive = self.places[plan.index % len(self.places)]
            turn = plan.index // len(self.places)
            row = Client(
                name=plan.name,
                dba=plan.dba,
                tier=self.tiers[plan.tier],
                team=squad.team,
                created_at=_moment(plan.since),
                **plan.fields,
            )
            describe(row, plan)
            administrator = squad.administrators[turn % len(squad.administrators)]
            seller = squad.sellers[turn % len(squad.sellers)]
            served.append(Served(plan, row, squad, executive, administrator, seller))
        Client.objects.bulk_create([s.row for s in served], batch_size=BATCH)
        ServiceAssignment.objects.bulk_create(
            [
                ServiceAssignment(client=s.row, user=user, role=role, from_on=s.plan.since)
                for s in served
                for user, role in self._people(s)
            ],
            batch_size=BATCH,
        )
        load_profiles([(s.plan, s.row) for s in served], self.seed)
        load_schedules([(s.plan, s.row) for s in served], self.window.today, self.seed)
        return served

    def _people(self, owner: Served) -> Iterator[tuple[User, str]]:
        yield owner.executive, Role.ACCOUNT_EXECUTIVE
        yield owner.administrator, Role.CLIENT_ADMINISTRATOR
        yield owner.seller, Role.SALES_EXECUTIVE
        if owner.squad.managers and owner.plan.tier != "World Class":
            yield owner.squad.managers[0], Role.CLIENT_MANAGER

    def _policies(
        self, served: list[Served]
    ) -> list[tuple[Served, PolicyPlan, TermPlan, PolicyTerm]]:
        pairs = [
            (
                owner,
                plan,
                Policy(
                    client=owner.row,
                    line=self.market.lines[plan.line],
                    writing_company_id=plan.company,
                    billing_company_id=None if plan.admitted else self.market.wholesaler,
                    bill_mode="agency" if plan.agency_bill else "direct",
                ),
            )
            for owner in served
            for plan in owner.plan.policies
            if plan.terms
        ]
        Policy.objects.bulk_create([row for _, _, row in pairs], batch_size=BATCH)
        self._link([(plan, row) for _, plan, row in pairs])
        written = [
            (
                owner,
                plan,
                term,
                PolicyTerm(
                    policy=row,
                    client=owner.row,
                    number=term.number,
                    effective_on=term.effective_on,
                    expires_on=term.expires_on,
                    annual_premium=term.annual,
                    commission_rate=term.rate,
                ),
            )
            for owner, plan, row in pairs
            for term in plan.terms
        ]
        PolicyTerm.objects.bulk_create([w[3] for w in written], batch_size=BATCH)
        for owner, _, _, row in written:
            owner.terms.append(row)
        Coverage.objects.bulk_create(
            [c for _, plan, term, row in written for c in self._coverages(plan, term, row)],
            batch_size=BATCH,
        )
        return written

    def _coverages(self, plan: PolicyPlan, term: TermPlan, row: PolicyTerm) -> Iterator[Coverage]:
        parts = PACKAGE if plan.line == "CPKGE" else ((plan.line, 100),)
        premiums = split(term.annual, [share for _, share in parts])
        for (line, _), premium in zip(parts, premiums, strict=True):
            facts = LINES.get(line, LINES[plan.line])
            yield Coverage(
                term=row,
                line=self.market.lines[line],
                premium=premium,
                limits=facts.limits,
                deductible=facts.deductible,
            )

    def _transactions(self, written: list) -> list[tuple[Deed, PolicyTransaction]]:
        rows = [
            (
                deed,
                PolicyTransaction(
                    term=row,
                    kind=deed.kind,
                    effective_on=deed.effective_on,
                    month=deed.month,
                    premium=deed.premium,
                    commission=deed.commission,
                    executive=owner.executive,
                    sales_executive=owner.seller,
                    entered_at=_moment(deed.entered_on),
                    entered_by=owner.administrator,
                    **self._facts(deed),
                ),
            )
            for owner, _, term, row in written
            for deed in term.deeds
        ]
        PolicyTransaction.objects.bulk_create([row for _, row in rows], batch_size=BATCH)
        return rows

    def _link(self, pairs: list[tuple[PolicyPlan, Policy]]) -> None:
        """Tie rewritten policies to those they replace."""
        rows = {id(plan): row for plan, row in pairs}
        linked = [(plan, row) for plan, row in pairs if id(plan.replaces) in rows]
        for plan, row in linked:
            row.replaces = rows[id(plan.replaces)]
        Policy.objects.bulk_update([row for _, row in linked], ["replaces"], batch_size=BATCH)

    def _facts(self, deed: Deed) -> dict[str, Any]:
        """What the deed says besides its figures, its reason as a row."""
        facts = dict(deed.facts)
        if code := facts.pop("reason", ""):
            facts["reason"] = self.reasons[code]
        return facts

    def _bills(self, written: list, transactions: list[tuple[Deed, PolicyTransaction]]) -> None:
        rows = {id(deed): row for deed, row in transactions}
        found = [
            (owner, row, rows[id(deed)], bill)
            for owner, plan, term, row in written
            for deed in term.deeds
            for bill in bills(owner.plan, plan, deed, self.window)
        ]
        plans = self._plans(found)
        numbers = next_numbers("invoice", len(found)) if found else ()
        drafts = [
            self._draft(*each, number, plans.get(each[2].pk))
            for number, each in zip(numbers, found, strict=True)
        ]
        invoices = post_invoices(drafts, by=None)
        credits = [(i, d) for i, d in zip(invoices, drafts, strict=True) if d.total < 0]
        refund(credits, self.window, self.rng)

    def _plans(
        self, found: list[tuple[Served, PolicyTerm, PolicyTransaction, Bill]]
    ) -> dict[int, int]:
        """Transaction id → the payment plan of those billed in parts."""
        plans = [
            InstallmentPlan(
                transaction=row, scheme=self.schemes.get(SCHEMES.get(bill.parts, "")),
                made_by=owner.administrator, made_at=_moment(bill.invoice_on),
            )
            for owner, _, row, bill in found
            if bill.parts > 1 and bill.part == 1
        ]  # fmt: skip
        InstallmentPlan.objects.bulk_create(plans, batch_size=BATCH)
        return {plan.transaction_id: plan.pk for plan in plans}

    def _draft(
        self, owner: Served, term: PolicyTerm, row: PolicyTransaction, bill: Bill, number: int,
        plan: int | None,
    ) -> InvoiceDraft:  # fmt: skip
        paid, paid_on, reference = payment(owner.plan, bill, self.window)
        method, _, check = reference.partition(" ")
        return InvoiceDraft(
            number=invoice_number(number),
            client_id=owner.row.pk,
            invoice_on=bill.invoice_on,
            effective_on=bill.effective_on,
            due_on=bill.due_on,
            lines=bill.lines,
            rates=bill.rates,
            installment=bill.part,
            plan_id=plan,
            commission=bill.commission,
            term_id=term.pk,
            transaction_id=row.pk,
            paid=paid,
            paid_on=paid_on,
            receipt_reference=check,
            receipt_method=method.lower() or "check",
        )

    def _running(self, written: list) -> Iterator[tuple[Served, TermPlan, PolicyTerm]]:
        """Terms in force today that nothing has followed yet."""
        today = self.window.today
        for owner, plan, term, row in written:
            last = max(plan.terms, key=lambda t: t.effective_on)
            ended = [d.kind for d in term.deeds if d.kind in ("CAN", "REI")][-1:] == ["CAN"]
            if (
                term is last
                and not ended
                and term.expires_on is not None
                and term.effective_on <= today < term.expires_on
            ):
                yield owner, term, row


def _moment(on: date) -> datetime:
    return timezone.make_aware(datetime.combine(on, time(10, 30)))
