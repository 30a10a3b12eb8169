"""The notice rules the house starts with (DOMAIN §9.4): defaults, no legal advice."""

from datetime import date
from typing import Any

VERIFY = "House default; verify the text of the statute."

RULES: tuple[dict[str, Any], ...] = (
    {
        "event": "non_renewal",
        "name": "Commercial policy: non-renewal or conditional renewal",
        "applies": "admitted", "earliest_days": 120, "latest_days": 60, "continues_days": 60,
        "consequence": "Else the policy continues on the same terms for 60 days after notice.",
        "source": "CIC 678.1",
        "note": "Conditional: reduced limits, coverage eliminated, higher deductible, or a rate "
        f"increase of more than 25 %. {VERIFY}",
    },
    {
        "event": "non_renewal",
        "name": "Workers’ compensation: non-renewal",
        "lines": ["WORK"],
        "applies": "admitted", "earliest_days": 120, "latest_days": 30, "continues_days": 60,
        "consequence": "Else cover continues at the same rate for 60 days after notice.",
        "source": "CIC 11664",
        "note": "Not needed when renewal is offered at a rate increase of less than 25 %.",
    },
    {
        "event": "non_renewal",
        "name": "Non-admitted policy",
        "applies": "non_admitted",
        "consequence": "The policy’s own wording governs.",
        "source": "Policy wording",
        "note": VERIFY,
    },
    {
        "event": "cancellation",
        "name": "Commercial policy: cancellation during the term",
        "applies": "admitted", "latest_days": 30,
        "consequence": "Written, to the producer of record and the named insured, with the reason.",
        "source": "CIC 677.2",
        "note": "After 60 days in force only on statutory grounds (676.2). Mailing adds the days "
        "of CCP 1013(a). Umbrella and excess: 676.6 adds grounds such as loss of underlying.",
    },
    {
        "event": "non_payment",
        "name": "Commercial policy: cancellation for non-payment or fraud",
        "applies": "admitted", "latest_days": 10,
        "consequence": "Written, to the producer of record and the named insured, with the reason.",
        "source": "CIC 677.2",
        "note": "Mailing adds the days of CCP 1013(a).",
    },
)  # fmt: skip


def load(apps: Any) -> None:
    """Put the notice rules into the database where there are none of their name."""
    model = apps.get_model("renewals", "NoticeRule")
    for rule in RULES:
        if not model.objects.filter(name=rule["name"]).exists():
            model.objects.create(from_on=date(2020, 1, 1), **rule)
