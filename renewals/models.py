"""All models of the app, from their subjects."""

from renewals.expirations.models import AlertRule, ExpirationAlert

__all__ = ["AlertRule", "ExpirationAlert"]
