"""Summary, certificate and letters of service: right with awkward clients, refused where wrong."""

from datetime import date
from decimal import Decimal

import pytest

from accounts.certificates.services import issue_certificate, void_certificate
from accounts.models import (
    AdditionalInterest,
    CertificateHolder,
    CoverageDetail,
    CoverageField,
    Location,
)
from config.lib.errors import DomainError
from reports.models import Narrative
from teams.models import License
from tests.cast import make_client, make_term, transact
from tests.reports.test_account_papers import built
from tests.reports.test_client_documents import deliver, made, words

JUNE = date(2026, 6, 1)


@pytest.fixture
def insured(cast):
    """A general liability policy endorsed in May and cancelled property, 40 locations."""
    client = make_client(cast, "Á&B <Holdings> " + "é" * 180, city="Oakland", state="CA")
    term = make_term(client, number="GL-1", premium="12000.00")
    transact(term, "END", date(2026, 5, 1), "500.00")
    transact(term, "END", date(2026, 9, 1), "700.00")
    field = CoverageField.objects.get(line__code="CGL", code="each_occurrence")
    CoverageDetail.objects.create(
        coverage=term.coverages.get(), field=field, amount=Decimal(1000000)
    )
    AdditionalInterest.objects.create(term=term, kind="mortgagee", name="First Bank & Trust")
    gone = make_term(client, line="PROP", number="PR-1", premium="3000.00")
    transact(gone, "CAN", date(2026, 4, 1), "-2000.00")
    Location.objects.bulk_create(
        Location(
            client=client, number=str(n), street=f"{n} Main St", city="Oakland", state="CA",
            zip="94601", building=Decimal(100_000), contents=Decimal(2_500),
        )
        for n in range(1, 41)
    )  # fmt: skip
    return client


def test_a_summary_shows_what_is_in_force_with_the_premium_written_by_its_day(cast, insured):
    found = built("summary", cast.ana, insured, as_of=JUNE)
    assert [p.number for p in found.program.policies] == ["GL-1"]
    assert found.program.premium == Decimal("12500.00")
    assert found.values == Decimal("4100000.00")
    before = built("summary", cast.ana, insured, as_of=date(2026, 3, 1))
    assert before.program.premium == Decimal("15000.00")


def test_a_summary_of_forty_locations_and_an_endless_name_prints_everything(cast, insured):
    Narrative.objects.create(
        client=insured, kind="summary", section="offers", text="Umbrella <5m> declined & signed."
    )
    document = made("summary", cast.ana, client=insured, as_of=JUNE)
    paper = words(document)
    for said in (
        "Á&B <Holdings>", "GL-1", "$1,000,000 each occurrence", "12,500.00", "40 Main St",
        "4,100,000", "First Bank & Trust", "Umbrella <5m> declined & signed.", "A summary only",
        f"California license {cast.ana.licenses.get().number}",
    ):  # fmt: skip
        assert said in paper, said
    assert document.pages >= 3
    assert "PR-1" not in paper


def test_a_client_without_policies_gets_a_plain_sentence(cast):
    paper = words(made("summary", cast.ana, client=make_client(cast, "New Prospect LLC")))
    assert "No policy is in force through Steward Insurance Brokers" in paper


def test_what_advises_on_coverage_is_signed_by_somebody_licensed(cast, insured):
    License.objects.filter(user=cast.ben).delete()
    assert "Prepared by Ana Alvarez" in words(made("summary", cast.ben, client=insured))
    License.objects.filter(user=cast.ana).update(expires_on=date(2026, 1, 1))
    with pytest.raises(DomainError, match="Ben Brooks has no license on file"):
        made("summary", cast.ben, client=insured)


def test_a_certificate_is_printed_from_its_row_whatever_happened_since(cast, insured):
    holder = CertificateHolder.objects.create(
        client=insured, name="City of <Oakland>", address="1 Plaza", additional_insured=True,
        wording="Job 7 & others",
    )  # fmt: skip
    term = insured.terms.get(number="GL-1")
    copy = issue_certificate(holder=holder, terms=[term], by=cast.ben, on=JUNE)
    CertificateHolder.objects.update(name="Somebody else")
    paper = words(made("certificate", cast.ben, subject=copy))
    for said in (
        copy.number, "City of <Oakland>", "Job 7 & others", "GL-1", "$1,000,000", "01/01/2027",
        "does not amend, extend or alter the coverage", "confers no rights",
        "exists only where a policy",
    ):  # fmt: skip
        assert said in paper, said
    void_certificate(certificate=copy, reason="Wrong holder", by=cast.ana)
    with pytest.raises(DomainError, match="is void"):
        made("certificate", cast.ben, subject=copy)


def test_a_delivery_letter_goes_with_an_issued_policy_only(cast, insured):
    term = insured.terms.get(number="GL-1")
    document = made("delivery_letter", cast.ana, subject=term, as_of=JUNE)
    paper = words(document)
    for said in ("from 01/01/2026 to 01/01/2027", "$12,500.00", "$1,000,000", "Ana Alvarez"):
        assert said in paper
    assert document.word
    to_come = make_term(insured, line="AUTOB", number="TBA")
    with pytest.raises(DomainError, match="number yet"):
        made("delivery_letter", cast.ana, subject=to_come)


def test_a_plan_letter_names_the_team_and_is_delivered_by_hand(cast, insured):
    document = made("plan_letter", cast.ana, client=insured)
    paper = words(document)
    for said in ("Ana Alvarez", "Ben Brooks", "Sam Sato", "Your service team"):
        assert said in paper
    assert deliver(document, cast.ana, channel="hand").outcome == ("Delivered", "good")
