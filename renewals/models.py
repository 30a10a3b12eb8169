"""All models of the app, from their subjects."""

from renewals.clocks.models import CarrierNotice, NoticeRule
from renewals.dispositions.models import Disposition
from renewals.expirations.models import AlertRule, ExpirationAlert

__all__ = ["AlertRule", "CarrierNotice", "Disposition", "ExpirationAlert", "NoticeRule"]
