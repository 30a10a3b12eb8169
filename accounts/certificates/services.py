"""Issuing certificates and making them void; extending binders; valuing claims."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.utils import timezone

from accounts.activities.services import log_event
from accounts.certificates.models import (
    Binder,
    Certificate,
    CertificateHolder,
    CertificateVoid,
    Claim,
    ClaimValuation,
)
from accounts.coverages.models import CoverageField
from accounts.policies.models import LineOfBusiness, PolicyTerm
from accounts.policies.querysets import TermStatus
from config.lib.errors import DomainError

if TYPE_CHECKING:
    from teams.people.models import User

WHY_NOT = {
    TermStatus.CANCELLED: "is cancelled",
    TermStatus.EXPIRED: "has expired",
    TermStatus.FUTURE: "is not yet effective",
}


@transaction.atomic
def issue_certificate(
    *, holder: CertificateHolder, terms: Sequence[PolicyTerm], by: "User",
    limit_line: LineOfBusiness | None = None, limit_asked: Decimal | None = None,
    on: date | None = None,
) -> Certificate:  # fmt: skip
    """An immutable copy for `holder` that shows `terms` as they are on `on` (today).

    Raises DomainError when a policy is not in force, belongs to another client, or when
    `limit_asked` (dollars) is more than the policies' limit for `limit_line` (DOMAIN §12).
    """
    on = on or timezone.localdate()
    found = list(
        PolicyTerm.objects.filter(pk__in=[t.pk for t in terms], client=holder.client)
        .with_status(on)
        .select_related("policy__line", "policy__writing_company")
        .prefetch_related("coverages__line", "coverages__details__field")
    )
    if not found or len(found) != len(terms):
        raise DomainError("Choose policies of this client.", "terms")
    for term in found:
        if term.status in WHY_NOT:
            raise DomainError(
                f"Policy {term.number} {WHY_NOT[term.status]}; no certificate can show it.", "terms"
            )
    if limit_asked is not None:
        _check_limit(found, limit_line, limit_asked)
    certificate = Certificate.objects.create(
        client=holder.client,
        holder=holder,
        number=_next_number(),
        issued_on=on,
        issued_by=by,
        holder_snapshot=holder_as_it_is(holder),
        policies_snapshot=[term_as_it_is(term) for term in found],
    )
    log_event(
        client=holder.client, subject=f"Certificate {certificate.number} issued to {holder}", by=by
    )
    return certificate


def _check_limit(terms: list[PolicyTerm], line: LineOfBusiness | None, asked: Decimal) -> None:
    if line is None:
        raise DomainError("Say for which line the limit is asked.", "limit_line")
    limits = [
        detail.amount
        for term in terms
        for coverage in term.coverages.all()
        if coverage.line_id == line.pk
        for detail in coverage.details.all()
        if detail.field.kind == CoverageField.Kind.LIMIT and detail.amount is not None
    ]
    if not limits:
        raise DomainError(f"The chosen policies state no limit for {line}.", "limit_asked")
    if asked > max(limits):
        raise DomainError(
            f"The policy’s limit for {line} is ${max(limits):,.0f}; "
            "a certificate cannot show more.",
            "limit_asked",
        )


def _next_number() -> str:
    # Two people may issue at once; the next one waits until this number is taken.
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('certificate number'))")
    last = Certificate.objects.order_by("-pk").first()
    return f"C{(int(last.number[1:]) if last else 0) + 1:06d}"


def holder_as_it_is(holder: CertificateHolder) -> dict[str, Any]:
    """What a certificate keeps of its holder."""
    names = ["name", "address", "email", "wording", "additional_insured", "waiver", "primary"]
    return {name: getattr(holder, name) for name in names}


def term_as_it_is(term: PolicyTerm) -> dict[str, Any]:
    """What a certificate keeps of a policy: the limits of its coverages, fetched before."""
    return {
        "number": term.number,
        "line": term.policy.line.name,
        "company": term.policy.writing_company.name,
        "naic": term.policy.writing_company.naic,
        "effective_on": term.effective_on.isoformat(),
        "expires_on": term.expires_on.isoformat() if term.expires_on else None,
        "coverages": [
            {
                "line": coverage.line.name,
                "limits": [
                    [d.field.label, d.shown]
                    for d in coverage.details.all()
                    if d.field.kind == CoverageField.Kind.LIMIT
                ]
                or [["Limits", coverage.limits]],
            }
            for coverage in term.coverages.all()
        ],
    }


@transaction.atomic
def void_certificate(*, certificate: Certificate, reason: str, by: "User") -> CertificateVoid:
    """Make a copy void. Raises DomainError without a reason or when it is void already."""
    if not reason.strip():
        raise DomainError("Say why the certificate is void.", "reason")
    void, made = CertificateVoid.objects.get_or_create(
        certificate=certificate, defaults={"reason": reason.strip(), "by": by}
    )
    if not made:
        raise DomainError(f"Certificate {certificate.number} is void already.", "reason")
    log_event(
        client=certificate.client,
        subject=f"Certificate {certificate.number} made void",
        text=void.reason,
        by=by,
    )
    return void


def extension_of(binder: Binder, *, on: date) -> Binder:
    """An unsaved record that extends `binder`, executed on `on`.

    Raises DomainError when the policy has issued or the binder has been extended already.
    """
    if binder.policy_issued_on:
        raise DomainError("The policy has issued; there is nothing to extend.")
    if Binder.objects.filter(extends=binder).exists():
        raise DomainError("This binder is extended already; extend its last extension.")
    return Binder(
        client=binder.client,
        term=binder.term,
        line=binder.line,
        company=binder.company,
        number=binder.number,
        executed_on=on,
        effective_on=binder.expires_on,
        insured_amount=binder.insured_amount,
        coverage=binder.coverage,
        exclusions=binder.exclusions,
        property_description=binder.property_description,
        extends=binder,
    )


def value_claim(
    *, claim: Claim, valued_on: date, paid: Decimal, reserved: Decimal, source: str, by: "User"
) -> ClaimValuation:
    """Append the claim's figures of a day, dollars. Raises ValidationError for wrong ones."""
    row = ClaimValuation(
        claim=claim, valued_on=valued_on, paid=paid, reserved=reserved, source=source, by=by
    )
    row.full_clean()
    row.save()
    return row
