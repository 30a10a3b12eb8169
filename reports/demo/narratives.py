"""What executives of the demo wrote into the stewardship reports of their largest clients."""

from accounts.models import Client
from reports.models import Narrative

WRITTEN = 12
SUMMARY = (
    "The year was a calm one. Every policy was renewed on or before its day, the program kept its "
    "limits, and no claim came as a surprise.\n\nWhat we would like to talk about: the umbrella "
    "has had the same limit for years while sales grew, and cyber terms are better than they were.",
    "Two things marked the year: the property market, which asked for more and got less than it "
    "asked for, and the claims handling, which closed what was open from the years before.\n\n"
    "We propose to begin the next renewal four weeks earlier than this one.",
)
GOALS = (
    "Price a higher umbrella limit.\n\nBring the values of all locations up to date before the "
    "renewal.\n\nClose what is open with the workers’ compensation carrier.",
    "Get three offers for property.\n\nA loss control visit in spring, and its points seen to by "
    "summer.\n\nCertificates the same day, as this year.",
)


def load_narratives() -> None:
    """Summary and goals for the first clients of the highest tier."""
    clients = Client.objects.filter(tier__name="World Class").order_by("pk")[:WRITTEN]
    Narrative.objects.bulk_create(
        Narrative(client=client, kind="stewardship", section=section, text=texts[n % len(texts)])
        for n, client in enumerate(clients)
        for section, texts in (("summary", SUMMARY), ("goals", GOALS))
    )
