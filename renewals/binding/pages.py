"""What the pages of binding show."""

from collections.abc import Iterable
from typing import Any, cast

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone

from accounts.billing.drafts import Wanted, draft_bill
from accounts.certificates.models import Binder
from accounts.certificates.rules import binder_state
from accounts.financing.models import FinanceAgreement
from accounts.orders.models import ServiceOrder
from accounts.policies.models import Policy
from accounts.receivables.models import Invoice
from config.lib.errors import DomainError
from renewals.binding.models import BindOrder
from renewals.binding.obstacles import decided_on, obstacles
from renewals.binding.reissuing import to_reissue
from renewals.policy_checks.models import PolicyCheck
from renewals.policy_checks.states import TONES, Standing
from renewals.quotes.models import Quote
from teams.people.models import User


def visible_quote(request: HttpRequest, quote_id: int) -> Any:
    """The quote of the address if the user sees it, else 404."""
    rows: Any = Quote.objects.visible_to(cast(User, request.user)).with_totals()
    related = rows.select_related(
        "company", "bind_order", "submission__placement__client", "submission__company",
        "submission__intermediary",
    )  # fmt: skip
    return get_object_or_404(related, pk=quote_id)


def binding_of(placement: Any) -> dict[str, Any]:
    """What is bound of a placement, what may be, and what goes out anew."""
    today = timezone.localdate()
    orders = list(BindOrder.objects.filter(placement=placement).with_lines())
    bound = [line for order in orders for line in order.lines.all()]
    for order in orders:
        order.policies = _policies(order.lines.all())
    _attach([line for order in orders for line in order.policies], today)
    quotes = list(
        Quote.objects.filter(submission__placement=placement, bind_order=None, withdrawn_on=None)
        .with_totals()
        .select_related(
            "company", "submission__placement__client", "submission__company",
            "submission__intermediary",
        )
        .prefetch_related("lines__line")
    )  # fmt: skip
    for quote in quotes:
        quote.missing, quote.decided = obstacles(quote, today), decided_on(quote)
    quotes.sort(key=lambda q: (q.decided is None, len(q.missing), q.total))
    since = min((o.bound_on for o in orders), default=today)
    lines = {line.line.code for line in bound}
    return {
        "today": today,
        "orders": orders,
        "quotes": quotes,
        "reissue": to_reissue(placement.client, lines, since) if orders else None,
        "agreements": FinanceAgreement.objects.filter(
            financed__term__in=[line.term_id for line in bound]
        ).distinct(),
        "given": ServiceOrder.objects.filter(
            client=placement.client_id, term__in=[line.term_id for line in bound]
        ).select_related("type", "assigned_to"),
        "standings": dict(Standing.choices),
        "check_tones": TONES,
    }  # fmt: skip


def _policies(lines: Iterable[Any]) -> list[Any]:
    """One of the bound lines of each policy, with the `names` of all of them."""
    found: dict[int, Any] = {}
    for line in lines:
        first = found.setdefault(line.term_id, line)
        first.names = [*getattr(first, "names", []), str(line.line)]
    return list(found.values())


def _attach(bound: list[Any], today: Any) -> None:
    """Give each policy its binder's last extension, its check and its invoice, or the draft."""
    terms = {line.term_id for line in bound}
    rows = PolicyCheck.objects.filter(term__in=terms).with_standing(today)
    checks = {check.term_id: check for check in rows}
    invoices = {row.term_id: row for row in Invoice.objects.filter(term__in=terms).order_by("-pk")}
    latest: dict[int, Binder] = {}
    for binder in Binder.objects.filter(term__in=terms).order_by("executed_on", "pk"):
        latest[cast(int, binder.term_id)] = binder
    for line in bound:
        binder = latest.get(line.term_id, line.binder)
        line.last_binder = binder
        line.state = binder_state(
            effective_on=binder.effective_on, expires_on=binder.expires_on,
            issued_on=binder.policy_issued_on, on=today,
        )  # fmt: skip
        line.check = checks.get(line.term_id)
        line.invoice = invoices.get(line.term_id)
        line.direct = line.term.policy.bill_mode == Policy.BillMode.DIRECT
        line.draft = None if line.invoice or line.direct else _draft(line.transaction, today)


def _draft(transaction: Any, today: Any) -> Any:
    """What the invoice would come to, as billing works it out; None while a rate is missing."""
    try:
        return draft_bill(transaction, Wanted(invoice_on=today)).total
    except DomainError:
        return None
