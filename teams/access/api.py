"""How an API operation states its access rule."""

from typing import Any

from django.http import HttpRequest
from ninja.errors import HttpError
from ninja.security import SessionAuth

from teams.access.roles import RULES


class Holds(SessionAuth):
    """The operation is for signed-in people whose role holds `rule`: else 401 or 403."""

    def __init__(self, rule: str):
        RULES[rule]
        self.rule = rule
        super().__init__()

    def authenticate(self, request: HttpRequest, key: str | None) -> Any | None:
        if not request.user.is_authenticated:
            return None
        if not request.user.may(self.rule):
            raise HttpError(403, f"Your role may not {RULES[self.rule]}.")
        return request.user
