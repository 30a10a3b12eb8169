"""What each kind of order must say, and the steps it goes through (DOMAIN §4, 9.3, 10.3, 12)."""

Question = tuple[str, str, str, bool, str]
Step = tuple[str, bool, str]


def ask(
    code: str, label: str, kind: str = "text", required: bool = True, choices: str = ""
) -> Question:
    """A question of the form: its code, words, kind of answer, whether an order must say it."""
    return code, label, kind, required, choices


def do(label: str, evidence: str = "none", required: bool = True) -> Step:
    """A step of the checklist and what shows that it was done: nothing, a note or a file."""
    return label, required, evidence


CONFIRMED = do("Confirmed in writing to who asked", "note")
QUESTIONS: dict[str, tuple[Question, ...]] = {
    "certificate": (
        ask("holder", "Holder, with address", "long"),
        ask("lines", "Lines to show"),
        ask("wording", "Wording of the description", "long", False),
        ask("additional_insured", "Additional insured asked for", "yes", False),
        ask("waiver", "Waiver of subrogation asked for", "yes", False),
    ),
    "certificate-batch": (
        ask("holders", "Holders, or the list that names them", "long"),
        ask("effective_on", "In force from", "date"),
    ),
    "auto-id": (ask("vehicles", "Vehicles", "long"),),
    "endorsement": (
        ask("change", "The change", "long"),
        ask("effective_on", "Effective", "date"),
    ),
    "schedule-change": (
        ask("what", "Add or delete", "choice", True, "Add,Delete,Change"),
        ask("item", "Vehicle, driver or location with its data", "long"),
        ask("effective_on", "Effective", "date"),
    ),
    "binder": (
        ask("terms", "Bound terms: carrier, limits, premium", "long"),
        ask("effective_on", "Effective", "date"),
        ask("loss_payee", "Mortgagee or loss payee", "text", False),
    ),
    "binder-extension": (
        ask("reason", "Why the policy is not there yet", "long"),
        ask("until", "Extended until", "date"),
    ),
    "invoice": (
        ask("transaction", "Transaction to bill"),
        ask("amount", "Premium in dollars", "number", False),
    ),
    "loss-runs": (
        ask("lines", "Lines and carriers"),
        ask("years", "Years", "number"),
        ask("valued_after", "Valued no earlier than", "date", False),
    ),
    "mvr": (
        ask("drivers", "Drivers with license state", "long"),
        ask("consent", "Signed consents are in the file", "yes"),
    ),
    "application": (
        ask("lines", "Lines"),
        ask("exposures", "Exposures: what is new or changed", "long"),
    ),
    "submission": (
        ask("markets", "Markets", "long"),
        ask("needed_on", "Quotes needed by", "date"),
    ),
    "proposal": (
        ask("quotes", "Chosen quotes and options", "long"),
        ask("presented_on", "Presented on", "date", False),
    ),
    "summary": (ask("as_of", "As of", "date"),),
    "policy-check": (
        ask("against", "Check against", "choice", True, "Binder,Quote,Expiring policy,Application"),
        ask("watch", "Watch out for", "long", False),
    ),
    "policy-delivery": (ask("method", "Method", "choice", True, "E-mail,By hand,Post"),),
    "policy-correction": (ask("discrepancies", "Discrepancies: expected and found", "long"),),
    "audit": (
        ask("carrier_needs", "What the carrier’s auditor wants", "long"),
        ask("records_at", "Who has the records"),
        ask("due_on", "Records due", "date", False),
    ),
    "cancellation": (
        ask("method", "Method", "choice", True, "Flat,Pro rata,Short rate"),
        ask("cancelled_on", "Cancelled from", "date"),
        ask("release", "Signed lost policy release is in the file", "yes"),
    ),
    "reinstatement": (
        ask("paid", "Proof of payment"),
        ask("no_loss", "No-loss letter is in the file", "yes"),
    ),
    "claim": (
        ask("loss_on", "Date of loss", "date"),
        ask("facts", "What happened, where, to whom", "long"),
        ask("contact", "Whom the adjuster calls"),
    ),
    "contract-review": (
        ask("pages", "Contract and pages"),
        ask("party", "The other party"),
    ),
    "surplus-forms": (ask("signer", "Who signs"),),
    "finance": (
        ask("down_payment", "Down payment in percent", "number"),
        ask("installments", "Number of installments", "number"),
    ),
    "bor": (
        ask("lines", "Lines"),
        ask("signed_on", "Letter signed on", "date"),
    ),
    "balance": (ask("items", "Items in question", "long"),),
    "vendor": (ask("form", "Form asked for", "choice", True, "W-9,OFAC check,Vendor set-up"),),
}
CHECKLISTS: dict[str, tuple[Step, ...]] = {
    "certificate": (
        do("Policies in force and limits not above the policy"),
        do("Additional insured is on the policy, if asked for"),
        do("Certificate issued", "file"),
        do("Sent to the holder", "note"),
    ),
    "certificate-batch": (
        do("List of holders gone through with the executive", "note"),
        do("Certificates issued and sent", "note"),
    ),
    "auto-id": (do("Cards issued", "file"), do("Sent", "note")),
    "endorsement": (
        do("Facts complete"),
        do("Request sent to the carrier", "note"),
        do("Endorsement received and checked", "file", False),
        CONFIRMED,
    ),
    "schedule-change": (
        do("Schedule in the client’s file changed"),
        do("Request sent to the carrier", "note"),
        CONFIRMED,
    ),
    "binder": (
        do("Terms as in the order to bind"),
        do("Binder issued", "file"),
        do("Ninety-day end noted"),
        do("Sent to client and lienholders", "note"),
    ),
    "binder-extension": (do("Carrier agrees", "note"), do("Extension issued", "file")),
    "invoice": (do("Premium, taxes and fees as bound"), do("Invoice posted and sent", "note")),
    "loss-runs": (
        do("Requested from every carrier", "note"),
        do("Received and filed with valuation date", "file"),
    ),
    "mvr": (do("Consents on file"), do("Reports received", "file")),
    "application": (do("Prefilled from the file"), do("Draft for the executive", "file")),
    "submission": (do("Completeness checked"), do("Sent to the markets", "note")),
    "proposal": (
        do("Quotes and exclusions checked"),
        do("License numbers on it"),
        do("Draft for the executive", "file"),
    ),
    "summary": (do("Premiums add up"), do("Summary issued", "file")),
    "policy-check": (
        do("Named insured, dates, carrier and number"),
        do("Limits, deductibles, forms"),
        do("Premium, minimum premium, commission"),
        do("Discrepancies listed", "note"),
    ),
    "policy-delivery": (do("Policy checked first"), do("Delivered", "note")),
    "policy-correction": (do("Sent to the carrier", "note"), do("Correction received", "file")),
    "audit": (do("Records sent", "note"), do("Audit checked against exposure", "note")),
    "cancellation": (
        do("Signed release on file"),
        do("Request sent to the carrier", "note"),
        do("Cancellation confirmed", "note"),
    ),
    "reinstatement": (do("Payment and no-loss letter sent", "note"), do("Notice on file", "file")),
    "claim": (do("Reported to the carrier", "note"), do("Claim number told to the client", "note")),
    "contract-review": (do("Requirements compared with the policies"), do("Findings", "note")),
    "surplus-forms": (do("Signed forms on file", "file"),),
    "finance": (do("Agreement signed", "file"), do("Sent to the finance company", "note")),
    "bor": (do("Letter sent to the carrier", "note"), do("Carrier has confirmed", "note")),
    "balance": (do("Answer", "note"),),
    "vendor": (do("Form sent", "note"),),
}
