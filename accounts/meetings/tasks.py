"""Held meetings are found as evidence wherever jobs run."""

from accounts.meetings import evidence

__all__ = ["evidence"]
