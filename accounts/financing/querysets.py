"""Questions about premium finance."""

from accounts.clients.querysets import OfClientQuerySet


class FinanceAgreementQuerySet(OfClientQuerySet):
    def running(self, term_id: int | None) -> "FinanceAgreementQuerySet":
        """Agreements under which a lender still has a claim on return premium of the term."""
        if term_id is None:
            return self.none()
        return self.filter(financed__term=term_id, ended_on=None)
