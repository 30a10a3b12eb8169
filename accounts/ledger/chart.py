"""What the accounts of the ledger mean. Debits are positive, credits negative.

The ledger is that of servicing clients' accounts, not the firm's general ledger: operating cash
and income stand here as far as clients' policies cause them (DOMAIN §8.3).
"""

MEANING = {
    "receivable": "Clients owe it on invoices. Credits of return premium stand here as negative "
    "items until they are used for another invoice or given back.",
    "carrier_receivable": "Carriers that bill clients themselves owe this commission to the house. "
    "No premium of theirs ever passes through the trust account.",
    "trust_cash": "In the bank's trust account: premium and return premium held for others, "
    "and commission not yet taken out (Ins. Code 1733, 1734).",
    "operating_cash": "Went over to the operating account: commission swept from trust and "
    "commission that direct-bill carriers paid. The general ledger takes over from here.",
    "unapplied_cash": "Received and used for no invoice yet. A liability: never above zero.",
    "client_payable": "Return premium that is to be paid out to clients: out of the receivable "
    "once that is decided, gone once it is paid. A liability: never above zero.",
    "premium_payable": "Premium less commission, owed to the company that bills the policy.",
    "fee_payable": "Carriers' policy and inspection fees, owed to the company that bills.",
    "tax_payable": "Surplus lines tax, owed to the intermediary that files it, or to the state "
    "where the house files itself (DOMAIN §4.5).",
    "stamping_payable": "Stamping fees, owed like the tax, or to the stamping office.",
    "commission_income": "Commission earned on what was invoiced, less what return premium takes "
    "back at the original rate.",
    "commission_estimated": "Commission expected of direct-bill carriers: no income until the "
    "carrier's statement is posted.",
    "fee_income": "Broker fees and installment charges.",
    "write_off": "Given up; less what was paid after all.",
    "own_funds": "The house's own money put into the trust account for prudence, or to fund "
    "premium before the client has paid (Ins. Code 1734).",
}
