"""The certificate of insurance, from its immutable row (DOMAIN §12; CIC 384); own layout."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from accounts.certificates.models import Certificate
from accounts.clients.models import Client
from config.lib.errors import DomainError
from reports.documents.registry import Ask, Kind, register
from reports.documents.subjects import CERTIFICATE

# Said in our own words, as CIC 384 asks of whoever issues a certificate.
CIC_384 = (
    "This certificate is information only and confers no rights upon its holder. It is not an "
    "insurance policy and does not amend, extend or alter the coverage afforded by the policies "
    "listed. Notwithstanding any requirement, term or condition of any contract or other document "
    "with respect to which it may be issued or to which it may pertain, the insurance afforded by "
    "the policies described is subject to all their terms, exclusions and conditions. Limits "
    "shown may have been reduced by paid claims."
)
ASKED = {
    "additional_insured": "Additional insured status was asked for. It exists only where a policy "
    "or an endorsement of it says so.",
    "waiver": "A waiver of subrogation was asked for. It exists only where a policy or an "
    "endorsement of it says so.",
    "primary": "Primary and non-contributory wording was asked for. It applies only where a "
    "policy or an endorsement of it says so.",
}


@dataclass(frozen=True)
class PolicyCertified:
    """A policy as the issued copy keeps it."""

    number: str
    line: str
    company: str
    letter: str
    effective_on: date
    expires_on: date | None
    limits: list[tuple[str, str]]


@dataclass(frozen=True)
class CertificatePaper:
    """An issued copy on paper; everything is read from its row."""

    certificate: Certificate
    client: Client
    as_of: date
    companies: list[tuple[str, str, str]]
    policies: list[PolicyCertified]
    wording: list[str]
    statement: str = CIC_384

    @property
    def title(self) -> str:
        return f"Certificate of insurance {self.certificate.number}"

    @property
    def built_from(self) -> dict[str, Any]:
        return {
            "certificate": self.certificate.number,
            "issued": self.certificate.issued_on.isoformat(),
            "holder": self.certificate.holder_snapshot["name"],
            "policies": len(self.policies),
        }


def build(ask: Ask) -> CertificatePaper:
    """The issued copy asked about. Raises DomainError for one that is void."""
    copy: Certificate = ask.about
    if hasattr(copy, "void"):
        raise DomainError(f"Certificate {copy.number} is void; issue another one.", "subject")
    found = copy.policies_snapshot
    names = list(dict.fromkeys((p["company"], p.get("naic", "")) for p in found))
    letters = {name: chr(65 + place) for place, (name, _) in enumerate(names[:26])}
    holder = copy.holder_snapshot
    return CertificatePaper(
        certificate=copy,
        client=copy.client,
        as_of=copy.issued_on,
        companies=[(letters.get(name, ""), name, naic) for name, naic in names],
        policies=[_policy(p, letters.get(p["company"], "")) for p in found],
        wording=[w for w in holder.get("wording", "").splitlines() if w.strip()]
        + [words for name, words in ASKED.items() if holder.get(name)],
    )


def _policy(kept: dict[str, Any], letter: str) -> PolicyCertified:
    return PolicyCertified(
        number=kept["number"],
        line=kept["line"],
        company=kept["company"],
        letter=letter,
        effective_on=date.fromisoformat(kept["effective_on"]),
        expires_on=date.fromisoformat(kept["expires_on"]) if kept["expires_on"] else None,
        limits=list(_limits(kept["coverages"])),
    )


def _limits(coverages: list[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    for coverage in coverages:
        for label, value in coverage["limits"]:
            if value:
                yield (f"{coverage['line']}: {label}" if len(coverages) > 1 else label), value


register(
    Kind(
        name="certificate",
        label="Certificate of insurance",
        rule="policies.view",
        template="documents/certificate.html",
        about=CERTIFICATE,
        description="An issued copy on paper, exactly as it was issued.",
        build=build,
    )
)
