"""What executives write on the demo's orders, what comes back, and how it ends."""

# Order type → instructions; {holder}, {line}, {number}, {amount}, {city} are filled in.
INSTRUCTIONS: dict[str, tuple[str, ...]] = {
    "certificate": (
        "Certificate for {holder}, {city}. General liability, auto and workers’ compensation; "
        "additional insured and waiver wording per the attached contract.",
        "{holder} needs proof of {line} ({number}) before Friday’s delivery. No special wording.",
    ),
    "certificate-batch": (
        "Renewal certificates to all holders on the list; drop those whose contracts ended.",
    ),
    "auto-id": ("ID cards for the two pickups added last week; send them to the yard in {city}.",),
    "endorsement": (
        "Ask the carrier to add the {city} location to {number} from the first of next month. "
        "Contents {amount}.",
        "Change of mailing address on {number} to the new office in {city}.",
        "Add {holder} as loss payee on {number}.",
    ),
    "schedule-change": (
        "Delete the 2017 flatbed, add a 2025 box truck, cost new {amount}, garaged in {city}.",
    ),
    "binder": ("Bind {line} as quoted, premium {amount}; the signed proposal is in the file.",),
    "invoice": ("Invoice the endorsement on {number}, additional premium {amount}.",),
    "loss-runs": (
        "Five years of loss runs for {line}, currently valued; renewal goes to market this month.",
    ),
    "mvr": ("MVRs for the three new drivers; signed consents are attached.",),
    "proposal": ("Proposal for {line} with both limits options; meeting with the client Tuesday.",),
    "summary": ("Update the summary of insurance with the new {line} and send me the draft.",),
    "policy-check": (
        "Check {number} against the binder; last year the blanket waiver was missing.",
    ),
    "policy-delivery": ("Deliver {number} by e-mail, paper copy to the controller in {city}.",),
    "audit": ("Carrier’s auditor wants payroll by class for {number}; client’s CPA has it.",),
    "claim": ("Water damage in the {city} unit on Sunday night, about {amount}. Report it today.",),
    "contract-review": ("Insurance requirements of the lease with {holder}, pages 14 to 19.",),
    "bor": ("Broker of record letter for {line} came in, signed yesterday.",),
    "finance": ("Premium finance agreement for {number}, 25 % down and nine payments.",),
    "binder-extension": ("The {line} policy is not out yet; extend the binder by thirty days.",),
    "application": (
        "Renewal application for {line}; payroll {amount}, second location in {city}.",
    ),
    "submission": ("{line} to the three markets of last year and one more; quotes by the 20th.",),
    "policy-correction": ("{number} came without the waiver and with the old address in {city}.",),
    "cancellation": ("Cancel {number} at the client’s request; signed release is in the file.",),
    "reinstatement": ("{number} was cancelled for non-payment; payment went out this morning.",),
    "surplus-forms": ("D-1 and SL-2 for {line}; the owner signs on Tuesday.",),
    "balance": ("{number} shows a credit of {amount}; refund it or apply it?",),
    "vendor": ("{holder} asks for a W-9 and their vendor form.",),
}

HOLDERS = (
    "Golden Bay Property Management", "Turner Creek Development", "City of Oakland Public Works",
    "Westfield Distribution Center", "Harbor Point Bank, N.A.", "Sutter Street Partners",
    "County of Fresno General Services", "Pacific Crossing Logistics", "Redwood School District",
    "Montclair Leasing Co.",
)  # fmt: skip

QUESTIONS = (
    "Which effective date shall I ask the carrier for?",
    "The contract names a second owner; is it to be listed too?",
    "The carrier wants the VIN and the cost new. Can you get them?",
    "I cannot find the signed form in the file; do you have it?",
)
ANSWERS = (
    "The first of the month; the client confirmed it by phone.",
    "Yes, both. I put the second name into the file.",
    "Here they are, in today’s e-mail from the client.",
)
OUTCOMES = (
    "Issued and sent; copy in the file.",
    "Carrier confirmed by e-mail, endorsement to follow within ten days.",
    "Done as asked; the client has it.",
    "Received, checked against the file, two small differences noted there.",
)
RETURNS = ("The additional insured wording is missing on page 2.", "Wrong location; please redo.")
REASONS = ("Client changed their mind.", "Already done with another order.", "No longer needed.")
HANDED_BACK = ("Out of the office from tomorrow; nothing begun.", "Needs somebody with a license.")
DECLINED = ("The holder’s address is missing; please add it.", "This is for marketing, not for us.")
ASKED_CLIENT = ("Asked the controller for the signed form.", "VIN and garaging address to follow.")
ASKED_CARRIER = ("Request sent to the underwriter.", "Asked the carrier’s desk; ten days they say.")
