"""How many queries each page makes: a checked-in baseline that does not grow with the book.

After an intended change run with UPDATE_QUERY_COUNTS=1 and commit the new baseline.
"""

import json
import os
from datetime import date
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.accounts.test_receivables import bill
from tests.cast import make_client, make_term
from tests.house.objects import named_objects

pytestmark = pytest.mark.usefixtures("november")
BASELINE = Path(__file__).parent / "query_counts.json"
PAGES = {
    "home": "/",
    "day to do": "/day/todo/",
    "day waiting": "/day/waiting/",
    "day mentions": "/day/mentions/",
    "day orders": "/day/orders/",
    "day papers": "/day/papers/",
    "day expirations": "/day/expirations/",
    "day receivables": "/day/receivables/",
    "clients": "/clients/",
    "client": "/clients/{client_id}/",
    "client profile": "/clients/{client_id}/profile/",
    "client team": "/clients/{client_id}/team/",
    "new client": "/clients/new/",
    "client edit": "/clients/{client_id}/edit/",
    "contact edit": "/contacts/{contact_id}/edit/",
    "client policies": "/clients/{client_id}/policies/",
    "client certificates": "/clients/{client_id}/certificates/",
    "certificate": "/certificates/{certificate_id}/",
    "client service": "/clients/{client_id}/service/",
    "client money": "/clients/{client_id}/money/",
    "client renewals": "/clients/{client_id}/renewals/",
    "client files": "/clients/{client_id}/files/?q=foundry&file={attachment_id}",
    "client timeline": "/clients/{client_id}/timeline/",
    "client timeline, older": "/clients/{client_id}/timeline/?entry={entry_id}",
    "client as of": "/clients/{client_id}/as-of/?as_of=2026-10-01",
    "mentionable": "/clients/{client_id}/mentionable/?q=b",
    "client history": "/clients/{client_id}/history/",
    "schedules": "/clients/{client_id}/schedules/",
    "vehicles": "/clients/{client_id}/schedules/vehicles/",
    "edit vehicles": "/clients/{client_id}/schedules/vehicles/edit/",
    "vehicles as workbook": "/clients/{client_id}/schedules/vehicles/workbook/",
    "upload vehicles": "/clients/{client_id}/schedules/vehicles/upload/",
    "policies": "/policies/",
    "refunds": "/refunds/",
    "refund": "/refunds/{refund_id}/",
    "premium rules": "/policies/rules/",
    "policy": "/policies/{term_id}/",
    "new policy": "/clients/{client_id}/policies/new/",
    "edit policy": "/policies/{term_id}/edit/",
    "edit policy's billing": "/policies/{term_id}/billing/",
    "endorse": "/policies/{term_id}/endorse/",
    "renew": "/policies/{term_id}/renew/",
    "cancel": "/policies/{term_id}/cancel/",
    "reinstate": "/policies/{term_id}/reinstate/",
    "rewrite": "/policies/{term_id}/rewrite/",
    "non-renew": "/policies/{term_id}/non-renew/",
    "audit": "/policies/{term_id}/audit/",
    "policy coverages": "/policies/{term_id}/coverages/",
    "carriers": "/carriers/",
    "carrier": "/carriers/{carrier_id}/",
    "expirations": "/expirations/",
    "expirations both ways": "/expirations/?days=120&back=120&outcome=open",
    "expirations on paper": "/expirations/print/",
    "continuous policies": "/expirations/continuous/",
    "renewal of a policy": "/policies/{term_id}/renewal/",
    "disposition": "/policies/{term_id}/disposition/",
    "notice rules": "/renewals/notice-rules/",
    "house rules": "/house-rules/",
    "kinds of orders": "/orders/kinds/",
    "bundles of orders": "/orders/bundles/",
    "outcomes of follow-ups": "/follow-ups/outcomes/",
    "escalation rules": "/escalations/rules/",
    "limits of write-offs": "/write-offs/limits/",
    "alerts of expirations": "/expirations/alerts/",
    "alerts of licenses": "/teams/credentials/alerts/",
    "placements, board": "/renewals/",
    "placements, list": "/renewals/?view=list",
    "placements, calendar": "/renewals/?view=calendar",
    "placement": "/placements/{placement_id}/",
    "information": "/placements/{placement_id}/information/",
    "information, filling in": "/placements/{placement_id}/information/?edit=1",
    "underwriting questions": "/renewals/questions/",
    "specifications": "/placements/{placement_id}/specifications/",
    "specification": "/specifications/{specification_id}/",
    "ask the client": "/placements/{placement_id}/ask/",
    "asked of the client": "/client-requests/{client_request_id}/",
    "renewals to open": "/renewals/open/",
    "renewals opened": "/renewals/openings/{opening_id}/",
    "markets": "/placements/{placement_id}/markets/",
    "add market": "/placements/{placement_id}/markets/add/",
    "compare": "/placements/{placement_id}/compare/",
    "surplus lines": "/placements/{placement_id}/surplus/",
    "proposals": "/placements/{placement_id}/proposals/",
    "submission": "/submissions/{submission_id}/",
    "new quote": "/submissions/{submission_id}/quotes/new/",
    "quote": "/quotes/{quote_id}/",
    "edit quote": "/quotes/{quote_id}/edit/",
    "proposal": "/proposals/{proposal_id}/",
    "proposal words": "/proposals/{proposal_id}/edit/",
    "proposal version": "/proposal-versions/{proposal_version_id}/",
    "option words": "/proposal-options/{proposal_option_id}/",
    "decision": "/proposal-options/{proposal_option_id}/decide/",
    "market rules": "/renewals/market-rules/",
    "decline reasons": "/renewals/decline-reasons/",
    "attachment points": "/renewals/attachment-points/",
    "export list": "/renewals/export-list/",
    "re-offers": "/renewals/re-offers/",
    "placement templates": "/renewals/templates/",
    "gaps": "/gaps/",
    "gap rules": "/gaps/rules/",
    "client gaps": "/clients/{client_id}/gaps/",
    "decide a gap": "/clients/{client_id}/gaps/{gap_rule_id}/",
    "opportunities, board": "/opportunities/",
    "opportunities, list": "/opportunities/?view=list",
    "opportunity": "/opportunities/{opportunity_id}/",
    "edit opportunity": "/opportunities/{opportunity_id}/edit/",
    "new opportunity": "/clients/{client_id}/opportunities/new/",
    "hit ratio": "/opportunities/hit-ratio/?by=line",
    "stages of the pipeline": "/opportunities/stages/",
    "binding": "/placements/{placement_id}/binding/",
    "order to bind": "/quotes/{quote_id}/bind/",
    "experience with a carrier": "/carriers/{carrier_id}/experience/",
    "lessons": "/placements/{placement_id}/lessons/",
    "binders": "/binders/",
    "policies to come": "/policy-checks/",
    "policy check": "/policy-checks/{policy_check_id}/",
    "issued policy of a term": "/policies/{term_id}/issued/",
    "checklists of issued policies": "/renewals/checklists/",
    "chasing": "/renewals/chasing/",
    "second readers": "/renewals/second-readers/",
    "new placement": "/clients/{client_id}/placements/new/",
    "receivables by client": "/receivables/",
    "receivables by executive": "/receivables/?by=executive",
    "open items": "/receivables/items/",
    "rates": "/billing/rates/",
    "not invoiced": "/billing/",
    "premium finance": "/finance/{agreement_id}/",
    "expected commission": "/commissions/",
    "unapplied": "/receivables/unapplied/",
    "collections": "/collections/?state=all",
    "collection steps": "/collections/steps/",
    "collection run": "/collections/runs/{notices_id}/",
    "client collections": "/clients/{client_id}/collections/",
    "invoice": "/invoices/{invoice_id}/",
    "receipts": "/receipts/",
    "receipt": "/receipts/{receipt_id}/",
    "write-offs": "/write-offs/",
    "ledger entry": "/ledger/entries/{journal_id}/",
    "orders": "/orders/",
    "order": "/orders/{order_id}/",
    "new order": "/orders/new/?client={client_id}",
    "orders of a policy": "/policies/{term_id}/orders/",
    "orders of an invoice": "/invoices/{invoice_id}/orders/",
    "orders of a placement": "/placements/{placement_id}/orders/",
    "service": "/service/",
    "service calendar": "/service/calendar/?month=2026-09",
    "service on time": "/service/on-time/",
    "service accounts": "/service/accounts/",
    "what tiers promise": "/service/templates/",
    "client plan": "/clients/{client_id}/plan/",
    "commitment": "/commitments/{commitment_id}/",
    "overview": "/overviews/{overview_id}/",
    "turnaround": "/orders/turnaround/",
    "bundle": "/clients/{client_id}/bundle/{bundle_id}/",
    "meetings": "/meetings/",
    "meeting": "/meetings/{meeting_id}/",
    "meeting papers": "/meetings/{meeting_id}/papers/",
    "client meetings": "/clients/{client_id}/meetings/",
    "workload": "/workload/",
    "procedures": "/procedures/",
    "procedure": "/procedures/{procedure_id}/",
    "follow-ups": "/follow-ups/?view=all",
    "follow-up": "/follow-ups/{follow_up_id}/",
    "new follow-up": "/clients/{client_id}/follow-ups/new/",
    "escalations": "/escalations/?view=all",
    "escalation": "/escalations/{escalation_id}/",
    "requests for help": "/help/",
    "request for help": "/help/{help_id}/",
    "imports": "/import/",
    "import": "/import/{batch_id}/",
    "exposure bases": "/policies/exposure-bases/",
    "production": "/reports/production/?month=2026-03",
    "production rows": "/reports/production/rows/?month=2026-03",
    "dashboard": "/dashboard/",
    "activity": "/reports/activity/?month=2026-03",
    "report schedules": "/reports/schedules/",
    "report schedule": "/reports/schedules/{schedule_id}/",
    "budgets": "/reports/budgets/?year=2026",
    "production cuts": "/reports/production/cuts/?month=2026-03&by=team",
    "budget": "/reports/budgets/{budget_id}/",
    "reports": "/reports/",
    "document": "/documents/{document_id}/",
    "client documents": "/clients/{client_id}/documents/",
    "new document": "/clients/{client_id}/documents/new/invoice/",
    "document preview": "/clients/{client_id}/documents/preview/invoice/",
    "words of a document": "/clients/{client_id}/documents/words/stewardship/",
    "many documents": "/reports/batches/new/",
    "batch": "/batches/{job_id}/",
    "delivery of a batch": "/batches/{job_id}/deliver/",
    "deliver": "/documents/{document_id}/deliver/",
    "jobs": "/jobs/",
    "job": "/jobs/{job_id}/",
    "teams": "/teams/",
    "person": "/teams/people/{person_id}/",
    "feed": "/teams/feed/",
    "notices": "/notices/",
    "notice settings": "/notices/settings/",
    "search": "/search/?q=foundry",
    "api clients": "/api/v1/clients/",
    "api policies": "/api/v1/policies/",
}


def enlarge(cast, clients: int) -> None:
    for n in range(clients):
        client = make_client(cast, f"Foundry Number {n}")
        for line in ("CGL", "PROP"):
            term = make_term(client, line=line, effective_on=date(2026, 3, 1))
            bill(cast, client, f"{client.pk}-{line}", term=term)


def counts(user, objects) -> dict[str, int]:
    browser = Client()
    browser.force_login(user)
    ids = {name: thing.pk for name, thing in objects.items()}
    found = {}
    for name, address in PAGES.items():
        browser.get(address.format(**ids))
        with CaptureQueriesContext(connection) as queries:
            response = browser.get(address.format(**ids))
        assert response.status_code == 200, f"{name}: {response.status_code}"
        found[name] = len(queries)
    return found


@pytest.fixture
def objects(cast):
    return named_objects(cast, own=True)


def test_pages_make_as_many_queries_as_the_baseline_says_whatever_the_book(cast, objects):
    enlarge(cast, 2)
    small = counts(cast.ana, objects)
    enlarge(cast, 9)
    large = counts(cast.ana, objects)
    grown = {name: (small[name], large[name]) for name in PAGES if small[name] != large[name]}
    assert not grown, f"queries grow with the book: {grown}"
    if os.environ.get("UPDATE_QUERY_COUNTS"):
        BASELINE.write_text(json.dumps(large, indent=1) + "\n")
    assert large == json.loads(BASELINE.read_text())
