"""What goes out anew after binding: certificates to holders, ID cards for vehicles."""

from dataclasses import dataclass
from datetime import date

from accounts.certificates.models import Certificate, CertificateHolder
from accounts.clients.models import Client
from accounts.schedules.models import Vehicle

AUTOS = ("AUTOB", "TRUCK", "GARAG")


@dataclass
class Reissue:
    """Holders with the certificate they got since binding, and the vehicles that need cards."""

    holders: list[CertificateHolder]
    issued: dict[int, Certificate]
    vehicles: list[Vehicle]

    @property
    def missing(self) -> list[CertificateHolder]:
        """Holders who still wait."""
        return [h for h in self.holders if h.pk not in self.issued]


def to_reissue(client: Client, lines: set[str], since: date) -> Reissue:
    """What `client` needs anew after `lines` (codes) were bound on `since`; three queries."""
    holders = list(client.certificate_holders.filter(renews=True))
    rows = Certificate.objects.filter(client=client, issued_on__gte=since, void=None)
    issued = {row.holder_id: row for row in rows.order_by("pk")}
    wants_cards = bool(lines & set(AUTOS))
    vehicles = list(Vehicle.objects.of(client).order_by("number", "pk")) if wants_cards else []
    return Reissue(holders, issued, vehicles)
