"""The timeline of a client."""

from django.http import HttpRequest, HttpResponse

from accounts.clients.frame import client_section, section
from accounts.clients.models import Client


@client_section("Timeline", url_name="client-timeline", rule="clients.view", order=90)
def client_timeline(request: HttpRequest, client: Client) -> HttpResponse:
    """What happened with the client, the latest first, and what was changed on its record."""
    entries = client.activities.select_related("by", "term")[:100]
    return section(request, client, "activities/section.html", {"entries": entries})
