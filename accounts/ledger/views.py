"""The trial balance, the postings of an account, and a journal entry with where it came from."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from accounts.ledger.balances import trial_balance
from accounts.ledger.chart import MEANING
from accounts.ledger.exports import trial_balance_export
from accounts.ledger.models import JournalEntry, LedgerAccount, LedgerMonth, Posting
from accounts.ledger.tables import POSTINGS
from accounts.ledger.trace import sources, then_and_before
from config.lib.asof import as_of
from config.lib.lists import list_page
from config.lib.money import ZERO
from teams.access.views import requires

SHOWN = 200  # postings of one entry


@requires("payables.view")
def ledger(request: HttpRequest) -> HttpResponse:
    """Every account's balance as of a day; each leads to its postings."""
    on = as_of(request)
    rows = trial_balance(on)
    if request.GET.get("_export"):
        return trial_balance_export(request, on, rows)
    closed = LedgerMonth.objects.first()
    context = {
        "on": on,
        "rows": rows,
        "debits": sum((r.debit or ZERO for r in rows), ZERO),
        "credits": sum((r.credit or ZERO for r in rows), ZERO),
        "closed": closed,
    }
    return render(request, "ledger/trial_balance.html", context)


@requires("payables.view")
def ledger_account(request: HttpRequest, account: str) -> HttpResponse:
    """The postings of one account."""
    if account not in LedgerAccount.values:
        raise Http404("There is no such account.")
    postings = Posting.objects.visible_to(request.user).filter(account=account)
    found = postings.select_related("entry", "client", "invoice")
    extra = {"account": LedgerAccount(account), "meaning": MEANING[account]}
    return list_page(request, POSTINGS, found, template="ledger/account.html", extra=extra)


@requires("receivables.view")
def ledger_entry(request: HttpRequest, journal_id: int) -> HttpResponse:
    """One entry: its postings, the paper it came from, and where it leads."""
    entries = JournalEntry.objects.visible_to(request.user).select_related(
        "invoice__client", "receipt__client", "by", "reverses", "reversed_by"
    )
    entry = get_object_or_404(entries, pk=journal_id)
    context = {
        "entry": entry,
        "postings": entry.postings.select_related("client", "invoice").order_by("pk")[:SHOWN],
        "count": entry.postings.count(),
        "sources": sources(entry),
        "related": then_and_before(entry, request.user),
    }
    return render(request, "ledger/entry.html", context)
